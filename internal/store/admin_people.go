package store

import (
	"database/sql"
	"strings"

	"balie/internal/org"
)

// PeopleAsk is a question for one page of the people of a desk and of its
// entities; desk 0 is everybody. After is where the page before ended.
type PeopleAsk struct {
	Desk      org.ID
	Words     string // the beginning of a word of the name, or of the address
	AfterName string
	AfterID   org.UserID
}

// PeoplePage is a part of the list, by name; More says that others follow.
type PeoplePage struct {
	Rows []PersonRow
	More bool
}

// PersonRow is somebody with all they belong to within the desk's reach.
type PersonRow struct {
	User        org.User // without taste
	SignsIn     bool     // has a password
	Memberships []org.Membership
}

const personSelect = "SELECT u.id, u.name, u.mail, u.active, u.password <> '' FROM users u"

func scanPerson(r *sql.Rows, p *PersonRow) error {
	var active int64
	err := r.Scan(&p.User.ID, &p.User.Name, &p.User.Mail, &active, &p.SignsIn)
	p.User.Active = active == 1
	return err
}

// ListPeople gives a page of at most PageSize people.
func (tx *Tx) ListPeople(ask PeopleAsk) (PeoplePage, error) {
	s := stmt(personSelect + " WHERE 1 = 1")
	if ask.Desk != 0 {
		s.add(` AND EXISTS (SELECT 1 FROM membership m JOIN organization o ON o.id = m.org_id
			WHERE m.user_id = u.id AND (o.id = ? OR o.parent_id = ?))`, int64(ask.Desk), int64(ask.Desk))
	}
	if words := strings.TrimSpace(ask.Words); words != "" {
		first, a := tx.s.d.holds("u.name", words, atStart)
		later, b := tx.s.d.holds("u.name", words, afterSpace)
		mail, c := tx.s.d.holds("u.mail_key", words, atStart)
		s.add(" AND ("+first+" OR "+later+" OR "+mail+")", a, b, c)
	}
	if ask.AfterID != 0 {
		s.add(" AND (u.name, u.id) > (?, ?)", ask.AfterName, int64(ask.AfterID))
	}
	rows, err := collect(tx, s.add(" ORDER BY u.name, u.id LIMIT ?", PageSize+1), scanPerson)
	if err != nil {
		return PeoplePage{}, err
	}
	p := PeoplePage{Rows: rows}
	if p.More = len(rows) > PageSize; p.More {
		p.Rows = rows[:PageSize]
	}
	return p, tx.fillMemberships(p.Rows, ask.Desk)
}

// PersonRow loads one person with what they belong to within a desk's reach.
func (tx *Tx) PersonRow(id org.UserID, desk org.ID) (PersonRow, error) {
	p, err := one(tx, stmt(personSelect+" WHERE u.id = ?", int64(id)), scanPerson)
	if err != nil {
		return p, err
	}
	list := []PersonRow{p}
	err = tx.fillMemberships(list, desk)
	return list[0], err
}

func (tx *Tx) fillMemberships(list []PersonRow, desk org.ID) error {
	if len(list) == 0 {
		return nil
	}
	at := map[org.UserID]int{}
	var users []org.UserID
	for i, p := range list {
		at[p.User.ID] = i
		users = append(users, p.User.ID)
	}
	s := stmt(`SELECT m.user_id, m.org_id, o.tier, o.parent_id, m.rights FROM membership m
		JOIN organization o ON o.id = m.org_id WHERE m.user_id IN (?)`, ids(users))
	if desk != 0 {
		s.add(" AND (o.id = ? OR o.parent_id = ?)", int64(desk), int64(desk))
	}
	got, err := collect(tx, s.add(" ORDER BY m.since, m.org_id"), scanMembership)
	for _, m := range got {
		p := &list[at[m.User]]
		p.Memberships = append(p.Memberships, m)
	}
	return err
}

// Administrators lists the active administrators of an organization, who stay
// so until the transaction ends.
func (tx *Tx) Administrators(of org.ID) ([]org.UserID, error) {
	if _, err := tx.LockOrganization(of); err != nil {
		return nil, err
	}
	return collect(tx, stmt(`SELECT u.id FROM membership m JOIN users u ON u.id = m.user_id
		WHERE m.org_id = ? AND u.active = 1 AND (m.rights & ?) <> 0 ORDER BY u.id`, int64(of), int64(org.Administrator)),
		func(r *sql.Rows, u *org.UserID) error { return r.Scan(u) })
}
