package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"sync"
	"time"

	"balie/internal/org"
)

// Directory is the names of all parties, systems, teams and staff at one
// moment, kept in process so that a list needs no joins. It is never changed.
type Directory struct {
	Orgs    map[org.ID]org.Organization
	Systems map[org.SystemID]org.System
	Teams   map[org.TeamID]org.Team
	Staff   map[org.UserID]Colleague
	Labels  map[org.ID]Labels

	Addresses map[string]MailAddress // by their canonical form

	naming org.Naming
	ByName []org.Organization // Orgs in the order in which people read their names
	read   time.Time

	orgsCalled    []called[org.Organization] // as ByName
	systemsCalled []called[org.System]       // in the order of their names
}

// Colleague is an agent of a desk.
type Colleague struct {
	User org.User
	Org  org.ID
	Tier org.Tier
}

// TwoTier reports whether a partner exists, so that hand-over has a meaning.
func (d *Directory) TwoTier() bool {
	for _, o := range d.Orgs {
		if o.Tier == org.Partner {
			return true
		}
	}
	return false
}

// directoryAge is how long names of another process's changes may be stale.
// From directoryOld on they are read again beside, while the old ones serve: to
// read thousands takes longer than the page that asks.
const (
	directoryAge = 10 * time.Second
	directoryOld = 5 * time.Second
)

type directory struct {
	mu      sync.Mutex
	now     *Directory
	drops   int // what was begun before the last one is not kept
	reading bool
}

// DropNames makes the next Directory read again.
func (s *Store) DropNames() {
	s.names.mu.Lock()
	s.names.now = nil
	s.names.drops++
	s.names.mu.Unlock()
}

// Directory gives the names; at most directoryAge old, at once after a change
// made here.
func (s *Store) Directory(ctx context.Context) (*Directory, error) {
	s.names.mu.Lock()
	defer s.names.mu.Unlock()
	if d := s.names.now; d != nil {
		age := time.Since(d.read)
		if age >= directoryOld && age < directoryAge && !s.names.reading {
			s.names.reading = true
			go s.namesBeside(context.WithoutCancel(ctx), s.names.drops)
		}
		if age < directoryAge {
			return d, nil
		}
	}
	d, err := s.readNames(ctx)
	if err == nil {
		s.names.now = d
	}
	return d, err
}

// namesBeside replaces names that are old, unless they were dropped meanwhile.
func (s *Store) namesBeside(ctx context.Context, drops int) {
	ctx, done := context.WithTimeout(ctx, directoryAge)
	defer done()
	d, err := s.readNames(ctx)
	s.names.mu.Lock()
	defer s.names.mu.Unlock()
	s.names.reading = false
	// Who asks after an error reads by itself, and tells.
	if old := s.names.now; err == nil && s.names.drops == drops && old != nil && d.read.After(old.read) {
		s.names.now = d
	}
}

func (s *Store) readNames(ctx context.Context) (*Directory, error) {
	d := &Directory{
		Orgs: map[org.ID]org.Organization{}, Systems: map[org.SystemID]org.System{},
		Teams: map[org.TeamID]org.Team{}, Staff: map[org.UserID]Colleague{}, Labels: map[org.ID]Labels{}, Addresses: map[string]MailAddress{}, read: time.Now(),
	}
	if err := s.Read(ctx, d.fill); err != nil {
		return nil, err
	}
	return d, nil
}

func (d *Directory) fill(tx *Tx) error {
	orgs, err := collect(tx, stmt(orgSelect+" ORDER BY id"), scanOrg)
	if err != nil {
		return err
	}
	for _, o := range orgs {
		d.Orgs[o.ID] = o
	}
	d.ByName = byName(orgs)
	systems, err := collect(tx, stmt("SELECT id, entity_id, name, archived FROM system"),
		func(r *sql.Rows, s *org.System) error {
			var archived int64
			err := r.Scan(&s.ID, &s.Entity, &s.Name, &archived)
			s.Archived = archived == 1
			return err
		})
	if err != nil {
		return err
	}
	for _, s := range systems {
		d.Systems[s.ID] = s
	}
	d.byCall()
	teams, err := collect(tx, stmt("SELECT id, org_id, name, archived FROM team"),
		func(r *sql.Rows, t *org.Team) error {
			var archived int64
			err := r.Scan(&t.ID, &t.Org, &t.Name, &archived)
			t.Archived = archived == 1
			return err
		})
	if err != nil {
		return err
	}
	for _, t := range teams {
		d.Teams[t.ID] = t
	}
	if err := d.fillLabels(tx); err != nil {
		return err
	}
	if err := d.fillNaming(tx); err != nil {
		return err
	}
	if err := d.fillAddresses(tx); err != nil {
		return err
	}
	return d.fillStaff(tx)
}

func byName(orgs []org.Organization) []org.Organization {
	folded := map[org.ID]string{}
	for _, o := range orgs {
		folded[o.ID] = strings.ToLower(o.Name)
	}
	slices.SortStableFunc(orgs, func(a, b org.Organization) int { return strings.Compare(folded[a.ID], folded[b.ID]) })
	return orgs
}

func (d *Directory) fillStaff(tx *Tx) error {
	staff, err := collect(tx, stmt(userSelect+` JOIN membership m ON m.user_id = u.id
		JOIN organization o ON o.id = m.org_id WHERE o.tier < 3 ORDER BY u.id`), scanUser)
	if err != nil {
		return err
	}
	where, err := collect(tx, stmt(`SELECT m.user_id, m.org_id, o.tier FROM membership m
		JOIN organization o ON o.id = m.org_id WHERE o.tier < 3`),
		func(r *sql.Rows, m *org.Membership) error { return r.Scan(&m.User, &m.Org, &m.Tier) })
	if err != nil {
		return err
	}
	for _, u := range staff {
		d.Staff[u.ID] = Colleague{User: u}
	}
	for _, m := range where {
		c := d.Staff[m.User]
		c.Org, c.Tier = m.Org, m.Tier
		d.Staff[m.User] = c
	}
	return nil
}
