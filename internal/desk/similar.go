package desk

import (
	"balie/internal/access"
	"balie/internal/store"
	"balie/internal/ticket"
)

// Around is what an agent's page shows beside a ticket.
type Around struct {
	Tags    []store.Tag   // of the agent's desk
	Known   []store.Tag   // every tag of that desk, to choose from
	Topics  []store.Topic // of the ticket's first desk
	Links   []store.Linked
	Similar []ticket.Earlier // tickets of the entity about the same thing
	Former  []store.Former   // what changed messages said before
}

// around reads it within the agent's scope. An entity's tickets all have one
// first desk, so who sees one of them sees the others.
func around(tx *store.Tx, scope access.Scope, t ticket.Ticket, a access.Actor) (r Around, err error) {
	me, _ := a.Desk()
	if r.Tags, err = tx.TicketTags(t.ID, me.Org); err != nil {
		return r, err
	}
	if r.Known, err = tx.Tags(me.Org); err != nil {
		return r, err
	}
	if r.Topics, err = tx.Topics(t.Partner); err != nil {
		return r, err
	}
	if r.Links, err = tx.Links(scope, t.ID); err != nil {
		return r, err
	}
	if r.Former, err = tx.FormerWords(t.ID); err != nil {
		return r, err
	}
	others, err := tx.Earlier(t.Entity)
	r.Similar = t.Similar(others)
	return r, err
}
