package ticket_test

import (
	"slices"
	"testing"

	"balie/internal/org"
	"balie/internal/ticket"
)

func TestShelf(t *testing.T) {
	for _, state := range states {
		for _, holder := range []org.ID{partnerOrg, vendorOrg} {
			for _, answered := range []org.ID{0, partnerOrg, vendorOrg} {
				tk := ticket.Ticket{Partner: partnerOrg, State: state, Holder: holder, Answered: answered}
				var want ticket.Shelf
				switch {
				case state == ticket.Open && holder == partnerOrg:
					want = 1
				case state == ticket.Open && holder == vendorOrg:
					want = 2
				case state == ticket.Waiting && answered == vendorOrg:
					want = 4
				case state == ticket.Waiting:
					want = 3
				case state == ticket.OnHold:
					want = 5
				case state == ticket.Closed:
					want = 6
				}
				if got := tk.Shelf(); got != want {
					t.Errorf("%s, holder %d, answered %d: shelf %d, want %d", state, holder, answered, got, want)
				}
			}
		}
	}
}

// TestViewsOfBothSides: each shelf shows in the views that the product names,
// as seen from the partner and from the vendor.
func TestViewsOfBothSides(t *testing.T) {
	for _, c := range []struct {
		shelf           ticket.Shelf
		partner, vendor string
	}{
		{ticket.OpenAtPartner, "open unassigned", "escalated"},
		{ticket.OpenAtVendor, "escalated", "open unassigned"},
		{ticket.PartnerAnswered, "waiting", "other"},
		{ticket.VendorAnswered, "other", "waiting"},
		{ticket.ShelfOnHold, "hold", "hold"},
		{ticket.ShelfClosed, "closed", "closed"},
	} {
		for desk, want := range map[org.ID]string{partnerOrg: c.partner, vendorOrg: c.vendor} {
			got := ""
			for _, v := range ticket.Views {
				if slices.Contains(v.Shelves(desk), c.shelf) {
					got += " " + string(v.View)
				}
			}
			if got != " "+want {
				t.Errorf("shelf %d as desk %d sees it: in%s, want %s", c.shelf, desk, got, want)
			}
		}
	}
}

func TestViews(t *testing.T) {
	for _, c := range []struct {
		view                   ticket.View
		mine, nobodys          bool
		counted, twoTier, line bool
	}{
		{ticket.ViewOpen, false, false, true, false, true},
		{ticket.ViewMine, true, false, true, false, false},
		{ticket.ViewUnassigned, false, true, true, false, false},
		{ticket.ViewWaiting, false, false, true, false, false},
		{ticket.ViewOther, false, false, true, true, false},
		{ticket.ViewEscalated, false, false, true, true, false},
		{ticket.ViewHold, false, false, true, false, false},
		{ticket.ViewClosed, false, false, false, false, false},
		{ticket.ViewAll, false, false, false, false, false},
	} {
		v, ok := ticket.ViewNamed(c.view)
		if !ok || v.View != c.view || v.Mine != c.mine || v.Nobodys != c.nobodys || v.Counted != c.counted || v.TwoTierOnly != c.twoTier {
			t.Errorf("%s: %+v, %v", c.view, v, ok)
		}
		sorts := v.Sorts()
		if sorts[0] != ticket.SortUpdated {
			t.Errorf("%s: the last update comes first, got %v", c.view, sorts)
		}
		if slices.Contains(sorts, ticket.SortQueue) != c.line {
			t.Errorf("%s: queue order offered: %v", c.view, !c.line)
		}
		if ended := c.view == ticket.ViewClosed || c.view == ticket.ViewAll; ended && slices.Contains(sorts, ticket.SortDue) {
			t.Errorf("%s: nothing is due there", c.view)
		}
	}
	if len(ticket.Views) != 9 {
		t.Errorf("%d views, 9 are described here", len(ticket.Views))
	}
	if _, ok := ticket.ViewNamed("attic"); ok {
		t.Error("a view that does not exist was found")
	}
}

func TestRank(t *testing.T) {
	for name, c := range map[string]struct {
		tk   ticket.Ticket
		want ticket.Rank
	}{
		"P1":                     {ticket.Ticket{Priority: 1}, 0},
		"P1 in front":            {ticket.Ticket{Priority: 1, Front: true}, 0},
		"P4 in front":            {ticket.Ticket{Priority: 4, Front: true}, 1},
		"P2":                     {ticket.Ticket{Priority: 2}, 2},
		"P3":                     {ticket.Ticket{Priority: 3}, 3},
		"P4":                     {ticket.Ticket{Priority: 4}, 4},
		"P1, the answer is owed": {ticket.Ticket{Priority: 1, Reason: ticket.AnswerOwed}, ticket.RankOwed},
		"in front, answer owed":  {ticket.Ticket{Priority: 3, Front: true, Reason: ticket.AnswerOwed}, ticket.RankOwed},
	} {
		if got := c.tk.Rank(); got != c.want {
			t.Errorf("%s: rank %d, want %d", name, got, c.want)
		}
	}
}
