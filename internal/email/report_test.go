package email

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// deliveryReport is a bounce as RFC 3464 wants it, with these blocks of fields.
func deliveryReport(blocks ...string) string {
	return "From: MAILER-DAEMON@mx.example\nIn-Reply-To: <asked@here>\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nSorry.\n" +
		"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n" + strings.Join(blocks, "\n\n") + "\n\n--b--\n"
}

func TestDeliveryReports(t *testing.T) {
	eva := "Final-Recipient: rfc822; eva@example.com\n"
	for _, c := range []struct {
		name   string
		blocks []string
		class  Class
		want   []Failure
	}{
		{"failed", []string{eva + "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 No such\n user"}, BounceFailed, []Failure{{"eva@example.com", "5.1.1", "550 5.1.1 No such user", false}}},
		{"delayed", []string{eva + "Action: Delayed\nStatus: 4.4.1 (busy)"}, BounceDelayed, []Failure{{"eva@example.com", "4.4.1", "", true}}},
		{"delivered", []string{eva + "Action: delivered\nStatus: 2.0.0"}, Delivered, nil},
		{"relayed", []string{eva + "Action: relayed"}, Delivered, nil},
		{"expanded", []string{eva + "Action: expanded (list)"}, Delivered, nil},
		{"one of two failed", []string{eva + "Action: delayed\nStatus: 4.0.0", "Final-Recipient: RFC822;jan@example.com\nAction: failed\nStatus: 5.2.2"}, BounceFailed, []Failure{{"eva@example.com", "4.0.0", "", true}, {"jan@example.com", "5.2.2", "", false}}},
		{"a failure stays the worst", []string{"Final-Recipient: rfc822;jan@example.com\nAction: failed\nStatus: 5.2.2", eva + "Action: delayed\nStatus: 4.0.0"}, BounceFailed, []Failure{{"jan@example.com", "5.2.2", "", false}, {"eva@example.com", "4.0.0", "", true}}},
		{"without an action the status says it", []string{eva + "Status: 5.7.1"}, BounceFailed, []Failure{{"eva@example.com", "5.7.1", "", false}}},
		{"likewise that it waits", []string{eva + "Status: 4.7.1"}, BounceDelayed, []Failure{{"eva@example.com", "4.7.1", "", true}}},
		{"neither", []string{eva}, Delivered, nil},
		{"who was written to comes first", []string{"Original-Recipient: rfc822;help@example.com\n" + eva + "Action: failed"}, BounceFailed, []Failure{{"help@example.com", "", "", false}}},
		{"unless it is none", []string{"Original-Recipient: rfc822;unknown\n" + eva + "Action: failed"}, BounceFailed, []Failure{{"eva@example.com", "", "", false}}},
		{"brackets, no type", []string{"Final-Recipient: <Eva@Example.COM>\nAction: failed\nDiagnostic-Code: 550 user; unknown"}, BounceFailed, []Failure{{"Eva@example.com", "", "550 user; unknown", false}}},
		{"words in code", []string{eva + "Action: failed\nDiagnostic-Code: smtp; =?utf-8?q?bo=C3=AEte?= pleine"}, BounceFailed, []Failure{{"eva@example.com", "", "boîte pleine", false}}},
	} {
		a := read(t, deliveryReport(c.blocks...)).Classify(nil)
		if d := cmp.Diff(c.want, a.Failures); a.Class != c.class || d != "" || a.Original != "<asked@here>" || !slices.Equal(a.Why, []string{"message/delivery-status"}) {
			t.Errorf("%s: %+v\n%s", c.name, a, d)
		}
	}
	var many []string
	for i := range 3 * maxFailures {
		many = append(many, fmt.Sprintf("Final-Recipient: rfc822; e%d@x.nl\nAction: failed", i))
	}
	if a := read(t, deliveryReport(many...)).Classify(nil); len(a.Failures) != maxFailures {
		t.Errorf("%d failures are kept", len(a.Failures))
	}
}

// The mail that a report is about is found in what came back with it.
func TestReportsNameTheirMail(t *testing.T) {
	part := func(kind, body string) string { return "--b\nContent-Type: " + kind + "\n\n" + body + "\n" }
	report := func(kind string, parts ...string) string {
		return "References: <older@x> <parent@x>\nContent-Type: multipart/report; report-type=" + kind + "; boundary=b\n\n" + strings.Join(parts, "") + "--b--\n"
	}
	failed := part("message/delivery-status", "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; e@x.nl\nAction: failed")
	read1 := part("message/disposition-notification", "Final-Recipient: rfc822; e@x.nl\nOriginal-Message-ID: <ours@x>\nDisposition: manual-action/MDN-sent-manually; displayed")
	spam := part("message/feedback-report", "Feedback-Type: abuse\nUser-Agent: x/1\nVersion: 1")
	mail := part("message/rfc822", "Subject: x\nMessage-ID: <ours@x>\n\nHello")
	for _, c := range []struct {
		name, raw, id string
		class         Class
	}{
		{"a bounce with the mail", report("delivery-status", failed, mail), "<ours@x>", BounceFailed},
		{"with its header", report("delivery-status", failed, part("text/rfc822-headers", "Subject: x\nMessage-Id: <ours@x>")), "<ours@x>", BounceFailed},
		{"in base64", report("delivery-status", failed, "--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nTWVzc2FnZS1JRDogPG91cnNAeD4KCng=\n"), "<ours@x>", BounceFailed},
		{"with neither", report("delivery-status", failed), "<parent@x>", BounceFailed},
		{"with a mail that has none", report("delivery-status", failed, part("message/rfc822", "Subject: x\n\nHello")), "<parent@x>", BounceFailed},
		{"a receipt", report("disposition-notification", read1), "<ours@x>", Receipt},
		{"a receipt of nothing", report("disposition-notification", part("message/disposition-notification", "Final-Recipient: rfc822; e@x.nl")), "<parent@x>", Receipt},
		{"a complaint", report("feedback-report", spam, mail), "<ours@x>", Complaint},
		{"a complaint about a bounce", report("feedback-report", failed, spam, mail), "<ours@x>", Complaint},
		{"no multipart around it", "Content-Type: message/delivery-status\nReferences: <parent@x>\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; e@x.nl\nAction: failed\n", "<parent@x>", BounceFailed},
	} {
		if a := read(t, c.raw).Classify(nil); a.Class != c.class || a.Original != c.id {
			t.Errorf("%s: %+v", c.name, a)
		}
	}
}

func TestStatusCodes(t *testing.T) {
	for in, want := range map[string]string{
		"5.1.1": "5.1.1", "550 5.1.1 <e@x>: no": "5.1.1", "(4.7.26)": "4.7.26", "smtp;550-5.7.1": "5.7.1", "2.0.0": "2.0.0",
		"": "", "550": "", "5.1": "", "5.1.1.1": "", "3.1.1": "", "45.1.1": "", "5..1": "", "10.0.0.1": "", "192.168.2.1 said 5.2.2": "5.2.2", "5.1234567.1": "",
	} {
		if got := statusCode(in); got != want {
			t.Errorf("%q has the code %q, want %q", in, got, want)
		}
	}
}

// Servers that report in words alone.
func TestBouncesInWords(t *testing.T) {
	daemon := "From: MAILER-DAEMON@mx.example\nReturn-Path: <>\n"
	for _, c := range []struct {
		name, raw string
		class     Class
		want      []Failure
		id        string
	}{
		{"qmail", daemon + "Subject: failure notice\n\nHi. This is the qmail-send program at mx.example.\n\n<eva@example.com>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <a@b>\nMessage-ID: <ours@x>\n\n<jan@example.com>:\nnot a failure\n", BounceFailed, []Failure{{"eva@example.com", "5.1.1", "Sorry, no mailbox here by that name. (#5.1.1)", false}}, "<ours@x>"},
		{"its copy folds the identifier", daemon + "Subject: failure notice\n\n<e@x.nl>:\nno\n\n--- Below this line is a copy\n\nMessage-ID:\n <ours@x>\n", BounceFailed, []Failure{{"e@x.nl", "", "no", false}}, "<ours@x>"},
		{"exim", daemon + "Subject: Mail delivery failed: returning message to sender\nX-Failed-Recipients: eva@example.com, jan@example.com\n\n  eva@example.com\n    host mx [192.0.2.1]: 550 5.1.1 unknown\n", BounceFailed, []Failure{{"eva@example.com", "5.1.1", "host mx [192.0.2.1]: 550 5.1.1 unknown", false}, {"jan@example.com", "", "", false}}, ""},
		{"still trying", daemon + "Subject: Warning: message 1x delayed 24 hours\n\n  eva@example.com\n    Delay reason: busy\n", BounceDelayed, []Failure{{"eva@example.com", "", "Delay reason: busy", true}}, ""},
		{"failed after a delay", daemon + "Subject: Undelivered Mail Returned to Sender\n\nIt was delayed and will not be retried.\n\n<eva@example.com>: timed out\n", BounceFailed, []Failure{{"eva@example.com", "", "timed out", false}}, ""},
		{"in the text alone", daemon + "Subject: Bericht\n\nUw bericht kon niet worden bezorgd.\n\neva@example.com: onbekend\n", BounceFailed, []Failure{{"eva@example.com", "", "onbekend", false}}, ""},
		{"the header alone", "From: x@mx.example\nX-Failed-Recipients: eva@example.com\nSubject: Hm\n\nHm\n", BounceFailed, []Failure{{Recipient: "eva@example.com"}}, ""},
		{"the same twice", daemon + "Subject: failure notice\n\n<Eva@example.com>:\nfirst\n\n<eva@EXAMPLE.com>:\nsecond\n", BounceFailed, []Failure{{"Eva@example.com", "", "first", false}}, ""},
		{"words alone are a person's", "From: eva@example.com\nSubject: Undelivered mail?\n\nWhat does failure notice mean?\n", Personal, nil, ""},
		{"a daemon's other words", daemon + "Subject: Hello\n\nSomething else.\n", AutoGenerated, nil, ""},
		{"no subject, own thread", daemon + "In-Reply-To: <ours@x>\nSubject: Mail delivery failed\n\nNo more is said.\n", BounceFailed, nil, "<ours@x>"},
	} {
		a := read(t, c.raw).Classify(nil)
		if d := cmp.Diff(c.want, a.Failures); a.Class != c.class || d != "" || a.Original != c.id {
			t.Errorf("%s: %s %q\n%s", c.name, a.Class, a.Original, d)
		}
	}
	text := strings.Repeat("<e@x.nl>: no\n\n", 5)
	for i := range 300 {
		text += fmt.Sprintf("<e%d@x.nl>: no\n\n", i)
	}
	if a := read(t, daemon+"Subject: failure notice\n\n"+text).Classify(nil); len(a.Failures) == 0 || len(a.Failures) > maxFailures {
		t.Errorf("%d failures are kept", len(a.Failures))
	}
}
