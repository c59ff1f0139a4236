package desk

import (
	"context"

	"balie/internal/access"
	"balie/internal/live"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// Present is an agent at a ticket.
type Present struct {
	User   org.UserID
	Typing bool
}

// Here is an agent's sign of life on a ticket, to be given every few seconds
// while they look; it answers who else is there. It is kept in memory alone,
// and for live.Lifetime.
func (d *Desk) Here(ctx context.Context, a access.Actor, id ticket.ID, typing bool) ([]Present, error) {
	scope, err := staff(a)
	if err != nil {
		return nil, err
	}
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		_, err := tx.Ticket(scope, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	d.share(live.News{Sign: &live.Sign{Ticket: int64(id), User: int64(a.User), Typing: typing}})
	return d.Others(a, id), nil
}

// Others are the agents at a ticket that the actor may see, themselves apart.
func (d *Desk) Others(a access.Actor, id ticket.ID) []Present {
	var out []Present
	for _, p := range d.Hub.Present(int64(id)) {
		if u := org.UserID(p.User); u != a.User {
			out = append(out, Present{u, p.Typing})
		}
	}
	return out
}
