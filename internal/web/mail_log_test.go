package web_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"balie/internal/blob"
	"balie/internal/desk"
	"balie/internal/desktest"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

func TestMailIsSeenWhereItLanded(t *testing.T) {
	for _, engine := range storetest.Engines(t) {
		t.Run(engine, func(t *testing.T) {
			w := desktest.New(t, engine)
			raw := mailText(w.Eva.Mail, w.Partner.Mail, "Message-ID: <1@people.example>\r\nAuthentication-Results: mx.desk.example; dmarc=fail header.from=people.example\r\n",
				"The till is stuck.\r\n\r\nOn Wed, 3 Jun 2026 at 11:02, Somebody <a@b.example> wrote:\r\n> Sentinel of the history")
			m := w.Receives(raw)
			ref := ticket.Ref("HD", m.Ticket)
			sanne := w.Sanne.Client()
			page := sanne.Get("/desk/tickets/" + ref).Body
			for _, word := range []string{
				"The till is stuck.", "Show quoted text", "Sentinel of the history", "By mail: why it is here", "Sender in doubt", "DMARC fail",
				"so it became a new one", fmt.Sprintf("/desk/messages/%d/original", m.Message),
			} {
				if !strings.Contains(page, word) {
					t.Errorf("the ticket does not say %q", word)
				}
			}
			got := sanne.Get(fmt.Sprintf("/desk/messages/%d/original", m.Message))
			if got.Body != raw || !strings.HasPrefix(got.Header.Get("Content-Disposition"), "attachment") || got.Header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("the original is %q, %v", got.Body, got.Header)
			}
			if portal := w.Eva.Client().Get("/tickets/" + ref).Body; !strings.Contains(portal, "The till is stuck.") || strings.Contains(portal, "Sentinel") || strings.Contains(portal, "DMARC") {
				t.Error("the portal lacks the message, or shows what is for agents")
			}

			twin := w.Receives(strings.Replace(raw, "Subject:", "X-Way: other\r\nSubject:", 1))
			vera := w.Vera.Client()
			list := vera.Get("/admin/mail").Body
			for _, word := range []string{"On a ticket", "No message", ref, w.Eva.Mail} {
				if !strings.Contains(list, word) {
					t.Errorf("the log does not say %q", word)
				}
			}
			if only := vera.Get("/admin/mail?state=failed").Body; !strings.Contains(only, "No mail here") {
				t.Error("mails that did not fail are listed as failed")
			}
			status(t, vera.Get("/admin/mail?state=nothing"), 404)
			at := fmt.Sprintf("/admin/mail/%d", twin.ID)
			one := vera.Get(at).Body
			if !strings.Contains(one, "It came by another way as well") || !strings.Contains(one, "Try again") {
				t.Errorf("it does not say why: %s", one)
			}
			status(t, vera.PostForm(at, url.Values{"once": {"again"}}), 303)
			if waits := vera.Get(at).Body; !strings.Contains(waits, "about to be looked at") || strings.Contains(waits, "Try again") {
				t.Error("it is not tried again")
			}
			w.Settle()
			if again := vera.Get(at).Body; !strings.Contains(again, "It came by another way as well") {
				t.Error("trying again lost it")
			}
			w.Speak("nl", "")
			if dutch := vera.Get(at).Body; !strings.Contains(dutch, "Het kwam ook langs een andere weg") {
				t.Error("it is not told in Dutch")
			}
		})
	}
}

// TestFailedMailIsShownToAdministrators on every page of theirs, until somebody
// lets it be.
func TestFailedMailIsShownToAdministrators(t *testing.T) {
	for _, engine := range storetest.Engines(t) {
		t.Run(engine, func(t *testing.T) {
			w := desktest.New(t, engine)
			w.Log.Expect()
			ctx := t.Context()
			said := func(p *desktest.Person) string {
				_, rest, _ := strings.Cut(p.Client().Get("/desk/open").Body, `id="failed-mail"`)
				item, _, _ := strings.Cut(rest, "</li>")
				return item
			}
			if got := said(w.Vera); !strings.Contains(got[:strings.IndexByte(got, '>')], "hidden") {
				t.Errorf("nothing failed, and it is shown: %s", got)
			}
			raw := mailText(w.Eva.Mail, w.Partner.Mail, "", "It gets lost")
			if err := w.Desk.AcceptMail(ctx, desk.MailIn{Door: "test", Source: "lost"}, strings.NewReader(raw)); err != nil {
				t.Fatal(err)
			}
			hash := sha256.Sum256([]byte(raw))
			if err := w.Desk.Blobs.Delete(ctx, blob.Hash(hex.EncodeToString(hash[:])), 0); err != nil {
				t.Fatal(err)
			}
			w.Settle()
			if got := said(w.Vera); strings.Contains(got[:strings.IndexByte(got, '>')], "hidden") || !strings.Contains(got, "/admin/mail?state=failed") || !strings.Contains(got, "1 mail could not be read") {
				t.Errorf("a mail failed, and it is not shown: %s", got)
			}
			if got := said(w.Sanne); got != "" {
				t.Errorf("who administers nothing is told: %s", got)
			}
			vera := w.Vera.Client()
			list := vera.Get("/admin/mail?state=failed").Body
			_, rest, _ := strings.Cut(list, `href="/admin/mail/`)
			at := "/admin/mail/" + rest[:strings.IndexByte(rest, '"')]
			if one := vera.Get(at).Body; !strings.Contains(one, "Let it be") || !strings.Contains(one, "Try again") {
				t.Errorf("nothing can be done about it: %s", one)
			}
			status(t, vera.PostForm(at, url.Values{"once": {"leave"}, "do": {"leave"}}), 303)
			one := vera.Get(at).Body
			if !strings.Contains(one, "an administrator let it be") || strings.Contains(one, "Let it be") || !strings.Contains(one, "Try again") {
				t.Errorf("it was let be: %s", one)
			}
			if got := said(w.Vera); !strings.Contains(got[:strings.IndexByte(got, '>')], "hidden") {
				t.Errorf("it was let be, and is shown: %s", got)
			}
		})
	}
}
