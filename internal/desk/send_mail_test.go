package desk_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"balie/internal/desk"
	"balie/internal/jobs"
	"balie/internal/smtpout/smtptest"
	"balie/internal/store"
	"balie/internal/ticket"
)

// TestARetryIsTheSameMail lets the relay take the mails and cut the connection
// before it says so: what happens on the ticket and how much later the retry
// comes must not show in it.
func TestARetryIsTheSameMail(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.submits()
		w.sink.OnData(func(smtptest.Message) error { return smtptest.ErrDrop })
		if _, err := w.run.RunDue(t.Context()); err == nil {
			t.Fatal("a mail of unknown fate is no failure")
		}
		first := byReceiver(w.sink.Messages())
		w.sink.OnData(nil)
		w.says(w.sanne, id, ticket.Ask, "Which browser is it?")
		w.must(w.d.Prioritise(t.Context(), w.sanne, id, 1, ""))
		w.clock.Advance(time.Minute)
		if _, err := w.run.RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		again := byReceiver(w.sink.Messages()[len(first):])
		if len(first) != 4 {
			t.Fatalf("%d mails were tried", len(first))
		}
		for to, data := range first {
			if !bytes.Contains(again[to], data) {
				t.Errorf("the retry to %s differs:\n%s\n%s", to, data, again[to])
			}
		}
	})
}

// byReceiver joins what each receiver got.
func byReceiver(list []smtptest.Message) map[string][]byte {
	out := map[string][]byte{}
	for _, m := range list {
		out[m.To[0]] = append(out[m.To[0]], m.Data...)
	}
	return out
}

// TestACrashBeforeTheCommit hands the job to a second desk after the mail has
// left and before that was recorded.
func TestACrashBeforeTheCommit(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		w.submits()
		w.run.Handle(desk.JobSendMail, func(context.Context, store.Job) error { return nil })
		w.works()
		w.mails(func(m store.MailOut) {
			job := store.Job{Args: []byte(fmt.Sprintf(`{"mail":%d}`, m.ID))} // no lease: its end can't be recorded
			for range 2 {
				if err := w.d.SendMail(t.Context(), job); err == nil {
					t.Error("a lost lease is no error")
				}
			}
		})
		got := byReceiver(w.sink.Messages())
		if len(got) != 4 {
			t.Fatalf("%d receivers", len(got))
		}
		for to, both := range got {
			if half := len(both) / 2; !bytes.Equal(both[:half], both[half:]) {
				t.Errorf("the second mail to %s differs", to)
			}
		}
	})
}

func TestAPermanentFailureShowsOnTheTicket(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.submits()
		w.sink.OnRcpt(func(to string) error {
			if strings.HasPrefix(to, "eva@") {
				return smtptest.Reply(550, "no such person")
			}
			return nil
		})
		if got := w.works(); names(got) != "joost sanne support" {
			t.Errorf("mails to %s", names(got))
		}
		opened, err := w.d.Open(t.Context(), w.sanne, id)
		w.must(err)
		last := opened.Events[len(opened.Events)-1]
		if last.Kind != ticket.MailFailed || last.To != "eva@people.example" || !strings.Contains(last.From, "no such person") {
			t.Errorf("the last event is %+v", last)
		}
		public, err := w.d.OpenPublic(t.Context(), w.eva, id)
		w.must(err)
		for _, e := range public.Events {
			if e.Kind == ticket.MailFailed {
				t.Error("the customer sees it")
			}
		}
		failed := w.outbox(w.sanne, "failed")
		if len(failed) != 1 || failed[0].Address != "eva@people.example" || !strings.Contains(failed[0].Reason, "550") {
			t.Errorf("in the outbox: %+v", failed)
		}
	})
}

func TestATemporaryFailureIsTriedForDays(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.submits()
		w.sink.OnRcpt(func(to string) error {
			if strings.HasPrefix(to, "eva@") {
				return smtptest.Reply(451, "greylisted")
			}
			return nil
		})
		began, tries, longest := w.clock.Now(), 0, time.Duration(0)
		for ; len(w.outbox(w.sanne, "waiting")) > 0 || tries == 0; tries++ {
			if tries > 2*desk.MailAttempts {
				t.Fatal("it never ends")
			}
			w.run.RunDue(t.Context()) // its error is the relay's, as it should be
			next, err := w.st.NextJobAt(t.Context(), store.AnyLane)
			w.must(err)
			if !next.IsZero() {
				longest = max(longest, next.Sub(w.clock.Now()))
				w.clock.Set(next.Add(time.Second))
			}
		}
		if took := w.clock.Now().Sub(began); took < 4*24*time.Hour || took > 6*24*time.Hour || longest > desk.MailLongest {
			t.Errorf("given up after %v, with %v between two tries", took, longest)
		}
		opened, err := w.d.Open(t.Context(), w.sanne, id)
		w.must(err)
		failures := 0
		for _, e := range opened.Events {
			if e.Kind == ticket.MailFailed {
				failures++
			}
		}
		if failures != 1 || len(w.outbox(w.sanne, "failed")) != 1 || len(w.sink.Messages()) != 3 {
			t.Errorf("%d failures on the ticket, %d mails arrived", failures, len(w.sink.Messages()))
		}
		for _, p := range opened.People {
			if p.Trouble != "" {
				t.Errorf("mail to %s fails: %s", p.Mail, p.Trouble)
			}
		}
	})
}

// TestAfterAnOutageTheQueueDrains has a relay that was away for a day take the
// first mail again: the others follow at once, each with the bytes it had.
func TestAfterAnOutageTheQueueDrains(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		w.run.Random = rand.New(rand.NewPCG(1, 2)).Float64 // they do not come back together
		const tickets = 5
		for range tickets {
			w.submits()
		}
		w.sink.OnMail(func(string) error { return smtptest.ErrDrop })
		for began := w.clock.Now(); w.clock.Now().Sub(began) < 2*time.Hour; {
			w.run.RunDue(t.Context()) // its error is the relay's, as it should be
			next, err := w.st.NextJobAt(t.Context(), store.Outside)
			w.must(err)
			w.clock.Set(next)
		}
		w.sink.OnMail(nil)
		if _, err := w.run.RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := len(w.sink.Messages()); got != 4*tickets || len(w.outbox(w.vera, "waiting")) != 0 {
			t.Errorf("%d of %d mails went out when the relay was back", got, 4*tickets)
		}
	})
}

// TestASlowRelayDelaysNothingElse lets the relay fall silent after the greeting
// while more mails than there are workers wait for it.
func TestASlowRelayDelaysNothingElse(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		hangs := make(chan struct{}, 100)
		w.sink.OnRcpt(func(string) error { hangs <- struct{}{}; <-t.Context().Done(); return nil })
		ctx, stop := context.WithCancel(context.Background())
		ended := make(chan struct{})
		w.run.Grace = time.Millisecond
		go func() { defer close(ended); w.run.Run(ctx) }()
		defer func() { stop(); <-ended }()
		for range 3 {
			w.submits()
		}
		for range jobs.Outside {
			<-hangs
		}
		w.hands(mailTo("bram@people.example", "support@lindehof.example", "Oven") + with("<1@people.example>", "Cold."))
		for late := time.Now().Add(30 * time.Second); ; time.Sleep(5 * time.Millisecond) {
			if list := w.inbound(); len(list) == 1 && list[0].State == store.InboundDone {
				break
			}
			if time.Now().After(late) {
				t.Fatal("a mail that came in waits for the relay")
			}
		}
		if got := len(hangs); got != 0 {
			t.Errorf("%d more mails than there are workers are sent at once", got)
		}
	})
}

func TestWhoLeftGetsNoMail(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		w.submits()
		w.run.Handle(desk.JobSendMail, func(context.Context, store.Job) error { return errors.New("later") })
		w.run.RunDue(t.Context()) // leaves the mails waiting
		w.write(func(tx *store.Tx) error {
			if err := tx.Deactivate(w.eva.User); err != nil {
				return err
			}
			return tx.RemoveMembership(w.joost.User, w.lindehof)
		})
		w.run = w.runner(w.d)
		w.clock.Advance(time.Minute)
		if got := w.works(); names(got) != "sanne support" {
			t.Errorf("mails to %s", names(got))
		}
	})
}

func TestWithoutARelayMailIsHeld(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		relay := w.d.Relay
		w.run = w.runner(w.desk(nil))
		w.submits()
		w.works()
		if held := w.outbox(w.vera, "held"); len(held) != 4 {
			t.Errorf("%d mails are held", len(held))
		}
		w.run = w.runner(w.desk(relay))
		if got := w.works(); len(got) != 0 {
			t.Errorf("a relay was configured and old mail goes to %s", names(got))
		}
	})
}

// TestAFailedMailToTheVendorIsNoPartnersToKnow: whose address it is stays with
// the desk of its owner, and the vendor sees both.
func TestAFailedMailToTheVendorIsNoPartnersToKnow(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		w.sink.OnRcpt(func(to string) error {
			if strings.HasPrefix(to, "vera@") || strings.HasPrefix(to, "joost@") {
				return smtptest.Reply(550, "no such user")
			}
			return nil
		})
		id := w.submits()
		w.settles()
		w.says(w.sanne, id, ticket.Send, "Please look.")
		w.settles()
		failed := func(o desk.Opened) (to []string) {
			for _, e := range o.Events {
				if e.Kind == ticket.MailFailed {
					name, _, _ := strings.Cut(e.To, "@")
					to = append(to, name)
				}
			}
			return to
		}
		if got := strings.Join(failed(w.open(w.sanne, id)), " "); got != "joost" {
			t.Errorf("the partner is told of mail to %s", got)
		}
		if got := strings.Join(failed(w.open(w.vera, id)), " "); got != "joost vera" {
			t.Errorf("the vendor is told of mail to %s", got)
		}
	})
}
