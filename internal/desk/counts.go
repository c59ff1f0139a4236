package desk

import (
	"context"
	"time"

	"balie/internal/access"
	"balie/internal/live"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// counts are the numbers beside the views: derived, bounded, kept in process
// until a change at that desk, and read again at most once a second.
type counts = lockedMap[countKey, knownCounts]

type countKey struct {
	desk org.ID
	me   org.UserID
}

type knownCounts struct {
	n     map[ticket.View]int
	read  time.Time
	stale bool
}

const countsPace = time.Second

// dropCounts marks the numbers that a fact may have changed.
func (d *Desk) dropCounts(f live.Fact) {
	if f.ShelfBefore == f.ShelfAfter && f.Assignee == f.AssigneeBefore {
		return
	}
	d.changes.Add(1) // before the marks: see keepCounts
	d.counts.change(func(k countKey, v knownCounts) knownCounts {
		v.stale = v.stale || k.desk == org.VendorID || int64(k.desk) == f.Partner
		return v
	})
}

// Counts gives the numbers for the actor's navigation.
func (d *Desk) Counts(ctx context.Context, a access.Actor) (map[ticket.View]int, error) {
	scope, err := staff(a)
	if err != nil {
		return nil, err
	}
	m, _ := a.Desk()
	key := countKey{m.Org, a.User}
	known, ok := d.counts.get(key)
	if ok && (!known.stale || time.Since(known.read) < countsPace) && time.Since(known.read) < time.Minute {
		return known.n, nil
	}
	since, fresh := d.changes.Load(), knownCounts{read: time.Now()}
	err = d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		fresh.n, err = tx.Counts(scope, a.User)
		return err
	})
	if err == nil {
		d.keepCounts(key, fresh, since)
	}
	return fresh.n, err
}

// keepCounts remembers numbers that were read after so many changes. One that
// came meanwhile may not be in them, and marked only what was known then.
func (d *Desk) keepCounts(key countKey, fresh knownCounts, since uint64) {
	d.counts.put(key, fresh)
	if d.changes.Load() != since {
		fresh.stale = true
		d.counts.put(key, fresh)
	}
}
