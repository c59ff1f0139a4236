package desk_test

import (
	"math"
	"net/url"
	"slices"
	"strings"
	"testing"

	"balie/internal/access"
	"balie/internal/desk"
	"balie/internal/jobs"
	"balie/internal/live"
	"balie/internal/locale"
	"balie/internal/store"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

// indexer is a company whose jobs run when told to.
type indexer struct {
	*storetest.World
	t   *testing.T
	d   *desk.Desk
	run *jobs.Runner
}

func newIndexer(t *testing.T, st *store.Store, e storetest.Env) *indexer {
	t.Helper()
	texts, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	x := &indexer{World: storetest.NewWorld(t, st), t: t}
	x.d = desk.New(desk.Options{Store: st, Texts: texts, Hub: live.NewHub(e.Clock.Now), Base: &url.URL{Scheme: "https", Host: "help.example"}, Log: silent()})
	x.run = jobs.New(st, silent())
	x.run.Handle(desk.JobIndex, x.d.Index)
	x.run.Handle(desk.JobTell, x.d.Tell)
	return x
}

func (x *indexer) works() {
	x.t.Helper()
	if _, err := x.run.RunDue(x.t.Context()); err != nil {
		x.t.Fatal(err)
	}
}

func (x *indexer) submits(a access.Actor, subject, text string) ticket.ID {
	x.t.Helper()
	id, err := x.d.Submit(x.t.Context(), a, desk.SubmitInput{
		Writing: desk.Writing{Text: text}, Subject: subject, Kind: ticket.Question, Channel: ticket.Portal,
	})
	if err != nil {
		x.t.Fatal(err)
	}
	return id
}

func (x *indexer) finds(a access.Actor, words string, want ...ticket.ID) {
	x.t.Helper()
	var got []ticket.ID
	if _, staff := a.Desk(); staff {
		p, err := x.d.Search(x.t.Context(), a, desk.SearchInput{Words: words})
		if err != nil {
			x.t.Fatal(err)
		}
		for _, r := range p.Rows {
			got = append(got, r.ID)
		}
	} else {
		p, err := x.d.SearchPublic(x.t.Context(), a, desk.SearchInput{Words: words})
		if err != nil {
			x.t.Fatal(err)
		}
		for _, r := range p.Rows {
			got = append(got, r.ID)
		}
	}
	if !slices.Equal(got, want) {
		x.t.Errorf("%s finds %v by %q, want %v", a.Name, got, words, want)
	}
}

func TestWhatIsSaidIsFoundByThoseWhoMayReadIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		x := newIndexer(t, st, e)
		vendor, partner, other := x.Staff[0], x.Staff[3], x.Staff[5]
		asker, boss, colleague := x.Customers[1], x.Customers[0], x.Customers[2]
		id := x.submits(asker, "Kassa hapert", "De **bonnenprinter** zwijgt sinds gisteren.")
		x.finds(vendor, "bonnenprinter")
		x.works()

		err := x.d.Comment(t.Context(), partner, desk.CommentInput{
			Writing: desk.Writing{Text: "Dit lijkt op lekkage van sentinelwoord."}, Ticket: id, Act: ticket.Note,
		})
		if err != nil {
			t.Fatal(err)
		}
		x.works()
		for _, a := range []access.Actor{vendor, partner, asker, boss} {
			x.finds(a, "bonnenprinter", id)
			x.finds(a, "gisteren kass", id)
			x.finds(a, "HD-"+"00001", id)
			x.finds(a, "1", id)
		}
		for _, a := range []access.Actor{vendor, partner} {
			x.finds(a, "sentinelwoord", id)
			x.finds(a, `from:agent "lekkage van"`, id)
			x.finds(a, `entity:entity lekkage`, id)
		}
		for _, a := range []access.Actor{asker, boss} {
			x.finds(a, "sentinelwoord")
		}
		for _, a := range []access.Actor{other, colleague} {
			x.finds(a, "bonnenprinter")
			x.finds(a, "HD-00001")
			x.finds(a, "sentinelwoord")
		}
	})
}

func TestIndexFinishesItsJob(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		x := newIndexer(t, st, e)
		x.submits(x.Customers[0], "Subject", "text")
		claimed, err := st.ClaimJobs(t.Context(), store.AnyLane, 10, jobs.Lease)
		if err != nil {
			t.Fatal(err)
		}
		indexed := 0
		for _, j := range claimed {
			if j.Kind != desk.JobIndex {
				continue
			}
			indexed++
			if err := x.d.Index(t.Context(), j); err != nil || !j.Finished() {
				t.Errorf("job %s: finished %v, %v", j.Args, j.Finished(), err)
			}
			if err := x.d.Index(t.Context(), j); err == nil {
				t.Error("a job whose lease is gone is done again")
			}
		}
		if indexed == 0 {
			t.Error("a new ticket leaves no job")
		}
	})
}

// An address names any id as the end of the page before.
func TestSearchGoesOnFromAnywhere(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		x := newIndexer(t, st, e)
		x.submits(x.Customers[0], "Oven", "cold")
		for _, id := range []int64{math.MinInt64, -1, 0, 1, math.MaxInt64} {
			page, err := x.d.SearchPublic(t.Context(), x.Customers[0], desk.SearchInput{Words: "oven", After: &store.Cursor{ID: id}})
			if err != nil || id < 2 && len(page.Rows) != 0 {
				t.Errorf("after %d: %d rows, %v", id, len(page.Rows), err)
			}
		}
	})
}

func TestSearchIsForPeopleSignedIn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		x := newIndexer(t, st, e)
		if _, err := x.d.Search(t.Context(), access.Actor{}, desk.SearchInput{Words: "x"}); err == nil {
			t.Error("nobody searches the workspace")
		}
		if _, err := x.d.Search(t.Context(), x.Customers[0], desk.SearchInput{Words: "x"}); err == nil {
			t.Error("a customer searches the workspace")
		}
		if _, err := x.d.SearchPublic(t.Context(), access.Actor{}, desk.SearchInput{Words: "x"}); err == nil {
			t.Error("nobody searches the portal")
		}
	})
}

// What a customer is shown of what was found is what they see of the thread.
func TestCustomersAreShownWhatTheyMayRead(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		x := newIndexer(t, st, e)
		partner, asker, boss := x.Staff[3], x.Customers[1], x.Customers[0]
		id := x.submits(asker, "Kassa hapert", "De bonnenprinter zwijgt sinds gisteren.")
		for _, act := range []ticket.Act{ticket.Note, ticket.Comment} {
			err := x.d.Comment(t.Context(), partner, desk.CommentInput{
				Writing: desk.Writing{Text: "Sentinelwoord over de bonnenprinter."}, Ticket: id, Act: act,
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		x.works()
		for _, a := range []access.Actor{asker, boss} {
			p, err := x.d.SearchPublic(t.Context(), a, desk.SearchInput{Words: "bonnenprinter"})
			if err != nil || len(p.Rows) != 1 {
				t.Fatalf("%s finds %d tickets: %v", a.Name, len(p.Rows), err)
			}
			got := p.Excerpts[id]
			if len(got) != 3 || !got[1].Hit || got[1].Text != "bonnenprinter" {
				t.Errorf("the excerpt is %v", got)
			}
			for _, piece := range got {
				if strings.Contains(piece.Text, "Sentinelwoord") {
					t.Errorf("%s reads what is not theirs yet: %v", a.Name, got)
				}
			}
		}
	})
}
