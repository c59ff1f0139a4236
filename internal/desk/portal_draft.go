package desk

import (
	"context"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/store"
	"balie/internal/ticket"
)

// FormDraftInput is what a customer has typed so far: on a ticket, or in the
// form for a new one when Ticket is 0. An empty Form forgets it.
type FormDraftInput struct {
	Ticket ticket.ID
	Form   string // the fields, as the face packs them
	Files  []int64
}

// SaveFormDraft keeps it for the customer alone, in every browser, until it is
// sent, discarded, or nobody went on with it for 30 days. The last one wins.
func (d *Desk) SaveFormDraft(ctx context.Context, a access.Actor, in FormDraftInput) error {
	scope, err := customer(a)
	if err != nil {
		return err
	}
	if in.Ticket == 0 && len(a.Entities()) == 0 {
		return errs.Absent() // nobody to ask
	}
	if len(in.Form) > 2*MaxText || len(in.Files) > MaxFiles {
		return errs.New(errs.TooLarge, "error.check_fields").At("text", "error.text_too_long")
	}
	return d.Store.Write(ctx, func(tx *store.Tx) error {
		if in.Ticket != 0 {
			if _, err := tx.Ticket(scope, in.Ticket); err != nil {
				return err
			}
		}
		if in.Form == "" {
			return tx.DropPortalDraft(a.User, in.Ticket)
		}
		return tx.SavePortalDraft(a.User, in.Ticket, store.PortalDraft{Form: in.Form, Uploads: in.Files})
	})
}

// NewFormDraft gives what the customer typed for a new ticket; the zero value
// says that there is nothing.
func (d *Desk) NewFormDraft(ctx context.Context, a access.Actor) (draft store.PortalDraft, err error) {
	err = d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		draft, err = tx.PortalDraft(a.User, 0)
		return err
	})
	return draft, err
}
