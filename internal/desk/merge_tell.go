package desk

import (
	"slices"

	"balie/internal/notify"
	"balie/internal/store"
	"balie/internal/ticket"
)

// unlessMergedBefore leaves out of who is to hear of a merge those who heard of
// the same one before it was undone, and everybody when it is undone by now.
// Of other events it leaves out nobody.
func unlessMergedBefore(tx *store.Tx, e ticket.Event, t ticket.Ticket, events []ticket.Event, to []notify.Recipient) ([]notify.Recipient, error) {
	if e.Kind != ticket.MergedInto {
		return to, nil
	}
	if ticket.IDText(t.Merged) != e.To {
		return nil, nil
	}
	var before []ticket.EventID
	for _, had := range events {
		if had.Kind == e.Kind && had.To == e.To && had.ID < e.ID {
			before = append(before, had.ID)
		}
	}
	told, err := tx.ToldOf(before)
	return slices.DeleteFunc(to, func(r notify.Recipient) bool { return slices.Contains(told, r.User) }), err
}
