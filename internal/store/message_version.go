package store

import (
	"database/sql"
	"time"

	"balie/internal/ticket"
)

// Former is what a message said before it was changed.
type Former struct {
	Message ticket.MessageID
	At      time.Time // when it was written
	Body    string
}

// EditMessage gives a message another text and keeps the one it had.
func (tx *Tx) EditMessage(m ticket.Message, body string) error {
	at := m.At
	if !m.EditedAt.IsZero() {
		at = m.EditedAt
	}
	if _, err := tx.exec(stmt("INSERT INTO message_version (message_id, at, body) VALUES (?,?,?)", int64(m.ID), micros(at), m.Body)); err != nil {
		return err
	}
	_, err := tx.exec(stmt("UPDATE message SET body = ?, edited_at = ? WHERE id = ?", body, micros(tx.Now), int64(m.ID)))
	return err
}

// FormerWords gives what the messages of a thread said before, oldest first;
// nobody changes a hidden one.
func (tx *Tx) FormerWords(id ticket.ID) ([]Former, error) {
	return collect(tx, stmt(`SELECT v.message_id, v.at, v.body FROM message m JOIN message_version v ON v.message_id = m.id
		WHERE m.thread_id = ? AND m.edited_at > 0 AND m.withdrawn = 0 ORDER BY v.id`, int64(id)),
		func(r *sql.Rows, v *Former) error {
			var at int64
			err := r.Scan(&v.Message, &at, &v.Body)
			v.At = fromMicros(at)
			return err
		})
}
