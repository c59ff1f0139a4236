package email

import (
	"slices"
	"testing"
)

func TestTopic(t *testing.T) {
	for in, want := range map[string]string{
		"Printer": "Printer", "Re: Printer": "Printer", "RE:RE: re : Printer": "Printer", "Antw: AW: SV: VS: Printer": "Printer",
		"Fwd: FW: WG: TR: Doorst: Printer": "Printer", "Re[3]: Printer": "Printer", "AW (2): Printer": "Printer", "回复：Printer": "Printer",
		"Re: [HD-00123] Re: Printer": "Printer", "[hd-123] Printer [HD-124]": "Printer", "Réf: Printer": "Printer",
		"Report: monthly": "Report: monthly", "Re Printer": "Re Printer", "R2: Printer": "R2: Printer", "[list] Printer": "[list] Printer",
		"Re:": "", "": "", "[HD-00123]": "", "Re: [HD-00123": "[HD-00123", "HD-00123 Printer": "HD-00123 Printer",
	} {
		if got := Topic(in, "HD"); got != want || Topic(got, "HD") != want {
			t.Errorf("Topic(%q) = %q; want %q, also the second time", in, got, want)
		}
	}
}

func TestTicketNumbers(t *testing.T) {
	for in, want := range map[string][]int64{
		"[HD-00123] x": {123}, "Re: x [hd-7][HD-8]": {7, 8}, "[[HD-5]]": {5},
		"HD-1": nil, "[ HD - 9 ]": nil, "[HD-]": nil, "[HD-0]": nil, "[HD--1]": nil, "[HD-+1]": nil, "[HD-1x]": nil, "[XHD-1]": nil, "[HD1]": nil,
		"[HD-99999999999999999999]": nil, "[HD-9223372036854775807]": {9223372036854775807}, "[HD-9223372036854775808]": nil,
	} {
		if got := TicketNumbers(in, "HD"); !slices.Equal(got, want) {
			t.Errorf("TicketNumbers(%q) = %v; want %v", in, got, want)
		}
	}
	if got := TicketNumbers("[-1] [HD-1]", ""); got != nil {
		t.Errorf("without a prefix: %v", got)
	}
}

func TestIsForward(t *testing.T) {
	for in, want := range map[string]bool{
		"Fwd: x": true, "FW: x": true, "Doorst: x": true, "WG: x": true, "TR : x": true, "转发：x": true, "Re: Fwd: x": false, "Fwd: Re: x": true, "x": false, "": false,
	} {
		if got := IsForward(in); got != want {
			t.Errorf("IsForward(%q) = %v", in, got)
		}
	}
}

func TestSubjectIs(t *testing.T) {
	phrases := []string{"Support Portal login", "Inloggen op het supportportaal", "", "?!"}
	for in, want := range map[string]bool{
		"Support Portal login": true, "support portal LOGIN": true, "  Support-Portal:  Login! ": true, "SupportPortal login": true,
		"Re: Fwd: \"Support Portal login\"": true, "Inloggen op het supportportaal.": true, "inloggen op het supportpòrtaal": true,
		"Support Portal": false, "Support Portal login please": false, "My Support Portal login fails": false, "": false, "...": false, "Re:": false,
	} {
		if got := SubjectIs(in, phrases...); got != want {
			t.Errorf("SubjectIs(%q) = %v", in, got)
		}
	}
}
