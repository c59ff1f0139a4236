package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"balie/internal/access"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

// A word as somebody writes it, and as it is found.
var spelled = [][2]string{
	{"printer", "printer"},
	{"Printers", "printers"},
	{"printerdriver", "printerdriver"},
	{"café", "cafe"},
	{"één", "een"},
	{"ĳs", "ijs"},
	{"IJsje", "ijsje"},
	{"fout", "fout"},
	{"foutmelding", "foutmelding"},
	{"🎂", "🎂"},
	{"mail", "mail"},
	{"server", "server"},
	{"Zoë", "zoe"},
	{"4711", "4711"},
	{"de", "de"},
}

var people = []string{"", "Eva Jansen", "Bram Évrard", "Sanne Visser", "Jan de Wit"}

// corpus is what the naive search looks through.
type corpus struct {
	docs    []naiveDoc // oldest first
	tickets map[ticket.ID]ticket.Ticket
	people  map[ticket.ID][]org.UserID
	names   map[org.ID]string
}

type naiveDoc struct {
	ticket  ticket.ID
	hidden  bool
	partner org.ID
	author  string
	parts   [][]string // folded words
}

func TestSearchFindsWhatANaiveSearchFinds(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		c := makeCorpus(t, st)
		rapid.Check(t, func(t *rapid.T) {
			scope := rapid.SampledFrom(scopes).Draw(t, "scope")
			ask := drawQuery(t)
			var want []ticket.ID
			for _, d := range slices.Backward(c.docs) {
				if c.sees(scope, d) && ask.matches(c, d) && !slices.Contains(want, d.ticket) {
					want = append(want, d.ticket)
				}
			}
			limit := rapid.IntRange(1, 20).Draw(t, "limit")
			if got := searchPages(t, st, scope, ask.text, limit); !slices.Equal(got, want) {
				t.Fatalf("%q finds %v, want %v", ask.text, got, want)
			}
		})
	})
}

// searchPages reads a search to its end, page by page.
func searchPages(t rapid.TB, st *store.Store, s access.Scope, words string, limit int) []ticket.ID {
	t.Helper()
	var got []ticket.ID
	err := st.Read(context.Background(), func(tx *store.Tx) error {
		f := store.Find{Scope: s, Me: 1, Words: words, Limit: limit}
		for {
			if _, _, person := s.Person(); person {
				p, err := tx.SearchPublic(f)
				if err != nil {
					return err
				}
				for _, r := range p.Rows {
					got = append(got, r.ID)
				}
				f.After = p.Next
			} else {
				p, err := tx.Search(f)
				if err != nil {
					return err
				}
				for _, r := range p.Rows {
					got = append(got, r.ID)
				}
				f.After = p.Next
			}
			if f.After == nil {
				return nil
			}
		}
	})
	if err != nil {
		t.Fatalf("search %q: %v", words, err)
	}
	return got
}

func member(user org.UserID, in org.ID, tier org.Tier, r org.Rights) access.Actor {
	return access.Actor{User: user, Memberships: []org.Membership{{User: user, Org: in, Tier: tier, Rights: r}}}
}

// Organizations: 1 the vendor, 2 and 3 partners, 4 to 7 their entities.
var scopes = []access.Scope{
	access.DeskScope(member(4, 1, org.Vendor, org.Agent)),
	access.DeskScope(member(3, 2, org.Partner, org.Agent)),
	access.DeskScope(member(3, 3, org.Partner, org.Agent)),
	access.PortalScope(member(1, 4, org.Entity, 0)),
	access.PortalScope(member(2, 5, org.Entity, org.SeesAll)),
	access.PortalScope(member(4, 7, org.Entity, org.SeesAll)),
	access.OwnScope(member(1, 4, org.Entity, org.SeesAll)),
	{},
}

func (c corpus) sees(s access.Scope, d naiveDoc) bool {
	me, _, _ := s.Person()
	if !s.Contains(c.tickets[d.ticket], slices.Contains(c.people[d.ticket], me)) {
		return false
	}
	p, limited := s.Partner()
	return !d.hidden || (s.Staff() && (!limited || p == d.partner))
}

type asked struct {
	text    string
	phrases [][]string
	prefix  bool
	from    string
	entity  string
	state   ticket.State
}

func drawQuery(t *rapid.T) asked {
	var a asked
	var items []string
	if rapid.IntRange(0, 4).Draw(t, "from?") == 0 {
		a.from = rapid.SampledFrom([]string{"eva", "jan", "evr", "vis"}).Draw(t, "from")
		items = append(items, "from:"+a.from)
	}
	if rapid.IntRange(0, 4).Draw(t, "entity?") == 0 {
		a.entity = rapid.SampledFrom([]string{"linde", "hof", "bakker", "niets"}).Draw(t, "entity")
		items = append(items, "entity:"+a.entity)
	}
	if rapid.IntRange(0, 4).Draw(t, "state?") == 0 {
		a.state = rapid.SampledFrom([]ticket.State{ticket.Open, ticket.Waiting, ticket.Closed}).Draw(t, "state")
		items = append(items, "state:"+a.state.String())
	}
	for range rapid.IntRange(1, 3).Draw(t, "words") {
		w := rapid.SampledFrom(spelled).Draw(t, "word")
		if rapid.IntRange(0, 3).Draw(t, "phrase?") == 0 {
			x := rapid.SampledFrom(spelled).Draw(t, "second")
			items = append(items, `"`+w[0]+" "+x[0]+`"`)
			a.phrases = append(a.phrases, []string{w[1], x[1]})
			a.prefix = false
			continue
		}
		typed, folded := w[0], w[1]
		if n := rapid.IntRange(1, len([]rune(folded))).Draw(t, "letters"); n >= 3 {
			typed, folded = string([]rune(folded)[:n]), string([]rune(folded)[:n])
		}
		items = append(items, typed)
		a.phrases = append(a.phrases, []string{folded})
		a.prefix = len(folded) >= 3
	}
	a.text = strings.Join(items, " ")
	return a
}

func (a asked) matches(c corpus, d naiveDoc) bool {
	t := c.tickets[d.ticket]
	if a.state != 0 && t.State != a.state || a.entity != "" && !begins(strings.ToLower(c.names[t.Entity]), a.entity) ||
		a.from != "" && !begins(strings.ReplaceAll(strings.ToLower(d.author), "é", "e"), a.from) {
		return false
	}
	for i, p := range a.phrases {
		if !d.holds(p, a.prefix && i == len(a.phrases)-1) {
			return false
		}
	}
	return true
}

func begins(name, with string) bool {
	return slices.ContainsFunc(strings.Fields(name), func(w string) bool { return strings.HasPrefix(w, with) })
}

func (d naiveDoc) holds(phrase []string, prefix bool) bool {
	for _, part := range d.parts {
		for i := range part {
			if i+len(phrase) > len(part) {
				break
			}
			ok := true
			for k, w := range phrase {
				have := part[i+k]
				ok = ok && (have == w || prefix && k == len(phrase)-1 && strings.HasPrefix(have, w))
			}
			if ok {
				return true
			}
		}
	}
	return false
}

// makeCorpus stores and indexes 40 tickets of up to five messages.
func makeCorpus(t *testing.T, st *store.Store) corpus {
	t.Helper()
	r := rand.New(rand.NewPCG(4, 7))
	c := corpus{tickets: map[ticket.ID]ticket.Ticket{}, people: map[ticket.ID][]org.UserID{}, names: map[org.ID]string{}}
	writeTx(t, st, func(tx *store.Tx) error { return c.parties(tx) })
	for i := range 40 {
		writeTx(t, st, func(tx *store.Tx) error { return c.addTicket(tx, r) })
		if i%8 == 7 {
			skipMessages(t, st, 1<<(12+i/8))
		}
	}
	return c
}

// skipMessages leaves a gap in the messages' ids, so that a search has to walk
// several slices of them.
func skipMessages(t *testing.T, st *store.Store, n int) {
	t.Helper()
	text := fmt.Sprintf("UPDATE sqlite_sequence SET seq = seq + %d WHERE name = 'message'", n)
	if st.Postgres() {
		text = fmt.Sprintf("SELECT setval(pg_get_serial_sequence('message', 'id'), (SELECT MAX(id) FROM message) + %d)", n)
	}
	if err := store.Break(t.Context(), st, text); err != nil {
		t.Fatal(err)
	}
}

func writeTx(t *testing.T, st *store.Store, fn func(*store.Tx) error) {
	t.Helper()
	if err := st.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func (c corpus) parties(tx *store.Tx) error {
	for i, o := range []org.Organization{
		{Tier: org.Vendor, Name: "Vendor"},
		{Tier: org.Partner, Parent: 1, Name: "Noord"},
		{Tier: org.Partner, Parent: 1, Name: "Zuid"},
		{Tier: org.Entity, Parent: 2, Name: "Lindehof"},
		{Tier: org.Entity, Parent: 2, Name: "Bakker Hof"},
		{Tier: org.Entity, Parent: 3, Name: "Bakkerij"},
		{Tier: org.Entity, Parent: 1, Name: "Direct"},
	} {
		if err := tx.AddOrganization(&o); err != nil {
			return err
		}
		if o.ID != org.ID(i+1) {
			return fmt.Errorf("organization %d has id %d", i+1, o.ID)
		}
		c.names[o.ID] = o.Name
	}
	for _, name := range people[1:] {
		if err := tx.AddUser(&org.User{Name: name, Mail: "x", Active: true}, name, ""); err != nil {
			return err
		}
	}
	return nil
}

func (c *corpus) addTicket(tx *store.Tx, r *rand.Rand) error {
	entity := org.ID(4 + r.IntN(4))
	partner := []org.ID{2, 2, 3, 1}[entity-4]
	subject, folded := sentence(r)
	t := ticket.Ticket{
		Subject: subject, Kind: ticket.Question, Priority: 3, State: []ticket.State{ticket.Open, ticket.Waiting, ticket.Closed}[r.IntN(3)],
		Partner: partner, Entity: entity, Requester: org.UserID(1 + r.IntN(4)), Holder: partner, Answered: partner,
		CreatedAt: tx.Now, UpdatedAt: tx.Now, PublicAt: tx.Now, LineAt: tx.Now,
	}
	if err := tx.AddTicket(&t); err != nil {
		return err
	}
	if err := tx.AddPeople(t, org.UserID(1+r.IntN(4))); err != nil {
		return err
	}
	involved, err := tx.People(t.ID)
	if err != nil {
		return err
	}
	head := naiveDoc{ticket: t.ID, author: people[t.Requester], parts: [][]string{folded, {"hd", fmt.Sprintf("%05d", t.ID), fmt.Sprint(t.ID)}}}
	for _, p := range involved {
		c.people[t.ID] = append(c.people[t.ID], p.User)
		head.parts = append(head.parts, strings.Fields(strings.ToLower(strings.ReplaceAll(p.Name, "É", "e"))), []string{"x"})
	}
	c.tickets[t.ID] = t
	c.docs = append(c.docs, head)
	return c.addMessages(tx, r, t, folded, involved)
}

func (c *corpus) addMessages(tx *store.Tx, r *rand.Rand, t ticket.Ticket, subject []string, involved []store.Involved) error {
	var docs []store.Doc
	for i := range 1 + r.IntN(5) {
		text, folded := sentence(r)
		m := ticket.Message{
			Ticket: t.ID, Author: org.UserID(1 + r.IntN(4)), Partner: t.Partner, Hidden: i > 0 && r.IntN(3) == 0,
			Body: text, At: tx.Now, Channel: ticket.Portal,
		}
		if m.Hidden && r.IntN(4) == 0 {
			m.Partner = 5 - m.Partner // shared by the ticket's partner of then
		}
		if err := tx.AddMessage(&m); err != nil {
			return err
		}
		file, foldedFile := sentence(r)
		m.Files = []ticket.File{{Name: file}}
		if i == 0 {
			docs = append(docs, store.HeadDoc(t, involved, m.ID, "HD"))
		}
		docs = append(docs, store.MessageDoc(t, involved, m, people[m.Author], text))
		c.docs = append(c.docs, naiveDoc{
			ticket: t.ID, hidden: m.Hidden, partner: m.Partner, author: people[m.Author], parts: [][]string{subject, folded, foldedFile},
		})
	}
	r.Shuffle(len(docs), func(i, k int) { docs[i], docs[k] = docs[k], docs[i] })
	return tx.IndexDocs(docs...)
}

func sentence(r *rand.Rand) (text string, folded []string) {
	var b strings.Builder
	for range 1 + r.IntN(5) {
		w := spelled[r.IntN(len(spelled))]
		b.WriteString(w[0] + []string{" ", ", ", " - ", "\n\n"}[r.IntN(4)])
		folded = append(folded, w[1])
	}
	return b.String(), folded
}

func TestSearchReferenceComesFirst(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		makeCorpus(t, st)
		err := st.Read(t.Context(), func(tx *store.Tx) error {
			p, err := tx.Search(store.Find{Scope: scopes[0], Me: 1, Words: "4711", Ref: 3})
			if err != nil || len(p.Rows) < 2 || p.Rows[0].ID != 3 {
				t.Errorf("got %v, %v, want ticket 3 before those that mention 4711", p.Rows, err)
			}
			other, err := tx.Search(store.Find{Scope: access.Scope{}, Me: 1, Words: "HD-3", Ref: 3})
			if err != nil || len(other.Rows) != 0 {
				t.Errorf("nobody finds %v, %v", other.Rows, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestIndexReplacesAndRemoves(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		c := makeCorpus(t, st)
		old := c.tickets[7]
		find := func(words string) []ticket.ID { return searchPages(t, st, scopes[0], words, 50) }
		writeTx(t, st, func(tx *store.Tx) error {
			messages, err := tx.Messages(7, 0)
			if err != nil {
				return err
			}
			return tx.IndexDocs(store.MessageDoc(old, nil, messages[0], "", "zeldzaamheid een"), store.MessageDoc(old, nil, messages[0], "", "zeldzaamheid twee"))
		})
		if got := find("zeldz"); !slices.Equal(got, []ticket.ID{7}) {
			t.Errorf("the replaced message is found in %v", got)
		}
		if got := find(`"zeldzaamheid een"`); len(got) != 0 {
			t.Errorf("what was replaced is still found in %v", got)
		}
		writeTx(t, st, func(tx *store.Tx) error { return tx.RemoveDocs(7) })
		for _, w := range spelled {
			if slices.Contains(find(w[0]), 7) {
				t.Errorf("a removed ticket is found by %s", w[0])
			}
		}
	})
}

// TestSearchReadsABoundedNumberOfHits: a page whose hits lie outside the state
// asked for ends where it stopped reading, and can be continued; also when the
// hits lie far back, where nothing suggested that there were so many.
func TestSearchReadsABoundedNumberOfHits(t *testing.T) {
	for name, skip := range map[string]int{"newest": 0, "far back": 1 << 16} {
		t.Run(name, func(t *testing.T) { searchManyHits(t, skip) })
	}
}

func searchManyHits(t *testing.T, skip int) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		c := corpus{tickets: map[ticket.ID]ticket.Ticket{}, people: map[ticket.ID][]org.UserID{}, names: map[org.ID]string{}}
		writeTx(t, st, func(tx *store.Tx) error { return c.parties(tx) })
		writeTx(t, st, func(tx *store.Tx) error { return manyClosed(tx, 2100) })
		if skip > 0 {
			skipMessages(t, st, skip)
			writeTx(t, st, func(tx *store.Tx) error { return c.addTicket(tx, rand.New(rand.NewPCG(1, 1))) })
		}
		err := st.Read(t.Context(), func(tx *store.Tx) error {
			f := store.Find{Scope: scopes[0], Me: 1, Words: "veelgevraagd state:open"}
			p, err := tx.Search(f)
			if err != nil || len(p.Rows) != 0 || p.Next == nil || p.LookedBackTo.IsZero() {
				t.Fatalf("first page: %d rows, next %v, looked back to %v, %v", len(p.Rows), p.Next, p.LookedBackTo, err)
			}
			f.After = p.Next
			p, err = tx.Search(f)
			if err != nil || len(p.Rows) != 1 || p.Next != nil {
				t.Errorf("second page: %d rows, next %v, %v, want the one open ticket", len(p.Rows), p.Next, err)
			}
			f.Words, f.After = "veelgevraagd state:hold", nil
			if p, err = tx.Search(f); err != nil || len(p.Rows) != 1 {
				t.Errorf("the newest: %d rows, %v, want the one on hold", len(p.Rows), err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// manyClosed adds an open ticket, then one closed ticket that says the same word
// n times over, then one on hold.
func manyClosed(tx *store.Tx, n int) error {
	for _, one := range []struct {
		state ticket.State
		says  int
	}{{ticket.Open, 1}, {ticket.Closed, n}, {ticket.OnHold, 1}} {
		t := ticket.Ticket{
			Subject: "x", Kind: ticket.Question, Priority: 3, State: one.state, Partner: 2, Entity: 4, Requester: 1, Holder: 2,
			CreatedAt: tx.Now, UpdatedAt: tx.Now, PublicAt: tx.Now, LineAt: tx.Now,
		}
		if err := tx.AddTicket(&t); err != nil {
			return err
		}
		var docs []store.Doc
		for range one.says {
			m := ticket.Message{Ticket: t.ID, Author: 1, Partner: 2, Channel: ticket.Portal, At: tx.Now.Add(time.Second)}
			if err := tx.AddMessage(&m); err != nil {
				return err
			}
			docs = append(docs, store.MessageDoc(t, nil, m, "", "veelgevraagd"))
		}
		if err := tx.IndexDocs(docs...); err != nil {
			return err
		}
	}
	return nil
}
