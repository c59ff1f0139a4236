package desk

import (
	"context"
	"strconv"
	"strings"

	"balie/internal/access"
	"balie/internal/store"
	"balie/internal/ticket"
)

// SearchInput is what somebody looks for: words in any order, the last one also
// as a beginning, "phrases", from: entity: state:, or a reference.
type SearchInput struct {
	Words string
	Names store.StateNames // what the person's pages call the states, where not as we do
	After *store.Cursor    // the end of the page before
}

// Search finds tickets by words within what the agent may see, newest first; a
// ticket named by its reference comes before all.
func (d *Desk) Search(ctx context.Context, a access.Actor, in SearchInput) (store.ListPage, error) {
	scope, err := staff(a)
	if err != nil {
		return store.ListPage{}, err
	}
	var page store.ListPage
	err = d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		page, err = tx.Search(d.find(scope, a, in))
		return err
	})
	return page, err
}

func (d *Desk) find(scope access.Scope, a access.Actor, in SearchInput) store.Find {
	return store.Find{Scope: scope, Me: a.User, Words: in.Words, Names: in.Names, Ref: d.reference(in.Words), After: in.After}
}

// reference reads HD-00123, or the number alone; 0 when it is neither.
func (d *Desk) reference(words string) ticket.ID {
	words = strings.TrimSpace(words)
	if id, ok := ticket.ParseRef(d.Prefix, words); ok {
		return id
	}
	if n, err := strconv.ParseUint(words, 10, 63); err == nil {
		return ticket.ID(n)
	}
	return 0
}
