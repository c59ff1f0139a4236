package store

import (
	"database/sql"
	"time"

	"balie/internal/org"
	"balie/internal/ticket"
)

// ItemState says what became of one ticket of a bulk. The numbers are stored.
type ItemState int8

const (
	ItemWaits   ItemState = 0
	ItemDone    ItemState = 1
	ItemSame    ItemState = 2 // it was so already
	ItemRefused ItemState = 3
)

const (
	bulkRuns  = 1
	bulkEnded = 2
)

// Bulk is one act on many tickets. Args is the act's own JSON.
type Bulk struct {
	ID      int64
	User    org.UserID
	Act     string
	Args    string
	Undoes  int64 // the bulk that it undoes; 0 none
	Total   int
	Done    int
	Same    int
	Refused int
	Ended   bool
	At      time.Time
	EndedAt time.Time
}

// BulkItem is one ticket of a bulk. Was is what the act replaced; Reason, for a
// refused one, why: JSON of the desk's own.
type BulkItem struct {
	Ticket ticket.ID
	State  ItemState
	Was    int64
	Reason string
}

const bulkSelect = "SELECT id, user_id, act, args, undoes_id, total, done, same, refused, state, at, ended_at FROM bulk"

func scanBulk(r *sql.Rows, b *Bulk) error {
	var undoes sql.NullInt64
	var state, at, ended int64
	err := r.Scan(&b.ID, &b.User, &b.Act, &b.Args, &undoes, &b.Total, &b.Done, &b.Same, &b.Refused, &state, &at, &ended)
	b.Undoes, b.Ended, b.At, b.EndedAt = undoes.Int64, state == bulkEnded, fromMicros(at), fromMicros(ended)
	return err
}

// AddBulk stores a bulk with its tickets frozen.
func (tx *Tx) AddBulk(b *Bulk, list []ticket.ID) error {
	b.Total, b.At = len(list), tx.Now
	id, err := scalar[int64](tx, stmt("INSERT INTO bulk (user_id, act, args, state, undoes_id, total, at) VALUES (?,?,?,?,?,?,?) RETURNING id",
		int64(b.User), b.Act, b.Args, bulkRuns, null(b.Undoes), b.Total, micros(tx.Now)))
	if err != nil {
		return err
	}
	b.ID = id
	for _, part := range powers(list) {
		args := make([]any, 0, 2*len(part))
		for _, t := range part {
			args = append(args, id, int64(t))
		}
		if _, err := tx.exec(stmt("INSERT INTO bulk_item (bulk_id, ticket_id) VALUES "+rowsOf(len(part), 2)+" ON CONFLICT DO NOTHING", args...)); err != nil {
			return err
		}
	}
	return nil
}

// Bulk loads one that the person began.
func (tx *Tx) Bulk(me org.UserID, id int64) (Bulk, error) {
	return one(tx, stmt(bulkSelect+" WHERE id = ? AND user_id = ?", id, int64(me)), scanBulk)
}

// LockBulk loads one for the job that does it: nobody else goes on with it
// until the transaction ends.
func (tx *Tx) LockBulk(id int64) (Bulk, error) {
	return one(tx, stmt(bulkSelect+" WHERE id = ?"+tx.s.d.lock(), id), scanBulk)
}

// UndoOf is the bulk that undoes another one; false when there is none.
func (tx *Tx) UndoOf(id int64) (int64, bool, error) {
	got, err := collect(tx, stmt("SELECT id FROM bulk WHERE undoes_id = ? ORDER BY id LIMIT 1", id),
		func(r *sql.Rows, v *int64) error { return r.Scan(v) })
	if err != nil || len(got) == 0 {
		return 0, false, err
	}
	return got[0], true, nil
}

// WaitingItems gives the next tickets of a bulk, in the order of their ids.
func (tx *Tx) WaitingItems(id int64, limit int) ([]ticket.ID, error) {
	return collect(tx, stmt("SELECT ticket_id FROM bulk_item WHERE bulk_id = ? AND state = 0 ORDER BY ticket_id LIMIT ?", id, limit),
		func(r *sql.Rows, t *ticket.ID) error { return r.Scan(t) })
}

// DoneItems lists the tickets that a bulk changed, in the order of their ids.
func (tx *Tx) DoneItems(id int64) ([]ticket.ID, error) {
	return collect(tx, stmt("SELECT ticket_id FROM bulk_item WHERE bulk_id = ? AND state = 1 ORDER BY ticket_id", id),
		func(r *sql.Rows, t *ticket.ID) error { return r.Scan(t) })
}

// BulkItems gives the named tickets of a bulk.
func (tx *Tx) BulkItems(id int64, list []ticket.ID) (map[ticket.ID]BulkItem, error) {
	got, err := collect(tx, stmt("SELECT ticket_id, state, was, reason FROM bulk_item WHERE ticket_id IN (?)", ids(list)).
		add(" AND bulk_id = ?", id), scanItem)
	out := map[ticket.ID]BulkItem{}
	for _, i := range got {
		out[i.Ticket] = i
	}
	return out, err
}

// RefusedItems lists the tickets that refused, after one (0 is the start).
func (tx *Tx) RefusedItems(id int64, after ticket.ID, limit int) ([]BulkItem, error) {
	return collect(tx, stmt("SELECT ticket_id, state, was, reason FROM bulk_item WHERE bulk_id = ? AND state = 3 AND ticket_id > ? ORDER BY ticket_id LIMIT ?",
		id, int64(after), limit), scanItem)
}

func scanItem(r *sql.Rows, i *BulkItem) error { return r.Scan(&i.Ticket, &i.State, &i.Was, &i.Reason) }

// SettleItems records what became of tickets and counts them; last ends the
// bulk.
func (tx *Tx) SettleItems(b *Bulk, items []BulkItem, last bool) error {
	for _, i := range items {
		if _, err := tx.exec(stmt("UPDATE bulk_item SET state = ?, was = ?, reason = ? WHERE bulk_id = ? AND ticket_id = ?",
			int64(i.State), i.Was, plain(i.Reason), b.ID, int64(i.Ticket))); err != nil {
			return err
		}
		switch i.State {
		case ItemDone:
			b.Done++
		case ItemSame:
			b.Same++
		case ItemRefused:
			b.Refused++
		}
	}
	state := bulkRuns
	if last {
		state, b.Ended, b.EndedAt = bulkEnded, true, tx.Now
	}
	return tx.mark(stmt("UPDATE bulk SET done = ?, same = ?, refused = ?, state = ?, ended_at = ? WHERE id = ?",
		b.Done, b.Same, b.Refused, state, micros(b.EndedAt), b.ID))
}

// bulkKept is how long bulks are kept after they ended; mail about them is
// tried no longer than five days.
const bulkKept = 30 * 24 * time.Hour

// ForgetBulks drops bulks that ended long ago, a few at a time; a periodic job
// calls it. It returns how many.
func (tx *Tx) ForgetBulks() (int64, error) {
	old, err := collect(tx, stmt("SELECT id FROM bulk WHERE state = 2 AND ended_at < ? ORDER BY id LIMIT 10", micros(tx.Now.Add(-bulkKept))),
		func(r *sql.Rows, v *int64) error { return r.Scan(v) })
	if err != nil || len(old) == 0 {
		return 0, err
	}
	for _, s := range []*q{
		stmt("UPDATE bulk SET undoes_id = NULL WHERE undoes_id IN (?)", old),
		stmt("DELETE FROM bulk_mail WHERE bulk_id IN (?)", old),
		stmt("DELETE FROM bulk_item WHERE bulk_id IN (?)", old),
	} {
		if _, err := tx.exec(s); err != nil {
			return 0, err
		}
	}
	return tx.exec(stmt("DELETE FROM bulk WHERE id IN (?)", old))
}
