package crashtest

import (
	"cmp"
	"database/sql"
	"math/rand/v2"
	"os"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"balie/internal/jobs"
	"balie/internal/smtpout/smtptest"
	"balie/internal/store/storetest"
)

// The variables that make the run longer or another one.
const (
	killsVariable = "BALIE_TEST_KILLS"
	seedVariable  = "BALIE_TEST_SEED"
)

func setting(t *testing.T, name string, usual int) int {
	t.Helper()
	n, err := strconv.Atoi(cmp.Or(os.Getenv(name), strconv.Itoa(usual)))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// moment is when a server is killed.
type moment struct {
	mail bool          // after a mail's last byte and before the relay's answer, else after a form began
	nth  int           // of the mails or forms since the server is there
	late time.Duration // after that
}

// moments mixes both kinds, at random.
func moments(n int, seed uint64) []moment {
	random := rand.New(rand.NewPCG(seed, 1))
	var out []moment
	for i := range n {
		m := moment{mail: i%2 == 1, nth: 3 + random.IntN(25)}
		if !m.mail {
			m.nth += random.IntN(60)
			m.late = time.Duration(random.IntN(30_000)) * time.Microsecond
		}
		out = append(out, m)
	}
	return out
}

// strike kills the server at the moment.
func (m moment) strike(p *process, c *crowd, relay *smtptest.Sink) {
	if !m.mail {
		c.reach(m.nth)
		<-time.After(m.late)
		p.kill()
		return
	}
	now, dead := make(chan struct{}), make(chan struct{})
	var came atomic.Int64
	relay.OnData(func(smtptest.Message) error {
		if came.Add(1) == int64(m.nth) {
			close(now)
			<-dead
		}
		return nil
	})
	<-now
	p.kill()
	relay.OnData(nil)
	close(dead)
}

// TestKilled kills the server again and again while people send forms and mail
// goes out, and demands at the end that nothing is lost and nothing is double.
func TestKilled(t *testing.T) {
	for _, engine := range storetest.Engines(t) {
		t.Run(engine, func(t *testing.T) { killed(t, engine) })
	}
}

func killed(t *testing.T, engine string) {
	kills, seed := setting(t, killsVariable, 2), uint64(setting(t, seedVariable, 1))
	at, relay := company(t, engine), smtptest.Start(t)
	db := at.rows(t)
	p := at.serve(t, relay)
	c := gather(t, p.url, seed)
	c.start()
	lost, kept := 0, 0
	for _, m := range moments(kills, seed) {
		m.strike(p, c, relay)
		c.hush()
		running := leftRunning(t, db)
		p = at.serve(t, relay)
		n := look(t, db).check(t, c.forms)
		kept += n
		open := unanswered(c.forms)
		lost += open
		t.Logf("killed at %+v: %d forms without an answer, %d of them there; %d jobs were left running", m, open, n, running)
		c.open(p.url)
	}
	forms := c.end()
	drained(t, db)
	p.stop()
	look(t, db).check(t, forms)
	sent, twice := mails(t, db, relay)
	if most := kills * jobs.Workers; twice > most {
		t.Errorf("%d mails came twice; %d kills allow %d", twice, kills, most)
	}
	for _, line := range p.errors() {
		t.Error(line)
	}
	succeeds(t, append([]string{"verify"}, at.flags()...)...)
	t.Logf("seed %d: %d kills, %d forms, %d answers lost, %d of those forms were there; %d mails, %d twice",
		seed, kills, len(forms), lost, kept, sent, twice)
}

// leftRunning counts the jobs that a dead node held; the next one takes them at
// once, since it is alone.
func leftRunning(t *testing.T, db *sql.DB) (n int) {
	t.Helper()
	if err := db.QueryRow("SELECT COUNT(*) FROM job WHERE state = 2").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
