package store

import (
	"database/sql"
	"strings"
	"time"

	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/ticket"
)

// InboundState says how far a mail that came in has come. The numbers are
// stored.
type InboundState int8

const (
	InboundWaiting InboundState = 1
	InboundDone    InboundState = 2 // it is a message on a ticket
	InboundRefused InboundState = 3 // it became none, for a reason
	InboundFailed  InboundState = 4 // it could not be read; somebody has to look
)

func (s InboundState) String() string {
	return [...]string{"", "waiting", "done", "refused", "failed"}[s]
}

// Inbound is one mail that came in. Everything after State is empty while it
// waits.
type Inbound struct {
	ID     int64
	Door   string
	Source string // what the door calls it; one row for each
	From   string // of the envelope
	To     []string
	Hash   string // of the raw mail in the blobs
	Size   int64
	At     time.Time
	State  InboundState

	Org     org.ID // whose mailbox it came to; 0 while nobody knows
	Reason  string // a catalogue key: why it landed where it did, or became no message
	Args    string // of that sentence, JSON
	Ticket  ticket.ID
	Message ticket.MessageID
	Sender  string // the writer's address as it was read
	Subject string
	MailID  string // its Message-ID
	Digest  string // of what it says, to know the same mail that came by two ways
	Facts   string // JSON of the reader
	Tries   int
	Error   string // of the last try that broke off
	EndedAt time.Time
}

const inboundColumns = `id, door, source, env_from, env_to, hash, size, at, state, org_id, reason, args, ticket_id, message_id,
	sender, subject, mail_id, digest, facts, tries, error, ended_at`

func scanInbound(r *sql.Rows, m *Inbound) error {
	var to string
	var at, ended int64
	var about, message sql.NullInt64
	err := r.Scan(&m.ID, &m.Door, &m.Source, &m.From, &to, &m.Hash, &m.Size, &at, &m.State, &m.Org, &m.Reason, &m.Args, &about, &message,
		&m.Sender, &m.Subject, &m.MailID, &m.Digest, &m.Facts, &m.Tries, &m.Error, &ended)
	if to != "" {
		m.To = strings.Split(to, "\n")
	}
	m.Ticket, m.Message = ticket.ID(about.Int64), ticket.MessageID(message.Int64)
	m.At, m.EndedAt = fromMicros(at), fromMicros(ended)
	return err
}

// AddInbound stores a mail that waits, and gives its id; 0 when its door handed
// it in before.
func (tx *Tx) AddInbound(m Inbound) (int64, error) {
	id, err := scalar[int64](tx, stmt(`INSERT INTO inbound (door, source, env_from, env_to, hash, size, at, state, org_id)
		VALUES (?,?,?,?,?,?,?,1,?) ON CONFLICT (door, source) DO NOTHING RETURNING id`,
		whole(m.Door), whole(m.Source), whole(m.From), whole(strings.Join(m.To, "\n")), m.Hash, m.Size, micros(tx.Now), int64(m.Org)))
	if errs.Is(err, errs.NotFound) {
		return 0, nil
	}
	return id, err
}

// Inbound loads a mail.
func (tx *Tx) Inbound(id int64) (Inbound, error) {
	return one(tx, stmt("SELECT "+inboundColumns+" FROM inbound WHERE id = ?", id), scanInbound)
}

// LockInbound is Inbound for one that is about to change: nobody else decides
// about it until the transaction ends.
func (tx *Tx) LockInbound(id int64) (Inbound, error) {
	return one(tx, stmt("SELECT "+inboundColumns+" FROM inbound WHERE id = ?"+tx.s.d.lock(), id), scanInbound)
}

// EndInbound stores what became of a mail.
func (tx *Tx) EndInbound(m Inbound) error {
	return tx.mark(stmt(`UPDATE inbound SET state = ?, org_id = ?, reason = ?, args = ?, ticket_id = ?, message_id = ?, sender = ?, subject = ?,
		mail_id = ?, digest = ?, facts = ?, error = '', ended_at = ? WHERE id = ?`,
		int64(m.State), int64(m.Org), m.Reason, whole(m.Args), null(m.Ticket), null(m.Message), whole(m.Sender), whole(m.Subject),
		whole(m.MailID), m.Digest, whole(m.Facts), micros(tx.Now), m.ID))
}

// InboundBroke records a try that broke off, of a mail that still waits; with
// given up it waits no more. False when it did not wait.
func (tx *Tx) InboundBroke(id int64, tries int, givenUp bool, reason, problem string) (bool, error) {
	state, ended := InboundWaiting, int64(0)
	if givenUp {
		state, ended = InboundFailed, micros(tx.Now)
	}
	n, err := tx.exec(stmt("UPDATE inbound SET state = ?, tries = ?, reason = ?, error = ?, ended_at = ? WHERE id = ? AND state = 1",
		int64(state), tries, reason, plain(problem), ended, id))
	return n > 0, err
}

// InboundAgain makes a mail that was refused or failed wait again; false when
// it does not need to.
func (tx *Tx) InboundAgain(id int64) (bool, error) {
	n, err := tx.exec(stmt("UPDATE inbound SET state = 1, tries = 0, error = '', ended_at = 0 WHERE id = ? AND state IN (3, 4)", id))
	return n > 0, err
}

// LeaveInbound makes a mail that failed one that was refused, for a reason;
// false when it did not fail.
func (tx *Tx) LeaveInbound(id int64, reason string) (bool, error) {
	n, err := tx.exec(stmt("UPDATE inbound SET state = 3, reason = ? WHERE id = ? AND state = 4", reason, id))
	return n > 0, err
}

// CountFailedInbound counts the mails that failed, to one desk's mailboxes or
// (0) to any, up to a limit.
func (tx *Tx) CountFailedInbound(desk org.ID, limit int) (int, error) {
	s := stmt("SELECT COUNT(*) FROM (SELECT 1 FROM inbound WHERE state = 4")
	if desk != 0 {
		s.add(" AND org_id = ?", int64(desk))
	}
	return scalar[int](tx, s.add(" LIMIT ?) n", limit))
}

// FailLostInbound gives up mails that waited longer than a time and that no job
// looks at any more: each run ended with the process. It gives the desk of each.
func (tx *Tx) FailLostInbound(after time.Duration, reason string) ([]org.ID, error) {
	return collect(tx, stmt(`UPDATE inbound SET state = 4, reason = ?, error = 'its last run never ended', ended_at = ? WHERE state = 1 AND at < ?
		AND NOT EXISTS (SELECT 1 FROM job j WHERE j.unique_key = 'mail-in:' || inbound.id AND j.unique_key IS NOT NULL AND j.state < 3) RETURNING org_id`,
		reason, micros(tx.Now), micros(tx.Now.Add(-after))), func(r *sql.Rows, o *org.ID) error { return r.Scan(o) })
}

// InboundKnown finds a mail that became a message and has this Message-ID and
// says the same; errs.NotFound when there is none.
func (tx *Tx) InboundKnown(mailID, digest string, not int64) (Inbound, error) {
	return one(tx, stmt("SELECT "+inboundColumns+` FROM inbound WHERE mail_id = ? AND mail_id <> '' AND digest = ? AND state = 2 AND id <> ?
		ORDER BY id LIMIT 1`, mailID, digest, not), scanInbound)
}

// InboundOf finds the mails that became these messages.
func (tx *Tx) InboundOf(messages []ticket.MessageID) (map[ticket.MessageID]Inbound, error) {
	out := map[ticket.MessageID]Inbound{}
	if len(messages) == 0 {
		return out, nil
	}
	list, err := collect(tx, stmt("SELECT "+inboundColumns+" FROM inbound WHERE message_id IN (?) AND message_id IS NOT NULL", ids(messages)), scanInbound)
	for _, m := range list {
		out[m.Message] = m
	}
	return out, err
}

// ListInbound gives a page of the mails that came in, newest first, of one
// state or (0) of all, to one desk's mailbox or (0) to any, before an id (0 is
// the start). next is where the following page starts, 0 on the last.
func (tx *Tx) ListInbound(state InboundState, desk org.ID, before int64, limit int) (page []Inbound, next int64, err error) {
	if before == 0 {
		before = never
	}
	s := stmt("SELECT "+inboundColumns+" FROM inbound WHERE id < ?", before)
	if state != 0 {
		s.add(" AND state = ?", int64(state))
	}
	if desk != 0 {
		s.add(" AND org_id = ?", int64(desk))
	}
	page, err = collect(tx, s.add(" ORDER BY id DESC LIMIT ?", limit+1), scanInbound)
	if len(page) > limit {
		page = page[:limit]
		next = page[limit-1].ID
	}
	return page, next, err
}
