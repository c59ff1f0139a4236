package store

import (
	"database/sql"

	"balie/internal/org"
)

const userSelect = "SELECT u.id, u.name, u.mail, u.language, u.theme, u.active, u.mail_off, u.keys_off FROM users u"

func scanUser(r *sql.Rows, u *org.User) error {
	var active, off, keys int64
	err := r.Scan(&u.ID, &u.Name, &u.Mail, &u.Language, &u.Theme, &active, &off, &keys)
	u.Active, u.MailOff, u.KeysOff = active == 1, off == 1, keys == 1
	return err
}

// AddUser stores a person and gives it its id. mailKey is the canonical form of
// the address, by which it is found; password is a hash, "" for a contact.
func (tx *Tx) AddUser(u *org.User, mailKey, password string) error {
	id, err := scalar[int64](tx, stmt(`INSERT INTO users (name, mail, mail_key, password, language, theme, active, mail_off, created_at)
		VALUES (?,?,?,?,?,?,?,?,?) RETURNING id`,
		u.Name, u.Mail, mailKey, password, u.Language, u.Theme, flag(u.Active), flag(u.MailOff), micros(tx.Now)))
	u.ID = org.UserID(id)
	tx.After(tx.s.DropNames)
	return err
}

// User loads a person.
func (tx *Tx) User(id org.UserID) (org.User, error) {
	return one(tx, stmt(userSelect+" WHERE u.id = ?", int64(id)), scanUser)
}

// Users loads several people by id, for names in a thread.
func (tx *Tx) Users(list []org.UserID) (map[org.UserID]org.User, error) {
	out := map[org.UserID]org.User{}
	if len(list) == 0 {
		return out, nil
	}
	got, err := collect(tx, stmt(userSelect+" WHERE u.id IN (?)", ids(list)), scanUser)
	for _, u := range got {
		out[u.ID] = u
	}
	return out, err
}

// Credential is what sign-in compares.
type Credential struct {
	User     org.UserID
	Password string // a hash; "" for a contact
	Active   bool
}

// Credential finds a person by the canonical address.
func (tx *Tx) Credential(mailKey string) (Credential, error) {
	return one(tx, stmt("SELECT id, password, active FROM users WHERE mail_key = ?", mailKey),
		scanCredential)
}

// CredentialOf finds a person by id.
func (tx *Tx) CredentialOf(user org.UserID) (Credential, error) {
	return one(tx, stmt("SELECT id, password, active FROM users WHERE id = ?", int64(user)), scanCredential)
}

func scanCredential(r *sql.Rows, c *Credential) error {
	var active int64
	err := r.Scan(&c.User, &c.Password, &active)
	c.Active = active == 1
	return err
}

// SetPassword stores a new hash.
func (tx *Tx) SetPassword(user org.UserID, hash string) error {
	_, err := tx.exec(stmt("UPDATE users SET password = ? WHERE id = ?", hash, int64(user)))
	return err
}

// SetTaste stores a person's language and theme.
func (tx *Tx) SetTaste(user org.UserID, language, theme string) error {
	_, err := tx.exec(stmt("UPDATE users SET language = ?, theme = ? WHERE id = ?", language, theme, int64(user)))
	tx.After(tx.s.DropNames)
	return err
}

// SetProfile stores what people say of themselves: name, language, theme, and
// what they switched off.
func (tx *Tx) SetProfile(u org.User) error {
	_, err := tx.exec(stmt("UPDATE users SET name = ?, language = ?, theme = ?, mail_off = ?, keys_off = ? WHERE id = ?",
		u.Name, u.Language, u.Theme, flag(u.MailOff), flag(u.KeysOff), int64(u.ID)))
	if err != nil {
		return err
	}
	tx.After(tx.s.DropNames)
	return tx.nameAgain(u.ID)
}

// SetName stores how a person is called.
func (tx *Tx) SetName(user org.UserID, name string) error {
	if _, err := tx.exec(stmt("UPDATE users SET name = ? WHERE id = ?", name, int64(user))); err != nil {
		return err
	}
	tx.After(tx.s.DropNames)
	return tx.nameAgain(user)
}

// SetMail stores a person's address and the canonical form of it, which no
// other person has.
func (tx *Tx) SetMail(user org.UserID, mail, mailKey string) error {
	if _, err := tx.exec(stmt("UPDATE users SET mail = ?, mail_key = ? WHERE id = ?", mail, mailKey, int64(user))); err != nil {
		return err
	}
	tx.After(tx.s.DropNames)
	return tx.nameAgain(user)
}

// Members lists the people of an organization with their rights, by name.
func (tx *Tx) Members(of org.ID) ([]Member, error) {
	return collect(tx, stmt(`SELECT u.id, u.name, u.mail, u.active, u.password <> '', m.rights
		FROM membership m JOIN users u ON u.id = m.user_id WHERE m.org_id = ? ORDER BY u.name, u.id`, int64(of)),
		func(r *sql.Rows, m *Member) error {
			return r.Scan(&m.User.ID, &m.User.Name, &m.User.Mail, &m.User.Active, &m.SignsIn, &m.Rights)
		})
}

// Member is a person of an organization.
type Member struct {
	User    org.User // without taste
	Rights  org.Rights
	SignsIn bool // has a password
}

// LockUser is User for one that is about to change: nobody else changes it
// until the transaction ends.
func (tx *Tx) LockUser(id org.UserID) (Credential, error) {
	return one(tx, stmt("SELECT id, password, active FROM users WHERE id = ?"+tx.s.d.lock(), int64(id)), scanCredential)
}

// Deactivate ends a person's access: sessions end with it.
func (tx *Tx) Deactivate(user org.UserID) error {
	if _, err := tx.exec(stmt("UPDATE users SET active = 0 WHERE id = ?", int64(user))); err != nil {
		return err
	}
	tx.After(tx.s.DropNames)
	if _, err := tx.exec(stmt("DELETE FROM session WHERE user_id = ?", int64(user))); err != nil {
		return err
	}
	return tx.nameAgain(user)
}

// DeskStaff lists who is told of new work at a desk: its active agents who did
// not switch that off.
func (tx *Tx) DeskStaff(desk org.ID) ([]org.User, error) {
	return collect(tx, stmt(userSelect+` JOIN membership m ON m.user_id = u.id
		WHERE m.org_id = ? AND u.active = 1 AND u.mail_off = 0 ORDER BY u.id`, int64(desk)), scanUser)
}
