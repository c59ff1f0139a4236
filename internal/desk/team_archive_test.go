package desk_test

import (
	"strings"
	"testing"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/store"
	"balie/internal/ticket"
)

func TestATeamIsGivenUp(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		w.run.Handle(desk.JobDropTeam, w.d.DropTeam)
		second := w.team(w.lindehof, "Second line", w.joost)
		open, closed, other := w.submits(), w.submits(), w.submits()
		for _, id := range []ticket.ID{open, closed} {
			w.must(w.d.AssignTeam(t.Context(), w.sanne, desk.AssignTeamInput{Ticket: id, To: second}))
		}
		w.must(w.d.Assign(t.Context(), w.joost, desk.AssignInput{Ticket: open, To: w.joost.User}))
		w.must(w.d.Close(t.Context(), w.sanne, desk.CloseInput{Ticket: closed, Anyway: true}))
		w.settles()
		if err := w.d.ArchiveTeam(t.Context(), w.vera, second, ""); !errs.Is(err, errs.NotFound) {
			t.Errorf("by another desk: %v", err)
		}
		if err := w.d.ArchiveTeam(t.Context(), w.joost, second, ""); err == nil {
			t.Error("an agent gives a team up")
		}
		w.must(w.d.ArchiveTeam(t.Context(), w.sanne, second, "once"))
		w.must(w.d.ArchiveTeam(t.Context(), w.sanne, second, "once"))
		if got := w.works(); names(got) != "support" || !strings.Contains(got["support"].all, "Second line") {
			t.Errorf("mails to %s", names(got))
		}
		for _, id := range []ticket.ID{open, closed} {
			o := w.open(w.sanne, id)
			if e := lastEvent(o); o.Ticket.PartnerTeam != 0 || e.Kind != ticket.TeamTaken || e.From != ticket.IDText(second) {
				t.Errorf("%d: team %d, %+v", id, o.Ticket.PartnerTeam, e)
			}
		}
		if got := w.open(w.sanne, open).Ticket; got.PartnerAssignee != w.joost.User {
			t.Errorf("the person who has it is %d", got.PartnerAssignee)
		}
		names, err := w.d.Names(t.Context())
		w.must(err)
		if got := names.Teams[second]; got.Name != "Second line" || !got.Archived {
			t.Errorf("what is left: %+v", got)
		}
		if list, err := w.d.Teams(t.Context(), w.sanne); err != nil || len(list) != 0 {
			t.Errorf("teams: %+v, %v", list, err)
		}
		if err := w.d.AssignTeam(t.Context(), w.sanne, desk.AssignTeamInput{Ticket: other, To: second}); !errs.Is(err, errs.Invalid) {
			t.Errorf("given to it afterwards: %v", err)
		}
		w.write(func(tx *store.Tx) error {
			in, err := tx.TeamsOf(w.joost.User)
			if len(in) != 0 {
				t.Errorf("joost is in %v", in)
			}
			return err
		})
		w.sound()
	})
}
