package desk_test

import (
	"strings"
	"testing"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

func TestTheOutboxIsForAdministrators(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.submits()
		w.says(w.sanne, id, ticket.Send, "Please look.")
		w.works()
		var outsider access.Actor
		w.write(func(tx *store.Tx) error {
			other := w.organization(tx, org.Partner, w.vendor, "Noorderzon", "")
			outsider = w.person(tx, "Nora Zon", "nl", other, org.Partner, w.vendor, org.Agent|org.Administrator)
			return nil
		})
		to := func(a access.Actor) string {
			got := map[string]bool{}
			for _, r := range w.outbox(a, "") {
				got[r.Address[:strings.Index(r.Address, "@")]] = true
			}
			return names(got)
		}
		if got := to(w.vera); got != "eva joost sanne support vera" {
			t.Errorf("the vendor sees mails to %s", got)
		}
		if got := to(w.sanne); got != "eva joost sanne support" {
			t.Errorf("the partner sees mails to %s", got)
		}
		if got := to(outsider); got != "" {
			t.Errorf("another partner sees mails to %s", got)
		}
		for name, a := range map[string]access.Actor{"an agent": w.joost, "a customer": w.eva} {
			if _, err := w.d.Outbox(t.Context(), a, "", 0); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, row := range w.outbox(w.vera, "") {
			_, err := w.d.OutboxMail(t.Context(), outsider, row.ID)
			if !errs.Is(err, errs.NotFound) {
				t.Errorf("another partner reads the mail to %s: %v", row.To, err)
			}
			if _, err = w.d.OutboxMail(t.Context(), w.sanne, row.ID); (row.To == "Vera Smit") != errs.Is(err, errs.NotFound) {
				t.Errorf("the partner reads the mail to %s: %v", row.To, err)
			}
		}
	})
}

func TestTheOutboxShowsTheMailAsItLeft(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		w.submits()
		sent := w.works()
		for _, row := range w.outbox(w.sanne, "sent") {
			m, err := w.d.OutboxMail(t.Context(), w.sanne, row.ID)
			w.must(err)
			name, _, _ := strings.Cut(row.Address, "@")
			l := sent[name]
			text := strings.ReplaceAll(m.Text, "\n", "\r\n")
			if m.MessageID != l.id() || m.Subject != l.header.Get("Subject") || !strings.Contains(l.all, strings.TrimSpace(text)) {
				t.Errorf("to %s it shows\n%s\nand sent\n%s", name, m.Text, l.all)
			}
			delete(sent, name)
		}
		if len(sent) != 0 {
			t.Errorf("it lacks the mails to %s", names(sent))
		}
	})
}

func TestTheOutboxPages(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		const tickets = 31 // four mails each to this partner's people, and the vendor's own between
		for range tickets {
			w.says(w.sanne, w.submits(), ticket.Send, "Please look.")
		}
		w.finishes()
		seen, after := map[int64]bool{}, int64(0)
		for {
			page, err := w.d.Outbox(t.Context(), w.sanne, "", after)
			w.must(err)
			for _, r := range page.Rows {
				if seen[r.ID] {
					t.Errorf("mail %d is shown twice", r.ID)
				}
				seen[r.ID] = true
			}
			if after = page.Next; after == 0 {
				break
			}
		}
		if len(seen) != 4*tickets {
			t.Errorf("%d mails, want %d", len(seen), 4*tickets)
		}
	})
}
