package store

import (
	"database/sql"

	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/ticket"
)

// MailAddress is an address that a desk receives mail at besides its own, and
// what new tickets that come there are about.
type MailAddress struct {
	Address string // in its canonical form
	Shown   string // as it was typed
	Org     org.ID
	System  org.SystemID   // 0 for none
	Topic   ticket.TopicID // 0 for none
}

// SetMailAddress gives an address to a desk, or changes what its tickets are
// about; errs.Conflict when it is another desk's.
func (tx *Tx) SetMailAddress(m MailAddress) error {
	tx.After(tx.s.DropNames)
	n, err := tx.exec(stmt(`INSERT INTO mail_address (address, shown, org_id, system_id, topic_id) VALUES (?,?,?,?,?)
		ON CONFLICT (address) DO UPDATE SET shown = excluded.shown, system_id = excluded.system_id, topic_id = excluded.topic_id
		WHERE mail_address.org_id = excluded.org_id`, m.Address, m.Shown, int64(m.Org), null(m.System), null(m.Topic)))
	if err == nil && n == 0 {
		return errs.New(errs.Conflict, "admin.address.taken").At("address", "admin.address.taken")
	}
	return err
}

// DropMailAddress takes an address from a desk; what it never had is no error.
func (tx *Tx) DropMailAddress(of org.ID, address string) error {
	tx.After(tx.s.DropNames)
	_, err := tx.exec(stmt("DELETE FROM mail_address WHERE address = ? AND org_id = ?", address, int64(of)))
	return err
}

func (d *Directory) fillAddresses(tx *Tx) error {
	list, err := collect(tx, stmt("SELECT address, shown, org_id, system_id, topic_id FROM mail_address"), func(r *sql.Rows, m *MailAddress) error {
		var system, topic sql.NullInt64
		err := r.Scan(&m.Address, &m.Shown, &m.Org, &system, &topic)
		m.System, m.Topic = org.SystemID(system.Int64), ticket.TopicID(topic.Int64)
		return err
	})
	for _, m := range list {
		d.Addresses[m.Address] = m
	}
	return err
}
