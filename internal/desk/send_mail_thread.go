package desk

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"

	"balie/internal/email"
	"balie/internal/org"
	"balie/internal/store"
)

const (
	lookedBack    = 500 // earlier mails that are looked at, of each side
	referencesMax = 60  // that a mail names
)

// known are the mails that came in and that the receiver may know: customers
// hear of no agent's own mail, whose Message-ID tells where they work.
func (s *scene) known() []store.Heard {
	if s.staff {
		return s.heard
	}
	return slices.DeleteFunc(slices.Clone(s.heard), func(h store.Heard) bool {
		return h.Desk != 0 && s.names.Orgs[h.Desk].Tier != org.Entity
	})
}

// references are the mails of the conversation as its receiver has it (RFC 5322
// §3.6.4), the first and the newest of very many, and the one that this mail
// answers: the last that came in, else our last one.
func (s *scene) references() (answers string, list []string) {
	root, known := s.d.threadID(s.brand, s.ticket.ID), s.known()
	all := append(slices.Clone(known), s.sent...)
	slices.SortStableFunc(all, func(a, b store.Heard) int { return a.At.Compare(b.At) })
	answers, list = root, []string{root}
	for _, h := range all {
		if !slices.Contains(list, h.ID) {
			answers, list = h.ID, append(list, h.ID)
		}
	}
	if len(known) > 0 {
		answers = known[len(known)-1].ID
	}
	if len(list) > referencesMax {
		list = append(list[:2:2], list[len(list)-referencesMax+2:]...)
	}
	if aboutMany(s.mail.Kind) {
		return "", nil // about many tickets it belongs to no conversation
	}
	return answers, list
}

// threadIndex continues the conversation that Outlook began: the newest one of
// the receiver's own, else of anybody's, else the ticket's.
func (s *scene) threadIndex() email.ThreadIndex {
	var own, any email.ThreadIndex
	for _, h := range s.known() {
		index := email.ParseThreadIndex(h.Index)
		if index == (email.ThreadIndex{}) {
			continue
		}
		if any = index; h.Author == s.to.ID {
			own = index
		}
	}
	begun := sha256.Sum256([]byte(fmt.Sprintf("thread %d", s.ticket.ID) + s.d.threadID(s.brand, s.ticket.ID)))
	fresh := email.NewThreadIndex([16]byte(begun[:16]), s.ticket.CreatedAt)
	return cmp.Or(own, any, fresh).Answer(s.event.At)
}
