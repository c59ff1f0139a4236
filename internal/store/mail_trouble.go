package store

import (
	"database/sql"
	"time"

	"balie/internal/org"
	"balie/internal/ticket"
)

// bounceTime is how long a mail that went out may still come back.
const bounceTime = 48 * time.Hour

// SetMailTrouble records that a mail did not reach an address, by its canonical
// form; bounced: the relay had taken it.
func (tx *Tx) SetMailTrouble(key, reason string, bounced bool) error {
	_, err := tx.exec(stmt(`INSERT INTO mail_trouble (mail_key, reason, at, bounced) VALUES (?,?,?,?)
		ON CONFLICT (mail_key) DO UPDATE SET reason = excluded.reason, at = excluded.at, bounced = excluded.bounced, sent_at = 0`,
		key, plain(reason), micros(tx.Now), flag(bounced)))
	return err
}

// MailReached records that the relay took a mail to an address. What came back
// before stays in doubt until this one has not for bounceTime.
func (tx *Tx) MailReached(key string) error {
	_, err := tx.exec(stmt(`UPDATE mail_trouble SET sent_at = CASE WHEN bounced = 1 THEN CAST(? AS BIGINT) ELSE 1 END WHERE mail_key = ? AND sent_at = 0`,
		micros(tx.Now), key))
	return err
}

// troubled joins a person's trouble to users u: its argument is troubledSince.
const troubled = " LEFT JOIN mail_trouble b ON b.mail_key = u.mail_key AND (b.sent_at = 0 OR b.sent_at > ?)"

func (tx *Tx) troubledSince() int64 { return micros(tx.Now.Add(-bounceTime)) }

// PruneMailTrouble forgets troubles that are over.
func (tx *Tx) PruneMailTrouble() error {
	_, err := tx.exec(stmt("DELETE FROM mail_trouble WHERE sent_at > 0 AND sent_at <= ?", tx.troubledSince()))
	return err
}

// FailedMail is a mail that carried a message and did not arrive.
type FailedMail struct {
	Message ticket.MessageID
	User    org.UserID // or the negative of a desk, as in MailOut
	Mail    string     // the person's address now; "" of a desk
	Reason  string
}

// FailedMails lists the mails of a ticket's messages that did not arrive; one
// that told of many tickets at once is of each, as long as its bulk is kept.
func (tx *Tx) FailedMails(t ticket.ID) ([]FailedMail, error) {
	return collect(tx, stmt(`SELECT f.message_id, f.user_id, COALESCE(u.mail, ''), f.error FROM (
			SELECT o.id, o.user_id, o.error, e.message_id FROM mail_out o JOIN event e ON e.id = o.event_id
			WHERE o.ticket_id = ? AND o.ticket_id IS NOT NULL AND o.state = 3 AND NOT o.kind LIKE ?
			UNION ALL SELECT o.id, o.user_id, o.error, e.message_id FROM bulk_mail b JOIN mail_out o ON o.id = b.mail_id JOIN event e ON e.id = b.event_id
			WHERE b.ticket_id = ? AND b.mail_id > 0 AND o.state = 3
		) f LEFT JOIN users u ON u.id = f.user_id WHERE f.message_id IS NOT NULL ORDER BY f.id LIMIT 500`, int64(t), BulkMailKind+"%", int64(t)),
		func(r *sql.Rows, f *FailedMail) error { return r.Scan(&f.Message, &f.User, &f.Mail, &f.Reason) })
}
