package demo_test

import (
	"context"
	"io"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"balie/internal/access"
	"balie/internal/authn"
	"balie/internal/blob"
	"balie/internal/demo"
	"balie/internal/desk"
	"balie/internal/email"
	"balie/internal/jobs"
	"balie/internal/live"
	"balie/internal/locale"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

// played gives a desk whose store was filled at the storetest clock's time.
func played(t *testing.T, engine string) *desk.Desk {
	t.Helper()
	clock := demo.NewClock(storetest.NewClock().Now)
	d := newDesk(t, storetest.Open(t, engine, clock.Now), clock)
	began := time.Now()
	if err := demo.Play(t.Context(), d, clock); err != nil {
		t.Fatal(err)
	}
	t.Logf("played in %s", time.Since(began).Round(time.Millisecond))
	return d
}

func newDesk(t *testing.T, st *store.Store, clock *demo.Clock) *desk.Desk {
	t.Helper()
	texts, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.NewDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return desk.New(desk.Options{
		Store: st, Blobs: blobs, Texts: texts, Hub: live.NewHub(clock.Now), Links: make(authn.LinkKey, 32),
		Hasher: authn.NewHasher(1), MailFrom: email.Address{Addr: "help@example.org"},
		Base: &url.URL{Scheme: "http", Host: "localhost"}, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Upload: 1 << 20,
	})
}

func TestPlay(t *testing.T) {
	for _, engine := range storetest.Engines(t) {
		t.Run(engine, func(t *testing.T) {
			d := played(t, engine)
			all := everyTicket(t, d)
			if len(all) != 200 {
				t.Errorf("%d tickets; want 200", len(all))
			}
			everyStateAndPriority(t, all)
			naturalTimes(t, all)
			signIns(t, d)
			readsWell(t, d)
			mailsOfLastDays(t, d)
			isFound(t, d)
			if found, err := d.Store.Verify(t.Context()); err != nil || len(found) > 0 {
				t.Errorf("verify: %v, %v", found, err)
			}
		})
	}
}

// everyTicket reads all tickets as the vendor.
func everyTicket(t *testing.T, d *desk.Desk) []ticket.Ticket {
	t.Helper()
	scope := access.DeskScope(actor(t, d, "hanneke@tessel.example"))
	var all []ticket.Ticket
	err := d.Store.Read(t.Context(), func(tx *store.Tx) error {
		for id := ticket.ID(1); id <= 200; id++ {
			got, err := tx.Ticket(scope, id)
			if err != nil {
				return err
			}
			all = append(all, got)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func everyStateAndPriority(t *testing.T, all []ticket.Ticket) {
	t.Helper()
	states, shelves, priorities := map[ticket.State]int{}, map[ticket.Shelf]int{}, map[ticket.Priority]int{}
	for _, k := range all {
		states[k.State]++
		shelves[k.Shelf()]++
		priorities[k.Priority]++
	}
	for s := ticket.Open; s <= ticket.Closed; s++ {
		if states[s] == 0 {
			t.Errorf("no ticket is %s", s)
		}
	}
	for s := ticket.OpenAtPartner; s <= ticket.ShelfClosed; s++ {
		if shelves[s] == 0 {
			t.Errorf("no ticket lies on shelf %d", s)
		}
	}
	for p := ticket.Priority(1); p <= 4; p++ {
		if priorities[p] == 0 {
			t.Errorf("no ticket has priority %d", p)
		}
	}
}

// naturalTimes: numbers follow time, nothing lies ahead, what is older than
// today began on working days.
func naturalTimes(t *testing.T, all []ticket.Ticket) {
	t.Helper()
	now := storetest.Start()
	for i, k := range all {
		if i > 0 && k.CreatedAt.Before(all[i-1].CreatedAt) {
			t.Errorf("%s is older than the one before it", ticket.Ref("HD", k.ID))
		}
		if k.UpdatedAt.After(now) || k.UpdatedAt.Before(k.CreatedAt) {
			t.Errorf("%s was updated at %s", ticket.Ref("HD", k.ID), k.UpdatedAt)
		}
		if day := k.CreatedAt.Weekday(); now.Sub(k.CreatedAt) > 24*time.Hour && (day == time.Saturday || day == time.Sunday) {
			t.Errorf("%s began on a %s", ticket.Ref("HD", k.ID), day)
		}
	}
	if last := all[len(all)-1].CreatedAt; now.Sub(last) > 2*time.Hour {
		t.Errorf("the newest ticket is of %s", last)
	}
}

var roles = []string{"customer", "customer-admin", "other-partner-agent", "partner-agent", "vendor-admin", "vendor-agent"}

// signIns: six roles, a new password each time, and the old one is over.
func signIns(t *testing.T, d *desk.Desk) {
	t.Helper()
	first, err := demo.SignIns(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	second, err := demo.SignIns(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i, s := range second {
		got = append(got, s.Role)
		in := desk.SignInInput{Mail: s.Mail, Password: s.Password, Browser: desk.Browser{Address: "127.0.0.1"}}
		if _, err := d.SignIn(t.Context(), in); err != nil {
			t.Errorf("%s: %v", s.Role, err)
		}
		in.Password = first[i].Password
		if _, err := d.SignIn(t.Context(), in); err == nil && i == 0 {
			t.Errorf("%s: the password of the start before still lets in", s.Role)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, roles) {
		t.Errorf("roles %v; want %v", got, roles)
	}
}

// readsWell: what the sign-ins see is a desk on a normal day.
func readsWell(t *testing.T, d *desk.Desk) {
	t.Helper()
	sanne := actor(t, d, "sanne@lindehof.example")
	counts, err := d.Counts(t.Context(), sanne)
	if err != nil {
		t.Fatal(err)
	}
	if n := counts[ticket.ViewOpen]; n < 20 || n > 25 {
		t.Errorf("Lindehof has %d open tickets; want 20 to 25", n)
	}
	page, err := d.List(t.Context(), sanne, desk.ListInput{View: ticket.ViewAll})
	if err != nil {
		t.Fatal(err)
	}
	fresh := 0
	for _, r := range page.Rows {
		if r.Unread {
			fresh++
		}
	}
	if fresh == 0 || fresh > 30 || !page.Rows[0].Unread && !page.Rows[1].Unread && !page.Rows[2].Unread {
		t.Errorf("%d of %d tickets are unread", fresh, len(page.Rows))
	}
}

// mailsOfLastDays: the outbox holds what a desk sends in two days, made then.
func mailsOfLastDays(t *testing.T, d *desk.Desk) {
	t.Helper()
	err := d.Store.Read(t.Context(), func(tx *store.Tx) error {
		mails, _, err := tx.ListMailOut(0, 0, 1000)
		if len(mails) < 50 || len(mails) > 500 {
			t.Errorf("%d mails in the outbox", len(mails))
		}
		moments := map[time.Time]bool{}
		for _, m := range mails {
			moments[m.At] = true
			if age := storetest.Start().Sub(m.At); age < 0 || age > 48*time.Hour {
				t.Errorf("a mail is %s old", age)
			}
		}
		if len(moments) < 30 {
			t.Errorf("the mails were made at %d moments", len(moments))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// isFound: what Play leaves to the jobs makes every ticket findable, and tells
// nobody anything.
func isFound(t *testing.T, d *desk.Desk) {
	t.Helper()
	r := jobs.New(d.Store, d.Log)
	r.Handle(desk.JobIndex, d.Index)
	r.Handle(desk.JobReveal, d.Reveal)
	r.Handle(desk.JobRemindHold, d.RemindHold)
	r.Handle(desk.JobTell, d.Tell)
	r.Handle(desk.JobSendMail, d.SendMail)
	if n, err := r.RunDue(t.Context()); err != nil || n < 400 {
		t.Fatalf("%d jobs ran: %v", n, err)
	}
	page, err := d.Search(t.Context(), actor(t, d, "sanne@lindehof.example"), desk.SearchInput{Words: "PaymentReturn"})
	if err != nil || len(page.Rows) == 0 {
		t.Errorf("nothing is found: %v", err)
	}
}

func actor(t *testing.T, d *desk.Desk, mail string) access.Actor {
	t.Helper()
	var a access.Actor
	err := d.Store.Read(context.Background(), func(tx *store.Tx) error {
		c, err := tx.Credential(mail)
		if err != nil {
			return err
		}
		a, err = tx.Actor(org.User{ID: c.User})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestSignInsLeavesOtherDataAlone(t *testing.T) {
	clock := demo.NewClock(time.Now)
	d := newDesk(t, storetest.Open(t, storetest.SQLite, clock.Now), clock)
	if _, err := demo.SignIns(t.Context(), d); err == nil || !strings.Contains(err.Error(), "not that of a demo") {
		t.Errorf("an empty store gave %v", err)
	}
}
