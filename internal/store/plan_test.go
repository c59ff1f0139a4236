package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"balie/internal/access"
	"balie/internal/org"
	"balie/internal/seed"
	"balie/internal/store"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

// planTickets is enough for PostgreSQL to want an index by itself.
const planTickets = 20_000

// planned is a filled store and the people who look at it.
type planned struct {
	st     *store.Store
	f      seed.Filled
	vendor access.Actor
	desk   access.Actor // the large partner's busy agent
	many   access.Actor
	all    access.Actor
	none   access.Actor
}

func eachPlanned(t *testing.T, fn func(t *testing.T, p planned)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		f, err := seed.Fill(context.Background(), st, seed.Options{Tickets: planTickets, Seed: 2})
		if err != nil {
			t.Fatal(err)
		}
		p := planned{st: st, f: f}
		storetest.Read(t, st, func(tx *store.Tx) error {
			for who, to := range map[seed.SignIn]*access.Actor{
				f.Vendor: &p.vendor, f.Busy: &p.desk, f.Many: &p.many, f.All: &p.all, f.None: &p.none,
			} {
				u, err := tx.User(who.User)
				if err != nil {
					return err
				}
				if *to, err = tx.Actor(u); err != nil {
					return err
				}
			}
			return nil
		})
		fn(t, p)
	})
}

// plan runs fn and gives the plan of every statement it ran.
func (p planned) plan(t *testing.T, fn func(tx *store.Tx) error) string {
	t.Helper()
	var out strings.Builder
	storetest.Read(t, p.st, func(tx *store.Tx) error {
		type ran struct {
			text string
			args []any
		}
		var all []ran
		store.Trace(tx, func(text string, args []any) { all = append(all, ran{text, args}) })
		if err := fn(tx); err != nil {
			return err
		}
		for _, r := range all {
			steps, err := store.Explain(tx, r.text, r.args)
			if err != nil {
				return err
			}
			out.WriteString(strings.Join(steps, "\n") + "\n--\n")
		}
		return nil
	})
	return out.String()
}

// needs fails unless the plan names one of the indexes and reads no large table
// from end to end.
func (p planned) needs(t *testing.T, plan string, sorts bool, indexes ...string) {
	t.Helper()
	found := false
	for _, i := range indexes {
		found = found || strings.Contains(plan, i+" ") || strings.Contains(plan, i+"\n") || strings.HasSuffix(i, "_") && strings.Contains(plan, i)
	}
	if !found {
		t.Errorf("uses none of %v:\n%s", indexes, plan)
	}
	for _, step := range strings.Split(plan, "\n") {
		switch {
		case strings.Contains(step, "Seq Scan on ticket"), strings.Contains(step, "Seq Scan on person"),
			strings.Contains(step, "Seq Scan on message"), strings.Contains(step, "Seq Scan on search_doc"),
			strings.Contains(step, "Seq Scan on event"),
			step == "SCAN t", step == "SCAN ticket", step == "SCAN person", step == "SCAN d", step == "SCAN search_doc":
			t.Errorf("reads a whole table:\n%s", plan)
			return
		case sorts:
		case strings.Contains(step, "USE TEMP B-TREE FOR ORDER BY"), strings.Contains(step, "Sort  ("):
			t.Errorf("sorts what an index has in order:\n%s", plan)
			return
		}
	}
}

func TestPlansOfViews(t *testing.T) {
	eachPlanned(t, func(t *testing.T, p planned) {
		for _, a := range []access.Actor{p.vendor, p.desk} {
			for _, v := range ticket.Views {
				for _, s := range v.Sorts() {
					t.Run(fmt.Sprintf("%s by %s for %s", v.View, s, a.Memberships[0].Tier), func(t *testing.T) {
						p.view(t, a, v, s)
					})
				}
			}
		}
		p.counts(t)
		p.portal(t)
		p.opened(t)
		p.failed(t)
		p.named(t)
		p.search(t)
	})
}

func (p planned) view(t *testing.T, a access.Actor, v ticket.ViewInfo, s ticket.Sort) {
	names := []string{store.IndexOf(v, s, a.Memberships[0].Org)}
	switch {
	case p.st.Postgres(): // it may weigh two of ours against each other; at this size rows are near
		names = []string{"Scan using ticket_", "Scan Backward using ticket_", "Bitmap Index Scan on ticket_"}
	case names[0] == "":
		names = []string{"SCAN t", "INTEGER PRIMARY KEY"}
	}
	ask := func(f store.Filter, after *store.Cursor) (page store.ListPage, plan string) {
		plan = p.plan(t, func(tx *store.Tx) (err error) {
			page, err = tx.ListTickets(store.List{Scope: access.DeskScope(a), View: v.View, Sort: s, Me: a.User, Filter: f, After: after})
			return err
		})
		return page, plan
	}
	check := func(plan string, sorts bool) {
		t.Helper()
		if names[0] == "SCAN t" {
			plan = strings.ReplaceAll(plan, "SCAN t\n", "SCAN t by its key\n") // in its own order, up to the limit
		}
		p.needs(t, plan, sorts || p.st.Postgres(), names...)
	}
	page, plan := ask(store.Filter{}, nil)
	check(plan, false)
	if page.Next != nil {
		_, plan = ask(store.Filter{}, page.Next)
		check(plan, false)
	}
	for _, f := range []store.Filter{{Entity: p.f.Entity}, {Priorities: []ticket.Priority{1}, Kind: ticket.Incident}, {States: []ticket.State{ticket.OnHold}}, {Assignees: []org.UserID{a.User}}, {System: 1}} {
		_, plan = ask(f, nil)
		check(plan, true) // 2,000 entries at most
	}
	if len(page.Rows) > 0 {
		p.beside(t, a, v, s, page.Rows[0], check)
	}
}

// beside is what stands around a list and a ticket of it: how many match, and
// the tickets before and after. It walks the same index.
func (p planned) beside(t *testing.T, a access.Actor, v ticket.ViewInfo, s ticket.Sort, row store.Row, check func(string, bool)) {
	t.Helper()
	for _, f := range []store.Filter{{}, {Entity: p.f.Entity}, {Priorities: []ticket.Priority{1}, Kind: ticket.Incident}} {
		l := store.List{Scope: access.DeskScope(a), View: v.View, Sort: s, Me: a.User, Filter: f}
		check(p.plan(t, func(tx *store.Tx) error {
			_, _, err := tx.CountList(l)
			return err
		}), true)
		plan := p.plan(t, func(tx *store.Tx) error {
			_, err := tx.Neighbours(l, row.ID, row.Place(s))
			return err
		})
		check(plan, true)
		if !p.st.Postgres() && (strings.Contains(plan, "TEMP B-TREE") || strings.Contains(plan, "SEARCH t USING COVERING INDEX ticket_entity")) {
			t.Errorf("the tickets beside are sorted first:\n%s", plan)
		}
	}
}

func (p planned) counts(t *testing.T) {
	for _, a := range []access.Actor{p.vendor, p.desk} {
		t.Run("counts for "+a.Memberships[0].Tier.String(), func(t *testing.T) {
			var got map[ticket.View]int
			plan := p.plan(t, func(tx *store.Tx) (err error) {
				got, err = tx.Counts(access.DeskScope(a), a.User)
				return err
			})
			p.needs(t, plan, false, "ticket_shelf_updated", "ticket_partner_shelf_updated", "ticket_shelf", "ticket_partner_shelf",
				"ticket_nobody", "ticket_partner_nobody")
			for v, n := range got {
				if n > store.CountBound {
					t.Errorf("%s counts %d, over the bound", v, n)
				}
			}
		})
	}
}

func (p planned) portal(t *testing.T) {
	for name, s := range map[string]access.Scope{
		"own of many": access.OwnScope(p.many), "own of none": access.OwnScope(p.none), "all of the entity": access.PortalScope(p.all),
	} {
		for group, shelves := range map[string][]ticket.Shelf{"everything": nil, "waiting": store.ShelvesWaiting, "ours": store.ShelvesOurs, "closed": store.ShelvesClosed} {
			t.Run(fmt.Sprintf("portal, %s, %s", name, group), func(t *testing.T) {
				me, entities, _ := s.Person()
				var page store.PublicPage
				run := func(after *store.Cursor) string {
					return p.plan(t, func(tx *store.Tx) (err error) {
						page, err = tx.ListPublic(s, shelves, me, after, 50)
						return err
					})
				}
				plan := run(nil)
				p.needs(t, plan, true, "person_user", "person_user_shelf")
				if len(entities) > 0 {
					p.needs(t, plan, true, "ticket_entity", "ticket_entity_shelf")
				}
				if page.Next != nil {
					p.needs(t, run(page.Next), true, "person_user", "person_user_shelf")
				}
			})
		}
	}
}

// failed: PostgreSQL reads the few rows that these tables have here at once.
func (p planned) failed(t *testing.T) {
	if p.st.Postgres() {
		return
	}
	t.Run("mails that could not be read", func(t *testing.T) {
		p.needs(t, p.plan(t, func(tx *store.Tx) error {
			_, err := tx.CountFailedInbound(2, 100)
			return err
		}), true, "inbound_failed")
	})
	t.Run("mails of a ticket that failed", func(t *testing.T) {
		plan := p.plan(t, func(tx *store.Tx) error {
			_, err := tx.FailedMails(p.f.Long)
			return err
		})
		p.needs(t, plan, true, "bulk_mail_ticket")
		p.needs(t, plan, true, "mail_out_ticket")
		if strings.Contains(plan, "SCAN b") || strings.Contains(plan, "SCAN o") || strings.Contains(plan, "SCAN e") {
			t.Errorf("reads a whole table:\n%s", plan)
		}
	})
}

func (p planned) opened(t *testing.T) {
	t.Run("open a ticket", func(t *testing.T) {
		plan := p.plan(t, func(tx *store.Tx) error {
			for _, s := range []access.Scope{access.DeskScope(p.vendor), access.DeskScope(p.desk), access.PortalScope(p.all), access.OwnScope(p.many)} {
				if _, err := tx.Ticket(s, p.f.Long); err != nil {
					return err
				}
			}
			if _, err := tx.Messages(p.f.Long, 0); err != nil {
				return err
			}
			if _, err := tx.PublicMessages(p.f.Long); err != nil {
				return err
			}
			if _, err := tx.Events(p.f.Long); err != nil {
				return err
			}
			if _, err := tx.People(p.f.Long); err != nil {
				return err
			}
			_, err := tx.Files(p.f.Long, true, 0)
			return err
		})
		p.needs(t, plan, true, "message_thread")
		p.needs(t, plan, true, "event_ticket")
	})
}

func (p planned) named(t *testing.T) {
	for _, a := range []access.Actor{p.vendor, p.desk} {
		for _, typed := range []string{"an", "an.d"} {
			t.Run("people by "+typed+" for "+a.Memberships[0].Tier.String(), func(t *testing.T) {
				var got []store.Acquaintance
				plan := p.plan(t, func(tx *store.Tx) (err error) {
					got, err = tx.PeopleNamed(access.DeskScope(a), typed, 8)
					return err
				})
				p.needs(t, plan, true, "people_name USING PRIMARY KEY (desk_id=? AND name>? AND name<?)", "people_name_pkey")
				for _, table := range []string{"users", "u", "membership", "m", "organization", "o"} {
					if strings.Contains(plan, "Seq Scan on "+table+" ") && table != "organization" || strings.Contains(plan, "SCAN "+table+"\n") {
						t.Errorf("reads all of %s:\n%s", table, plan)
					}
				}
				if typed == "an" && len(got) == 0 {
					t.Error("nobody is called so")
				}
			})
		}
	}
}

func (p planned) search(t *testing.T) {
	for name, a := range map[string]access.Actor{"vendor": p.vendor, "partner": p.desk, "customer": p.many} {
		for _, words := range []string{seed.Common, seed.Rare, seed.Phrase, seed.Absent, seed.Common + " state:open"} {
			t.Run("search for "+words+", "+name, func(t *testing.T) {
				plan := p.plan(t, func(tx *store.Tx) (err error) {
					f := store.Find{Scope: access.DeskScope(a), Words: words, Me: a.User}
					if name == "customer" {
						f.Scope = access.PortalScope(a)
						_, err = tx.SearchPublic(f)
					} else {
						_, err = tx.Search(f)
					}
					return err
				})
				p.needs(t, plan, true, "search VIRTUAL TABLE INDEX", "search_doc_words", "search_word_pkey", "PRIMARY KEY")
			})
		}
	}
}
