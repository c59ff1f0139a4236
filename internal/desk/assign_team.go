package desk

import (
	"context"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// AssignTeamInput gives a ticket to a team of the agent's own desk, or to none.
type AssignTeamInput struct {
	Ticket ticket.ID
	To     org.TeamID // 0: none
	Was    org.TeamID // which the page showed; another one meanwhile is a conflict
	Once   string
}

// AssignTeam tells the team's agents. Who had the ticket at the desk has it no
// more, unless it is taken from a team alone.
func (d *Desk) AssignTeam(ctx context.Context, a access.Actor, in AssignTeamInput) error {
	scope, err := staff(a)
	if err != nil {
		return err
	}
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return err
	}
	if !teamOf(a, names, in.To) {
		return errs.New(errs.Invalid, "error.check_fields").At("team", "error.value_unknown")
	}
	me, _ := a.Desk()
	_, err = d.write(ctx, a.User, in.Once, func(tx *store.Tx) (string, error) {
		t, err := tx.LockTicket(scope, in.Ticket)
		if err != nil {
			return "", err
		}
		now := t.Team(me.Org)
		if now == in.To {
			return result(t), nil
		}
		if now != in.Was {
			return "", errs.New(errs.Conflict, "error.team_meanwhile", "name", names.Teams[now].Name)
		}
		return result(t), d.record(tx, givingTeam(tx, t, a, in.To))
	})
	return err
}

// teamOf reports whether the agent may give tickets to the team: one of the own
// desk, or none.
func teamOf(a access.Actor, names *store.Directory, team org.TeamID) bool {
	me, ok := a.Desk()
	return ok && (team == 0 || names.Teams[team].Org == me.Org && !names.Teams[team].Archived)
}

func givingTeam(tx *store.Tx, t ticket.Ticket, a access.Actor, to org.TeamID) *change {
	by := a.Agent(ticket.Workspace)
	after, events := t.GiveTeam(by.Org, to, by, tx.Now)
	return &change{before: t, after: after, events: events}
}

func teamAll(to org.TeamID) bulkAct {
	return func(tx *store.Tx, t ticket.Ticket, a access.Actor) (*change, int64, error) {
		me, _ := a.Desk()
		was := t.Team(me.Org)
		if was == to {
			return nil, 0, nil
		}
		return givingTeam(tx, t, a, to), int64(was), nil
	}
}

// teamBack undoes teamAll, unless somebody changed the team or the assignee
// since: the team before, and the person who had it, if they are still there.
func (d *Desk) teamBack(tx *store.Tx, t ticket.Ticket, a access.Actor, to, was org.TeamID) (*change, int64, error) {
	me, _ := a.Desk()
	if t.Team(me.Org) != to || to != 0 && t.Assignee(me.Org) != 0 {
		return nil, 0, errs.New(errs.Conflict, "error.bulk_changed_since")
	}
	events, err := tx.Events(t.ID)
	if err != nil {
		return nil, 0, err
	}
	var given ticket.Event
	var had org.UserID
	for i, e := range events {
		if e.Kind == ticket.TeamGiven && e.Desk == me.Org {
			given, had = e, 0
			if i > 0 && events[i-1].Kind == ticket.Unassigned && events[i-1].At.Equal(e.At) {
				had = ticket.TextID[org.UserID](events[i-1].From)
			}
		}
	}
	c := givingTeam(tx, t, a, was)
	if given.To != ticket.IDText(to) || had == 0 {
		return c, 0, nil
	}
	back, _, err := d.assignBack(tx, c.after, a, had)
	if err != nil {
		return nil, 0, err
	}
	back.before, back.events = t, append(c.events, back.events...)
	return back, 0, nil
}
