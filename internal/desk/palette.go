package desk

import (
	"context"
	"strings"

	"balie/internal/access"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// Palette is what can be reached by a few letters.
type Palette struct {
	Tickets  []store.Row
	Entities []org.Organization
	People   []store.Acquaintance
}

// How many of each the palette offers.
const (
	paletteTickets = 6
	paletteOthers  = 4
)

// Palette finds tickets, entities and people within what the agent may see. On
// no words it gives the recent tickets that the caller remembers, or the
// agent's own.
func (d *Desk) Palette(ctx context.Context, a access.Actor, words string, recent []ticket.ID) (Palette, error) {
	var p Palette
	scope, err := staff(a)
	if err != nil {
		return p, err
	}
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return p, err
	}
	words = strings.TrimSpace(words)
	err = d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		if words == "" {
			p.Tickets, err = recentRows(tx, scope, a, recent)
			return err
		}
		find := d.find(scope, a, SearchInput{Words: words})
		find.Limit = paletteTickets
		found, err := tx.Search(find)
		if err != nil {
			return err
		}
		p.Tickets = found.Rows
		p.People, err = tx.PeopleNamed(scope, words, paletteOthers)
		return err
	})
	if words != "" {
		p.Entities = d.EntitiesNamed(a, names, words, paletteOthers)
	}
	return p, err
}

func recentRows(tx *store.Tx, scope access.Scope, a access.Actor, recent []ticket.ID) ([]store.Row, error) {
	rows, err := tx.RowsOf(scope, a.User, recent[:min(len(recent), paletteTickets)])
	if err != nil || len(rows) > 0 {
		return rows, err
	}
	page, err := tx.ListTickets(store.List{Scope: scope, View: ticket.ViewMine, Sort: ticket.SortUpdated, Me: a.User, Limit: paletteTickets})
	return page.Rows, err
}
