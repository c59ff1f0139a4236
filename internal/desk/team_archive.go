package desk

import (
	"context"

	"balie/internal/access"
	"balie/internal/letter"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// JobDropTeam takes the tickets from a team that was given up.
const JobDropTeam = "drop_team"

const dropTeamBatch = 100

type dropTeamArgs struct {
	Team org.TeamID `json:"team"`
	By   org.UserID `json:"by"`
	Had  bool       `json:"had,omitempty"` // tickets, so that the desk is to hear
}

// ArchiveTeam gives up a team of the actor's own desk: nobody is in it and
// nothing can be given to it. Its tickets stand without a team, by a job; the
// desk is told once.
func (d *Desk) ArchiveTeam(ctx context.Context, a access.Actor, id org.TeamID, once string) error {
	me, err := administers(a)
	if err != nil {
		return err
	}
	_, err = d.write(ctx, a.User, once, func(tx *store.Tx) (string, error) {
		if err := tx.ArchiveTeam(id, me.Org); err != nil {
			return "", err
		}
		return "", tx.Enqueue(job(JobDropTeam, dropTeamArgs{Team: id, By: a.User}))
	})
	return err
}

// DropTeam does a job of the kind JobDropTeam: a hundred tickets, and leaves
// the rest to the next.
func (d *Desk) DropTeam(ctx context.Context, j store.Job) error {
	var args dropTeamArgs
	if err := j.Into(&args); err != nil {
		return err
	}
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return err
	}
	team := names.Teams[args.Team]
	at := names.Orgs[team.Org]
	by := ticket.By{User: args.By, Org: at.ID, Tier: at.Tier, Channel: ticket.Workspace}
	return d.Store.WriteJob(ctx, func(tx *store.Tx) error {
		list, err := tx.TicketsOfTeam(team.ID, at.ID, dropTeamBatch)
		if err != nil {
			return err
		}
		for _, id := range list {
			t, err := tx.LockTicketForJob(id)
			if err != nil {
				return err
			}
			after, events := t.GiveTeam(at.ID, 0, by, tx.Now)
			if err := d.record(tx, &change{before: t, after: after, events: events}); err != nil {
				return err
			}
			args.Had = args.Had || t.State != ticket.Closed
		}
		switch {
		case len(list) == dropTeamBatch:
			err = tx.Enqueue(job(JobDropTeam, args))
		case args.Had:
			err = d.tellDesk(tx, at, letter.TeamGone, team.Name)
		}
		return endsAfter(tx, j, err)
	})
}
