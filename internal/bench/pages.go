package bench

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"balie/internal/desk"
	"balie/internal/seed"
	"balie/internal/store"
	"balie/internal/ticket"
)

// one is a page as it is asked for.
type one struct{ name, who, path, parts string }

// pages are whole requests, signed in: every page that the program has, with
// what the browser asks for again while it is open.
func pages(ctx context.Context, s *subject) ([]work, error) {
	list := []one{{listHTTP, "vendor", "/desk/open", ""}, {openHTTP, "vendor", s.ticket("/desk/tickets/"), ""}}
	views, err := s.viewPages(ctx)
	if err != nil {
		return nil, err
	}
	saved, err := s.savedView(ctx)
	if err != nil {
		return nil, err
	}
	mine, err := s.portalLists(ctx)
	if err != nil {
		return nil, err
	}
	for _, more := range [][]one{views, saved, filtered(s), found(), s.deskPages(), mine, s.portalPages(), s.adminPages()} {
		list = append(list, more...)
	}
	var out []work
	for _, p := range list {
		body, err := s.fetch(ctx, p.who, p.path, p.parts)
		if err != nil {
			return nil, err
		}
		s.says[p.name] = len(body)
		out = append(out, work{p.name, s.get(p.who, p.path, p.parts)})
	}
	return out, nil
}

// ticket is the address of the one with thirty messages.
func (s *subject) ticket(under string) string {
	return under + ticket.Ref("HD", s.notes.Filled.Long)
}

// staff are the agents whose lists are asked for: the vendor's, and the large
// partner's with most tickets.
var staff = []struct{ who, said string }{{"vendor", ""}, {"busy", " (partner)"}}

// viewPages are page 1 and page 500 of every named view, and of the sorts of
// the one that has them all.
func (s *subject) viewPages(ctx context.Context) ([]one, error) {
	var out []one
	for _, a := range staff {
		for _, v := range ticket.Views {
			sorts := []ticket.Sort{ticket.SortUpdated}
			if v.View == ticket.ViewOpen {
				sorts = v.Sorts()
			}
			for _, sort := range sorts {
				name, q := fmt.Sprintf("http: %s%s", v.View, a.said), url.Values{}
				if sort != ticket.SortUpdated {
					name += " by " + string(sort)
					q.Set("sort", string(sort))
				}
				path := "/desk/" + string(v.View) + "?"
				if name+", page 1" != listHTTP {
					out = append(out, one{name + ", page 1", a.who, path + q.Encode(), ""})
				}
				at, err := s.cursor(ctx, a.who, v.View, sort)
				if err != nil {
					return nil, err
				}
				if at != nil {
					q.Set("after", after(at))
					out = append(out, one{name + ", page 500", a.who, path + q.Encode(), ""})
				}
			}
		}
	}
	return out, nil
}

func after(c *store.Cursor) string { return fmt.Sprintf("%d.%d.%d", c.Key, c.Rank, c.ID) }

// filtered are lists through filters that hit, hit rarely, and never hit.
func filtered(s *subject) []one {
	var out []one
	for _, f := range []struct{ said, query string }{
		{"entity, hits", fmt.Sprintf("entity=%d", s.notes.Filled.Entity)},
		{"priority and kind, few hits", "priority=1&kind=incident"},
		{"a quiet system and priority, no hits", "system=4&priority=1&kind=question"},
	} {
		for _, view := range []string{"open", "closed", "all"} {
			out = append(out, one{"http: " + view + " filtered by " + f.said, "vendor", "/desk/" + view + "?" + f.query, ""})
		}
	}
	return out
}

// savedView is a list that comes from a tab, which is made when there is none.
func (s *subject) savedView(ctx context.Context) ([]one, error) {
	a := s.who["vendor"].actor
	list, err := s.d.SavedViews(ctx, a, ticket.ViewOpen)
	if err != nil {
		return nil, err
	}
	var id int64
	if len(list) > 0 {
		id = list[0].ID
	} else if id, err = s.d.SaveView(ctx, a, desk.SaveInput{
		View: ticket.ViewOpen, Name: "Incidents", Once: desk.Token(),
		Look: desk.Look{Sort: ticket.SortUpdated, Filter: desk.Filter{Kind: ticket.Incident}},
	}); err != nil {
		return nil, err
	}
	return []one{{"http: open filtered by a saved view", "vendor", fmt.Sprintf("/desk/open?saved=%d", id), ""}}, nil
}

// asks are words that people search for.
var asks = []struct{ said, words string }{
	{"common", seed.Common},
	{"rare", seed.Rare},
	{"phrase", seed.Phrase},
	{"none", seed.Absent},
	{"two words", seed.Common + " factuur"},
	{"beginning", "verb"},
}

// found are pages of what words find.
func found() []one {
	var out []one
	for _, a := range staff {
		for _, ask := range asks {
			out = append(out, one{"http: search, " + ask.said + a.said, a.who, "/desk/search?q=" + url.QueryEscape(ask.words), ""})
		}
	}
	return out
}

// deskPages are an agent's other pages.
func (s *subject) deskPages() []one {
	t := s.ticket("/desk/tickets/")
	return []one{
		{"http: open, what a change asks for", "vendor", "/desk/open", "counts,rows"},
		{"http: open (partner), what a change asks for", "busy", "/desk/open", "counts,rows"},
		{"http: ticket, what a change asks for", "vendor", t, "counts,thread,rail"},
		{"http: ticket (partner)", "busy", t, ""},
		{"http: ticket with its place in a list", "vendor", t + "?from=all&at=1763000000000000.0", ""},
		{"http: ticket in print", "vendor", t + "?print=hidden", ""},
		{"http: palette, nothing typed", "vendor", "/desk/go", "go"},
		{"http: palette, a few letters", "vendor", "/desk/go?q=pri", "go"},
		{"http: palette, a reference", "vendor", "/desk/go?q=" + ticket.Ref("HD", s.notes.Filled.Long), "go"},
		{"http: notifications", "vendor", "/desk/notices", ""},
		{"http: new ticket on behalf", "vendor", "/desk/new", ""},
		{"http: new ticket on behalf (partner)", "busy", "/desk/new", ""},
		{"http: people to choose from", "vendor", "/desk/new/people?q=an", ""},
		{"http: systems to choose from", "vendor", "/desk/new/systems?q=a", ""},
		{"http: invite somebody", "vendor", "/desk/invite", ""},
		{"http: profile", "vendor", "/profile", ""},
		{"http: two steps", "vendor", "/profile/two-step", ""},
	}
}

// customers are those whose lists are asked for: their own, or all of the
// entity with most tickets.
var customers = []struct {
	who, said string
	whole     bool
}{
	{"many", "many tickets", false}, {"all", "sees all of the entity", true}, {"three", "three tickets", false}, {"none", "no tickets", false},
}

// portalLists are customers' tickets, open and closed, near and far.
func (s *subject) portalLists(ctx context.Context) ([]one, error) {
	var out []one
	for _, c := range customers {
		for _, state := range []string{"", "closed"} {
			name, q, in := "http: portal list, "+c.said, url.Values{}, desk.PublicInput{Own: !c.whole, Shelves: store.ShelvesOurs}
			if state != "" {
				name, in.Shelves = "http: portal list of closed, "+c.said, store.ShelvesClosed
				q.Set("state", state)
			}
			if c.whole {
				in.Entity = s.notes.Filled.Entity
				q.Set("entity", fmt.Sprint(in.Entity))
			}
			out = append(out, one{name + ", page 1", c.who, "/?" + q.Encode(), ""})
			at, err := s.portalCursor(ctx, c.who, in)
			if err != nil {
				return nil, err
			}
			if at != nil {
				q.Set("after", after(at))
				out = append(out, one{name + ", page 500", c.who, "/?" + q.Encode(), ""})
			}
		}
	}
	return out, nil
}

// portalCursor is where page 500 of a customer's list begins, or the last page
// of a shorter one.
func (s *subject) portalCursor(ctx context.Context, who string, in desk.PublicInput) (*store.Cursor, error) {
	in.Limit = farPage
	p, err := s.d.ListPublic(ctx, s.who[who].actor, in)
	if p.Next != nil || err != nil || len(p.Rows) <= 2*store.PageSize {
		return p.Next, err
	}
	in.Limit = len(p.Rows) - store.PageSize
	p, err = s.d.ListPublic(ctx, s.who[who].actor, in)
	return p.Next, err
}

// portalPages are customers' other pages, and those before signing in.
func (s *subject) portalPages() []one {
	return []one{
		{"http: portal list, what a change asks for", "many", "/", "asks,tickets"},
		{"http: portal ticket with 30 messages", "many", s.ticket("/tickets/"), ""},
		{"http: portal ticket, what a change asks for", "many", s.ticket("/tickets/"), "state,thread,facts"},
		{"http: portal new ticket", "many", "/new", ""},
		{"http: portal profile", "many", "/profile", ""},
		{"http: sign in", "", "/sign-in", ""},
		{"http: forgotten password", "", "/forgot", ""},
		{"http: request access", "", "/request-access", ""},
	}
}

// adminPages are those of an administrator of the vendor.
func (s *subject) adminPages() []one {
	var out []one
	for _, path := range strings.Fields("organization partners partners/2 entities entities/3 people people/40 teams tags topics closing outbox access") {
		name := "http: admin, " + strings.NewReplacer("partners/2", "one partner", "entities/3", "one entity", "people/40", "one person").Replace(path)
		out = append(out, one{name, "admin", "/admin/" + path, ""})
	}
	return out
}
