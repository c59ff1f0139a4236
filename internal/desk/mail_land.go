package desk

import (
	"encoding/json"

	"balie/internal/email"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// landing is a mail on its way to a ticket, within one transaction.
type landing struct {
	d     *Desk
	tx    *store.Tx
	names *store.Directory
	row   store.Inbound
	in    *mailRead

	key      string   // of the sender's address, "" when there is none to read
	user     org.User // who has it; without an id when nobody does
	added    bool     // user is a contact since this mail
	who      sender   // with their rights; none when they left
	stranger bool     // nobody vouches for the sender: no organization of theirs, nor their own domain
	boxes    []string // the addresses that the mail came to, the envelope's first
	box      mailBox
	auto     email.Automatic
	claimed  []claim
	language string // of the subject that asks for access
	facts    mailFacts
	made     *change // what was recorded; nil of a mail that became no message
}

// MailFacts is what was found in a mail, for whoever asks why it landed where
// it did.
type MailFacts struct {
	Class  string   `json:"class,omitempty"`  // an email.Class
	Signs  []string `json:"signs,omitempty"`  // by which it was told
	SPF    string   `json:"spf,omitempty"`    // words of RFC 8601
	DKIM   string   `json:"dkim,omitempty"`   //
	DMARC  string   `json:"dmarc,omitempty"`  //
	Proven bool     `json:"proven,omitempty"` // the sender's domain vouches for the address
	Cut    []string `json:"cut,omitempty"`    // what a limit left out
	Name   string   `json:"name,omitempty"`   // the writer's, as the mail says
}

// land decides about a mail and does it, with the end of the job.
func (d *Desk) land(tx *store.Tx, names *store.Directory, id int64, in *mailRead, j store.Job) error {
	row, err := tx.LockInbound(id)
	if err != nil {
		return err
	}
	if row.State == store.InboundWaiting {
		l := &landing{d: d, tx: tx, names: names, row: row, in: in}
		if err := l.run(); err != nil {
			return err
		}
		if err := tx.EndInbound(l.row); err != nil {
			return err
		}
	}
	return ends(tx, j)
}

func (l *landing) run() error {
	m := l.in.Message
	l.row.Sender, l.row.MailID, l.row.Digest = m.From.Addr, m.Thread.ID, l.in.digest
	l.row.Subject = l.in.subject
	l.addresses()
	if err := l.known(); err != nil {
		return err
	}
	twin, err := l.twin()
	if err != nil {
		return err
	}
	if err := l.classify(); err != nil {
		return err
	}
	if err := l.keepFacts(); err != nil {
		return err
	}
	switch {
	case twin.ID != 0:
		l.row.Ticket = twin.Ticket
		return l.ends(store.InboundRefused, "twice")
	case l.auto.Class != email.OwnMail && l.key != "" && l.ours():
		return l.ends(store.InboundRefused, "own")
	}
	if l.facts.leads, err = l.leads(); err != nil {
		return err
	}
	return l.do(l.facts.route(l.tx.Now))
}

// ours reports whether the mail comes from an address of a desk, rather than of
// a person: what is sent there would come back again.
func (l *landing) ours() bool {
	if l.d.ourAddress(l.names, l.key) {
		return true
	}
	for _, o := range l.names.Orgs {
		if o.ID == l.row.Org && o.Notify != "" && email.CanonicalAddr(o.Notify) == l.key && len(l.who.Memberships) == 0 {
			return true
		}
	}
	return false
}

// addresses finds whose mailbox the mail came to.
func (l *landing) addresses() {
	l.boxes = l.row.To
	for _, a := range l.in.Recipients {
		l.boxes = append(l.boxes[:len(l.boxes):len(l.boxes)], a.Addr)
	}
	l.box = boxOf(l.names, l.boxes)
	l.row.Org = l.box.desk
}

// twin finds the same mail that came by another way. Two that come at once wait
// for each other here.
func (l *landing) twin() (store.Inbound, error) {
	if l.row.MailID == "" {
		return store.Inbound{}, nil
	}
	if _, _, err := l.tx.Try("mail id "+l.row.MailID, 1, mailTwin); err != nil {
		return store.Inbound{}, err
	}
	twin, err := l.tx.InboundKnown(l.row.MailID, l.row.Digest, l.row.ID)
	if errs.Is(err, errs.NotFound) {
		err = nil
	}
	return twin, err
}

func (l *landing) classify() error {
	var failed error
	l.auto = l.in.Classify(func(id string) bool {
		_, err := l.tx.SentAs(id)
		if err != nil && !errs.Is(err, errs.NotFound) {
			failed = err
		}
		return err == nil
	})
	l.facts.class, l.facts.proven = l.auto.Class, l.in.proven
	if failed != nil {
		return failed
	}
	return l.asksAccess()
}

func (l *landing) keepFacts() error {
	kept := MailFacts{
		Class: string(l.auto.Class), Signs: l.auto.Why, SPF: l.in.auth.SPF, DKIM: l.in.auth.DKIM, DMARC: l.in.auth.DMARC, Proven: l.in.proven,
		Name: l.in.From.Name,
	}
	for _, c := range l.in.Cut {
		kept.Cut = append(kept.Cut, string(c))
	}
	raw, err := json.Marshal(kept)
	l.row.Facts = string(raw)
	return err
}

// ends writes down what became of the mail.
func (l *landing) ends(state store.InboundState, why string, args ...any) error {
	l.d.Log.Debug("a mail was placed", "mail", l.row.ID, "state", state.String(), "why", why)
	l.row.State, l.row.Reason = state, why
	l.row.Args = ""
	if len(args) == 0 {
		return nil
	}
	raw, err := json.Marshal(args)
	l.row.Args = string(raw)
	return err
}

// landed is ends for a mail that became a message, whose Message-ID and
// ancestors are known from now on.
func (l *landing) landed(t ticket.ID, m *ticket.Message, why string, args ...any) error {
	l.row.Ticket, l.row.Message = t, m.ID
	if err := l.ends(store.InboundDone, why, args...); err != nil {
		return err
	}
	var ancestors []string
	for _, id := range l.in.Thread.Ancestors() {
		if !l.d.ourMailID(l.names, id) {
			ancestors = append(ancestors, id)
		}
	}
	return l.tx.AddMailIDs(t, m.ID, store.MailName{ID: l.row.MailID, Index: l.in.Thread.Index.String()}, ancestors)
}

func (l *landing) do(v verdict) error {
	if v.on != nil && v.do != mailRefuse {
		t, err := l.tx.LockTicketForJob(v.on.ticket.ID)
		if err != nil {
			return err
		}
		v.on.ticket = t // as it is now, and stays until we are done
		v = l.facts.route(l.tx.Now)
	}
	switch v.do {
	case mailSay:
		return l.say(v)
	case mailAside:
		return l.aside(v)
	case mailAccess:
		return l.requestAccess()
	case mailReport:
		return l.report()
	case mailRefuse:
		if v.on != nil {
			l.row.Ticket = v.on.ticket.ID
		}
		return l.ends(store.InboundRefused, v.why)
	}
	return l.open(v)
}
