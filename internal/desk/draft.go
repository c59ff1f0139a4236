package desk

import (
	"context"
	"slices"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/store"
	"balie/internal/ticket"
)

// DraftInput is what an agent has typed so far.
type DraftInput struct {
	Ticket ticket.ID
	Hidden bool
	Text   string
	HTML   string // the same as the editor has it; "" without an editor
	Files  []int64
	Was    int64 // the version that the page began with or saved last; 0: none
}

// SaveDraft keeps it for the agent alone, in every browser. What another
// browser saved meanwhile is joined with it; the answer is the text as it is
// kept, and its version.
func (d *Desk) SaveDraft(ctx context.Context, a access.Actor, in DraftInput) (text string, version int64, err error) {
	scope, err := staff(a)
	if err != nil {
		return "", 0, err
	}
	if len(in.Text) > MaxText || len(in.HTML) > MaxText || len(in.Files) > MaxFiles {
		return "", 0, errs.New(errs.TooLarge, "error.check_fields").At("text", "error.text_too_long")
	}
	err = d.Store.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.Ticket(scope, in.Ticket); err != nil {
			return err
		}
		drafts, err := tx.Drafts(a.User, in.Ticket)
		if err != nil {
			return err
		}
		text = in.Text
		for _, old := range drafts {
			switch {
			case old.Hidden != in.Hidden:
			case old.Event != 0 && in.Text == old.Text:
				text = "" // a late copy of what was just sent
				return nil
			case old.Event == 0 && old.Version() != in.Was:
				text = ticket.MergeDraft(old.Text, in.Text)
				in.Files = joined(old.Uploads, in.Files)
			}
		}
		if text != in.Text {
			in.HTML = "" // of one part only
		}
		version = tx.Now.UnixMicro()
		return tx.SaveDraft(a.User, in.Ticket, store.Draft{Hidden: in.Hidden, Text: text, HTML: in.HTML, Uploads: in.Files})
	})
	return text, version, err
}

// joined are the files of two drafts, each once and no more than a message may
// hold.
func joined(stored, typed []int64) []int64 {
	out := slices.Clone(stored)
	for _, id := range typed {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out[:min(len(out), MaxFiles)]
}
