package desk

import (
	"testing"
	"time"

	"balie/internal/live"
	"balie/internal/org"
	"balie/internal/ticket"
)

// A change that commits while counts are read may not be in them.
func TestCountsReadBeforeAChangeAreStale(t *testing.T) {
	for name, change := range map[string]func(*Desk){
		"none":     func(*Desk) {},
		"a change": func(d *Desk) { d.dropCounts(live.Fact{Partner: 7, ShelfBefore: 1, ShelfAfter: 3}) },
		"no count": func(d *Desk) { d.dropCounts(live.Fact{Partner: 7, ShelfBefore: 1, ShelfAfter: 1}) },
	} {
		d := New(Options{Hub: live.NewHub(time.Now)})
		key, since := countKey{desk: 7, me: 1}, d.changes.Load()
		change(d)
		d.keepCounts(key, knownCounts{read: time.Now()}, since)
		got, _ := d.counts.get(key)
		if want := name == "a change"; got.stale != want {
			t.Errorf("%s meanwhile: stale is %v", name, got.stale)
		}
	}
}

// Whoever's assignee changed, of the holder or not, My tickets follows.
func TestFactNamesTheAssigneeThatChanged(t *testing.T) {
	before := ticket.Ticket{ID: 1, Holder: org.VendorID, Partner: 7, PartnerAssignee: 5, VendorAssignee: 6}
	for _, c := range []struct {
		partner, vendor org.UserID
		was, is         int64
	}{{8, 6, 5, 8}, {0, 6, 5, 0}, {5, 9, 6, 9}, {5, 6, 6, 6}} {
		after := before
		after.PartnerAssignee, after.VendorAssignee = c.partner, c.vendor
		f := (&change{before: before, after: after}).fact(nil)
		if f.AssigneeBefore != c.was || f.Assignee != c.is {
			t.Errorf("to %d and %d: from %d to %d", c.partner, c.vendor, f.AssigneeBefore, f.Assignee)
		}
	}
}
