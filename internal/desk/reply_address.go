package desk

import (
	"slices"
	"strings"

	"balie/internal/authn"
	"balie/internal/email"
	"balie/internal/letter"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// replyTo is where the answer to one of our mails about a ticket goes: an
// address that says for which ticket, from whom, and whether it is for agents
// alone, signed so that nobody can make one; in the domain of the mail's sender,
// if we have one there. Zero without incoming mail, for a mail to a desk's own
// address, which is no person's, and for one about many tickets: its answer is
// for none of them.
func (d *Desk) replyTo(m store.MailOut, from email.Address) email.Address {
	if d.ReplyAddress == "" || m.Ticket == 0 || m.User <= 0 || aboutMany(m.Kind) {
		return email.Address{}
	}
	tag := authn.ReplyTag{Ticket: int64(m.Ticket), Person: int64(m.User), Hidden: answersHidden(m.Kind)}
	a, err := email.ParseAddress(email.JoinPlus(d.replyBox(afterAt(from.Addr)), d.Links.SignReply(tag)))
	if err != nil {
		return email.Address{}
	}
	return a
}

func (d *Desk) replyBox(domain string) string {
	for _, box := range d.replyBoxes() {
		if strings.EqualFold(afterAt(box), domain) {
			return box
		}
	}
	return d.ReplyAddress
}

func (d *Desk) replyBoxes() []string { return append([]string{d.ReplyAddress}, d.ReplyAlso...) }

// answersHidden reports whether an agent's answer to a mail of the kind is
// hidden: all but those that hold a public message.
func answersHidden(kind string) bool { return !letter.Kind(kind).Carries() }

// repliesTo reads what a mail's recipients say of the mail that it answers.
func (d *Desk) repliesTo(m *email.Message, envelope []string) (list []authn.ReplyTag) {
	if d.ReplyAddress == "" {
		return nil
	}
	for _, box := range d.replyBoxes() {
		for _, tag := range m.ReplyTags(box, envelope...) {
			if t, ok := d.Links.ParseReply(tag); ok {
				list = append(list, t)
			}
		}
	}
	return list
}

// ourAddress reports whether mail to the address comes back to us.
func (d *Desk) ourAddress(names *store.Directory, address string) bool {
	box, _, _ := email.SplitPlus(address)
	for _, ours := range slices.Concat([]string{d.MailFrom.Addr}, d.replyBoxes(), d.MailFor) {
		if ours != "" && box == email.CanonicalAddr(ours) {
			return true
		}
	}
	return boxOf(names, []string{address}).known
}

// ourMailbox reports whether what is told at a desk's own address would come
// back as incoming mail.
func (d *Desk) ourMailbox(names *store.Directory, o org.Organization) bool {
	return d.ReplyAddress != "" && d.ourAddress(names, o.ToldAt())
}

func tagTicket(t authn.ReplyTag) ticket.ID { return ticket.ID(t.Ticket) }

func tagPerson(t authn.ReplyTag) org.UserID { return org.UserID(t.Person) }
