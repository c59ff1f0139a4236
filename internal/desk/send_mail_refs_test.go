package desk

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"balie/internal/email"
	"balie/internal/org"
	"balie/internal/store"
)

// TestALongConversationNamesItsFirstAndNewestMails has 200 mails of each side,
// and one of an agent that customers hear nothing of.
func TestALongConversationNamesItsFirstAndNewestMails(t *testing.T) {
	began := time.Date(2026, time.June, 3, 9, 0, 0, 0, time.UTC)
	s := &scene{
		d:     New(Options{MailFrom: email.Address{Addr: "balie@tessel.example"}}),
		names: &store.Directory{Orgs: map[org.ID]org.Organization{1: {ID: 1, Tier: org.Vendor}, 3: {ID: 3, Tier: org.Entity}}},
	}
	s.ticket.ID = 7
	for n := range 200 {
		at := began.Add(time.Duration(n) * time.Minute)
		s.heard = append(s.heard, store.Heard{MailName: store.MailName{ID: fmt.Sprintf("<in%d@x>", n)}, At: at, Desk: 3})
		s.sent = append(s.sent, store.Heard{MailName: store.MailName{ID: fmt.Sprintf("<out%d@x>", n)}, At: at.Add(time.Second)})
	}
	s.heard = append(s.heard, store.Heard{MailName: store.MailName{ID: "<agent@x>"}, At: began.Add(time.Hour), Desk: 1})
	answers, list := s.references()
	if len(list) != referencesMax || list[0] != "<balie.t7@tessel.example>" || list[1] != "<in0@x>" || list[2] != "<in171@x>" || list[len(list)-1] != "<out199@x>" {
		t.Errorf("%d: %v", len(list), list)
	}
	if answers != "<in199@x>" || slices.Contains(list, "<agent@x>") {
		t.Errorf("it answers %s", answers)
	}
	s.heard, s.sent = nil, nil
	if answers, list = s.references(); len(list) != 1 || answers != list[0] {
		t.Errorf("the first mail answers %s of %v", answers, list)
	}
}
