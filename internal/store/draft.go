package store

import (
	"database/sql"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/ticket"
)

// Draft is what an agent is writing on a ticket, in public or hidden. With an
// Event it was sent by that event, and Was is the ticket before: it is kept
// until the comment can't be undone any more.
type Draft struct {
	Hidden  bool
	Text    string
	HTML    string  // the same as the editor has it, as it came; "" without an editor
	Uploads []int64 // files that wait for it
	At      time.Time
	Event   ticket.EventID
	Was     ticket.Ticket
}

const draftSelect = "SELECT hidden, body, html, uploads, at, event_id, was FROM draft WHERE user_id = ? AND ticket_id = ?"

func scanDraft(r *sql.Rows, d *Draft) error {
	var hidden, at int64
	var uploads, was string
	if err := r.Scan(&hidden, &d.Text, &d.HTML, &uploads, &at, &d.Event, &was); err != nil {
		return err
	}
	d.Hidden, d.At = hidden == 1, fromMicros(at)
	var err error
	if d.Uploads, err = wordIDs(uploads); err != nil || was == "" {
		return err
	}
	return json.Unmarshal([]byte(was), &d.Was)
}

// Drafts gives a person's drafts on a ticket, the public one first, and what
// they just sent.
func (tx *Tx) Drafts(user org.UserID, id ticket.ID) ([]Draft, error) {
	return collect(tx, stmt(draftSelect+" ORDER BY hidden", int64(user), int64(id)), scanDraft)
}

// SaveDraft keeps a draft as it is now; an empty one is forgotten.
func (tx *Tx) SaveDraft(user org.UserID, id ticket.ID, d Draft) error {
	if strings.TrimSpace(d.Text) == "" && len(d.Uploads) == 0 {
		return tx.DropDraft(user, id, d.Hidden)
	}
	_, err := tx.exec(stmt(`INSERT INTO draft (user_id, ticket_id, hidden, body, html, uploads, at) VALUES (?,?,?,?,?,?,?)
		ON CONFLICT (user_id, ticket_id, hidden) DO UPDATE SET body = excluded.body, html = excluded.html, uploads = excluded.uploads,
		at = excluded.at, event_id = 0, was = ''`,
		int64(user), int64(id), flag(d.Hidden), d.Text, d.HTML, idWords(d.Uploads), micros(tx.Now)))
	return err
}

// DropDraft forgets a draft, sent or not.
func (tx *Tx) DropDraft(user org.UserID, id ticket.ID, hidden bool) error {
	return tx.later(stmt("DELETE FROM draft WHERE user_id = ? AND ticket_id = ? AND hidden = ?", int64(user), int64(id), flag(hidden)), nil)
}

// KeepSent turns the public draft into what was sent by an event, so that it
// can be undone.
func (tx *Tx) KeepSent(user org.UserID, was ticket.Ticket, text string, event ticket.EventID) error {
	raw, err := json.Marshal(was)
	if err != nil {
		return err
	}
	return tx.later(stmt(`INSERT INTO draft (user_id, ticket_id, hidden, body, uploads, at, event_id, was) VALUES (?,?,0,?,'',?,?,?)
		ON CONFLICT (user_id, ticket_id, hidden) DO UPDATE SET body = excluded.body, html = '', uploads = '', at = excluded.at,
		event_id = excluded.event_id, was = excluded.was`,
		int64(user), int64(was.ID), text, micros(tx.Now), int64(event), string(raw)), nil)
}

// SentDraft is what a person sent last on a ticket and may still undo.
func (tx *Tx) SentDraft(user org.UserID, id ticket.ID) (Draft, error) {
	d, err := one(tx, stmt(draftSelect+" AND hidden = 0 AND event_id > 0", int64(user), int64(id)), scanDraft)
	if errs.Is(err, errs.NotFound) {
		err = errs.Absent()
	}
	return d, err
}

// UnsendDraft makes what was sent a draft again, with its looks and files.
func (tx *Tx) UnsendDraft(user org.UserID, id ticket.ID, html string, files []int64) error {
	_, err := tx.exec(stmt("UPDATE draft SET event_id = 0, was = '', html = ?, uploads = ?, at = ? WHERE user_id = ? AND ticket_id = ? AND hidden = 0",
		html, idWords(files), micros(tx.Now), int64(user), int64(id)))
	return err
}

// idWords are ids as one text.
func idWords(list []int64) string {
	words := make([]string, len(list))
	for i, id := range list {
		words[i] = strconv.FormatInt(id, 10)
	}
	return strings.Join(words, " ")
}

// wordIDs is the inverse of idWords.
func wordIDs(text string) ([]int64, error) {
	var list []int64
	for _, s := range strings.Fields(text) {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	return list, nil
}

// DropOldDrafts forgets what agents and customers began to write before a time
// and never went on with.
func (tx *Tx) DropOldDrafts(before time.Time) error {
	if _, err := tx.exec(stmt("DELETE FROM draft WHERE at < ?", micros(before))); err != nil {
		return err
	}
	_, err := tx.exec(stmt("DELETE FROM portal_draft WHERE at < ?", micros(before)))
	return err
}

// DropSent forgets what was sent on a ticket and can't be undone any more.
func (tx *Tx) DropSent(id ticket.ID) error {
	_, err := tx.exec(stmt("DELETE FROM draft WHERE ticket_id = ? AND event_id > 0", int64(id)))
	return err
}

// WithdrawMessage takes a message out of its thread and gives its files.
func (tx *Tx) WithdrawMessage(id ticket.MessageID) ([]ticket.File, error) {
	files, err := collect(tx, stmt(fileSelect+" WHERE m.id = ?", int64(id)), scanFile)
	if err != nil {
		return nil, err
	}
	_, err = tx.exec(stmt("UPDATE message SET withdrawn = 1 WHERE id = ?", int64(id)))
	return files, err
}

// ShowMessages makes every public message of a ticket the customer's to read
// now.
func (tx *Tx) ShowMessages(id ticket.ID) error {
	return tx.later(stmt("UPDATE message SET public_from = ? WHERE thread_id = ? AND public_from > ?", micros(tx.Now), int64(id), micros(tx.Now)), nil)
}

// Version tells one saving of a draft from another.
func (d Draft) Version() int64 { return micros(d.At) }
