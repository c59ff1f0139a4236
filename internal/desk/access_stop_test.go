package desk_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"balie/internal/desk"
	"balie/internal/smtpout/smtptest"
	"balie/internal/store"
)

// ending is a context that ends when it was looked at so many times.
type ending struct {
	context.Context
	end  context.CancelFunc
	left *atomic.Int64
}

func (e ending) Done() <-chan struct{} {
	if e.left.Add(-1) <= 0 {
		e.end()
	}
	return e.Context.Done()
}

// However far writing a mail with a link is when the server stops: it is not
// given up.
func TestAMailWithALinkOutlivesAStop(t *testing.T) {
	eachAccessWorld(t, func(t *testing.T, w *accessWorld) {
		w.sink.OnRcpt(func(string) error { return smtptest.Reply(451, "not this time") })
		looks := int64(0)
		w.run.HandleOften(desk.JobSendMail, desk.MailAttempts, desk.MailLongest, func(ctx context.Context, j store.Job) error {
			if _, err := w.st.Directory(ctx); err != nil { // which is known most often
				return err
			}
			looks++
			ctx, end := context.WithCancel(ctx)
			defer end()
			left := &atomic.Int64{}
			left.Store(looks)
			return w.d.SendMail(ending{ctx, end, left}, j)
		})
		w.must(w.d.Forgot(t.Context(), "eva@people.example", w.home))
		for range 100 {
			w.run.RunDue(t.Context()) // its error is that it stopped
			w.clock.Advance(desk.MailLongest + time.Minute)
			w.mails(func(m store.MailOut) {
				if m.State != store.MailWaiting {
					t.Fatalf("looked %d times it is %s: %s", looks, m.State, m.Error)
				}
			})
		}
		if looks < 100 {
			t.Errorf("tried %d times", looks)
		}
	})
}
