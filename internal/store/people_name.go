package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"balie/internal/access"
	"balie/internal/org"
)

// Bounds of what a person is found by.
const (
	nameStarts = 8   // words at which a name may begin to be typed
	nameMax    = 100 // bytes of it
	nameBatch  = 100 // people whose names are written together
)

// Acquaintance is a colleague or a customer.
type Acquaintance struct {
	ID   org.UserID
	Name string
	Mail string
	Org  org.ID
}

// PeopleNamed finds people of the organizations within the scope by the
// beginning of their name at any of its words, or of their mail address. It
// reads a few entries of an index, however many people there are; what these
// say is held against the scope again.
func (tx *Tx) PeopleNamed(s access.Scope, text string, limit int) ([]Acquaintance, error) {
	starts := typedStarts(text)
	if !s.Staff() || len(starts) == 0 {
		return nil, nil
	}
	near := stmt("")
	for i, start := range starts {
		if i > 0 {
			near.add(" UNION ALL ")
		}
		near.add(`SELECT * FROM (SELECT name, user_id, org_id FROM people_name WHERE desk_id = ? AND name >= ? AND name < ? ORDER BY name, user_id LIMIT ?) n`,
			int64(scopeDesk(s)), start, start+"\U0010FFFF", limit*(nameStarts+1))
	}
	ask := stmt("SELECT u.id, u.name, u.mail, f.org_id FROM (SELECT user_id, org_id, MIN(name) AS name FROM (").
		add(near.text.String(), near.args...).
		add(") n GROUP BY user_id, org_id ORDER BY MIN(name), user_id LIMIT ?", limit). // of a desk's people each has one organization
		add(`) f JOIN users u ON u.id = f.user_id JOIN membership m ON m.user_id = u.id AND m.org_id = f.org_id
			JOIN organization o ON o.id = m.org_id WHERE u.active = 1`)
	if p, limited := s.Partner(); limited {
		ask.add(" AND (o.id = ? OR o.parent_id = ?)", int64(p), int64(p))
	}
	return collect(tx, ask.add(" ORDER BY f.name, u.id"),
		func(r *sql.Rows, p *Acquaintance) error { return r.Scan(&p.ID, &p.Name, &p.Mail, &p.Org) })
}

// typedStarts is what somebody typed as names are kept: folded, and for an
// address as it stands.
func typedStarts(text string) []string {
	text = strings.TrimSpace(strings.ToValidUTF8(text, ""))
	var out []string
	for _, s := range []string{strings.Join(terms(text), " "), mailStart(text)} {
		if s != "" && !slices.Contains(out, s) {
			out = append(out, cutBytes(s, nameMax))
		}
	}
	return out
}

// mailStart is what an address may begin with; a NUL, which no text of
// PostgreSQL holds, begins none.
func mailStart(text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' }) {
		return ""
	}
	return strings.ToLower(text)
}

// startsOf are the beginnings by which a person is found.
func startsOf(name, mailKey string) []string {
	words := terms(name)
	out := []string{cutBytes(mailKey, nameMax)}
	for i := range min(len(words), nameStarts) {
		out = append(out, cutBytes(strings.Join(words[i:], " "), nameMax))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// peopleName is a row: found by this at that desk, as one of the organization.
type peopleName struct {
	desk org.ID
	name string
	user org.UserID
	org  org.ID
}

// namesOf gives the rows that people should have, sorted. Of several
// memberships that a desk sees the oldest organization's counts.
func (tx *Tx) namesOf(users []org.UserID, lock string) ([]peopleName, error) {
	type member struct {
		user          org.UserID
		name, mailKey string
		org           org.Membership
	}
	list, err := collect(tx, stmt(`SELECT u.id, u.name, u.mail_key, o.id, o.tier, COALESCE(o.parent_id, 0) FROM users u
		JOIN membership m ON m.user_id = u.id JOIN organization o ON o.id = m.org_id WHERE u.active = 1`).
		add(" AND u.id IN (?) ORDER BY u.id, o.id"+lock, ids(users)),
		func(r *sql.Rows, m *member) error {
			return r.Scan(&m.user, &m.name, &m.mailKey, &m.org.Org, &m.org.Tier, &m.org.Parent)
		})
	var out []peopleName
	type place struct {
		desk org.ID
		user org.UserID
	}
	known := map[place]bool{}
	for _, m := range list {
		desks := []org.ID{org.VendorID}
		switch m.org.Tier {
		case org.Partner:
			desks = append(desks, m.org.Org)
		case org.Entity:
			desks = append(desks, m.org.Parent)
		}
		for _, d := range desks {
			if at := (place{d, m.user}); known[at] {
				continue
			} else {
				known[at] = true
			}
			for _, s := range startsOf(m.name, m.mailKey) {
				out = append(out, peopleName{d, s, m.user, m.org.Org})
			}
		}
	}
	return out, err
}

// nameAgain writes anew by what people are found, after their name, whether
// they are here, or where they belong has changed.
func (tx *Tx) nameAgain(users ...org.UserID) error {
	for batch := range slices.Chunk(users, nameBatch) {
		lock := tx.s.d.lock() // a change of the name beside this one waits
		if lock != "" {
			lock += " OF u"
		}
		rows, err := tx.namesOf(batch, lock)
		if err != nil {
			return err
		}
		if err := tx.later(stmt("DELETE FROM people_name WHERE user_id IN (?)", ids(batch)), nil); err != nil {
			return err
		}
		for some := range slices.Chunk(rows, nameBatch) {
			args := make([]any, 0, 4*len(some))
			for _, n := range some {
				args = append(args, int64(n.desk), n.name, int64(n.user), int64(n.org))
			}
			s := stmt("INSERT INTO people_name (desk_id, name, user_id, org_id) VALUES "+rowsOf(len(some), 4)+
				" ON CONFLICT (desk_id, name, user_id) DO UPDATE SET org_id = excluded.org_id", args...)
			if err := tx.later(s, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// fillNames writes the rows of a store from before there were any, or of a
// backup from then.
func (s *Store) fillNames(ctx context.Context) error {
	var missing bool
	err := s.Read(ctx, func(tx *Tx) (err error) {
		missing, err = tx.namesMissing()
		return err
	})
	if err != nil || !missing {
		return err
	}
	return s.Write(ctx, func(tx *Tx) error {
		if missing, err := tx.namesMissing(); err != nil || !missing { // another node was first
			return err
		}
		all, err := collect(tx, stmt("SELECT id FROM users ORDER BY id"), func(r *sql.Rows, u *org.UserID) error { return r.Scan(u) })
		if err != nil {
			return err
		}
		return tx.nameAgain(all...)
	})
}

func (tx *Tx) namesMissing() (bool, error) {
	n, err := scalar[int64](tx, stmt(`SELECT CASE WHEN EXISTS (SELECT 1 FROM membership m JOIN users u ON u.id = m.user_id AND u.active = 1)
		AND NOT EXISTS (SELECT 1 FROM people_name) THEN 1 ELSE 0 END`))
	return n == 1, err
}
