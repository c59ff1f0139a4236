package desk

import (
	"context"

	"balie/internal/access"
	"balie/internal/richtext"
	"balie/internal/store"
	"balie/internal/ticket"
)

// FoundPage is a page of a search with what was found of each ticket.
type FoundPage struct {
	store.ListPage
	Subjects map[ticket.ID][]Piece
	Excerpts map[ticket.ID][]Piece // around the first word found
	Hidden   map[ticket.ID]bool    // the excerpt is of a hidden comment
}

// Piece is a run of text; Hit says that the question asked for it.
type Piece = store.Piece

// excerptFound is about how many bytes of a message are shown.
const excerptFound = 180

// SearchFound is Search with an excerpt of each message found. Only those of
// this page are read, hidden ones only where the agent may read them.
func (d *Desk) SearchFound(ctx context.Context, a access.Actor, in SearchInput) (FoundPage, error) {
	scope, err := staff(a)
	if err != nil {
		return FoundPage{}, err
	}
	p := FoundPage{Subjects: map[ticket.ID][]Piece{}, Excerpts: map[ticket.ID][]Piece{}, Hidden: map[ticket.ID]bool{}}
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		if p.ListPage, err = tx.Search(d.find(scope, a, in)); err != nil {
			return err
		}
		messages, err := tx.Found(scope, p.Hits)
		for _, r := range p.Rows {
			text := r.Excerpt
			if m, ok := messages[r.ID]; ok {
				text, p.Hidden[r.ID] = richtext.Text(richtext.Stored(m.Body)), m.Hidden
			}
			p.Subjects[r.ID] = store.Marked(in.Words, in.Names, r.Subject, 0)
			p.Excerpts[r.ID] = store.Marked(in.Words, in.Names, text, excerptFound)
		}
		return err
	})
	return p, err
}

// FoundPublicPage is a page of a customer's search with what was found of each
// ticket.
type FoundPublicPage struct {
	store.PublicPage
	Subjects map[ticket.ID][]Piece
	Excerpts map[ticket.ID][]Piece // of what they see; none when only the ticket's head was found
}

// SearchPublic finds tickets among what a customer sees, newest first, with an
// excerpt of each message found.
func (d *Desk) SearchPublic(ctx context.Context, a access.Actor, in SearchInput) (FoundPublicPage, error) {
	scope, err := customer(a)
	if err != nil {
		return FoundPublicPage{}, err
	}
	p := FoundPublicPage{Subjects: map[ticket.ID][]Piece{}, Excerpts: map[ticket.ID][]Piece{}}
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		if p.PublicPage, err = tx.SearchPublic(d.find(scope, a, in)); err != nil {
			return err
		}
		messages, err := tx.FoundPublic(p.PublicPage)
		for _, r := range p.Rows {
			p.Subjects[r.ID] = store.Marked(in.Words, in.Names, r.Subject, 0)
			if m, ok := messages[r.ID]; ok {
				p.Excerpts[r.ID] = store.Marked(in.Words, in.Names, richtext.Text(richtext.Stored(m.Body)), excerptFound)
			}
		}
		return err
	})
	return p, err
}
