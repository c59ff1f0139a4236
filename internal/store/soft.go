package store

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"balie/internal/org"
	"balie/internal/ticket"
)

const (
	softPace = time.Second
	softMax  = 50_000 // what is gathered beyond this in one second is let go
	softRows = 256    // rows of one statement at most
)

// Soft gathers what may be lost for a second: what people have seen, and when
// sessions were used. It is safe for concurrent use.
type Soft struct {
	s *Store

	mu   sync.Mutex
	seen map[looked]ticket.EventID
	used map[string]time.Time // by the hash of the token
}

type looked struct {
	user   org.UserID
	ticket ticket.ID
}

func newSoft(s *Store) *Soft {
	return &Soft{s: s, seen: map[looked]ticket.EventID{}, used: map[string]time.Time{}}
}

// Soft is the store's gatherer. RunSoft and Close write what it gathered.
func (s *Store) Soft() *Soft { return s.soft }

// Seen remembers that a person saw a ticket up to an event.
func (g *Soft) Seen(user org.UserID, id ticket.ID, event ticket.EventID) {
	g.mu.Lock()
	defer g.mu.Unlock()
	k := looked{user, id}
	if old, known := g.seen[k]; event > old && (known || len(g.seen) < softMax) {
		g.seen[k] = event
	}
}

// SeenLately is what Seen was told and is not written yet; 0 for nothing.
func (g *Soft) SeenLately(user org.UserID, id ticket.ID) ticket.EventID {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.seen[looked{user, id}]
}

// SessionUsed remembers when a session was used last. It is stored as the
// latest use of all sessions gathered in the same second.
func (g *Soft) SessionUsed(hash []byte, at time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	k := string(hash)
	if old, known := g.used[k]; at.After(old) && (known || len(g.used) < softMax) {
		g.used[k] = at
	}
}

// RunSoft writes what was gathered once a second until ctx ends, and the rest
// then. What fails is told to report and tried again.
func (s *Store) RunSoft(ctx context.Context, report func(error)) {
	tick := time.NewTicker(softPace)
	defer tick.Stop()
	for ended := false; !ended; {
		select {
		case <-tick.C:
		case <-ctx.Done():
			ended = true
		}
		if err := s.soft.Flush(context.WithoutCancel(ctx)); err != nil {
			report(err)
		}
	}
}

// Flush writes what was gathered in one transaction. When that fails it is
// kept for the next time.
func (g *Soft) Flush(ctx context.Context) error {
	g.mu.Lock()
	seen, used := maps.Clone(g.seen), maps.Clone(g.used)
	g.mu.Unlock()
	if len(seen) == 0 && len(used) == 0 {
		return nil
	}
	err := g.s.WriteJob(ctx, func(tx *Tx) error {
		if err := tx.writeSeen(seen); err != nil {
			return err
		}
		return tx.writeUsed(used)
	})
	if err != nil {
		return err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for k, v := range seen {
		if g.seen[k] == v {
			delete(g.seen, k)
		}
	}
	for k, v := range used {
		if g.used[k].Equal(v) {
			delete(g.used, k)
		}
	}
	return nil
}

// writeSeen goes through the rows in one order on every node, so that two
// never wait for each other.
func (tx *Tx) writeSeen(seen map[looked]ticket.EventID) error {
	keys := make([]looked, 0, len(seen))
	for k := range seen {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b looked) int {
		return cmp.Or(cmp.Compare(a.user, b.user), cmp.Compare(a.ticket, b.ticket))
	})
	for _, part := range powers(keys) {
		args := make([]any, 0, len(part)*3)
		for _, k := range part {
			args = append(args, int64(k.user), int64(k.ticket), int64(seen[k]))
		}
		if _, err := tx.exec(stmt("INSERT INTO seen (user_id, ticket_id, event_id) VALUES "+rowsOf(len(part), 3)+
			` ON CONFLICT (user_id, ticket_id) DO UPDATE SET event_id = excluded.event_id
			WHERE seen.event_id < excluded.event_id`, args...)); err != nil {
			return err
		}
		if err := tx.readSeen(part); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) writeUsed(used map[string]time.Time) error {
	var last time.Time
	keys := make([]string, 0, len(used))
	for k, at := range used {
		keys = append(keys, k)
		if at.After(last) {
			last = at
		}
	}
	slices.Sort(keys)
	for _, part := range powers(keys) {
		args := []any{micros(last), micros(last)}
		for _, k := range part {
			args = append(args, []byte(k))
		}
		if _, err := tx.exec(stmt("UPDATE session SET used_at = ? WHERE used_at < ? AND hash IN "+rowsOf(1, len(part)), args...)); err != nil {
			return err
		}
	}
	return nil
}

// powers cuts a list into pieces of a power of two, so that few texts differ
// and each stays prepared.
func powers[T any](list []T) [][]T {
	var out [][]T
	for n := softRows; len(list) > 0; {
		for n > len(list) {
			n /= 2
		}
		out = append(out, list[:n])
		list = list[n:]
	}
	return out
}
