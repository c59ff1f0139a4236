package desk

import (
	"context"
	"strings"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// SubmitInput is a new ticket as its asker fills it in.
type SubmitInput struct {
	Writing
	Subject   string
	Kind      ticket.Kind
	Entity    org.ID         // 0: the asker's only one
	System    org.SystemID   // 0: not about a system
	Topic     ticket.TopicID // of the entity's first desk; what is none of these is left out
	Followers []org.UserID
	Channel   ticket.Channel
	Once      string
}

// Submit makes a ticket of a customer's question and gives its number.
func (d *Desk) Submit(ctx context.Context, a access.Actor, in SubmitInput) (ticket.ID, error) {
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return 0, err
	}
	t, by, err := in.draft(a, names)
	if err != nil {
		old, err := d.refuse(ctx, a.User, in.Once, err)
		return ticketOf(old), err
	}
	got, err := d.write(ctx, a.User, in.Once, func(tx *store.Tx) (string, error) {
		if in.Topic != 0 {
			ok, err := fits(tx, names, t, ClassifyInput{Field: ticket.FieldTopic, To: int64(in.Topic)})
			if err != nil {
				return "", err
			}
			if ok {
				t.Topic = in.Topic
			}
		}
		m, err := in.message(tx, by, false)
		if err != nil {
			return "", err
		}
		after, e := ticket.Begin(t, by, tx.Now)
		c := &change{after: after, message: m, events: []ticket.Event{e}, followers: in.Followers}
		if err := d.record(tx, c); err != nil {
			return "", err
		}
		return result(c.after), tx.DropPortalDraft(a.User, 0)
	})
	return ticketOf(got), err
}

// draft checks the input and fills in what follows from who asks.
func (in *SubmitInput) draft(a access.Actor, names *store.Directory) (ticket.Ticket, ticket.By, error) {
	if a.User == 0 {
		return ticket.Ticket{}, ticket.By{}, errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	problem := errs.New(errs.Invalid, "error.check_fields")
	fail := func(field, key string) { problem = problem.At(field, key) }

	if in.Kind != ticket.Question && in.Kind != ticket.Incident {
		fail("kind", "error.kind_missing")
	}
	entity, ok := chooseEntity(a, in.Entity)
	if !ok {
		fail("entity", "error.entity_missing")
	}
	if s, known := names.Systems[in.System]; in.System != 0 && (!known || s.Archived || s.Entity != entity.Org) {
		fail("system", "error.system_unknown")
	}
	subject, rest := ticket.CutSubject(strings.ToValidUTF8(in.Subject, "\uFFFD"))
	if subject == "" {
		fail("subject", "error.subject_missing")
	}
	if rest != "" {
		in.Text = rest + "\n\n" + in.Text
	}
	if err := in.check("text"); err != nil {
		if e := errs.From(err); e.Code != errs.Invalid || len(problem.Fields) == 0 {
			problem = errs.New(e.Code, "error.check_fields")
		}
		for _, f := range errs.From(err).Fields {
			problem = problem.At(f.Name, f.Key, f.Args...)
		}
	}
	if len(problem.Fields) > 0 {
		return ticket.Ticket{}, ticket.By{}, problem
	}
	t := ticket.Ticket{
		Subject: subject, Excerpt: excerpt(in.Text), Kind: in.Kind, Partner: entity.Parent, Entity: entity.Org,
		System: in.System, Requester: a.User,
	}
	return t, a.Customer(entity.Org, in.Channel), nil
}

// chooseEntity finds for which entity a person asks: the named one if it is
// theirs, else the only one they have.
func chooseEntity(a access.Actor, wanted org.ID) (org.Membership, bool) {
	mine := a.Entities()
	if wanted == 0 && len(mine) == 1 {
		return mine[0], true
	}
	for _, m := range mine {
		if m.Org == wanted {
			return m, true
		}
	}
	return org.Membership{}, false
}
