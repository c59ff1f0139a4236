package bench

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"balie/internal/access"
	"balie/internal/org"
	"balie/internal/page"
	"balie/internal/seed"
	"balie/internal/store"
	"balie/internal/ticket"
)

// Names of works that others are compared with.
const (
	listHTTP  = "http: open, page 1"
	listStore = "store: open by updated, page 1"
	openHTTP  = "http: ticket with 30 messages"
	floorSQL  = "floor: the list's SQL alone"
	floorPage = "floor: the list's rendering alone"
	floorBare = "floor: bare handler, the list's bytes"
	countWork = "store: counts"
)

// farPage is how many rows lie before page 500.
const farPage = 499 * store.PageSize

// reads are all works that change nothing.
func (o Options) reads(ctx context.Context, s *subject) ([]work, error) {
	var out []work
	for _, add := range []func(context.Context, *subject) ([]work, error){pages, floors, lists, portals, searches} {
		list, err := add(ctx, s)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

// get is a whole request by somebody signed in, or by nobody; parts are those of the page
// that are wanted, "" for all of it.
func (s *subject) get(who, path, parts string) func(context.Context, int) error {
	return func(ctx context.Context, _ int) error {
		_, err := s.fetch(ctx, who, path, parts)
		return err
	}
}

func (s *subject) fetch(ctx context.Context, who, path, parts string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, "GET", s.url+path, nil)
	if err != nil {
		return nil, err
	}
	if p, in := s.who[who]; in {
		r.AddCookie(p.cookie)
	}
	if parts != "" {
		r.Header.Set("Balie-Fragment", parts)
	}
	got, err := s.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	if err == nil && got.StatusCode != http.StatusOK {
		err = fmt.Errorf("GET %s answers %s", path, got.Status)
	}
	return body, err
}

// cursor is where page 500 of a view begins, or the last page of a shorter one.
func (s *subject) cursor(ctx context.Context, who string, v ticket.View, sort ticket.Sort) (*store.Cursor, error) {
	a := s.who[who].actor
	var at *store.Cursor
	err := s.st.Read(ctx, func(tx *store.Tx) error {
		l := store.List{Scope: access.DeskScope(a), View: v, Sort: sort, Me: a.User, Limit: farPage}
		p, err := tx.ListTickets(l)
		if at = p.Next; at != nil || err != nil || len(p.Rows) <= 2*store.PageSize {
			return err
		}
		l.Limit = len(p.Rows) - store.PageSize
		p, err = tx.ListTickets(l)
		at = p.Next
		return err
	})
	return at, err
}

// floors are the least that the list could cost.
func floors(ctx context.Context, s *subject) ([]work, error) {
	body, err := s.fetch(ctx, "vendor", "/desk/open", "")
	if err != nil {
		return nil, err
	}
	bare := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write(body)
	})
	at, err := s.beside(bare)
	if err != nil {
		return nil, err
	}
	shown, err := s.shown(ctx)
	if err != nil {
		return nil, err
	}
	return []work{
		{floorBare, func(ctx context.Context, _ int) error {
			r, err := http.NewRequestWithContext(ctx, "GET", at, nil)
			if err != nil {
				return err
			}
			got, err := s.client.Do(r)
			if err != nil {
				return err
			}
			defer got.Body.Close()
			_, err = io.Copy(io.Discard, got.Body)
			return err
		}},
		{floorSQL, func(ctx context.Context, _ int) error { return s.bareList(ctx) }},
		{floorPage, func(ctx context.Context, _ int) error {
			return page.Render(ctx, new(bytes.Buffer), page.DeskListPage(shown))
		}},
	}, nil
}

// bareList is the open view's rows by database/sql alone.
func (s *subject) bareList(ctx context.Context) error {
	text := `SELECT id, subject, excerpt, kind, priority, state, reason, shelf, entity_id, system_id, requester_id,
		vendor_assignee_id, holder_id, flags, created_at, updated_at, due_at, rank, line_at, last_event_id
		FROM ticket WHERE shelf = 2 ORDER BY updated_at DESC, id DESC LIMIT 51`
	rows, err := s.raw.QueryContext(ctx, text)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var subject, excerpt string
		var n [18]*int64
		to := []any{&n[0], &subject, &excerpt}
		for i := 1; i < len(n); i++ {
			to = append(to, &n[i])
		}
		if err := rows.Scan(to...); err != nil {
			return err
		}
	}
	return rows.Err()
}

// lists are every named view by each of its sorts, near and far, with filters
// that hit and that don't, straight from the store.
func lists(ctx context.Context, s *subject) ([]work, error) {
	var out []work
	for _, who := range []string{"vendor", "busy"} {
		for _, v := range ticket.Views {
			for _, sort := range v.Sorts() {
				name := fmt.Sprintf("store: %s by %s", v.View, sort)
				if who == "busy" {
					name += " (partner)"
				}
				out = append(out, work{name + ", page 1", s.list(who, store.List{View: v.View, Sort: sort})})
				after, err := s.cursor(ctx, who, v.View, sort)
				if err != nil {
					return nil, err
				}
				out = append(out, work{name + ", page 500", s.list(who, store.List{View: v.View, Sort: sort, After: after})})
			}
		}
		a := s.who[who].actor
		name := countWork
		if who == "busy" {
			name += " (partner)"
		}
		out = append(out, work{name, func(ctx context.Context, _ int) error {
			return s.st.Read(ctx, func(tx *store.Tx) error {
				_, err := tx.Counts(access.DeskScope(a), a.User)
				return err
			})
		}})
	}
	for name, f := range map[string]store.Filter{
		"entity, hits": {Entity: s.notes.Filled.Entity}, "priority and kind, few hits": {Priorities: []ticket.Priority{1}, Kind: ticket.Incident},
		"system, no hits": {System: 1 << 40}, "assignee, no hits": {Assignees: []org.UserID{1 << 40}},
		"subject, no hits": {Subject: "zzyzx quux"},
	} {
		for _, v := range []ticket.View{ticket.ViewOpen, ticket.ViewClosed, ticket.ViewAll} {
			out = append(out, work{fmt.Sprintf("store: %s filtered by %s", v, name), s.list("vendor", store.List{View: v, Sort: ticket.SortUpdated, Filter: f})})
		}
	}
	slicesSort(out)
	return out, nil
}

func (s *subject) list(who string, l store.List) func(context.Context, int) error {
	a := s.who[who].actor
	l.Scope, l.Me = access.DeskScope(a), a.User
	return func(ctx context.Context, _ int) error {
		return s.st.Read(ctx, func(tx *store.Tx) error {
			_, err := tx.ListTickets(l)
			return err
		})
	}
}

// portals are customers' lists, for few tickets and for many.
func portals(ctx context.Context, s *subject) ([]work, error) {
	var out []work
	for _, who := range []string{"none", "three", "many", "all"} {
		a := s.who[who].actor
		scope := access.PortalScope(a)
		var far *store.Cursor
		err := s.st.Read(ctx, func(tx *store.Tx) error {
			p, err := tx.ListPublic(scope, nil, a.User, nil, farPage)
			if far = p.Next; far == nil && len(p.Rows) > 100 {
				p, err = tx.ListPublic(scope, nil, a.User, nil, len(p.Rows)-50)
				far = p.Next
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		for name, shelves := range map[string][]ticket.Shelf{"": nil, " (waiting)": store.ShelvesWaiting} {
			list := func(after *store.Cursor) func(context.Context, int) error {
				return func(ctx context.Context, _ int) error {
					return s.st.Read(ctx, func(tx *store.Tx) error {
						_, err := tx.ListPublic(scope, shelves, a.User, after, store.PageSize)
						return err
					})
				}
			}
			out = append(out, work{"store: portal, " + who + name + ", page 1", list(nil)}, work{"store: portal, " + who + name + ", page 500", list(far)})
		}
	}
	slicesSort(out)
	return out, nil
}

func searches(_ context.Context, s *subject) ([]work, error) {
	var out []work
	for _, who := range []string{"vendor", "partner", "many"} {
		for _, ask := range [][2]string{{"common", seed.Common}, {"rare", seed.Rare}, {"phrase", seed.Phrase}, {"none", seed.Absent}, {"two words", seed.Common + " factuur"}, {"beginning", "verb"}} {
			a := s.who[who].actor
			f := store.Find{Scope: access.DeskScope(a), Me: a.User, Words: ask[1]}
			public := who == "many"
			if public {
				f.Scope = access.PortalScope(a)
			}
			out = append(out, work{"search: " + ask[0] + ", " + strings.Replace(who, "many", "customer", 1), func(ctx context.Context, _ int) error {
				return s.st.Read(ctx, func(tx *store.Tx) (err error) {
					if public {
						_, err = tx.SearchPublic(f)
						return err
					}
					_, err = tx.Search(f)
					return err
				})
			}})
		}
	}
	return out, nil
}
