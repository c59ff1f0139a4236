package store

import (
	"database/sql"
	"time"
)

// inbound: a mail that is done is a message of its ticket, no message is two
// mails, what was refused or failed has a reason, and what waits has a job.
func (v *verifier) inbound(tx *Tx) error {
	_, err := collect(tx, stmt(`SELECT i.id, i.state, i.reason, m.ticket_id, i.ticket_id, e.n FROM inbound i LEFT JOIN message m ON m.id = i.message_id
		LEFT JOIN (SELECT message_id, COUNT(*) AS n FROM inbound WHERE message_id IS NOT NULL AND state = 2 GROUP BY message_id) e ON e.message_id = i.message_id
		WHERE i.state < 1 OR i.state > 4 OR (i.state = 2 AND (m.id IS NULL OR m.ticket_id <> i.ticket_id OR e.n > 1))
		OR (i.state > 1 AND i.reason = '') ORDER BY i.id LIMIT ?`, problemsMax), func(r *sql.Rows, _ *struct{}) error {
		var id, state int64
		var reason string
		var is, says, n sql.NullInt64
		err := r.Scan(&id, &state, &reason, &is, &says, &n)
		v.tell("inbound", id, "state %d, reason %q, ticket %d, its message is of ticket %d and of %d mails", state, reason, says.Int64, is.Int64, n.Int64)
		return err
	})
	if err != nil {
		return err
	}
	_, err = collect(tx, stmt(`SELECT i.id FROM inbound i WHERE i.state = 1 AND i.at < ? AND NOT EXISTS
		(SELECT 1 FROM job j WHERE j.unique_key = 'mail-in:' || i.id AND j.unique_key IS NOT NULL AND j.state < 3) ORDER BY i.id LIMIT ?`,
		micros(tx.Now.Add(-time.Minute)), problemsMax), func(r *sql.Rows, _ *struct{}) error {
		var id int64
		err := r.Scan(&id)
		v.tell("inbound", id, "waits, and no job will look at it")
		return err
	})
	return err
}
