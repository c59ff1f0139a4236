package desk_test

import (
	"strings"
	"testing"

	"balie/internal/access"
	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// team makes a team of Lindehof with Joost alone.
func (w *mailWorld) team(of org.ID, name string, members ...access.Actor) org.TeamID {
	w.t.Helper()
	team := org.Team{Org: of, Name: name}
	w.write(func(tx *store.Tx) error {
		var users []org.UserID
		for _, m := range members {
			users = append(users, m.User)
		}
		return tx.AddTeam(&team, users...)
	})
	return team.ID
}

func TestATeamGetsATicket(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		second, theirs := w.team(w.lindehof, "Second line", w.joost), w.team(w.vendor, "Builders", w.vera)
		id := w.submits()
		w.must(w.d.Assign(t.Context(), w.sanne, desk.AssignInput{Ticket: id, To: w.sanne.User}))
		w.settles()
		give := func(a access.Actor, to, was org.TeamID) error {
			return w.d.AssignTeam(t.Context(), a, desk.AssignTeamInput{Ticket: id, To: to, Was: was})
		}
		if err := give(w.sanne, theirs, 0); !errs.Is(err, errs.Invalid) {
			t.Errorf("another desk's team: %v", err)
		}
		if err := give(w.eva, second, 0); !errs.Is(err, errs.NotFound) {
			t.Errorf("by a customer: %v", err)
		}
		w.must(give(w.sanne, second, 0))
		got := w.works()
		if names(got) != "joost" || !strings.Contains(got["joost"].all, "Second line") {
			t.Errorf("mails to %s", names(got))
		}
		if n, err := w.d.Notices(t.Context(), w.joost, 0); err != nil || len(n.List) != 1 || n.List[0].Event.Kind != ticket.TeamGiven {
			t.Errorf("noticed: %+v, %v", n.List, err)
		}
		if o := w.open(w.sanne, id).Ticket; o.PartnerTeam != second || o.VendorTeam != 0 || o.PartnerAssignee != 0 {
			t.Errorf("given: %+v", o)
		}
		w.refused(give(w.joost, 0, theirs), "error.team_meanwhile")

		// A reply on a ticket that nobody of the team took is the team's to hear.
		w.replies(w.eva, id, "Any news?")
		if got := w.works(); names(got) != "bram joost support" {
			t.Errorf("a reply is mailed to %s", names(got))
		}
		// Each desk has its own.
		w.must(give(w.vera, theirs, 0))
		if o := w.open(w.vera, id).Ticket; o.PartnerTeam != second || o.VendorTeam != theirs {
			t.Errorf("both: %+v", o)
		}
		// Somebody of the team takes it; the team stays.
		w.must(w.d.Assign(t.Context(), w.joost, desk.AssignInput{Ticket: id, To: w.joost.User}))
		w.must(give(w.joost, 0, second))
		if o := w.open(w.joost, id).Ticket; o.PartnerTeam != 0 || o.PartnerAssignee != w.joost.User {
			t.Errorf("taken from the team: %+v", o)
		}
		w.settles()
		if p := w.portal(w.eva, id); strings.Contains(bodies(p), "Second line") {
			t.Error("the customer reads of the team")
		}
		for _, e := range w.portal(w.eva, id).Events {
			if e.Kind == ticket.TeamGiven || e.Kind == ticket.TeamTaken {
				t.Error("the customer sees the team's event")
			}
		}
		w.sound()
	})
}

func TestAHandOverIsTheTeams(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		second := w.team(w.lindehof, "Second line", w.joost)
		id := w.submits()
		w.must(w.d.AssignTeam(t.Context(), w.sanne, desk.AssignTeamInput{Ticket: id, To: second}))
		w.says(w.sanne, id, ticket.Send, "Please look")
		w.settles()
		w.says(w.vera, id, ticket.Return, "Look yourself")
		if got := w.works(); names(got) != "joost support" {
			t.Errorf("back at its team, mails to %s", names(got))
		}
		// Of a team that nobody is in, the desk hears.
		w.write(func(tx *store.Tx) error { return tx.Deactivate(w.joost.User) })
		w.replies(w.eva, id, "Any news?")
		if got := w.works(); names(got) != "bram sanne support" {
			t.Errorf("an empty team, mails to %s", names(got))
		}
	})
}

func TestListsFilterByTeam(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		second, theirs := w.team(w.lindehof, "Second line", w.joost), w.team(w.vendor, "Builders", w.vera)
		id := w.submits()
		w.submits()
		w.must(w.d.AssignTeam(t.Context(), w.sanne, desk.AssignTeamInput{Ticket: id, To: second}))
		list := func(a access.Actor, team org.TeamID) ([]desk.Row, error) {
			l, err := w.d.List(t.Context(), a, desk.ListInput{View: ticket.ViewAll, Sort: ticket.SortUpdated, Filter: desk.Filter{Team: team}})
			return l.Rows, err
		}
		got, err := list(w.sanne, second)
		if err != nil || len(got) != 1 || got[0].ID != id || got[0].Team != second {
			t.Errorf("the team has %+v, %v", got, err)
		}
		if got, err := list(w.vera, theirs); err != nil || len(got) != 0 {
			t.Errorf("the vendor's team has %+v, %v", got, err)
		}
		if _, err := list(w.vera, second); !errs.Is(err, errs.NotFound) {
			t.Errorf("another desk's team: %v", err)
		}
	})
}

func TestABulkGivesToATeam(t *testing.T) {
	eachBulkWorld(t, func(t *testing.T, w *bulkWorld) {
		second, theirs := w.team(w.lindehof, "Second line", w.joost), w.team(w.vendor, "Builders", w.vera)
		list := w.asks(3)
		w.must(w.d.Assign(t.Context(), w.sanne, desk.AssignInput{Ticket: list[0], To: w.sanne.User}))
		w.works()
		if _, err := w.d.StartBulk(t.Context(), w.sanne, desk.BulkInput{Tickets: list, Act: desk.BulkTeam, Team: theirs}); !errs.Is(err, errs.Invalid) {
			t.Errorf("another desk's team: %v", err)
		}
		given := w.starts(w.sanne, desk.BulkInput{Tickets: list, Act: desk.BulkTeam, Team: second})
		if p := w.progress(w.sanne, given); p.Done != 3 || p.Team != second {
			t.Errorf("given: %+v", p)
		}
		if got := w.works(); names(got) != "joost" || !strings.Contains(got["joost"].all, "3 tickets") && !strings.Contains(got["joost"].all, "team="+ticket.IDText(second)) {
			t.Errorf("mails to %s: %s", names(got), got["joost"].all)
		}
		if n, err := w.d.Notices(t.Context(), w.joost, 0); err != nil || len(n.List) != 1 || n.List[0].Others != 2 {
			t.Errorf("noticed: %+v, %v", n.List, err)
		}
		undo, err := w.d.UndoBulk(t.Context(), w.sanne, given, "")
		w.must(err)
		if p := w.progress(w.sanne, undo); p.Done != 3 {
			t.Errorf("undone: %+v", p)
		}
		for i, want := range []org.UserID{w.sanne.User, 0, 0} {
			if got, _ := w.ticket(list[i]); got.PartnerTeam != 0 || got.PartnerAssignee != want {
				t.Errorf("%d: team %d, assignee %d", i, got.PartnerTeam, got.PartnerAssignee)
			}
		}
		w.sound()
	})
}
