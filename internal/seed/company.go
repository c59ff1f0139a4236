package seed

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"balie/internal/authn"
	"balie/internal/org"
	"balie/internal/store"
)

// party is an organization with its people.
type party struct {
	org.Organization
	systems []org.SystemID
	people  []org.User
	home    *party // of an entity: its partner
}

// company is everyone there is.
type company struct {
	vendor   *party
	partners []*party // the first one is the large one
	entities []*party // the first one is the largest, the second the quiet one
	users    map[org.UserID]org.User
	hash     string
	writers  [2]*writer
	r        *rand.Rand
}

// Sizes of the parties; a small store has few.
const (
	partnersFull, entitiesFull   = 20, 50
	partnersSmall, entitiesSmall = 4, 5
	systemsEach                  = 3
	staffEach, staffVendor       = 8, 30
	customersEach, customersMost = 15, 200
)

// found stores the parties and gives them their people.
func found(ctx context.Context, st *store.Store, o Options, r *rand.Rand) (*company, error) {
	hash, err := authn.NewHasher(1).Hash(ctx, o.Password)
	if err != nil {
		return nil, err
	}
	c := &company{users: map[org.UserID]org.User{}, hash: hash, r: r, writers: [2]*writer{newWriter(english, r), newWriter(dutch, r)}}
	partners, entities := partnersFull, entitiesFull
	if o.Tickets < 20_000 {
		partners, entities = partnersSmall, entitiesSmall
	}
	return c, st.Write(ctx, func(tx *store.Tx) error {
		if c.vendor, err = c.party(tx, org.Organization{Tier: org.Vendor, Name: "Tessel Software"}, staffVendor, nil); err != nil {
			return err
		}
		for i := range partners {
			if err := c.partner(tx, i, entities); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *company) partner(tx *store.Tx, i, entities int) error {
	p, err := c.party(tx, org.Organization{Tier: org.Partner, Parent: c.vendor.ID, Name: c.families(i) + " IT"}, staffEach, nil)
	if err != nil {
		return err
	}
	c.partners = append(c.partners, p)
	for k := range entities {
		people := customersEach
		if len(c.entities) == 0 {
			people = customersMost
		}
		e, err := c.party(tx, org.Organization{
			Tier: org.Entity, Parent: p.ID, Name: fmt.Sprintf("%s %s %d", c.families(k), capital(c.writers[1].things[(i*7+k)%90]), len(c.entities)+1),
		}, people, p)
		if err != nil {
			return err
		}
		c.entities = append(c.entities, e)
	}
	return nil
}

func (c *company) families(i int) string {
	l := c.writers[i%2].lexicon.families
	return l[(i/2)%len(l)]
}

// party stores an organization, its systems and its people. The first person
// of a desk administers it, the first of an entity sees all of it.
func (c *company) party(tx *store.Tx, o org.Organization, people int, home *party) (*party, error) {
	o.Language, o.Zone, o.Hue = "en", "Europe/Amsterdam", c.r.IntN(24)
	w := c.writers[0]
	if o.Tier == org.Entity && c.r.IntN(2) == 0 {
		o.Language, w = "nl", c.writers[1]
	}
	if err := tx.AddOrganization(&o); err != nil {
		return nil, err
	}
	p := &party{Organization: o, home: home}
	for i := range people {
		u := org.User{Name: w.name(c.r), Language: o.Language, Active: true, MailOff: true}
		u.Mail = fmt.Sprintf("p%d-%d@bench.example", o.ID, i+1)
		if err := tx.AddUser(&u, strings.ToLower(u.Mail), c.hash); err != nil {
			return nil, err
		}
		if err := tx.AddMembership(u.ID, o.ID, rights(o.Tier, i)); err != nil {
			return nil, err
		}
		p.people = append(p.people, u)
		c.users[u.ID] = u
	}
	if o.Tier != org.Entity {
		return p, nil
	}
	for range systemsEach {
		s := org.System{Entity: o.ID, Name: capital(w.things[c.r.IntN(len(w.things))])}
		if err := tx.AddSystem(&s); err != nil {
			return nil, err
		}
		p.systems = append(p.systems, s.ID)
	}
	return p, nil
}

func rights(t org.Tier, i int) org.Rights {
	switch {
	case t == org.Entity && i == 0:
		return org.SeesAll
	case t == org.Entity:
		return 0
	case i == 0:
		return org.Agent | org.Administrator
	}
	return org.Agent
}
