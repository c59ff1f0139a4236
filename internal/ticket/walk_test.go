package ticket_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"balie/internal/org"
	"balie/internal/ticket"
)

// TestWalks takes random legal steps, time running on, and looks after each
// whether the ticket still makes sense.
func TestWalks(t *testing.T) {
	names := make([]string, 0, len(actors))
	for name := range actors {
		names = append(names, name)
	}
	slices.Sort(names)
	rapid.Check(t, func(t *rapid.T) {
		place := rapid.SampledFrom([]string{"partner", "direct"}).Draw(t, "place")
		now := begun
		tk, _ := ticket.Begin(ticket.Ticket{Kind: ticket.Incident, Partner: places[place].Partner, Entity: entityOrg}, actors["customer"], now)
		sound(t, tk, now)
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "minutes")) * time.Minute)
			if rapid.IntRange(0, 5).Draw(t, "aside") == 0 {
				tk = aside(t, tk, actors[rapid.SampledFrom(names).Draw(t, "actor")], now)
			} else {
				m := rapid.SampledFrom(possible(tk, names)).Draw(t, "move")
				tk = walk(t, tk, m.act, actors[m.actor], now)
			}
			sound(t, tk, now)
		}
	})
}

type move struct {
	act   ticket.Act
	actor string
}

func possible(tk ticket.Ticket, names []string) (out []move) {
	for _, act := range allActs() {
		for _, name := range names {
			if tk.Can(act, actors[name]) {
				out = append(out, move{act, name})
			}
		}
	}
	return out
}

// walk takes one step; what is hidden may move neither the state nor what the
// customer sees of the time.
func walk(t *rapid.T, before ticket.Ticket, act ticket.Act, by ticket.By, now time.Time) ticket.Ticket {
	tk, e, err := before.Next(act, by, now)
	if err != nil {
		t.Fatalf("%s was possible: %v", act, err)
	}
	if act == ticket.Hold {
		tk.HoldReason = "parts ordered"
	}
	if e.Info().Name == "" || e.Info().Moves == ticket.Neither {
		t.Fatalf("%s left the event %+v", act, e)
	}
	if !e.Info().Public && (!tk.PublicAt.Equal(before.PublicAt) || tk.State != before.State) {
		t.Fatalf("%s is hidden and shows: %+v", act, tk)
	}
	return tk
}

// aside does what changes no state, from either desk.
func aside(t *rapid.T, tk ticket.Ticket, by ticket.By, now time.Time) ticket.Ticket {
	before := tk
	if rapid.Bool().Draw(t, "priority") {
		tk, _ = tk.Prioritise(ticket.Priority(rapid.IntRange(1, 4).Draw(t, "to")), by, now)
	} else {
		desk := rapid.SampledFrom([]org.ID{tk.Partner, vendorOrg}).Draw(t, "desk")
		tk, _, _ = tk.Assign(desk, org.UserID(rapid.IntRange(0, 3).Draw(t, "assignee")), by, now)
	}
	if tk.UpdatedAt != before.UpdatedAt || tk.PublicAt != before.PublicAt || tk.State != before.State || tk.Holder != before.Holder {
		t.Fatalf("assigning or prioritising moved %+v to %+v", before, tk)
	}
	return tk
}

func sound(t *rapid.T, tk ticket.Ticket, now time.Time) {
	must := func(ok bool, what string) {
		if !ok {
			t.Fatalf("%s: %+v", what, tk)
		}
	}
	must(tk.Holder == tk.Partner || tk.Holder == vendorOrg, "somebody else holds it")
	must(!tk.Direct() || tk.Holder == vendorOrg, "a direct ticket left the vendor")
	must(tk.Answered == 0 || tk.Answered == tk.Partner || tk.Answered == vendorOrg, "somebody else answered")
	must(tk.State != ticket.Waiting || tk.Answered == tk.Holder, "it waits for a desk that does not hold it")
	must(tk.ClosedAt.IsZero() == (tk.State != ticket.Closed), "closed without a time, or a time without closed")
	must(tk.HoldReason == "" || tk.State == ticket.OnHold, "a hold's reason without a hold")
	must(!tk.NewReply || tk.State == ticket.OnHold || tk.State == ticket.Closed, "a new reply marked on a ticket whose turn shows it")
	must((tk.State == ticket.Open) == (tk.Reason != ticket.NoReason), "an open ticket has a reason, others have none")
	must(!tk.PublicAt.After(tk.UpdatedAt), "the customer's last update is after the staff's")
	for _, at := range []time.Time{tk.UpdatedAt, tk.PublicAt, tk.LineAt, tk.ClosedAt} {
		must(!at.After(now) && (at.IsZero() || !at.Before(tk.CreatedAt)), "a time outside its life")
	}
	shelf := map[ticket.State][]ticket.Shelf{
		ticket.Open: {ticket.OpenAtPartner, ticket.OpenAtVendor}, ticket.Waiting: {ticket.PartnerAnswered, ticket.VendorAnswered},
		ticket.OnHold: {ticket.ShelfOnHold, ticket.ShelfOnHold}, ticket.Closed: {ticket.ShelfClosed, ticket.ShelfClosed},
	}[tk.State]
	side := 0
	if tk.Holder == vendorOrg {
		side = 1
	}
	must(tk.Shelf() == shelf[side], "it lies on the wrong shelf")
	must((tk.Rank() == ticket.RankOwed) == (tk.Reason == ticket.AnswerOwed), "who waits stands with the owed, or the other way")
}
