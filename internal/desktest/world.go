// Package desktest tells scenarios in the product's own words: people of a
// vendor, two partners and their customers submit, take, ask back and close,
// through the use cases, over HTTP or in a browser.
package desktest

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"balie/internal/access"
	"balie/internal/authn"
	"balie/internal/blob"
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
	"balie/internal/web"
)

// Password is everybody's.
const Password = "needle and thread 42"

// Upload is the limit of attachments in bytes.
const Upload = 26 << 20

// World is a running helpdesk with its people, on a clock that stands still
// until somebody does something.
type World struct {
	T       testing.TB
	Face    Face
	Clock   *storetest.Clock
	Options store.Options // opens the same store once more
	Store   *store.Store
	Desk    *desk.Desk
	Jobs    *jobs.Runner
	Web     *web.Server
	Handler http.Handler
	Base    *url.URL
	Mails   *smtptest.Sink
	Log     *Log

	Vendor, Partner, OtherPartner org.Organization
	// Bakery and Bikes are the partner's, Garden the other partner's, Cheese
	// asks the vendor itself.
	Bakery, Bikes, Garden, Cheese org.Organization
	BakerySite, BakeryTill        org.System

	Eva    *Person // of the bakery, sees her own tickets
	Joost  *Person // of the bakery, sees his own tickets
	Mira   *Person // of the bakery, sees all of it and administers it
	Former *Person // was of the bakery and saw all of it
	Fien   *Person // of the bikes, sees all of it
	Gijs   *Person // of the garden, sees all of it
	Dora   *Person // of the cheese, sees all of it
	Sanne  *Person // agent of the partner
	Noor   *Person // administrator of the partner
	Lotte  *Person // agent of the other partner
	Victor *Person // agent of the vendor
	Vera   *Person // administrator of the vendor

	mu         sync.Mutex
	violations []string
}

// passwordHash is computed once: it is slow on purpose.
var passwordHash = sync.OnceValues(func() (string, error) {
	return authn.NewHasher(1).Hash(context.Background(), Password)
})

// New starts a helpdesk on an engine of storetest; it stops with the test.
func New(t testing.TB, engine string) *World {
	t.Helper()
	w := Empty(t, engine)
	w.fill()
	return w
}

// Empty is a helpdesk that nobody has set up.
func Empty(t testing.TB, engine string) *World {
	t.Helper()
	return start(t, engine, "http")
}

// Secure is New for a helpdesk that people reach over https.
func Secure(t testing.TB, engine string) *World {
	t.Helper()
	w := start(t, engine, "https")
	w.fill()
	return w
}

func start(t testing.TB, engine, scheme string) *World {
	t.Helper()
	return startAt(t, storetest.Place(t, engine, storetest.NewClock()), scheme)
}

func startAt(t testing.TB, e storetest.Env, scheme string) *World {
	t.Helper()
	w := &World{T: t, Clock: e.Clock, Options: e.Options, Store: storetest.OpenAt(t, e.Options), Mails: smtptest.Start(t), Log: &Log{}}
	texts, err := locale.Load()
	w.must(err)
	relay, err := smtpout.ParseURL(w.Mails.URL())
	w.must(err)
	server := httptest.NewUnstartedServer(nil)
	w.Base = &url.URL{Scheme: scheme, Host: server.Listener.Addr().String()}
	log := slog.New(slog.NewTextHandler(w.Log, nil))
	w.Desk = desk.New(desk.Options{
		Store: w.Store, Blobs: w.blobs(), Texts: texts, Hub: live.NewHub(time.Now),
		Links: authn.LinkKey(strings.Repeat("k", 32)), Hasher: authn.NewHasher(2), Relay: &relay,
		MailFrom: email.Address{Name: "Helpdesk", Addr: "help@desk.example"}, Base: w.Base, Log: log, Upload: Upload,
		AuthServer: "mx.desk.example",
	})
	w.Jobs = jobs.New(w.Store, log)
	w.Jobs.Handle(desk.JobTell, w.Desk.Tell)
	w.Jobs.Handle(desk.JobIndex, w.Desk.Index)
	w.Jobs.Handle(desk.JobBulk, w.Desk.RunBulk)
	w.Jobs.Handle(desk.JobBulkTell, w.Desk.TellBulk)
	w.Jobs.Handle(desk.JobReveal, w.Desk.Reveal)
	w.Jobs.Handle(desk.JobRehome, w.Desk.Rehome)
	w.Jobs.Handle(desk.JobPass, w.Desk.PassOn)
	w.Jobs.Handle(desk.JobReindex, w.Desk.Reindex)
	w.Jobs.Handle(desk.JobDropTeam, w.Desk.DropTeam)
	w.Jobs.Handle(desk.JobRemindHold, w.Desk.RemindHold)
	w.Jobs.Handle(desk.JobSendMail, w.Desk.SendMail)
	w.Jobs.Handle(desk.JobReceiveMail, w.Desk.ReceiveMail)
	w.Jobs.Handle(desk.JobForgot, w.Desk.MailPassword)
	w.Jobs.Handle(desk.JobAccess, w.Desk.DecideAccess)
	w.Web = web.New(web.Options{Desk: w.Desk, Texts: texts, Base: w.Base, Log: log, Now: w.Clock.Now})
	w.Handler, err = w.Web.Handler()
	w.must(err)
	server.Config.Handler = http.HandlerFunc(w.serve)
	server.Start()
	t.Cleanup(func() {
		w.Web.Drain()
		server.CloseClientConnections()
		server.Close()
		w.Log.check(t)
	})
	w.Face = Web{}
	return w
}

// blobs are where the engine keeps them: on disk beside SQLite, else in the
// database.
func (w *World) blobs() blob.Store {
	if w.Store.Postgres() {
		return w.Store.Blobs()
	}
	b, err := blob.NewDisk(w.T.TempDir())
	w.must(err)
	return b
}

func (w *World) must(err error) {
	w.T.Helper()
	if err != nil {
		w.T.Fatal(err)
	}
}

// write fills the store with what no use case makes yet.
func (w *World) write(fn func(*store.Tx) error) {
	w.T.Helper()
	w.must(w.Store.Write(context.Background(), fn))
}

func (w *World) fill() {
	w.T.Helper()
	hash, err := passwordHash()
	w.must(err)
	w.write(func(tx *store.Tx) error {
		add := func(o *org.Organization, tier org.Tier, name string, parent org.ID, hue int) {
			*o = org.Organization{Tier: tier, Parent: parent, Name: name, Language: "en", Zone: "Europe/Amsterdam", Hue: hue}
			if tier != org.Entity {
				o.Mail = "desk@" + strings.ToLower(name) + ".example"
			}
			w.must(tx.AddOrganization(o))
		}
		add(&w.Vendor, org.Vendor, "Kade", 0, 17)
		add(&w.Partner, org.Partner, "Noorderzon", w.Vendor.ID, 4)
		add(&w.OtherPartner, org.Partner, "Lindehof", w.Vendor.ID, 9)
		add(&w.Bakery, org.Entity, "Bakkerij Meijer", w.Partner.ID, 0)
		add(&w.Bikes, org.Entity, "Fietsen Visser", w.Partner.ID, 0)
		add(&w.Garden, org.Entity, "Groene Tuin", w.OtherPartner.ID, 0)
		add(&w.Cheese, org.Entity, "Zaanse Kaas", w.Vendor.ID, 0)
		for s, name := range map[*org.System]string{&w.BakerySite: "Web shop", &w.BakeryTill: "Till"} {
			*s = org.System{Entity: w.Bakery.ID, Name: name}
			w.must(tx.AddSystem(s))
		}
		join := func(p **Person, name string, of org.Organization, rights org.Rights) {
			u := org.User{Name: name, Mail: strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@people.example", Language: "en", Active: true}
			w.must(tx.AddUser(&u, email.CanonicalAddr(u.Mail), hash))
			w.must(tx.AddMembership(u.ID, of.ID, rights))
			*p = &Person{World: w, ID: u.ID, Name: name, Mail: u.Mail, Of: of}
		}
		join(&w.Eva, "Eva Meijer", w.Bakery, 0)
		join(&w.Joost, "Joost Bakker", w.Bakery, 0)
		join(&w.Mira, "Mira Meijer", w.Bakery, org.SeesAll|org.Administrator)
		join(&w.Former, "Rik Vertrek", w.Bakery, org.SeesAll)
		join(&w.Fien, "Fien Visser", w.Bikes, org.SeesAll)
		join(&w.Gijs, "Gijs Groen", w.Garden, org.SeesAll)
		join(&w.Dora, "Dora Zaan", w.Cheese, org.SeesAll)
		join(&w.Sanne, "Sanne Noord", w.Partner, org.Agent)
		join(&w.Noor, "Noor Noord", w.Partner, org.Agent|org.Administrator)
		join(&w.Lotte, "Lotte Linde", w.OtherPartner, org.Agent|org.Administrator)
		join(&w.Victor, "Victor Kade", w.Vendor, org.Agent)
		join(&w.Vera, "Vera Kade", w.Vendor, org.Agent|org.Administrator)
		return tx.RemoveMembership(w.Former.ID, w.Bakery.ID)
	})
}

// People are all of them.
func (w *World) People() []*Person {
	return []*Person{w.Eva, w.Joost, w.Mira, w.Former, w.Fien, w.Gijs, w.Dora, w.Sanne, w.Noor, w.Lotte, w.Victor, w.Vera}
}

// Settle lets a minute pass and does the jobs that wait.
func (w *World) Settle() {
	w.T.Helper()
	w.Clock.Advance(time.Minute)
	if _, err := w.Jobs.RunDue(context.Background()); err != nil {
		w.T.Fatalf("a job failed: %v", err)
	}
}

// YearLater lets a year pass: everybody has to sign in again.
func (w *World) YearLater() {
	w.T.Helper()
	w.Clock.Set(w.Clock.Now().AddDate(1, 0, 0))
	w.Settle()
	for _, p := range w.People() {
		p.client = nil
	}
}

// Speak sets the language and theme of everybody.
func (w *World) Speak(language, theme string) {
	w.T.Helper()
	w.write(func(tx *store.Tx) error {
		for _, p := range w.People() {
			w.must(tx.SetTaste(p.ID, language, theme))
		}
		return nil
	})
	w.Desk.Forget()
}

// actor loads what decides the person's rights.
func (w *World) actor(p *Person) access.Actor {
	w.T.Helper()
	var a access.Actor
	w.must(w.Store.Read(context.Background(), func(tx *store.Tx) (err error) {
		a, err = tx.Actor(org.User{ID: p.ID, Name: p.Name})
		return err
	}))
	return a
}
