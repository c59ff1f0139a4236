package main

import (
	"strings"
	"testing"

	"balie/internal/desk"
	"balie/internal/locale"
	"balie/internal/ticket"
)

// explained runs balie mail explain.
func explained(t *testing.T, place []string, raw string, args ...string) (string, int) {
	t.Helper()
	cmd := command(t, nil, append(append([]string{"mail", "explain"}, place...), args...)...)
	cmd.Stdin = strings.NewReader(raw)
	return finish(t, cmd)
}

func TestMailExplain(t *testing.T) {
	eachEngine(t, func(t *testing.T, empty func(*testing.T) []string) {
		place := empty(t)
		if out, code := once(t, append([]string{"seed", "--tickets", "100"}, place...)...); code != exitOK {
			t.Fatal(out)
		}
		if out, code := explained(t, place, mailText(1)); code != exitRefused || !strings.Contains(out, "secret.key") {
			t.Errorf("without the server's key: exit %d: %s", code, out)
		}
		mail := "From: Eva <eva@customer.example>\r\nTo: help@example.com\r\nCc: bram@customer.example\r\nMessage-ID: <1@customer.example>\r\nSubject: About [HD-00003]\r\n" +
			"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nIt broke.\r\n\r\nOn Wed, 3 Jun 2026 at 11:02, Help <help@example.com> wrote:\r\n> old words\r\n" +
			"--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\nPDF\r\n--b--\r\n"
		want := []string{
			"Eva <eva@customer.example>", "A person seems to have written it.", "SPF not said", "Nobody has the address yet.", "HD-00003, by its subject",
			"A subject counts only when the sender's domain vouches for the address.", "It would be a new ticket at ", "a new contact",
			"Why: It names HD-00003, where its sender may not write", "went to bram@customer.example as well", "would not be told that it came in",
			"  | It broke.", "  | > old words", "  a.pdf, application/pdf, 3 bytes",
		}
		p := start(t, place...)
		beside, code := explained(t, place, mail, "--mail-for", "help@example.com")
		for _, w := range want {
			if code != exitOK || !strings.Contains(beside, w) {
				t.Errorf("exit %d, without %q:\n%s", code, w, beside)
			}
		}
		if code := p.stop(); code != exitOK {
			t.Errorf("exit %d:\n%s", code, p.log.String())
		}
		if alone, code := explained(t, place, mail, "--mail-for", "help@example.com"); code != exitOK || alone != beside {
			t.Errorf("without the server: exit %d:\n%s", code, alone)
		}
		if out, code := explained(t, place, strings.Repeat("x", 51<<20)); code != exitData {
			t.Errorf("exit %d for a mail of 51 MB: %s", code, out)
		}
		awaitMail(t, place, 0)
		if out, code := once(t, append([]string{"verify"}, place...)...); code != exitOK || strings.Contains(out, "belong to no file") {
			t.Errorf("verify: %s", out)
		}
	})
}

// TestExplanationHasSentences shows what no run above does.
func TestExplanationHasSentences(t *testing.T) {
	texts, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	say := func(x desk.ExplainedMail) string { return explanation(x, texts.In("en", nil)) }
	for want, x := range map[string]desk.ExplainedMail{
		"… and 4 more":                 {State: "refused", Files: make([]ticket.File, 24)},
		"xx… and 9700 more characters": {State: "refused", Text: strings.Repeat("x", 10_000)},
		"would wait in the mail log":   {State: "failed", Error: "panic"},
		"To:         a@x, b@x\n":       {State: "refused", To: []string{"a@x", "b@x", "a@x"}},
		"It could not be read: panic":  {State: "failed", Error: "panic"},
		"It joins this one.":           {State: "done", Leads: []desk.ExplainedLead{{Ref: "HD-1", Way: "thread", Joins: true, Customer: true, Involved: true}}},
		"wrote too often":              {State: "done", Ref: "HD-1", Before: 1, After: 1, Quiet: true},
		"goes from waiting to open":    {State: "done", Ref: "HD-1", Before: 2, After: 1},
		"a hidden message on HD-1":     {State: "done", Ref: "HD-1", Hidden: true, Before: 1, After: 1},
		"It has to do with HD-1":       {State: "refused", Ref: "HD-1"},
		"who left":                     {State: "refused", Writer: desk.ExplainedWriter{Known: true, Left: true, Name: "Eva"}},
		"its auto-submitted":           {State: "refused", Why: desk.MailWhy{MailFacts: desk.MailFacts{Class: "auto_reply", Signs: []string{"auto-submitted"}}}},
		"The text was too long":        {State: "refused", Why: desk.MailWhy{MailFacts: desk.MailFacts{Cut: []string{"text"}}}},
		"and 8 more lines":             {State: "refused", Text: strings.Repeat("x\n", 20)},
		"a guess among":                {State: "done", New: &desk.ExplainedTicket{Entity: "Bakery", Guessed: true}},
		"about Shop":                   {State: "done", New: &desk.ExplainedTicket{Entity: "Bakery", System: "Shop"}},
		"Eva <e@x>: new reply":         {State: "done", Told: []desk.ToldByMail{{To: "e@x", Name: "Eva", Kind: "new_reply"}}},
	} {
		x.Why.Key = "new"
		if got := say(x); !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	for why := range leadReasons {
		if got := say(desk.ExplainedMail{Leads: []desk.ExplainedLead{{Ref: "HD-1", Way: "subject", Why: why}}}); !strings.Contains(got, leadReasons[why]) {
			t.Errorf("%s has no sentence", why)
		}
	}
}
