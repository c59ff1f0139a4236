package store

import (
	"database/sql"

	"balie/internal/org"
	"balie/internal/ticket"
)

// Role says why a person is involved in a ticket.
type Role int8

const (
	RoleRequester Role = 1
	RoleFollower  Role = 2
	RoleMerged    Role = 3 // a follower who came with a ticket that was merged into this one
)

// Involved is a person involved in a ticket.
type Involved struct {
	User     org.UserID
	Role     Role
	Name     string
	Mail     string
	Language string
	Active   bool
	Trouble  string // why mail to them fails; "" when it does not
}

// AddPeople involves the requester and the followers of a ticket.
func (tx *Tx) AddPeople(t ticket.Ticket, followers ...org.UserID) error {
	args := []any{int64(t.ID), int64(t.Requester), int64(RoleRequester), int64(t.CustomerShelf()), micros(t.PublicAt)}
	n := 1
	for _, u := range followers {
		if u == t.Requester {
			continue
		}
		args = append(args, int64(t.ID), int64(u), int64(RoleFollower), int64(t.CustomerShelf()), micros(t.PublicAt))
		n++
	}
	return tx.later(stmt("INSERT INTO person (ticket_id, user_id, role, shelf, public_at) VALUES "+
		rowsOf(n, 5)+" ON CONFLICT DO NOTHING", args...), nil)
}

// MovePeople carries the ticket's shelf and public time to the rows by which
// customers find it, and gives the people involved.
func (tx *Tx) MovePeople(t ticket.Ticket) ([]org.UserID, error) {
	return collect(tx, stmt("UPDATE person SET shelf = ?, public_at = ? WHERE ticket_id = ? RETURNING user_id",
		int64(t.CustomerShelf()), micros(t.PublicAt), int64(t.ID)),
		func(r *sql.Rows, u *org.UserID) error { return r.Scan(u) })
}

// Involves reports whether the person is involved in the ticket.
func (tx *Tx) Involves(id ticket.ID, user org.UserID) (bool, error) {
	n, err := scalar[int](tx, stmt("SELECT COUNT(*) FROM person WHERE ticket_id = ? AND user_id = ?", int64(id), int64(user)))
	return n > 0, err
}

// knownAs names a person u who is involved in a ticket t. Who wrote for
// themselves has their name. Somebody of another partner whom an agent brought
// in by their address, as a follower or as who asked by phone, chat or forum, is
// named by that address: who they are is not this partner's to know.
const knownAs = `CASE WHEN u.id = t.requester_id AND t.channel NOT IN (4, 5, 7)
	OR NOT EXISTS (SELECT 1 FROM membership m WHERE m.user_id = u.id)
	OR EXISTS (SELECT 1 FROM membership m JOIN organization o ON o.id = m.org_id
		WHERE m.user_id = u.id AND (o.id = t.entity_id OR o.id = t.partner_id OR o.parent_id = t.partner_id OR o.tier = 1))
	THEN u.name ELSE u.mail END`

// calledOn is knownAs for whoever acted on a ticket t: who works at a desk has
// their name.
const calledOn = `CASE WHEN EXISTS (SELECT 1 FROM membership m JOIN organization o ON o.id = m.org_id WHERE m.user_id = u.id AND o.tier < 3)
	THEN u.name ELSE ` + knownAs + ` END`

// UsersOn loads people whom a ticket names as People does, involved or not any
// more. Who works at a desk has their name.
func (tx *Tx) UsersOn(id ticket.ID, list []org.UserID) (map[org.UserID]org.User, error) {
	out := map[org.UserID]org.User{}
	if len(list) == 0 {
		return out, nil
	}
	s := stmt("SELECT u.id, "+calledOn+`, u.mail, u.language, u.theme, u.active, u.mail_off, u.keys_off FROM users u, ticket t
		WHERE u.id IN (?)`, ids(list))
	got, err := collect(tx, s.add(" AND t.id = ?", int64(id)), scanUser)
	for _, u := range got {
		out[u.ID] = u
	}
	return out, err
}

// KnownAs names who gets each of some mails about tickets, as People does.
func (tx *Tx) KnownAs(mails []int64) (map[int64]string, error) {
	type named struct {
		mail int64
		name string
	}
	if len(mails) == 0 {
		return nil, nil
	}
	list, err := collect(tx, stmt("SELECT o.id, "+knownAs+` FROM mail_out o JOIN users u ON u.id = o.user_id JOIN ticket t ON t.id = o.ticket_id
		WHERE o.id IN (?)`, mails), func(r *sql.Rows, n *named) error { return r.Scan(&n.mail, &n.name) })
	out := make(map[int64]string, len(list))
	for _, n := range list {
		out[n.mail] = n.name
	}
	return out, err
}

// People lists who is involved, the requester first, by the names under which
// the ticket's desk may know them.
func (tx *Tx) People(id ticket.ID) ([]Involved, error) {
	return collect(tx, stmt(`SELECT u.id, p.role, `+knownAs+`, u.mail, u.language, u.active, COALESCE(b.reason, '')
		FROM person p JOIN users u ON u.id = p.user_id JOIN ticket t ON t.id = p.ticket_id`+troubled+
		" WHERE p.ticket_id = ? ORDER BY p.role, u.id", tx.troubledSince(), int64(id)),
		func(r *sql.Rows, p *Involved) error {
			var active int64
			err := r.Scan(&p.User, &p.Role, &p.Name, &p.Mail, &p.Language, &active, &p.Trouble)
			p.Active = active == 1
			return err
		})
}

// InvolvedInEach gives who is involved in each of the tickets: their ids, roles and
// whether they are active.
func (tx *Tx) InvolvedInEach(list []ticket.ID) (map[ticket.ID][]Involved, error) {
	type part struct {
		of  ticket.ID
		who Involved
	}
	got, err := collect(tx, stmt("SELECT p.ticket_id, p.user_id, p.role, u.active FROM person p JOIN users u ON u.id = p.user_id WHERE p.ticket_id IN (?)", ids(list)).
		add(" ORDER BY p.ticket_id, p.role, p.user_id"), func(r *sql.Rows, p *part) error {
		var active int64
		err := r.Scan(&p.of, &p.who.User, &p.who.Role, &active)
		p.who.Active = active == 1
		return err
	})
	out := map[ticket.ID][]Involved{}
	for _, p := range got {
		out[p.of] = append(out[p.of], p.who)
	}
	return out, err
}
