package browsertest_test

import (
	"context"
	"regexp"
	"testing"

	"balie/internal/desktest"
	"balie/internal/store"
)

// All five thousand that match are assigned, and the page says how far it is
// without being loaded again.
func TestFiveThousandInBulk(t *testing.T) {
	w, c := alone(t)
	w.Many(5000)
	b := c.tab(w.Sanne)
	b.Go("/desk/open")
	b.Click("Select all on this page")
	b.See("50 selected")
	b.Click("All 5,000 that match")
	b.Click("Assign")
	b.Window("walk bulk selected")
	b.Submit("Noor Noord")
	b.See("Assigning 5,000 tickets to Noor Noord. 0 of 5,000 so far.")
	b.Stay()

	half, goOn, done := make(chan bool), make(chan bool), make(chan error, 1)
	go stopHalfway(w, half, goOn)
	go func() { _, err := w.Jobs.RunDue(context.Background()); done <- err }()
	<-half
	b.Holds("progress", `/\b[1-9][\d,]* of 5,000 so far/.test(document.body.innerText) && document.querySelector('meter').value > 0`)
	b.Window("walk bulk progress")
	if !regexp.MustCompile(`[1-9][\d,]* of 5,000 so far`).MatchString(b.Text()) {
		t.Errorf("no progress: %s", b.Text())
	}
	close(goOn)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	b.See("5,000 tickets assigned to Noor Noord.")
	b.See("Undo")
	b.Stayed()
	b.Window("walk bulk done")
	noor := c.tab(w.Noor)
	noor.Go("/desk/mine")
	noor.See("My tickets 5,000")
}

// stopHalfway keeps the only writer between two steps of the first bulk.
func stopHalfway(w *desktest.World, half chan<- bool, goOn <-chan bool) {
	for stopped := false; !stopped; {
		err := w.Store.Write(context.Background(), func(*store.Tx) error {
			p, err := w.Desk.Bulk(context.Background(), w.Sanne.Actor(), 1)
			if err != nil || p.Done == 0 && !p.Ended {
				return err
			}
			stopped = true
			close(half)
			<-goOn
			return nil
		})
		if err != nil {
			w.T.Error(err)
			return
		}
	}
}
