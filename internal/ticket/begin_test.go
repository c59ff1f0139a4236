package ticket_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"balie/internal/org"
	"balie/internal/ticket"
)

func TestBegin(t *testing.T) {
	for name, c := range map[string]struct {
		in       ticket.Ticket
		priority ticket.Priority
	}{
		"an incident is a P3":         {ticket.Ticket{Kind: ticket.Incident, Partner: partnerOrg}, 3},
		"a question is a P4":          {ticket.Ticket{Kind: ticket.Question, Partner: partnerOrg}, 4},
		"a priority given stays":      {ticket.Ticket{Kind: ticket.Question, Partner: partnerOrg, Priority: 1}, 1},
		"a wrong one does not":        {ticket.Ticket{Kind: ticket.Incident, Partner: partnerOrg, Priority: 9}, 3},
		"direct, it is the vendor's ": {ticket.Ticket{Kind: ticket.Question, Partner: vendorOrg}, 4},
	} {
		tk, e := ticket.Begin(c.in, actors["customer"], begun)
		want := c.in
		want.State, want.Reason, want.Channel, want.Priority = ticket.Open, ticket.ReasonNew, ticket.Portal, c.priority
		want.Holder = c.in.Partner
		want.CreatedAt, want.UpdatedAt, want.PublicAt, want.LineAt = begun, begun, begun, begun
		if tk != want {
			t.Errorf("%s: got %+v, want %+v", name, tk, want)
		}
		if (e != ticket.Event{Kind: ticket.Submitted, Actor: 11, Desk: entityOrg, At: begun, Channel: ticket.Portal}) {
			t.Errorf("%s: event %+v", name, e)
		}
	}
}

func TestAssign(t *testing.T) {
	fresh := submitted(t, "partner")
	taken := fresh
	taken.PartnerAssignee, taken.WorkedOn = 21, true
	waiting := fresh
	waiting.State = ticket.Waiting
	for name, c := range map[string]struct {
		tk       ticket.Ticket
		desk     org.ID
		to       org.UserID
		kind     ticket.EventKind
		from, as string
		first    bool
		partner  org.UserID
		vendor   org.UserID
	}{
		"the first tells the customer":     {fresh, partnerOrg, 21, ticket.Assigned, "", "21", true, 21, 0},
		"the second does not":              {taken, partnerOrg, 22, ticket.Assigned, "21", "22", false, 22, 0},
		"the other desk keeps its own":     {taken, vendorOrg, 41, ticket.Assigned, "", "41", false, 21, 41},
		"unassigned":                       {taken, partnerOrg, 0, ticket.Unassigned, "21", "", false, 0, 0},
		"nobody is told of nobody":         {fresh, partnerOrg, 0, ticket.Unassigned, "", "", false, 0, 0},
		"nobody works on one that waits":   {waiting, partnerOrg, 21, ticket.Assigned, "", "21", false, 21, 0},
		"the vendor's first, for customer": {fresh, vendorOrg, 41, ticket.Assigned, "", "41", true, 0, 41},
	} {
		next, e, first := c.tk.Assign(c.desk, c.to, actors["partner"], present)
		want := c.tk
		want.PartnerAssignee, want.VendorAssignee, want.WorkedOn = c.partner, c.vendor, c.tk.WorkedOn || c.first
		if next != want || first != c.first {
			t.Errorf("%s: first %v, got %+v, want %+v", name, first, next, want)
		}
		if next.Assignee(c.desk) != c.to {
			t.Errorf("%s: the desk's assignee is %d", name, next.Assignee(c.desk))
		}
		if e.Kind != c.kind || e.From != c.from || e.To != c.as || e.Ticket != 123 || e.Actor != 21 || !e.At.Equal(present) {
			t.Errorf("%s: event %+v", name, e)
		}
	}
}

func TestPrioritise(t *testing.T) {
	tk := submitted(t, "partner")
	next, e := tk.Prioritise(1, actors["partner"], present)
	want := tk
	want.Priority = 1
	if next != want {
		t.Errorf("got %+v, want only the priority changed", next)
	}
	if e.Kind != ticket.Prioritised || e.From != "3" || e.To != "1" || e.Actor != 21 || e.Ticket != 123 {
		t.Errorf("event %+v", e)
	}
}

func TestCutSubject(t *testing.T) {
	long := strings.Repeat("a", 500)
	for name, c := range map[string]struct{ in, subject, rest string }{
		"short":               {"Printer broken", "Printer broken", ""},
		"one line":            {"  Printer\r\n\tbroken \u00a0 again ", "Printer broken again", ""},
		"nothing turned":      {"pay \u202etxt.exe\u2069 now", "pay txt.exe now", ""},
		"nothing":             {" \n\t ", "", ""},
		"nothing to see":      {"\u200b\u3164 \u2800\ufeff\u0301\u00ad", "", ""},
		"joined emoji stay":   {"👩\u200d👧 moved", "👩\u200d👧 moved", ""},
		"exactly enough":      {long, long, ""},
		"one too many":        {long + "b", long[:499] + "…", long + "b"},
		"emoji count as one":  {strings.Repeat("🎂", 500), strings.Repeat("🎂", 500), ""},
		"emoji are not split": {strings.Repeat("🎂", 501), strings.Repeat("🎂", 499) + "…", strings.Repeat("🎂", 501)},
		"combining marks count": {
			strings.Repeat("e\u0301", 251), strings.Repeat("e\u0301", 249) + "e…", strings.Repeat("e\u0301", 251),
		},
	} {
		subject, rest := ticket.CutSubject(c.in)
		if subject != c.subject || rest != c.rest {
			t.Errorf("%s: got %q, %q", name, subject, rest)
		}
	}
}

func TestCutSubjectLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := strings.Join(rapid.SliceOfN(rapid.String(), 0, 5).Draw(t, "words"), " ")
		in := strings.ToValidUTF8(strings.Repeat(words+" ", rapid.IntRange(1, 60).Draw(t, "times")), "?")
		in = strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Bidi_Control, r) {
				return '-'
			}
			return r
		}, in)
		subject, rest := ticket.CutSubject(in)
		if n := utf8.RuneCountInString(subject); n > ticket.SubjectMax || !utf8.ValidString(subject) || strings.ContainsAny(subject, "\r\n") {
			t.Fatalf("subject of %d characters: %q", n, subject)
		}
		kept := subject
		if rest != "" {
			kept = rest
			if head, cut := strings.CutSuffix(subject, "…"); !cut || !strings.HasPrefix(rest, head) {
				t.Fatalf("%q does not begin %q", subject, rest)
			}
		}
		if kept == "" { // nothing of it can be seen
			return
		}
		if kept != strings.Join(strings.Fields(in), " ") {
			t.Fatalf("lost words of %q: %q", in, kept)
		}
	})
}

func TestRef(t *testing.T) {
	for id, want := range map[ticket.ID]string{1: "HD-00001", 123: "HD-00123", 99999: "HD-99999", 1234567: "HD-1234567"} {
		if got := ticket.Ref("HD", id); got != want {
			t.Errorf("Ref of %d: %s, want %s", id, got, want)
		}
	}
	for in, want := range map[string]ticket.ID{
		"HD-00123": 123, "hd-123": 123, "Hd-0000000000123": 123, "HD-1234567": 1234567, "HD-999999999999999999": 999999999999999999,
		"": 0, "HD": 0, "HD-": 0, "HD-0": 0, "HD-00000": 0, "HD--1": 0, "HD-+1": 0, "HD-1_0": 0, "HD-1 ": 0, " HD-1": 0, "HD-0x1": 0,
		"HD-1-2": 0, "XX-1": 0, "HDX-1": 0, "123": 0, "-1": 0, "HD-9999999999999999999": 0, "HD-１": 0,
	} {
		if got, ok := ticket.ParseRef("HD", in); got != want || ok != (want != 0) {
			t.Errorf("ParseRef of %q: %d, %v, want %d", in, got, ok, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		id := ticket.ID(rapid.Int64Range(1, 999999999999999999).Draw(t, "id"))
		if got, ok := ticket.ParseRef("hd", ticket.Ref("HD", id)); !ok || got != id {
			t.Fatalf("%d comes back as %d, %v", id, got, ok)
		}
	})
}

// TestNames: the words that are stored or end catalogue keys are all there.
func TestNames(t *testing.T) {
	seen := map[string]bool{}
	for a := ticket.Reply; a <= ticket.Release; a++ {
		seen["act "+a.String()] = true
	}
	for s := ticket.Open; s <= ticket.Closed; s++ {
		seen["state "+s.String()] = true
	}
	for r := ticket.NoReason; r <= ticket.TakenBack; r++ {
		seen["reason "+r.String()] = true
	}
	for c := ticket.Portal; c <= ticket.System; c++ {
		seen["channel "+c.String()] = true
	}
	for k := ticket.Question; k <= ticket.Incident; k++ {
		seen["kind "+k.String()] = true
	}
	if len(seen) != 11+4+9+6+2 {
		t.Errorf("some names are the same: %v", seen)
	}
	for code, l := range catalogues(t) {
		for r := ticket.ReasonNew; r <= ticket.TakenBack; r++ {
			if !l.Has("reason." + r.String()) {
				t.Errorf("%s lacks reason.%s", code, r)
			}
		}
		for _, v := range ticket.Views {
			if !l.Has("view."+string(v.View)) || !l.Has("view."+string(v.View)+".is") {
				t.Errorf("%s lacks words for the view %s", code, v.View)
			}
		}
	}
}
