package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"balie/internal/access"
	"balie/internal/org"
	"balie/internal/store"
)

// company is the example's parties and people, as they are written down.
type company struct {
	Vendor   party
	Partners []party
	Entities []party
	Teams    []struct{ Key, Org, Name string }
	People   []person
}

type party struct {
	Key, Name, Partner, Language, Zone, Mail string
	Hue                                      int
	Systems                                  []string
}

type person struct {
	Key, Name, Mail, Org, Language, Team string
	Roles, Rights                        []string
	Demo                                 string // the role it is signed in as
	Also                                 []struct {
		Org    string
		Rights []string
	}
}

func readCompany() (company, error) {
	var c company
	err := readJSON("data/company.json", &c)
	return c, err
}

// cast is the company as it stands in the store.
type cast struct {
	orgs    map[string]org.Organization
	systems map[string]org.SystemID // entity and name
	actors  map[string]access.Actor
	demo    map[string]bool // who is signed in as
}

// store writes the company and gives the ids it got.
func (c company) store(ctx context.Context, st *store.Store) (*cast, error) {
	all := &cast{
		orgs: map[string]org.Organization{}, systems: map[string]org.SystemID{},
		actors: map[string]access.Actor{}, demo: map[string]bool{},
	}
	err := st.Write(ctx, func(tx *store.Tx) error {
		if err := c.storeParties(tx, all); err != nil {
			return err
		}
		return c.storePeople(tx, all)
	})
	return all, err
}

func (c company) storeParties(tx *store.Tx, all *cast) error {
	add := func(p party, tier org.Tier, parent org.ID) error {
		o := org.Organization{
			Tier: tier, Parent: parent, Name: p.Name, Language: p.Language, Zone: c.Vendor.Zone, Hue: p.Hue, Mail: p.Mail,
		}
		if err := tx.AddOrganization(&o); err != nil {
			return err
		}
		all.orgs[p.Key] = o
		for _, name := range p.Systems {
			s := org.System{Entity: o.ID, Name: name}
			if err := tx.AddSystem(&s); err != nil {
				return err
			}
			all.systems[p.Key+" "+name] = s.ID
		}
		return nil
	}
	if err := add(c.Vendor, org.Vendor, 0); err != nil {
		return err
	}
	for _, p := range c.Partners {
		if err := add(p, org.Partner, org.VendorID); err != nil {
			return err
		}
	}
	for _, p := range c.Entities {
		parent := org.VendorID
		if p.Partner != "" {
			parent = all.orgs[p.Partner].ID
		}
		if err := add(p, org.Entity, parent); err != nil {
			return err
		}
	}
	return nil
}

func (c company) storePeople(tx *store.Tx, all *cast) error {
	members := map[string][]org.UserID{}
	for _, p := range c.People {
		u := org.User{Name: p.Name, Mail: p.Mail, Language: p.Language, Active: true}
		if err := tx.AddUser(&u, p.Mail, ""); err != nil {
			return err
		}
		if err := c.join(tx, all, u.ID, p.Org, append(p.Roles, p.Rights...)); err != nil {
			return err
		}
		for _, m := range p.Also {
			if err := c.join(tx, all, u.ID, m.Org, m.Rights); err != nil {
				return err
			}
		}
		members[p.Team] = append(members[p.Team], u.ID)
		a, err := tx.Actor(u)
		if err != nil {
			return err
		}
		all.actors[p.Key], all.demo[p.Key] = a, p.Demo != ""
	}
	for _, t := range c.Teams {
		team := org.Team{Org: all.orgs[t.Org].ID, Name: t.Name}
		if err := tx.AddTeam(&team, members[t.Key]...); err != nil {
			return err
		}
	}
	return nil
}

func (c company) join(tx *store.Tx, all *cast, u org.UserID, key string, names []string) error {
	underscored := make([]string, len(names))
	for i, n := range names {
		underscored[i] = strings.ReplaceAll(n, " ", "_")
	}
	rights, unknown := org.RightsNamed(underscored...)
	to, ok := all.orgs[key]
	if !ok || len(unknown) > 0 {
		return fmt.Errorf("example: organization %q, rights %v", key, unknown)
	}
	return tx.AddMembership(u, to.ID, rights)
}

// triager is who looks at a story first: the first agent of its desk that acts
// in it, else one of that desk's agents.
func (c company) triager(s story) string {
	desk := c.Vendor.Key
	for _, e := range c.Entities {
		if e.Key == s.Entity && e.Partner != "" {
			desk = e.Partner
		}
	}
	var agents []string
	for _, p := range c.People {
		if p.Org == desk {
			agents = append(agents, p.Key)
		}
	}
	for _, st := range s.Steps {
		if slices.Contains(agents, st.By) {
			return st.By
		}
	}
	return agents[len(s.Subject)%len(agents)]
}

// zone is where the example's working days are counted.
func (c company) zone() (*time.Location, error) { return time.LoadLocation(c.Vendor.Zone) }
