package desk

import (
	"context"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// ListInput is which page of which view an agent wants.
type ListInput struct {
	View   ticket.View
	Sort   ticket.Sort
	Filter store.Filter
	After  *store.Cursor
	Only   []ticket.ID
}

// List gives a page of a view. A sort that the view does not offer, or a view
// that needs a partner where there is none, does not exist.
func (d *Desk) List(ctx context.Context, a access.Actor, in ListInput) (store.ListPage, error) {
	scope, err := staff(a)
	if err != nil {
		return store.ListPage{}, err
	}
	view, ok := ticket.ViewNamed(in.View)
	if !ok {
		return store.ListPage{}, errs.Absent()
	}
	if in.Sort == "" {
		in.Sort = ticket.SortUpdated
	}
	offered := false
	for _, s := range view.Sorts() {
		offered = offered || s == in.Sort
	}
	if !offered {
		return store.ListPage{}, errs.Absent()
	}
	var page store.ListPage
	err = d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		page, err = tx.ListTickets(store.List{
			Scope: scope, View: in.View, Sort: in.Sort, Me: a.User, Filter: in.Filter, After: in.After, Only: in.Only,
		})
		return err
	})
	return page, err
}

// PublicInput is which of their tickets a customer wants to see.
type PublicInput struct {
	Shelves []ticket.Shelf
	Own     bool   // only those they are involved in
	Entity  org.ID // only this entity's, which they may see whole
	After   *store.Cursor
	Limit   int
}

// ListPublic gives a page of a customer's tickets.
func (d *Desk) ListPublic(ctx context.Context, a access.Actor, in PublicInput) (store.PublicPage, error) {
	scope, err := customer(a)
	if err != nil {
		return store.PublicPage{}, err
	}
	switch {
	case in.Own:
		scope = access.OwnScope(a)
	case in.Entity != 0:
		whole, ok := access.EntityScope(a, in.Entity)
		if !ok {
			return store.PublicPage{}, errs.Absent()
		}
		scope = whole
	}
	if in.Limit == 0 {
		in.Limit = store.PageSize
	}
	var page store.PublicPage
	err = d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		page, err = tx.ListPublic(scope, in.Shelves, a.User, in.After, in.Limit)
		return err
	})
	return page, err
}

func usersOf(messages []ticket.Message, events []ticket.Event) []org.UserID {
	seen := map[org.UserID]bool{0: true}
	var out []org.UserID
	add := func(u org.UserID) {
		if !seen[u] {
			seen[u] = true
			out = append(out, u)
		}
	}
	for _, m := range messages {
		add(m.Author)
	}
	for _, e := range events {
		add(e.Actor)
	}
	return out
}
