package desk

import (
	"balie/internal/email"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// mailBox is where a mail came in: a desk's, and what its new tickets are about.
type mailBox struct {
	desk   org.ID // the vendor's where no address is a desk's
	known  bool   // one is
	system org.SystemID
	topic  ticket.TopicID
}

// boxOf finds the mailbox that receives mail at one of the addresses, the first
// counting most.
func boxOf(names *store.Directory, addresses []string) mailBox {
	for _, a := range addresses {
		box, _, _ := email.SplitPlus(a)
		for _, exact := range []string{email.CanonicalAddr(a), box} {
			if found := boxAt(names, exact); found.known {
				return found
			}
		}
	}
	return mailBox{desk: org.VendorID}
}

// boxAt is the mailbox whose address it is, in its canonical form: one that a
// desk was given in addition says what its tickets are about.
func boxAt(names *store.Directory, address string) mailBox {
	m, ok := names.Addresses[address]
	if !ok {
		at := deskAt(names, address)
		return mailBox{desk: at, known: at != 0}
	}
	b := mailBox{desk: m.Org, known: true, topic: m.Topic}
	if s := names.Systems[m.System]; !s.Archived && names.Orgs[s.Entity].Parent == m.Org { // its entity may have moved
		b.system = m.System
	}
	return b
}

// deskAt is the desk whose own address it is, in its canonical form; of several
// the first that was made, 0 when none has it.
func deskAt(names *store.Directory, address string) (found org.ID) {
	for _, o := range names.Orgs {
		if o.Tier != org.Entity && o.Mail != "" && email.CanonicalAddr(o.Mail) == address && (found == 0 || o.ID < found) {
			found = o.ID
		}
	}
	return found
}

// about gives a new ticket the system and the topic of the mailbox, where they
// belong to it.
func (l *landing) about(t *ticket.Ticket) error {
	for _, in := range []ClassifyInput{
		{Field: ticket.FieldSystem, To: int64(l.box.system)}, {Field: ticket.FieldTopic, To: int64(l.box.topic)},
	} {
		if in.To == 0 {
			continue
		}
		ok, err := fits(l.tx, l.names, *t, in)
		switch {
		case err != nil:
			return err
		case !ok: // a sender of another entity, or a topic that was given up
		case in.Field == ticket.FieldSystem:
			t.System = l.box.system
		default:
			t.Topic = l.box.topic
		}
	}
	return nil
}
