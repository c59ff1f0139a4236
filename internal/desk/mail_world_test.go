package desk_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"maps"
	"mime/quotedprintable"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"testing"

	"balie/internal/access"
	"balie/internal/desk"
	"balie/internal/email"
	"balie/internal/jobs"
	"balie/internal/live"
	"balie/internal/locale"
	"balie/internal/org"
	"balie/internal/smtpout"
	"balie/internal/smtpout/smtptest"
	"balie/internal/store"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

// mailWorld is a vendor, a partner and its customer, with a relay that records
// what it is given and a runner that works when told to.
type mailWorld struct {
	t     *testing.T
	st    *store.Store
	clock *storetest.Clock
	d     *desk.Desk
	sink  *smtptest.Sink
	run   *jobs.Runner

	vendor, lindehof, bakkerij org.ID
	vera, sanne, joost         access.Actor
	eva, bram                  access.Actor
}

func eachMailWorld(t *testing.T, fn func(t *testing.T, w *mailWorld)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) { fn(t, newMailWorld(t, st, e)) })
}

func newMailWorld(t *testing.T, st *store.Store, e storetest.Env) *mailWorld {
	t.Helper()
	w := &mailWorld{t: t, st: st, clock: e.Clock, sink: smtptest.Start(t)}
	w.write(func(tx *store.Tx) error {
		w.vendor = w.organization(tx, org.Vendor, 0, "Tessel Software", "")
		w.lindehof = w.organization(tx, org.Partner, w.vendor, "Lindehof IT", "support@lindehof.example")
		w.bakkerij = w.organization(tx, org.Entity, w.lindehof, "Bakkerij Van Dam", "")
		w.vera = w.person(tx, "Vera Smit", "en", w.vendor, org.Vendor, 0, org.Agent|org.Administrator)
		w.sanne = w.person(tx, "Sanne de Wit", "nl", w.lindehof, org.Partner, w.vendor, org.Agent|org.Administrator)
		w.joost = w.person(tx, "Joost Bakker", "nl", w.lindehof, org.Partner, w.vendor, org.Agent)
		w.eva = w.person(tx, "Eva van Dam", "nl", w.bakkerij, org.Entity, w.lindehof, 0)
		w.bram = w.person(tx, "Bram van Dam", "en", w.bakkerij, org.Entity, w.lindehof, 0)
		return nil
	})
	relay, err := smtpout.ParseURL(w.sink.URL())
	if err != nil {
		t.Fatal(err)
	}
	w.d = w.desk(&relay)
	w.run = w.runner(w.d)
	return w
}

func (w *mailWorld) desk(relay *smtpout.Relay) *desk.Desk {
	texts, err := locale.Load()
	if err != nil {
		w.t.Fatal(err)
	}
	return desk.New(desk.Options{
		Store: w.st, Texts: texts, Hub: live.NewHub(w.clock.Now), Relay: relay,
		MailFrom: email.Address{Addr: "balie@tessel.example"},
		Base:     &url.URL{Scheme: "https", Host: "help.example"}, Log: silent(),
	})
}

func silent() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

func (w *mailWorld) runner(d *desk.Desk) *jobs.Runner {
	r := jobs.New(w.st, silent())
	r.Random = func() float64 { return 0.5 }
	r.Handle(desk.JobTell, d.Tell)
	r.Handle(desk.JobReveal, d.Reveal)
	r.Handle(desk.JobReindex, d.Reindex)
	r.Handle(desk.JobRemindHold, d.RemindHold)
	r.Handle(desk.JobIndex, func(context.Context, store.Job) error { return nil })
	r.Handle(desk.JobForgot, d.MailPassword)
	r.Handle(desk.JobAccess, d.DecideAccess)
	r.HandleAtMost(desk.JobReceiveMail, desk.MailInAttempts, d.ReceiveMail)
	r.HandleOften(desk.JobSendMail, desk.MailAttempts, desk.MailLongest, d.SendMail)
	return r
}

func (w *mailWorld) write(fn func(tx *store.Tx) error) {
	w.t.Helper()
	if err := w.st.Write(w.t.Context(), fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *mailWorld) organization(tx *store.Tx, tier org.Tier, parent org.ID, name, address string) org.ID {
	o := org.Organization{Tier: tier, Parent: parent, Name: name, Language: "en", Zone: "Europe/Amsterdam", Mail: address}
	w.must(tx.AddOrganization(&o))
	return o.ID
}

func (w *mailWorld) person(tx *store.Tx, name, language string, at org.ID, tier org.Tier, parent org.ID, rights org.Rights) access.Actor {
	first, _, _ := strings.Cut(name, " ")
	u := org.User{Name: name, Mail: strings.ToLower(first) + "@people.example", Language: language, Active: true}
	w.must(tx.AddUser(&u, u.Mail, ""))
	w.must(tx.AddMembership(u.ID, at, rights))
	return access.Actor{User: u.ID, Name: name, Memberships: []org.Membership{{User: u.ID, Org: at, Tier: tier, Parent: parent, Rights: rights}}}
}

func (w *mailWorld) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// submits asks a question as Eva, with Bram following.
func (w *mailWorld) submits() ticket.ID {
	w.t.Helper()
	id, err := w.d.Submit(w.t.Context(), w.eva, desk.SubmitInput{
		Writing: desk.Writing{Text: "Our customers see a white page."}, Subject: "Checkout shows error 500",
		Kind: ticket.Incident, Followers: []org.UserID{w.bram.User}, Channel: ticket.Portal,
	})
	w.must(err)
	return id
}

func (w *mailWorld) says(a access.Actor, id ticket.ID, act ticket.Act, text string) {
	w.t.Helper()
	w.must(w.d.Comment(w.t.Context(), a, desk.CommentInput{Writing: desk.Writing{Text: text}, Ticket: id, Act: act}))
}

// works lets the time to undo pass, runs what is due and gives the mails that
// arrived since, by receiver.
func (w *mailWorld) works() map[string]letterIn {
	w.t.Helper()
	w.clock.Advance(ticket.UndoTime)
	before := len(w.sink.Messages())
	if _, err := w.run.RunDue(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	out := map[string]letterIn{}
	for _, m := range w.sink.Messages()[before:] {
		name, _, _ := strings.Cut(m.To[0], "@")
		if _, twice := out[name]; twice {
			w.t.Errorf("two mails to %s", m.To[0])
		}
		out[name] = read(w.t, m)
	}
	return out
}

// letterIn is a mail that arrived.
type letterIn struct {
	from   string
	header mail.Header
	all    string // the source, with soft line ends and encoded characters undone
}

func (l letterIn) id() string { return l.header.Get("Message-ID") }

func read(t *testing.T, m smtptest.Message) letterIn {
	t.Helper()
	got, err := mail.ReadMessage(bytes.NewReader(m.Data))
	if err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(m.Data)))
	if err != nil {
		t.Fatal(err)
	}
	return letterIn{from: m.From, header: got.Header, all: string(all)}
}

func names[V any](m map[string]V) string { return strings.Join(slices.Sorted(maps.Keys(m)), " ") }

func (w *mailWorld) outbox(a access.Actor, state string) []desk.OutboxRow {
	w.t.Helper()
	page, err := w.d.Outbox(w.t.Context(), a, state, 0)
	w.must(err)
	return page.Rows
}

// finishes is works without looking at the mails.
func (w *mailWorld) finishes() {
	w.t.Helper()
	if _, err := w.run.RunDue(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// mails visits every outgoing mail.
func (w *mailWorld) mails(fn func(store.MailOut)) {
	w.t.Helper()
	var all []store.MailOut
	w.must(w.st.Read(w.t.Context(), func(tx *store.Tx) (err error) {
		all, _, err = tx.ListMailOut(0, 0, 1000)
		return err
	}))
	for _, m := range all {
		fn(m)
	}
}
