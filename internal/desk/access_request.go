package desk

import (
	"context"
	"strings"
	"time"

	"balie/internal/errs"
	"balie/internal/letter"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// JobAccess decides about a request for access. The form itself does the same
// for all of them.
const JobAccess = "access"

// maxWhy is the longest reason in characters.
const maxWhy = 2000

// AccessInput is a request for access.
type AccessInput struct {
	Name     string
	Mail     string
	Why      string
	Language string // of the page
	Browser
}

type accessArgs struct {
	Name     string `json:"name"`
	Mail     string `json:"mail"`
	Key      string `json:"key"`
	Why      string `json:"why,omitempty"`
	Language string `json:"language,omitempty"`
	Desk     org.ID `json:"desk,omitempty"` // that is asked, where no entity is known; 0 is the vendor's
}

// RequestAccess takes a request for access. What it does, answers and takes is
// the same whoever asks: it leaves a job.
func (d *Desk) RequestAccess(ctx context.Context, in AccessInput) error {
	args := accessArgs{Name: strings.Join(strings.Fields(in.Name), " "), Why: strings.TrimSpace(in.Why), Language: d.Texts.Match(in.Language)}
	problem := errs.New(errs.Invalid, "error.check_fields")
	var err error
	if key, a := nameProblem(args.Name); key != "" {
		problem = problem.At("name", key, a...)
	}
	if args.Mail, args.Key, err = mailOf(in.Mail); err != nil {
		problem = problem.At("mail", "mail.address_invalid")
	}
	if len([]rune(args.Why)) > maxWhy {
		problem = problem.At("why", "error.too_long", "max", maxWhy)
	}
	if len(problem.Fields) > 0 {
		return problem
	}
	if err := d.try(ctx, limitAsk, args.Key, in.Address); err != nil {
		return err
	}
	return d.Store.Write(ctx, func(tx *store.Tx) error { return tx.Enqueue(job(JobAccess, args)) })
}

// DecideAccess does a job of the kind JobAccess. A known contact gets the link
// to set a password; an address in a domain that an entity opened is invited,
// or shown to its administrators; anybody else becomes a ticket.
func (d *Desk) DecideAccess(ctx context.Context, j store.Job) error {
	var args accessArgs
	if err := j.Into(&args); err != nil {
		return err
	}
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return err
	}
	return d.Store.WriteJob(ctx, func(tx *store.Tx) error {
		if err := d.decideAccess(tx, names, args); err != nil {
			return err
		}
		return ends(tx, j)
	})
}

func (d *Desk) decideAccess(tx *store.Tx, names *store.Directory, args accessArgs) error {
	c, err := tx.Credential(args.Key)
	if err != nil && !errs.Is(err, errs.NotFound) {
		return err
	}
	if known, err := d.offerPassword(tx, c); err != nil || known {
		return err
	}
	_, domain, _ := strings.Cut(args.Key, "@")
	open, err := tx.MailDomain(domain)
	if errs.Is(err, errs.NotFound) {
		if known, err := d.offerFollower(tx, c); err != nil || known {
			return err
		}
		return d.accessTicket(tx, names, max(org.VendorID, args.Desk), c, args)
	}
	if err != nil {
		return err
	}
	entity := names.Orgs[open.Entity]
	switch {
	case c.User != 0 && !c.Active: // somebody who left does not come back by themselves
	case open.Policy == store.DomainOpen:
		return d.mailInvitation(tx, entity, store.Invitation{
			Org: entity.ID, Mail: args.Mail, MailKey: args.Key, Name: args.Name, Language: args.Language,
		}, "")
	default:
		if asked, err := d.askAdministrators(tx, entity, args); err != nil || asked {
			return err
		}
	}
	return d.accessTicket(tx, names, entity.Parent, c, args)
}

// accessTicket puts the request before a desk, as a ticket without entity. The
// asker is not told by mail: nobody knows yet whose address it is.
func (d *Desk) accessTicket(tx *store.Tx, names *store.Directory, at org.ID, c store.Credential, args accessArgs) error {
	if c.User == 0 {
		u := org.User{Name: args.Name, Mail: args.Mail, Language: args.Language, Active: true}
		if err := tx.AddUser(&u, args.Key, ""); err != nil {
			return err
		}
		c.User = u.ID
	}
	desk := names.Orgs[at]
	l := d.Texts.In(desk.Language, time.UTC)
	text := l.T("access.ticket.text", "name", args.Name, "mail", args.Mail)
	if args.Why != "" {
		text += "\n\n" + args.Why
	}
	subject, _ := ticket.CutSubject(l.T("access.ticket.subject", "name", args.Name))
	by := ticket.By{User: c.User, Tier: org.Entity, Channel: ticket.Portal}
	m, err := Writing{Text: text}.message(tx, by, false)
	if err != nil {
		return err
	}
	after, e := ticket.Begin(ticket.Ticket{
		Subject: subject, Excerpt: excerpt(text), Kind: ticket.Question, Partner: at, Requester: c.User,
	}, by, tx.Now)
	e.To = ticket.AccessRequest
	return d.record(tx, &change{after: after, message: m, events: []ticket.Event{e}})
}

// grant is what a link of purposeGrant is about.
type grant struct {
	Entity org.ID `json:"entity"`
	accessArgs
}

// askAdministrators mails the entity's administrators one link between them:
// the first answer counts. It reports whether there are any.
func (d *Desk) askAdministrators(tx *store.Tx, entity org.Organization, args accessArgs) (bool, error) {
	members, err := tx.Members(entity.ID)
	if err != nil {
		return false, err
	}
	var mails []accessMail
	for _, m := range members {
		if m.User.Active && m.SignsIn && m.Rights.Has(org.Administrator) {
			mails = append(mails, accessMail{
				kind: letter.AccessAsked, to: m.User.ID, from: entity.Parent,
				about: about{Entity: entity.Name, Who: args.Name, WhoMail: args.Mail, Words: args.Why},
			})
		}
	}
	if len(mails) == 0 {
		return false, nil
	}
	subject, err := grantSubject(grant{entity.ID, args})
	if err != nil {
		return false, err
	}
	link, err := tx.AddLink(purposeGrant, subject, tx.Now.Add(grantLife))
	if err != nil {
		return false, err
	}
	for i := range mails {
		mails[i].link = link
	}
	return true, d.post(tx, mails...)
}
