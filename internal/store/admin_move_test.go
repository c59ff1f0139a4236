package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"balie/internal/access"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

// walked stores a ticket of the entity and takes it through some acts of its
// partner's agent and the vendor's.
func walked(t *testing.T, st *store.Store, w *storetest.World, acts string) ticket.ID {
	t.Helper()
	made := w.Submit(t, st, w.Customers[0], "Walked "+acts)
	partner, vendor := w.Staff[4].Agent(ticket.Workspace), w.Staff[1].Agent(ticket.Workspace)
	change(t, st, func(tx *store.Tx) error {
		for _, act := range acts {
			by, do := partner, ticket.Ask
			switch act {
			case 'a': // assigned
				made, _, _ = made.Assign(by.Org, by.User, by, tx.Now)
				made, _, _ = made.Assign(org.VendorID, vendor.User, vendor, tx.Now)
				made.VendorTeam, made.WorkedOn = w.Teams[0].ID, true
				if err := tx.SaveTicket(made); err != nil {
					return err
				}
				continue
			case 's':
				do = ticket.Send
			case 'v':
				by = vendor
			case 'h':
				by, do = vendor, ticket.Hold
			case 'c':
				do = ticket.Close
			}
			next, e, err := made.Next(do, by, tx.Now)
			if err != nil {
				return err
			}
			made = next
			if err := storetest.Say(tx, &made, e, do == ticket.Send, "<p>words</p>"); err != nil {
				return err
			}
		}
		return nil
	})
	return made.ID
}

// TestMovedTicketsAreAsTheDomainSays moves an entity back and forth between
// desks of both tiers and holds each row against ticket.Rehome.
func TestMovedTicketsAreAsTheDomainSays(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		w := storetest.NewWorld(t, st)
		entity := w.Entities[0].ID
		var list []ticket.ID
		for _, acts := range []string{"", "a", "w", "aw", "s", "as", "sv", "h", "wh", "c", "ac", "swc"} {
			list = append(list, walked(t, st, w, acts))
		}
		other := w.Submit(t, st, w.Customers[3], "Of another entity")
		hushed := list[0]
		change(t, st, func(tx *store.Tx) error {
			before, err := tx.Ticket(access.DeskScope(w.Staff[0]), hushed)
			if err != nil {
				return err
			}
			after, ev, err := before.Next(ticket.Ask, w.Staff[4].Agent(ticket.Workspace), tx.Now)
			if err != nil {
				return err
			}
			if err := storetest.Say(tx, &after, ev, false, "<p>a question</p>"); err != nil {
				return err
			}
			after = after.Hush(before, tx.Now.Add(ticket.UndoTime))
			if err := tx.SaveTicket(after); err != nil {
				return err
			}
			_, err = tx.MovePeople(after)
			return err
		})
		by := w.Staff[0].Agent(ticket.Workspace)
		from := w.Partners[0].ID
		for _, to := range []org.ID{w.Partners[1].ID, w.Vendor.ID, w.Partners[0].ID} {
			e.Clock.Advance(time.Minute)
			want := map[ticket.ID]ticket.Ticket{}
			change(t, st, func(tx *store.Tx) error {
				for _, id := range list {
					before, err := tx.Ticket(access.DeskScope(w.Staff[0]), id)
					if err != nil {
						return err
					}
					want[id], _ = before.Rehome(to, by, tx.Now)
				}
				n, err := tx.MoveTickets(entity, to, by)
				if int(n) != len(list) {
					t.Errorf("to %d: %d moved, want %d", to, n, len(list))
				}
				return err
			})
			look(t, st, func(tx *store.Tx) error {
				for _, id := range list {
					got, err := tx.Ticket(access.DeskScope(w.Staff[0]), id)
					if err != nil {
						return err
					}
					if d := cmp.Diff(want[id], got); d != "" {
						t.Errorf("to %d: %s: %s", to, got.Subject, d)
					}
					events, err := tx.Events(id)
					last := events[len(events)-1]
					if err != nil || last.Kind != ticket.Rehomed || last.From != ticket.IDText(from) || last.To != ticket.IDText(to) || last.Actor != by.User {
						t.Errorf("to %d: the last event is %+v, %v", to, last, err)
					}
				}
				kept, err := tx.Ticket(access.DeskScope(w.Staff[0]), other.ID)
				if err != nil || kept.Partner != other.Partner {
					t.Errorf("another entity's ticket is at %d, %v", kept.Partner, err)
				}
				return err
			})
			if problems, err := st.Verify(t.Context()); err != nil || len(problems) > 0 {
				t.Fatalf("to %d: %v %v", to, problems, err)
			}
			from = to
		}
		change(t, st, func(tx *store.Tx) error {
			n, err := tx.MoveTickets(entity, from, by)
			if n != 0 {
				t.Errorf("%d moved that were there", n)
			}
			return err
		})
	})
}
