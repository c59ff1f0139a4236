package desk

import (
	"context"
	"slices"

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
	Filter Filter
	After  *store.Cursor
}

// List gives a page of a view. A sort that the view does not offer, or a view
// that needs a partner where there is none, does not exist.
func (d *Desk) List(ctx context.Context, a access.Actor, in ListInput) (store.ListPage, error) {
	var page store.ListPage
	err := d.reading(ctx, a, in, func(tx *store.Tx, l store.List) (err error) {
		page, err = tx.ListTickets(l)
		return err
	})
	return page, err
}

// reading runs fn on the list that an agent asks for.
func (d *Desk) reading(ctx context.Context, a access.Actor, in ListInput, fn func(*store.Tx, store.List) error) error {
	scope, err := staff(a)
	if err != nil {
		return err
	}
	view, ok := ticket.ViewNamed(in.View)
	if !ok {
		return errs.Absent()
	}
	if in.Sort == "" {
		in.Sort = ticket.SortUpdated
	}
	if !slices.Contains(view.Sorts(), in.Sort) {
		return errs.Absent()
	}
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return err
	}
	return d.Store.Read(ctx, func(tx *store.Tx) error {
		filter, err := narrow(tx, a, names, in.Filter)
		if err != nil {
			return err
		}
		return fn(tx, store.List{
			Scope: scope, View: in.View, Sort: in.Sort, Me: a.User, Filter: filter, After: in.After,
		})
	})
}

// CountList counts a filtered list, reading a bounded part of its view; more
// says that it stopped there.
func (d *Desk) CountList(ctx context.Context, a access.Actor, in ListInput) (n int, more bool, err error) {
	err = d.reading(ctx, a, in, func(tx *store.Tx, l store.List) (err error) {
		n, more, err = tx.CountList(l)
		return err
	})
	return n, more, err
}

// Near gives what stood before and after a ticket in the list it was opened
// from; in.After is its place there.
func (d *Desk) Near(ctx context.Context, a access.Actor, in ListInput, id ticket.ID) (store.Near, error) {
	var near store.Near
	if in.After == nil {
		return near, errs.Absent()
	}
	err := d.reading(ctx, a, in, func(tx *store.Tx, l store.List) (err error) {
		near, err = tx.Neighbours(l, id, *l.After)
		return err
	})
	return near, err
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
