package desk_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"balie/internal/desk"
	"balie/internal/smtpout/smtptest"
	"balie/internal/store"
	"balie/internal/ticket"
)

// waitsLong tries what waits again and again until the next try is minutes away.
func (w *mailWorld) waitsLong() {
	w.t.Helper()
	for range 50 {
		w.run.RunDue(w.t.Context()) // its error is the relay's, as it should be
		next, err := w.st.NextJobAt(w.t.Context(), store.Outside)
		w.must(err)
		if next.Sub(w.clock.Now()) > 5*time.Minute {
			return
		}
		w.clock.Set(next)
	}
	w.t.Fatal("nothing waits")
}

// TestWhoIsToBlame has the relay refuse whom we send as, the message, and end
// the connection within it: nobody is told that Eva's address fails.
func TestWhoIsToBlame(t *testing.T) {
	for _, c := range []struct {
		name  string
		set   func(*smtptest.Sink)
		state string
	}{
		{"our sender refused", func(s *smtptest.Sink) {
			s.OnMail(func(string) error { return smtptest.Reply(550, "not you") })
		}, "waiting"},
		{"the message refused", func(s *smtptest.Sink) {
			s.OnData(func(smtptest.Message) error { return smtptest.Reply(554, "spam") })
		}, "failed"},
		{"dropped within the message", func(s *smtptest.Sink) {
			s.OnData(func(smtptest.Message) error { return smtptest.ErrDrop })
		}, "waiting"},
	} {
		t.Run(c.name, func(t *testing.T) {
			eachInWorld(t, func(t *testing.T, w *inWorld) {
				id := w.submits()
				w.settles()
				c.set(w.sink)
				w.says(w.sanne, id, ticket.Comment, "Look at this.")
				w.clock.Advance(ticket.UndoTime)
				w.run.RunDue(t.Context()) // its error is the relay's, as it should be
				if got := w.outbox(w.vera, c.state); len(got) != 3 {
					t.Errorf("%d mails are %s", len(got), c.state)
				}
				o := w.open(w.sanne, id)
				last := o.Messages[len(o.Messages)-1].ID
				if failed := len(o.Failed[last]); (failed == 3) != (c.state == "failed") {
					t.Errorf("under the message %d mails failed", failed)
				}
				for _, name := range []string{"eva", "bram"} {
					if got := w.trouble(id, name); got != "" {
						t.Errorf("mail to %s fails: %s", name, got)
					}
				}
				w.whole()
			})
		})
	}
}

// TestOnlyTheEndOfATroubleHastens lets one mail meet its own trouble, and the
// vendor's sender be refused, while the partner's mails get through.
func TestOnlyTheEndOfATroubleHastens(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.submits()
		w.says(w.sanne, id, ticket.Send, "Please look.")
		w.settles() // the first that gets through hastens whatever was before
		var bram, vera atomic.Int32
		w.sink.OnData(func(m smtptest.Message) error {
			if strings.HasPrefix(m.To[0], "bram@") {
				bram.Add(1)
				return smtptest.ErrDrop
			}
			return nil
		})
		w.sink.OnMail(func(from string) error {
			if from == "balie@tessel.example" {
				vera.Add(1)
				return smtptest.Reply(550, "not you")
			}
			return nil
		})
		w.replies(w.bram, id, "Any news?") // the vendor's desk hears of it
		w.says(w.vera, id, ticket.Comment, "We are at it.")
		w.clock.Advance(desk.MailLongest)
		w.waitsLong()
		b, v := bram.Load(), vera.Load()
		if b == 0 || v == 0 {
			t.Fatalf("%d mails to Bram and %d of the vendor were tried", b, v)
		}
		other := w.submits()
		w.clock.Advance(ticket.UndoTime)
		w.run.RunDue(t.Context())
		if got := len(w.outbox(w.sanne, "waiting")); got == 0 || vera.Load() != v || bram.Load() != b {
			t.Errorf("mails got through and %d to Bram, %d of the vendor were tried at once", bram.Load()-b, vera.Load()-v)
		}
		w.sink.OnMail(nil)
		w.says(w.sanne, other, ticket.Send, "Please look.")
		w.clock.Advance(ticket.UndoTime)
		w.run.RunDue(t.Context())
		if got := len(w.outbox(w.vera, "waiting")); got != 1 || bram.Load() != b+1 {
			t.Errorf("the vendor's sender is taken again and %d mails wait", got)
		}
	})
}
