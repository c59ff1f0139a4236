package crashtest

import (
	"path/filepath"
	"slices"
	"testing"

	"balie/internal/pgtest"
	"balie/internal/smtpout/smtptest"
	"balie/internal/store/storetest"
)

// TestStopped stops the server in order while people send forms: what was
// begun is answered, so a form without an answer left nothing behind, and no
// mail goes out twice.
func TestStopped(t *testing.T) {
	for _, engine := range storetest.Engines(t) {
		t.Run(engine, func(t *testing.T) {
			at, relay := company(t, engine), smtptest.Start(t)
			db := at.rows(t)
			p := at.serve(t, relay)
			c := gather(t, p.url, 7)
			c.start()
			c.reach(60)
			p.stop()
			c.hush()
			if kept := look(t, db).check(t, c.forms); kept > 0 {
				t.Errorf("%d forms are there without an answer", kept)
			}
			if n := number(t, db, "SELECT COUNT(*) FROM job WHERE state = 2"); n > 0 {
				t.Errorf("%d jobs did not return to the queue", n)
			}
			t.Logf("%d forms, %d not taken any more", len(c.forms), unanswered(c.forms))
			p = at.serve(t, relay)
			c.open(p.url)
			forms := c.end()
			drained(t, db)
			p.stop()
			look(t, db).check(t, forms)
			if _, twice := mails(t, db, relay); twice > 0 {
				t.Errorf("%d mails went out twice", twice)
			}
			succeeds(t, append([]string{"verify"}, at.flags()...)...)
		})
	}
}

// TestBackedUp makes a backup while people send forms and restores it
// elsewhere: all that was answered before is there, and what is there is whole.
func TestBackedUp(t *testing.T) {
	for _, engine := range storetest.Engines(t) {
		t.Run(engine, func(t *testing.T) {
			at, relay := company(t, engine), smtptest.Start(t)
			p := at.serve(t, relay)
			c := gather(t, p.url, 11)
			c.start()
			c.reach(60)
			before := c.answers()
			file := filepath.Join(t.TempDir(), "balie.tar.gz")
			succeeds(t, slices.Concat([]string{"backup", file}, at.flags())...)
			forms := c.end()
			p.stop()

			other := empty(t, engine, pgtest.URL)
			succeeds(t, slices.Concat([]string{"restore", file}, other.flags())...)
			succeeds(t, append([]string{"verify"}, other.flags()...)...)
			got := look(t, other.rows(t))
			got.check(t, before)
			t.Logf("%d forms answered before the backup, %d in it, %d in the end", len(before), len(got.messages), len(forms))
			if len(got.messages) < len(before) || len(got.messages) > len(forms) {
				t.Errorf("the backup holds %d forms", len(got.messages))
			}
			for tag, n := range got.messages {
				if n != 1 {
					t.Errorf("the backup holds %s %d times", tag, n)
				}
			}
		})
	}
}
