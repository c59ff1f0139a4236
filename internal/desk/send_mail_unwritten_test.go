package desk_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"balie/internal/blob"
	"balie/internal/desk"
	"balie/internal/smtpout/smtptest"
	"balie/internal/store"
	"balie/internal/ticket"
)

// panics is a store of files that fails in the worst way.
type panics struct{ blob.Store }

func (panics) Open(context.Context, blob.Hash) (io.ReadSeekCloser, error) { panic("a defect") }

// unreadable is one on a broken disk.
type unreadable struct{ blob.Store }

func (unreadable) Has(context.Context, blob.Hash) (bool, error) {
	return false, errors.New("disk failure")
}

// TestAMailThatCannotBeWritten has its file fail before and while it is sent: it
// says why while it waits, and is given up in the end.
func TestAMailThatCannotBeWritten(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		id := w.submits()
		w.settles()
		w.writes(w.sanne, id, ticket.Comment, "Read this.", w.uploads(w.sanne, "log.txt", "text/plain", "x"))
		w.clock.Advance(ticket.UndoTime)
		unread := func(state string, again bool) []desk.OutboxRow {
			t.Helper()
			rows := w.outbox(w.sanne, state)
			if len(rows) != 2 || rows[0].Reason != "outbox.why.unwritten" || rows[0].Again != again {
				t.Fatalf("%s: %+v", state, rows)
			}
			return rows
		}
		for _, broken := range []blob.Store{unreadable{w.blobs}, panics{w.blobs}} {
			w.d.Blobs = broken
			if _, err := w.run.RunDue(t.Context()); err == nil {
				t.Error("nobody is told")
			}
			for _, row := range unread("waiting", false) {
				if m, err := w.d.OutboxMail(t.Context(), w.sanne, row.ID); err != nil || !strings.Contains(m.Text, "Read this.") {
					t.Errorf("nobody can look at it: %v\n%s", err, m.Text)
				}
			}
			w.clock.Advance(desk.MailLongest)
		}
		for range desk.MailAttempts - 3 { // runs that never end count as well
			_, err := w.st.ClaimJobs(t.Context(), store.Outside, 10, time.Second)
			w.must(err)
			w.clock.Advance(time.Minute)
		}
		w.finishes() // the last run: that the mail failed is no failure of the job
		failed, o := unread("failed", true), w.open(w.sanne, id)
		if e := lastEvent(o); e.Kind != ticket.MailFailed || !strings.HasSuffix(e.To, "@people.example") || w.trouble(id, "eva") != "" {
			t.Errorf("the ticket says %+v, mail to Eva fails: %q", e, w.trouble(id, "eva"))
		}
		w.d.Blobs = w.blobs
		for _, row := range failed {
			w.must(w.d.SendAgain(t.Context(), w.sanne, row.ID, ""))
		}
		w.settles()
		if m, files := w.parsed("eva"); !strings.Contains(m.Text, "Read this.") || files["log.txt"] != "x" {
			t.Errorf("sent again with %v:\n%s", files, m.Text)
		}
		w.whole()
	})
}

// TestAMailWhoseJobIsGone was never settled: the process died in the last try.
func TestAMailWhoseJobIsGone(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		w.sink.OnRcpt(func(string) error { return smtptest.Reply(451, "later") })
		w.submits()
		w.clock.Advance(ticket.UndoTime)
		w.run.RunDue(t.Context()) // leaves the mails waiting
		for _, row := range w.outbox(w.vera, "waiting") {
			if row.Again {
				t.Errorf("it is tried as it is: %+v", row)
			}
			w.must(w.d.SendAgain(t.Context(), w.vera, row.ID, ""))
		}
		w.clock.Advance(time.Minute)
		dying, err := w.st.ClaimJobs(t.Context(), store.Outside, 10, time.Second)
		w.must(err)
		for _, j := range dying {
			w.must(w.st.KillJob(t.Context(), j, "its last run never ended"))
		}
		waiting := w.outbox(w.vera, "waiting")
		w.sink.OnRcpt(nil)
		for _, row := range waiting {
			if !row.Again {
				t.Errorf("nobody can have it sent: %+v", row)
			}
			w.must(w.d.SendAgain(t.Context(), w.vera, row.ID, ""))
		}
		w.settles()
		if got := len(w.outbox(w.vera, "sent")); got != 3 || len(waiting) != 3 {
			t.Errorf("%d mails waited in vain, %d were sent in the end", len(waiting), got)
		}
		w.whole()
	})
}
