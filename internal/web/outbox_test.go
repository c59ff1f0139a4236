package web_test

import (
	"strings"
	"testing"

	"balie/internal/desktest"
	"balie/internal/page"
	"balie/internal/store"
)

// TestTheOutboxSaysWhyAMailWasNotSent looks at one mail in every state.
func TestTheOutboxSaysWhyAMailWasNotSent(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *desktest.World) {
		w.Eva.Submits("The till is stuck", "It says 404.")
		w.Settle()
		vera := w.Vera.Client()
		var id int64
		mark := func(set func(tx *store.Tx) error) {
			t.Helper()
			if err := w.Store.Write(t.Context(), set); err != nil {
				t.Fatal(err)
			}
		}
		mark(func(tx *store.Tx) error {
			list, _, err := tx.ListMailOut(0, 0, 1)
			id = list[0].ID
			return err
		})
		says := func(state string, words ...string) {
			t.Helper()
			list, one := vera.Get("/admin/outbox?state="+state).Text(), vera.Get(page.OutboxMailURL(id)).Text()
			if words[0] != "" && (!strings.Contains(list, words[0]) || strings.Contains(list, "outbox.")) {
				t.Errorf("%s: the list lacks %q", state, words[0])
			}
			for _, word := range words {
				if !strings.Contains(one, word) {
					t.Errorf("%s: it lacks %q:\n%s", state, word, one)
				}
			}
		}
		mark(func(tx *store.Tx) error { return tx.MarkFailed(id, "outbox.why.unwritten") })
		says("failed", "The mail or one of its files could not be read", "It is not tried any more.", "Try again")
		mark(func(tx *store.Tx) error { return tx.MarkWaiting(id, "outbox.why.no_answer dial tcp: refused") })
		says("waiting", "The mail server gave no answer (dial tcp: refused)", "It is not tried any more.", "Try again")
		vera.Get(page.OutboxMailURL(id)).Form("Try again").Press("Try again")
		says("waiting", "", "It goes out in a moment.")
		mark(func(tx *store.Tx) error { return tx.MarkWaiting(id, "451 later") })
		says("waiting", "451 later", "It is tried again by itself")
		mark(func(tx *store.Tx) error { return tx.MarkHeld(id) })
		says("held", "", "There was no mail server to send it", "Send now")
		relay := w.Desk.Relay
		w.Desk.Relay = nil
		defer func() { w.Desk.Relay = relay }()
		says("held", "No mail server is set: mail is not sent but kept here.")
		if got := vera.Get(page.OutboxMailURL(id)).Text(); strings.Contains(got, "Send now") || strings.Contains(got, "451") {
			t.Errorf("without a mail server it offers:\n%s", got)
		}
	})
}
