package ticket_test

import (
	"testing"

	"balie/internal/org"
	"balie/internal/ticket"
)

// step is an act in a story, a minute of which is its place in the list.
type step struct {
	act   ticket.Act
	actor string
}

// TestStories follows tickets through what happens to them and looks at where
// they end: whose turn it is, at which desk, in line since when and how far in front.
func TestStories(t *testing.T) {
	const (
		reply, comment, ask   = ticket.Reply, ticket.Comment, ticket.Ask
		send, back, fetch     = ticket.Send, ticket.Return, ticket.TakeBack
		closing, reopen, note = ticket.Close, ticket.Reopen, ticket.Note
		hold, release         = ticket.Hold, ticket.Release
	)
	type end struct {
		state  ticket.State
		holder org.ID
		reason ticket.Reason
		line   int // minute since when the customer waits, or the answer is owed
		rank   ticket.Rank
		fresh  bool // NewReply
	}
	for name, c := range map[string]struct {
		place string
		steps []step
		want  end
	}{
		"new": {"partner", nil, end{ticket.Open, partnerOrg, ticket.ReasonNew, 0, 3, false}},
		"a nudge keeps the waiting moment": {
			"partner",
			[]step{{reply, "customer"}},
			end{ticket.Open, partnerOrg, ticket.CustomerReplied, 0, 3, false},
		},
		"asked and answered: a new wait": {
			"partner",
			[]step{{ask, "partner"}, {reply, "follower"}},
			end{ticket.Open, partnerOrg, ticket.CustomerReplied, 2, 3, false},
		},
		"a hidden note changes nothing": {
			"partner",
			[]step{{note, "vendor"}},
			end{ticket.Open, partnerOrg, ticket.ReasonNew, 0, 3, false},
		},

		"a comment meets the wait, the answer is owed": {
			"partner",
			[]step{{comment, "partner"}},
			end{ticket.Open, partnerOrg, ticket.AnswerOwed, 1, ticket.RankOwed, false},
		},
		"owed since the first comment": {
			"partner",
			[]step{{comment, "partner"}, {comment, "vendor"}},
			end{ticket.Open, partnerOrg, ticket.AnswerOwed, 1, ticket.RankOwed, false},
		},
		"a reply to an owed answer is in line again": {
			"partner",
			[]step{{comment, "partner"}, {note, "partner"}, {reply, "customer"}},
			end{ticket.Open, partnerOrg, ticket.CustomerReplied, 3, 3, false},
		},
		"owed stays owed when handed over": {
			"partner",
			[]step{{comment, "partner"}, {send, "partner"}, {back, "vendor"}},
			end{ticket.Open, partnerOrg, ticket.AnswerOwed, 1, ticket.RankOwed, false},
		},

		"sent: the wait runs on": {
			"partner",
			[]step{{send, "partner"}},
			end{ticket.Open, vendorOrg, ticket.FromPartner, 0, 3, false},
		},
		"sent and returned": {
			"partner",
			[]step{{send, "partner"}, {back, "vendor"}},
			end{ticket.Open, partnerOrg, ticket.BackFromVendor, 0, 3, false},
		},
		"sent and taken back": {
			"partner",
			[]step{{send, "partner"}, {fetch, "partner"}},
			end{ticket.Open, partnerOrg, ticket.TakenBack, 0, 3, false},
		},
		"the vendor answers what was sent: the reply comes to it": {
			"partner",
			[]step{{send, "partner"}, {ask, "vendor"}, {reply, "customer"}},
			end{ticket.Open, vendorOrg, ticket.CustomerReplied, 3, 3, false},
		},
		"the vendor takes over": {
			"partner",
			[]step{{ask, "vendor"}},
			end{ticket.Waiting, vendorOrg, ticket.NoReason, 0, 3, false},
		},
		"the partner takes over a ticket that waits": {
			"partner",
			[]step{{ask, "vendor"}, {ask, "partner"}, {reply, "customer"}},
			end{ticket.Open, partnerOrg, ticket.CustomerReplied, 3, 3, false},
		},
		"a comment of the other desk takes nothing over": {
			"partner",
			[]step{{ask, "partner"}, {comment, "vendor"}, {reply, "customer"}},
			end{ticket.Open, partnerOrg, ticket.CustomerReplied, 3, 3, false},
		},

		"held at the partner and released there": {
			"partner",
			[]step{{hold, "vendor"}, {release, "system"}},
			end{ticket.Open, partnerOrg, ticket.HoldOver, 2, 3, false},
		},
		"held at the vendor and released there": {
			"partner",
			[]step{{send, "partner"}, {hold, "vendor"}, {release, "vendor"}},
			end{ticket.Open, vendorOrg, ticket.HoldOver, 3, 3, false},
		},
		"a reply while on hold is marked": {
			"partner",
			[]step{{hold, "vendor"}, {reply, "customer"}},
			end{ticket.OnHold, partnerOrg, ticket.NoReason, 0, 3, true},
		},
		"the mark goes when a desk answers": {
			"partner",
			[]step{{hold, "vendor"}, {reply, "customer"}, {comment, "partner"}},
			end{ticket.OnHold, partnerOrg, ticket.NoReason, 0, 3, false},
		},
		"a note does not answer": {
			"partner",
			[]step{{hold, "vendor"}, {reply, "customer"}, {note, "partner"}},
			end{ticket.OnHold, partnerOrg, ticket.NoReason, 0, 3, true},
		},
		"asked while on hold": {
			"partner",
			[]step{{hold, "vendor"}, {ask, "vendor"}, {reply, "customer"}},
			end{ticket.Open, vendorOrg, ticket.CustomerReplied, 3, 3, false},
		},

		"closed by the customer": {
			"partner",
			[]step{{closing, "customer"}},
			end{ticket.Closed, partnerOrg, ticket.NoReason, 0, 3, false},
		},
		"a remark stays closed": {
			"partner",
			[]step{{closing, "partner"}, {reply, "customer"}},
			end{ticket.Closed, partnerOrg, ticket.NoReason, 0, 3, true},
		},
		"a remark is answered, still closed": {
			"partner",
			[]step{{closing, "partner"}, {reply, "customer"}, {comment, "vendor"}},
			end{ticket.Closed, partnerOrg, ticket.NoReason, 0, 3, false},
		},
		"reopened: a new wait at the desk that had it": {
			"partner",
			[]step{{send, "partner"}, {closing, "vendor"}, {reopen, "customer"}},
			end{ticket.Open, vendorOrg, ticket.WasReopened, 3, 3, false},
		},

		"direct: asked and answered": {
			"direct",
			[]step{{ask, "vendor"}, {reply, "customer"}},
			end{ticket.Open, vendorOrg, ticket.CustomerReplied, 2, 3, false},
		},
	} {
		t.Run(name, func(t *testing.T) {
			tk := submitted(t, c.place)
			for i, s := range c.steps {
				tk = does(t, tk, s.act, s.actor, i+1)
			}
			got := end{tk.State, tk.Holder, tk.Reason, int(tk.LineAt.Sub(begun).Minutes()), tk.Rank(), tk.NewReply}
			if got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

// TestHoldEnds: whatever ends a hold takes its reason and date along.
func TestHoldEnds(t *testing.T) {
	for _, c := range []struct {
		act   ticket.Act
		actor string
		kept  bool
	}{
		{ticket.Release, "system", false},
		{ticket.Ask, "vendor", false},
		{ticket.Close, "partner", false},
		{ticket.Reply, "customer", true},
		{ticket.Comment, "partner", true},
		{ticket.Note, "vendor", true},
	} {
		tk := does(t, submitted(t, "partner"), ticket.Hold, "vendor", 1)
		tk.HoldReason, tk.HoldUntil = "parts ordered", at(1000)
		tk = does(t, tk, c.act, c.actor, 2)
		if kept := tk.HoldReason != "" && !tk.HoldUntil.IsZero(); kept != c.kept || (tk.HoldReason == "") != tk.HoldUntil.IsZero() {
			t.Errorf("%s by %s: reason %q until %v, kept should be %v", c.act, c.actor, tk.HoldReason, tk.HoldUntil, c.kept)
		}
	}
}

// TestFrontEnds: being near the maximum ends with the wait it belongs to.
func TestFrontEnds(t *testing.T) {
	for _, c := range []struct {
		act   ticket.Act
		actor string
		front bool
	}{
		{ticket.Comment, "partner", false},
		{ticket.Ask, "vendor", false},
		{ticket.Close, "customer", false},
		{ticket.Send, "partner", true},
		{ticket.Note, "partner", true},
		{ticket.Reply, "customer", true},
	} {
		tk := submitted(t, "partner")
		tk.Front = true
		if tk = does(t, tk, c.act, c.actor, 1); tk.Front != c.front {
			t.Errorf("%s by %s: in front %v, want %v", c.act, c.actor, tk.Front, c.front)
		}
	}
}
