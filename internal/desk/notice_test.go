package desk_test

import (
	"strings"
	"testing"
	"time"

	"balie/internal/access"
	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/live"
	"balie/internal/store"
	"balie/internal/ticket"
)

// told lists the kinds of events that a person has notices of, newest first,
// the unread ones with a star, and checks the count of those.
func (w *mailWorld) told(a access.Actor) string {
	w.t.Helper()
	p, err := w.d.Notices(w.t.Context(), a, 0)
	w.must(err)
	var out []string
	unread := 0
	for _, n := range p.List {
		word := n.Event.Info().Name
		if !n.Read {
			word += "*"
			unread++
		}
		out = append(out, word)
	}
	n, err := w.d.UnreadNotices(w.t.Context(), a)
	w.must(err)
	if n != unread {
		w.t.Errorf("%s has %d unread notices and counts %d", a.Name, unread, n)
	}
	return strings.Join(out, " ")
}

func (w *mailWorld) isTold(a access.Actor, want string) {
	w.t.Helper()
	if got := w.told(a); got != want {
		w.t.Errorf("%s is told %q, want %q", a.Name, got, want)
	}
}

func TestNoticesFollowTheMails(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.submits()
		w.works()
		w.isTold(w.sanne, "")
		w.must(w.d.Assign(t.Context(), w.joost, desk.AssignInput{Ticket: id, To: w.sanne.User}))
		w.works()
		w.isTold(w.sanne, "assigned*")
		w.isTold(w.joost, "")
		w.replies(w.eva, id, "It is still broken.")
		w.works()
		w.isTold(w.sanne, "replied* assigned*")

		o := w.open(w.sanne, id)
		w.d.Looked(w.sanne, id, o.Events[len(o.Events)-1].ID)
		w.isTold(w.sanne, "replied assigned") // before it is written
		w.must(w.st.Soft().Flush(t.Context()))
		w.isTold(w.sanne, "replied assigned")

		w.says(w.joost, id, ticket.Send, "Please look")
		w.works()
		w.isTold(w.vera, "sent*")
		if _, err := w.d.Notices(t.Context(), w.eva, 0); !errs.Is(err, errs.NotFound) {
			t.Errorf("a customer asks for notices: %v", err)
		}
		p, err := w.d.Notices(t.Context(), w.vera, 0)
		w.must(err)
		w.must(w.d.ReadNotices(t.Context(), w.sanne, p.List[0].Event.ID)) // not hers
		w.isTold(w.vera, "sent*")
		w.must(w.d.ReadNotices(t.Context(), w.vera, p.List[0].Event.ID))
		w.isTold(w.vera, "sent")
		w.sound()
	})
}

func TestANoticeOfWhatOneMayNotSeeIsGone(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.submits()
		w.works()
		w.must(w.d.Assign(t.Context(), w.joost, desk.AssignInput{Ticket: id, To: w.sanne.User}))
		w.works()
		e := w.elsewhere()
		w.write(func(tx *store.Tx) error { // another partner's person with the same notice
			events, err := tx.Events(id)
			if err != nil {
				return err
			}
			_, err = tx.AddNotices(store.Notice{User: e.lotte.User, Event: events[len(events)-1]})
			return err
		})
		w.isTold(e.lotte, "")
		w.isTold(w.sanne, "assigned*")
	})
}

func TestAnUndoneCommentIsNotNoticed(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.submits()
		w.works()
		w.must(w.d.Assign(t.Context(), w.joost, desk.AssignInput{Ticket: id, To: w.sanne.User}))
		w.works()
		w.says(w.joost, id, ticket.Comment, "Oops")
		w.must(w.d.Undo(t.Context(), w.joost, id, ""))
		w.works()
		w.isTold(w.sanne, "assigned*")
	})
}

func TestNoticesReachOpenPages(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.submits()
		w.works()
		join := func(a access.Actor) *live.Conn {
			return w.d.Hub.Join(live.Page{User: int64(a.User), Topics: []live.Topic{live.Person(int64(a.User))}, Filter: func(f live.Fact) bool { return f.Notice }})
		}
		sanne, joost := join(w.sanne), join(w.joost)
		w.must(w.d.Assign(t.Context(), w.joost, desk.AssignInput{Ticket: id, To: w.sanne.User}))
		w.works()
		if u, err := sanne.Wait(t.Context()); err != nil || !u.Notices || len(u.Tickets) > 0 || u.Counts {
			t.Errorf("told %+v, %v", u, err)
		}
		joost.Leave()
		if u, err := joost.Wait(t.Context()); err == nil {
			t.Errorf("somebody else is told %+v", u)
		}
	})
}

func TestOldNoticesAreForgotten(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.submits()
		w.works()
		w.must(w.d.Assign(t.Context(), w.joost, desk.AssignInput{Ticket: id, To: w.sanne.User}))
		w.works()
		w.run.Handle(desk.JobTidy, w.d.Tidy)
		tidy := func(after time.Duration, want string) {
			w.clock.Advance(after)
			w.write(func(tx *store.Tx) error { return tx.Enqueue(store.NewJob{Kind: desk.JobTidy, Args: "{}"}) })
			w.finishes()
			w.isTold(w.sanne, want)
		}
		tidy(89*24*time.Hour, "assigned*")
		tidy(2*24*time.Hour, "")
	})
}
