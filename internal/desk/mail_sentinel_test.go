package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"balie/internal/access"
	"balie/internal/desk"
	"balie/internal/notify"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// TestNoMailSaysWhatItsReaderMayNotKnow has something happen that makes a mail of
// every kind, with words in all that is hidden or internal, and looks through
// all of each: headers, texts, and names and bytes of files.
func TestNoMailSaysWhatItsReaderMayNotKnow(t *testing.T) {
	const (
		hidden   = "kwikstaart" // in hidden messages and their files: in no mail at all
		internal = "wulp"       // in tags, teams and hidden reasons: in no customer's
	)
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		w.d.ReplyAlso = []string{"reply@lindehof.example"}
		team := org.Team{Org: w.lindehof, Name: "Team " + internal}
		w.write(func(tx *store.Tx) error { return tx.AddTeam(&team, w.joost.User) })
		ctx := t.Context()
		note := func(by access.Actor, id ticket.ID) {
			w.writes(by, id, ticket.Note, hidden, w.uploads(by, hidden+".txt", "text/plain", hidden), w.uploads(by, hidden+".png", "image/png", string(dot)))
			w.settles()
		}

		id := w.submits()
		w.settles()
		o := w.portal(w.eva, id)
		w.must(w.d.Assign(ctx, w.joost, desk.AssignInput{Ticket: id, To: w.sanne.User}))
		w.settles()
		w.must(w.d.Edit(ctx, w.eva, desk.EditInput{Ticket: id, Message: o.Messages[0].ID, Writing: desk.Writing{Text: "Our customers see a blank page."}}))
		w.must(w.d.Tag(ctx, w.sanne, id, internal, ""))
		note(w.joost, id)
		w.writes(w.sanne, id, ticket.Ask, "Which browser?", w.uploads(w.sanne, "howto.pdf", "application/pdf", "pdf"))
		w.settles()
		w.must(w.d.Reply(ctx, w.eva, desk.ReplyInput{Ticket: id, Writing: desk.Writing{Text: "All of them."}}))
		w.must(w.d.AddPerson(ctx, w.sanne, desk.PersonInput{Ticket: id, Mail: "lars@studio.example", Name: "Lars Lind"}))
		w.settles()
		w.says(w.sanne, id, ticket.Send, hidden)
		w.settles()
		note(w.vera, id)
		w.says(w.vera, id, ticket.Comment, "We found the cause.")
		w.settles()
		w.must(w.d.Hold(ctx, w.vera, desk.HoldInput{Ticket: id, Reason: "It is being built"}))
		w.settles()
		for range 9 { // longer than five business days
			w.clock.Advance(24 * time.Hour)
			w.settles()
		}
		w.must(w.d.Release(ctx, w.vera, desk.ReleaseInput{Ticket: id, Hidden: true, Writing: desk.Writing{Text: internal}}))
		w.settles()
		w.must(w.d.Hold(ctx, w.vera, desk.HoldInput{Ticket: id, Reason: "For the release", Until: w.clock.Now().Add(48 * time.Hour)}))
		w.settles()
		w.clock.Advance(7 * 24 * time.Hour)
		w.must(w.d.EndHolds(ctx, store.Job{}))
		w.settles()
		w.says(w.vera, id, ticket.Return, hidden)
		w.settles()
		w.must(w.d.AssignTeam(ctx, w.sanne, desk.AssignTeamInput{Ticket: id, To: team.ID}))
		w.settles()
		w.must(w.d.Close(ctx, w.sanne, desk.CloseInput{Ticket: id, Anyway: true}))
		w.settles()
		w.must(w.d.Reopen(ctx, w.sanne, id, ""))
		w.settles()
		twin := w.submits()
		note(w.joost, twin)
		w.must(w.d.Merge(ctx, w.sanne, twin, id, ""))
		w.settles()

		kinds := map[string]bool{}
		w.mails(func(m store.MailOut) {
			kinds[m.Kind] = true
			if m.State != store.MailSent {
				t.Errorf("a mail of the kind %s was not sent: %s", m.Kind, m.Error)
			}
		})
		for _, k := range notify.Kinds() {
			if !kinds[string(k)] {
				t.Errorf("no mail of the kind %s was looked at", k)
			}
		}
		customers := []string{"eva@people.example", "bram@people.example", "lars@studio.example"}
		words := map[string]bool{}
		for _, m := range w.sink.Messages() {
			banned := []string{hidden}
			if slices.Contains(customers, m.To[0]) {
				banned = append(banned, internal, "tessel", "vera", "smit")
			}
			for _, word := range banned {
				if strings.Contains(m.From, word) || said(t, m.Data, word) {
					t.Errorf("the mail to %s says %s:\n%s", m.To[0], word, m.Data)
				}
			}
			words[internal] = words[internal] || said(t, m.Data, internal)
			words["howto.pdf"] = words["howto.pdf"] || said(t, m.Data, "howto.pdf")
		}
		if !words[internal] || !words["howto.pdf"] {
			t.Errorf("what some may know is in no mail: %v", words)
		}
	})
}
