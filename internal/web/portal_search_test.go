package web_test

import (
	"net/url"
	"strings"
	"testing"

	"balie/internal/desk"
	"balie/internal/desktest"
	"balie/internal/org"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

// TestCustomersSearchTheStatesTheyAreTold by the words that they read, which say
// no more than their pages do.
func TestCustomersSearchTheStatesTheyAreTold(t *testing.T) {
	for _, engine := range storetest.Engines(t) {
		t.Run(engine, func(t *testing.T) {
			w := desktest.New(t, engine)
			w.Face = desktest.Direct{}
			open, waits, held, closed := w.Eva.Submits("Kiln open", "T"), w.Eva.Submits("Kiln waits", "T"), w.Eva.Submits("Kiln held", "T"), w.Eva.Submits("Kiln closed", "T")
			w.Sanne.AsksBack(waits, "Which one?")
			w.Vera.Holds(held, "A part is on its way")
			w.Sanne.Closes(closed, "Done.")
			found := func(when, words, want string) {
				t.Helper()
				body := w.Eva.Client().Get("/search?q=" + url.QueryEscape(words)).Body
				var got []string
				for _, q := range []*desktest.Ticket{open, waits, held, closed} {
					if strings.Contains(body, "/tickets/"+q.Ref) {
						got = append(got, strings.TrimPrefix(q.Subject, "Kiln "))
					}
				}
				if strings.Join(got, " ") != want {
					t.Errorf("%s, %s finds %v, not %q", when, words, got, want)
				}
			}
			for words, want := range map[string]string{
				`kiln state:"waiting for you"`: "waits", `state:"Waiting for us"`: "open", `state:"on hold" kiln`: "held", "kiln state:closed": "closed",
				"state:waiting": "waits", "state:open kiln": "open", "state:hold": "held", `state:"wacht op jou" kiln`: "",
			} {
				found("at first", words, want)
			}
			if body := w.Eva.Client().Get("/search?q=" + url.QueryEscape(`state:"waiting for you" which`)).Body; strings.Contains(body, "<mark>you</mark>") {
				t.Error("the state's name is marked as if it were sought")
			}
			w.Speak("nl", "")
			found("in Dutch", `state:"wacht op jou"`, "waits")
			found("in Dutch", `kiln state:gesloten`, "closed")
			w.Speak("en", "")

			sanne := w.Sanne.Actor()
			sanne.Memberships[0].Rights |= org.Administrator
			states := func(in desk.StatesInput) {
				t.Helper()
				if err := w.Desk.SaveStates(t.Context(), sanne, in); err != nil {
					t.Fatal(err)
				}
				w.Desk.Forget()
			}
			states(desk.StatesInput{Labels: map[string]map[ticket.State]string{"en": {ticket.Waiting: "Your turn", ticket.OnHold: "Later"}}})
			found("with own names", `state:"your turn"`, "waits")
			found("with own names", "state:later kiln", "held")
			found("with own names", "state:waiting", "waits")
			states(desk.StatesInput{Simple: true})
			for _, words := range []string{"state:open", "kiln state:waiting", "state:hold kiln", "state:on_hold"} {
				found("with simple states", words, "open waits held")
			}
			found("with simple states", `kiln state:"waiting for you"`, "") // words, of which one is nowhere
			found("with simple states", "state:closed", "closed")
			states(desk.StatesInput{})

			// What can still be undone has not happened for customers.
			in := desk.CommentInput{Ticket: open.ID, Act: ticket.Ask, Writing: desk.Writing{Text: "And this one?"}}
			if err := w.Desk.Comment(t.Context(), w.Sanne.Actor(), in); err != nil {
				t.Fatal(err)
			}
			found("while it can be undone", "kiln state:waiting", "waits")
			found("while it can be undone", "kiln state:open", "open")
			w.Settle()
			found("at last", "kiln state:waiting", "open waits")
		})
	}
}
