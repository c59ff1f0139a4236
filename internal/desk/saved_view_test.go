package desk_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/ticket"
)

func TestALookSurvivesItsAddress(t *testing.T) {
	for _, query := range []string{
		"", "priority=1%2C2", "assignee=me&hide=created%2Cupdated&sort=due", "assignee=7&entity=3&kind=incident&state=open%2Cclosed&system=4&tag=5&topic=6",
	} {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		if got := desk.ReadLook(q).Query().Encode(); got != query {
			t.Errorf("%q became %q", query, got)
		}
	}
	q := url.Values{"priority": {"1", "2", "9"}, "assignee": {"me'--"}, "entity": {"-3"}, "state": {"gone"}, "hide": {"subject"}, "kind": {""}}
	if d := cmp.Diff(desk.Look{Filter: desk.Filter{Priorities: []ticket.Priority{1, 2}}}, desk.ReadLook(q)); d != "" {
		t.Error(d)
	}
}

func TestSavedViewsAreKeptStarredAndMoved(t *testing.T) {
	eachBulkWorld(t, func(t *testing.T, w *bulkWorld) {
		ctx := t.Context()
		save := func(name, share string) int64 {
			id, err := w.d.SaveView(ctx, w.sanne, desk.SaveInput{
				View: ticket.ViewOpen, Name: name, Share: share,
				Look: desk.Look{Filter: desk.Filter{Assignee: desk.AssigneeMe}, Sort: ticket.SortDue},
			})
			w.must(err)
			return id
		}
		one, two := save("One", desk.SharedNone), save(" Two  words ", desk.SharedAll)
		tabs := func() (out []string) {
			list, err := w.d.SavedViews(ctx, w.sanne, ticket.ViewOpen)
			w.must(err)
			for _, v := range list {
				out = append(out, v.Name)
			}
			return out
		}
		is := func(want ...string) {
			t.Helper()
			if d := cmp.Diff(want, tabs()); d != "" {
				t.Error(d)
			}
		}
		is("One", "Two words")
		w.must(w.d.MoveView(ctx, w.sanne, two, false))
		is("Two words", "One")
		w.must(w.d.MoveView(ctx, w.sanne, two, false)) // it stands first already
		w.must(w.d.StarView(ctx, w.sanne, one, true))
		is("One", "Two words")
		w.must(w.d.MoveView(ctx, w.sanne, two, false)) // not before a starred one
		is("One", "Two words")

		theirs, err := w.d.SavedViews(ctx, w.joost, ticket.ViewOpen)
		if err != nil || len(theirs) != 1 || theirs[0].Mine || theirs[0].Look().Sort != ticket.SortDue {
			t.Errorf("a colleague has %+v: %v", theirs, err)
		}
		if err := w.d.RemoveView(ctx, w.joost, two); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a colleague removes it: %v", err)
		}
		for name, err := range map[string]error{
			"another partner stars": w.d.StarView(ctx, w.lotte, two, true),
			"a colleague's own":     w.d.StarView(ctx, w.joost, one, true),
			"another partner moves": w.d.MoveView(ctx, w.lotte, two, true),
			"a customer removes":    w.d.RemoveView(ctx, w.eva, two),
		} {
			if !errs.Is(err, errs.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for name, in := range map[string]desk.SaveInput{
			"no name":         {View: ticket.ViewOpen, Name: " "},
			"a foreign team":  {View: ticket.ViewOpen, Name: "X", Share: "99"},
			"no such view":    {View: "x", Name: "X"},
			"no such sort":    {View: ticket.ViewMine, Name: "X", Look: desk.Look{Sort: ticket.SortDue}},
			"a very long one": {View: ticket.ViewOpen, Name: strings.Repeat("x", 61)},
		} {
			if _, err := w.d.SaveView(ctx, w.sanne, in); err == nil || errs.Is(err, errs.Internal) {
				t.Errorf("%s: %v", name, err)
			}
		}
		change := desk.SaveInput{ID: two, View: ticket.ViewOpen, Name: "Mine alone", Share: desk.SharedNone, Look: desk.Look{Sort: ticket.SortCreated}}
		if _, err := w.d.SaveView(ctx, w.joost, change); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a colleague changes it: %v", err)
		}
		if _, err := w.d.SaveView(ctx, w.lotte, change); !errs.Is(err, errs.NotFound) {
			t.Errorf("another partner changes it: %v", err)
		}
		if id, err := w.d.SaveView(ctx, w.sanne, change); err != nil || id != two {
			t.Errorf("changed %d into %d, %v", two, id, err)
		}
		is("One", "Mine alone")
		if theirs, err := w.d.SavedViews(ctx, w.joost, ticket.ViewOpen); err != nil || len(theirs) != 0 {
			t.Errorf("a colleague still has %+v: %v", theirs, err)
		}
		w.must(w.d.RemoveView(ctx, w.sanne, two))
		is("One")
	})
}

func TestThePaletteKeepsToTheScope(t *testing.T) {
	eachBulkWorld(t, func(t *testing.T, w *bulkWorld) {
		mine := w.asks(2)
		for _, c := range []struct {
			words            string
			recent           []ticket.ID
			rows, orgs, folk int
		}{
			{"", []ticket.ID{mine[1], w.theirs, mine[0]}, 2, 0, 0},
			{"HD-" + ticket.IDText(mine[0]), nil, 1, 0, 0},
			{"HD-" + ticket.IDText(w.theirs), nil, 0, 0, 0},
			{"van", nil, 0, 1, 2}, // Bakkerij Van Dam, Eva and Bram van Dam
			{"groen", nil, 0, 0, 0},
			{"%", nil, 0, 0, 0},
		} {
			p, err := w.d.Palette(t.Context(), w.sanne, c.words, c.recent)
			if err != nil || len(p.Tickets) != c.rows || len(p.Entities) != c.orgs || len(p.People) != c.folk {
				t.Errorf("%q: %d tickets, %+v, %+v: %v", c.words, len(p.Tickets), p.Entities, p.People, err)
			}
		}
		if _, err := w.d.Palette(t.Context(), w.eva, "", nil); !errs.Is(err, errs.NotFound) {
			t.Errorf("a customer: %v", err)
		}
	})
}

func TestListsRefuseWhatOneMayNotKnowOf(t *testing.T) {
	eachBulkWorld(t, func(t *testing.T, w *bulkWorld) {
		w.asks(1)
		for name, f := range map[string]desk.Filter{
			"another partner's entity": {Entity: w.bakkerij},
			"no entity":                {Entity: org.ID(9999)},
			"no system":                {System: 9999},
			"another desk's agent":     {Assignee: ticket.IDText(w.sanne.User)},
			"no tag":                   {Tag: 9999},
			"no topic":                 {Topic: 9999},
		} {
			if _, err := w.d.List(t.Context(), w.lotte, desk.ListInput{View: ticket.ViewAll, Filter: f}); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for word, want := range map[string]int{desk.AssigneeMe: 0, desk.AssigneeTeam: 0, desk.AssigneeNobody: 1} {
			p, err := w.d.List(t.Context(), w.sanne, desk.ListInput{View: ticket.ViewAll, Filter: desk.Filter{Assignee: word}})
			if err != nil || len(p.Rows) != want {
				t.Errorf("%s: %d rows, %v", word, len(p.Rows), err)
			}
		}
	})
}
