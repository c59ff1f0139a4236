package desk

import (
	"context"
	"slices"
	"strings"

	"balie/internal/access"
	"balie/internal/email"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// BehalfInput is a question that an agent writes down for whoever asked it.
type BehalfInput struct {
	Writing
	Requester string // a mail address, with or without a name, or the name of somebody the agent knows of
	Entity    org.ID // 0: the requester's only one, if they have one
	System    string // its name; "" is none
	Topic     ticket.TopicID
	Kind      ticket.Kind
	Priority  ticket.Priority // 0: what the kind gives
	Channel   ticket.Channel  // how the question came
	Subject   string
	Once      string
}

// Channels are the ways in which an agent may say that a question came.
var Channels = []ticket.Channel{ticket.Phone, ticket.Chat, ticket.Forum}

// SubmitFor makes a ticket of what somebody asked an agent by phone, chat or
// forum. The words are the requester's, who gets the confirmation; the history
// says who wrote them down. An address that nobody has becomes a contact.
func (d *Desk) SubmitFor(ctx context.Context, a access.Actor, in BehalfInput) (ticket.ID, error) {
	scope, err := staff(a)
	if err != nil {
		return 0, err
	}
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return 0, err
	}
	if err := in.complete(); err != nil {
		return 0, err
	}
	got, err := d.write(ctx, a.User, in.Once, func(tx *store.Tx) (string, error) {
		who, err := in.requester(tx, scope)
		if err != nil {
			return "", err
		}
		t, err := in.ticket(tx, a, names, &who)
		if err != nil {
			return "", err
		}
		by := a.Agent(in.Channel)
		m, err := in.message(tx, by, false)
		if err != nil {
			return "", err
		}
		m.Author, m.Desk = who.ID, t.Entity
		after, e := ticket.Begin(t, by, tx.Now)
		c := &change{after: after, message: m, events: []ticket.Event{
			e, after.Note(ticket.WrittenDown, "", ticket.IDText(who.ID), by, tx.Now),
		}}
		if err := d.record(tx, c); err != nil {
			return "", err
		}
		return result(c.after), nil
	})
	return ticketOf(got), err
}

// complete checks what needs no look at the store, and cuts the subject.
func (in *BehalfInput) complete() error {
	problem := errs.New(errs.Invalid, "error.check_fields")
	if strings.TrimSpace(in.Requester) == "" {
		problem = problem.At("requester", "error.requester_missing")
	}
	if in.Kind != ticket.Question && in.Kind != ticket.Incident {
		problem = problem.At("kind", "error.kind_missing")
	}
	if in.Priority != 0 && !in.Priority.Valid() {
		problem = problem.At("priority", "error.value_unknown")
	}
	if !slices.Contains(Channels, in.Channel) {
		problem = problem.At("via", "error.value_unknown")
	}
	subject, rest := ticket.CutSubject(strings.ToValidUTF8(in.Subject, "\uFFFD"))
	if in.Subject = subject; subject == "" {
		problem = problem.At("subject", "error.subject_missing")
	}
	if rest != "" {
		in.Text, in.HTML = rest+"\n\n"+in.Text, ""
	}
	if err := in.check("text"); err != nil {
		for _, f := range errs.From(err).Fields {
			problem = problem.At(f.Name, f.Key, f.Args...)
		}
	}
	if len(problem.Fields) > 0 {
		return problem
	}
	return nil
}

// requester finds who asked, or makes a contact; its ID is 0 while it is not
// stored.
func (in *BehalfInput) requester(tx *store.Tx, scope access.Scope) (org.User, error) {
	typed := strings.TrimSpace(in.Requester)
	unknown := errs.New(errs.Invalid, "error.check_fields").At("requester", "error.requester_unknown")
	addr, err := email.ParseAddress(typed)
	if err != nil {
		found, err := tx.PeopleNamed(scope, typed, 2)
		if err == nil && (len(found) != 1 || strings.Contains(typed, "@")) {
			err = unknown
		}
		if err != nil {
			return org.User{}, err
		}
		addr.Addr = found[0].Mail
	}
	u, err := tx.UserByMail(email.CanonicalAddr(addr.Addr))
	switch {
	case errs.Is(err, errs.NotFound):
		name := plainName(addr.Name)
		if name == "" {
			name = addr.Addr
		}
		return org.User{Name: name, Mail: addr.Addr, Active: true}, nil
	case err == nil && !u.Active:
		err = errs.New(errs.Invalid, "error.check_fields").At("requester", "error.person_left")
	}
	return u, err
}

// ticket fills in what follows from the choices, and stores a new contact.
func (in *BehalfInput) ticket(tx *store.Tx, a access.Actor, names *store.Directory, who *org.User) (ticket.Ticket, error) {
	me, _ := a.Desk()
	entity, err := in.entity(tx, me, names, who.ID)
	if err != nil {
		return ticket.Ticket{}, err
	}
	t := ticket.Ticket{
		Subject: in.Subject, Excerpt: excerpt(in.Text), Kind: in.Kind, Priority: in.Priority, Partner: me.Org, Entity: entity.ID, Topic: in.Topic,
	}
	if entity.ID != 0 {
		t.Partner = entity.Parent
	}
	wrong := func(field string) error {
		return errs.New(errs.Invalid, "error.check_fields").At(field, "error.value_unknown")
	}
	if name := strings.TrimSpace(in.System); name != "" {
		if t.System = systemNamed(names, entity.ID, name); t.System == 0 {
			return t, wrong("system")
		}
	}
	if ok, err := fits(tx, names, t, ClassifyInput{Field: ticket.FieldTopic, To: int64(in.Topic)}); err != nil || !ok {
		if err == nil {
			err = wrong("topic")
		}
		return t, err
	}
	if who.ID == 0 {
		if err := tx.AddUser(who, email.CanonicalAddr(who.Mail), ""); err != nil {
			return t, err
		}
		if entity.ID != 0 {
			if err := tx.AddMembership(who.ID, entity.ID, 0); err != nil {
				return t, err
			}
		}
	}
	t.Requester = who.ID
	return t, nil
}

// entity is the one chosen, if the agent may, or the only one of the
// requester's that the agent sees. A requester without any has none: then the
// ticket stands at the agent's own desk.
func (in *BehalfInput) entity(tx *store.Tx, me org.Membership, names *store.Directory, who org.UserID) (org.Organization, error) {
	if in.Entity != 0 {
		o := names.Orgs[in.Entity]
		if !seesEntity(me, o) {
			return o, errs.New(errs.Invalid, "error.check_fields").At("entity", "error.value_unknown")
		}
		return o, nil
	}
	var theirs []org.Organization
	if who != 0 {
		list, err := tx.Memberships(who)
		if err != nil {
			return org.Organization{}, err
		}
		for _, m := range list {
			if o := names.Orgs[m.Org]; seesEntity(me, o) {
				theirs = append(theirs, o)
			}
		}
	}
	switch len(theirs) {
	case 0:
		return org.Organization{}, nil
	case 1:
		return theirs[0], nil
	}
	return org.Organization{}, errs.New(errs.Invalid, "error.check_fields").At("entity", "error.entity_which")
}

// systemNamed finds an entity's system by its name.
func systemNamed(names *store.Directory, entity org.ID, name string) org.SystemID {
	for _, s := range names.Systems {
		if s.Entity == entity && entity != 0 && !s.Archived && strings.EqualFold(s.Name, name) {
			return s.ID
		}
	}
	return 0
}

// Acquaintance is a colleague or a customer, as the agent knows them.
type Acquaintance = store.Acquaintance

// PeopleNamed finds people within what the agent sees by a few letters.
func (d *Desk) PeopleNamed(ctx context.Context, a access.Actor, text string, limit int) (list []Acquaintance, err error) {
	scope, err := staff(a)
	if err != nil {
		return nil, err
	}
	err = d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		list, err = tx.PeopleNamed(scope, text, limit)
		return err
	})
	return list, err
}

// Topics lists what a desk's tickets may be about.
func (d *Desk) Topics(ctx context.Context, desk org.ID) (list []store.Topic, err error) {
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		all, err := tx.Topics(desk)
		for _, t := range all {
			if t.Active {
				list = append(list, t)
			}
		}
		return err
	})
	return list, err
}
