package ticket_test

import (
	"slices"
	"strings"
	"testing"

	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/ticket"
)

const (
	everyone = "partner vendor direct"
	sameAs   = ticket.Reason(-1)
)

// rule is a step as the product describes it, spelled out for each actor and
// place; whatever no rule names is impossible.
type rule struct {
	act    ticket.Act
	from   string // states
	who    string // actors
	places string
	to     ticket.State
	holder string // stays, own, answered, vendor, partner
	reason ticket.Reason
	event  ticket.EventKind
}

var rules = []rule{
	{ticket.Reply, "open", "customer follower", everyone, ticket.Open, "stays", ticket.CustomerReplied, ticket.Replied},
	{ticket.Reply, "waiting", "customer follower", everyone, ticket.Open, "answered", ticket.CustomerReplied, ticket.Replied},
	{ticket.Reply, "on_hold", "customer follower", everyone, ticket.OnHold, "stays", sameAs, ticket.Replied},
	{ticket.Reply, "closed", "customer follower", everyone, ticket.Closed, "stays", sameAs, ticket.Remarked},

	{ticket.Comment, "open", "partner vendor", "partner vendor", ticket.Open, "stays", ticket.AnswerOwed, ticket.Commented},
	{ticket.Comment, "open", "vendor", "direct", ticket.Open, "stays", ticket.AnswerOwed, ticket.Commented},
	{ticket.Comment, "waiting", "partner vendor", "partner vendor", ticket.Waiting, "stays", sameAs, ticket.Commented},
	{ticket.Comment, "waiting", "vendor", "direct", ticket.Waiting, "stays", sameAs, ticket.Commented},
	{ticket.Comment, "on_hold", "partner vendor", "partner vendor", ticket.OnHold, "stays", sameAs, ticket.Commented},
	{ticket.Comment, "on_hold", "vendor", "direct", ticket.OnHold, "stays", sameAs, ticket.Commented},
	{ticket.Comment, "closed", "partner vendor", "partner vendor", ticket.Closed, "stays", sameAs, ticket.Commented},
	{ticket.Comment, "closed", "vendor", "direct", ticket.Closed, "stays", sameAs, ticket.Commented},

	{ticket.Ask, "open waiting", "partner vendor", "partner vendor", ticket.Waiting, "own", ticket.NoReason, ticket.Asked},
	{ticket.Ask, "open waiting", "vendor", "direct", ticket.Waiting, "own", ticket.NoReason, ticket.Asked},
	{ticket.Ask, "on_hold", "vendor", everyone, ticket.Waiting, "own", ticket.NoReason, ticket.Asked},

	{ticket.Note, "open", "partner vendor", "partner vendor", ticket.Open, "stays", sameAs, ticket.Noted},
	{ticket.Note, "open", "vendor", "direct", ticket.Open, "stays", sameAs, ticket.Noted},
	{ticket.Note, "waiting", "partner vendor", "partner vendor", ticket.Waiting, "stays", sameAs, ticket.Noted},
	{ticket.Note, "waiting", "vendor", "direct", ticket.Waiting, "stays", sameAs, ticket.Noted},
	{ticket.Note, "on_hold", "partner vendor", "partner vendor", ticket.OnHold, "stays", sameAs, ticket.Noted},
	{ticket.Note, "on_hold", "vendor", "direct", ticket.OnHold, "stays", sameAs, ticket.Noted},
	{ticket.Note, "closed", "partner vendor", "partner vendor", ticket.Closed, "stays", sameAs, ticket.Noted},
	{ticket.Note, "closed", "vendor", "direct", ticket.Closed, "stays", sameAs, ticket.Noted},

	{ticket.Send, "open", "partner", "partner", ticket.Open, "vendor", ticket.FromPartner, ticket.Sent},
	{ticket.Return, "open", "vendor", "vendor", ticket.Open, "partner", ticket.BackFromVendor, ticket.Returned},
	{ticket.TakeBack, "open", "partner", "vendor", ticket.Open, "partner", ticket.TakenBack, ticket.GotBack},

	{ticket.Close, "open waiting on_hold", "customer follower", everyone, ticket.Closed, "stays", ticket.NoReason, ticket.Closing},
	{ticket.Close, "open waiting on_hold", "partner vendor", "partner vendor", ticket.Closed, "stays", ticket.NoReason, ticket.Closing},
	{ticket.Close, "open waiting on_hold", "vendor", "direct", ticket.Closed, "stays", ticket.NoReason, ticket.Closing},
	{ticket.Reopen, "closed", "customer follower", everyone, ticket.Open, "stays", ticket.WasReopened, ticket.Reopened},
	{ticket.Reopen, "closed", "partner vendor", "partner vendor", ticket.Open, "stays", ticket.WasReopened, ticket.Reopened},
	{ticket.Reopen, "closed", "vendor", "direct", ticket.Open, "stays", ticket.WasReopened, ticket.Reopened},

	{ticket.Hold, "open waiting", "vendor", everyone, ticket.OnHold, "stays", ticket.NoReason, ticket.Held},
	{ticket.Release, "on_hold", "vendor system", everyone, ticket.Open, "stays", ticket.HoldOver, ticket.HoldEnded},
}

func named(list, name string) bool { return slices.Contains(strings.Fields(list), name) }

func ruleFor(act ticket.Act, from ticket.State, actor, place string) *rule {
	for i, r := range rules {
		if r.act == act && named(r.from, from.String()) && named(r.who, actor) && named(r.places, place) {
			return &rules[i]
		}
	}
	return nil
}

// each calls fn for every act, state, actor, place and answering desk there is,
// with a customer who waits and one to whom an answer is owed.
func each(fn func(tk ticket.Ticket, act ticket.Act, actor, place string)) {
	for place, tk := range places {
		tk.ID, tk.Priority, tk.HoldReason = 123, 3, "parts ordered"
		tk.CreatedAt, tk.LineAt, tk.PublicAt, tk.UpdatedAt = begun, at(10), at(20), at(30)
		tk.PartnerAssignee, tk.VendorAssignee, tk.NewReply = 21, 41, true
		for _, answered := range []org.ID{0, tk.Partner, vendorOrg} {
			for _, reason := range []ticket.Reason{ticket.ReasonNew, ticket.AnswerOwed} {
				for _, state := range states {
					tk := tk
					tk.Answered, tk.Reason, tk.State = answered, reason, state
					if state == ticket.Closed {
						tk.ClosedAt = at(25)
					}
					for _, act := range allActs() {
						for actor := range actors {
							fn(tk, act, actor, place)
						}
					}
				}
			}
		}
	}
}

func TestNext(t *testing.T) {
	taken, refused := map[*rule]bool{}, 0
	texts := catalogues(t)
	each(func(tk ticket.Ticket, act ticket.Act, actor, place string) {
		next, e, err := tk.Next(act, actors[actor], present)
		if (err == nil) != tk.Can(act, actors[actor]) {
			t.Errorf("act %d by %s on %s at %s: Can disagrees with Next", act, actor, tk.State, place)
		}
		r := ruleFor(act, tk.State, actor, place)
		if r == nil {
			refused++
			if next != tk || e != (ticket.Event{}) || !errs.Is(err, errs.Conflict) {
				t.Errorf("act %d by %s on %s at %s: want a refusal and no change, got %v, %s, event %d",
					act, actor, tk.State, place, err, next.State, e.Kind)
				return
			}
			for code, l := range texts {
				if key := errs.From(err).Key; !l.Has(key) {
					t.Errorf("%s lacks %s", code, key)
				}
			}
			return
		}
		taken[r] = true
		if err != nil {
			t.Errorf("%s by %s on %s at %s: %v", act, actor, tk.State, place, err)
			return
		}
		r.check(t, tk, next, e, actor, place)
	})
	if len(taken) != len(rules) || refused == 0 {
		t.Errorf("only %d of %d rules were met, %d refusals", len(taken), len(rules), refused)
	}
}

func (r *rule) check(t *testing.T, tk, next ticket.Ticket, e ticket.Event, actor, place string) {
	t.Helper()
	by := actors[actor]
	holder, answered := tk.Holder, tk.Answered
	switch r.holder {
	case "own":
		holder, answered = by.Org, by.Org
	case "answered":
		if tk.Answered != 0 {
			holder = tk.Answered
		}
	case "vendor":
		holder = vendorOrg
	case "partner":
		holder = tk.Partner
	}
	reason := r.reason
	moves := r.act == ticket.Send || r.act == ticket.Return || r.act == ticket.TakeBack
	if reason == sameAs || (moves && tk.Reason == ticket.AnswerOwed) {
		reason = tk.Reason // between desks, an owed answer stays owed
	}
	if next.State != r.to || next.Holder != holder || next.Answered != answered || next.Reason != reason {
		t.Errorf("%s by %s on %s at %s: got %s, holder %d, answered %d, reason %s; want %s, %d, %d, %s",
			r.act, actor, tk.State, place, next.State, next.Holder, next.Answered, next.Reason, r.to, holder, answered, reason)
	}
	want := ticket.Event{Ticket: 123, Kind: r.event, Actor: by.User, Desk: by.Org, At: present, Channel: by.Channel}
	if e != want {
		t.Errorf("%s by %s: event %+v, want %+v", r.act, actor, e, want)
	}
	if next.PartnerAssignee != 21 || next.VendorAssignee != 41 {
		t.Errorf("%s by %s: each desk keeps its assignee; got %d, %d", r.act, actor, next.PartnerAssignee, next.VendorAssignee)
	}
}

// TestTimes holds the two last-update times against the product: what a
// customer may notice moves both, what they may not moves the staff's.
func TestTimes(t *testing.T) {
	hidden := map[ticket.Act]bool{ticket.Note: true, ticket.Send: true, ticket.Return: true, ticket.TakeBack: true}
	steps := 0
	each(func(tk ticket.Ticket, act ticket.Act, actor, _ string) {
		next, _, err := tk.Next(act, actors[actor], present)
		if err != nil {
			return
		}
		steps++
		public := present
		if hidden[act] {
			public = tk.PublicAt
		}
		if !next.UpdatedAt.Equal(present) || !next.PublicAt.Equal(public) {
			t.Errorf("%s on %s: updated %v, public %v", act, tk.State, next.UpdatedAt, next.PublicAt)
		}
		if !next.CreatedAt.Equal(begun) {
			t.Errorf("%s on %s moved the creation to %v", act, tk.State, next.CreatedAt)
		}
		if closed := next.State == ticket.Closed; next.ClosedAt.IsZero() == closed {
			t.Errorf("%s on %s: %s, closed at %v", act, tk.State, next.State, next.ClosedAt)
		}
		if act == ticket.Close && !next.ClosedAt.Equal(present) {
			t.Errorf("closed at %v", next.ClosedAt)
		}
	})
	if steps == 0 {
		t.Fatal("no step was possible")
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		state ticket.State
		act   ticket.Act
		actor string
		want  string
	}{
		{ticket.Closed, ticket.Ask, "vendor", "error.ticket_closed"},
		{ticket.Closed, ticket.Close, "customer", "error.ticket_closed"},
		{ticket.Open, ticket.Reopen, "customer", "error.ticket_not_closed"},
		{ticket.Open, ticket.Return, "vendor", "error.ticket_not_at_your_desk"},
		{ticket.Waiting, ticket.Send, "partner", "error.ticket_not_now"},
		{ticket.Open, ticket.TakeBack, "partner", "error.ticket_not_now"},
		{ticket.Open, ticket.Release, "vendor", "error.ticket_not_now"},
		{ticket.OnHold, ticket.Hold, "vendor", "error.ticket_not_now"},
	} {
		tk := places["partner"]
		tk.State = c.state
		_, _, err := tk.Next(c.act, actors[c.actor], present)
		if err == nil || errs.From(err).Key != c.want {
			t.Errorf("%s by %s on %s: %v, want %s", c.act, c.actor, c.state, err, c.want)
		}
	}
}
