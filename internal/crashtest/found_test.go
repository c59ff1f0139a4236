package crashtest

import (
	"bytes"
	"database/sql"
	"net/mail"
	"regexp"
	"strings"
	"testing"
	"time"

	"balie/internal/smtpout/smtptest"
)

// pace is how often something that must come about is looked at.
const pace = 20 * time.Millisecond

// until looks again and again until something is so.
func until(t *testing.T, what string, so func() bool) {
	t.Helper()
	tick := time.NewTicker(pace)
	defer tick.Stop()
	for end := time.Now().Add(patience); !so(); <-tick.C {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// found is what the rows hold of forms.
type found struct {
	tickets, messages map[string]int // by tag
}

var tags = regexp.MustCompile(`form-\d+-\d+\.`)

func look(t *testing.T, db *sql.DB) found {
	t.Helper()
	return found{tickets: tagged(t, db, "SELECT subject FROM ticket"), messages: tagged(t, db, "SELECT body FROM message")}
}

func tagged(t *testing.T, db *sql.DB, query string) map[string]int {
	t.Helper()
	out := map[string]int{}
	for _, text := range column(t, db, query) {
		for _, tag := range tags.FindAllString(text, -1) {
			out[tag]++
		}
	}
	return out
}

func column(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		out = append(out, text)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func number(t *testing.T, db *sql.DB, query string) (n int) {
	t.Helper()
	if err := db.QueryRow(query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// check demands that what was answered is there once, and the rest at most
// once; it gives how many forms without an answer are there.
func (f found) check(t *testing.T, forms []*form) (kept int) {
	t.Helper()
	for _, form := range forms {
		n := f.messages[form.tag]
		switch {
		case form.answer != "" && n != 1:
			t.Errorf("%s was answered with %s and is there %d times", form.tag, form.answer, n)
		case n > 1:
			t.Errorf("%s was not answered and is there %d times", form.tag, n)
		case form.answer == "":
			kept += n
		}
		if form.submit && f.tickets[form.tag] != n {
			t.Errorf("%s is %d messages on %d tickets", form.tag, n, f.tickets[form.tag])
		}
	}
	return kept
}

// drained waits until no job is left and no mail waits.
func drained(t *testing.T, db *sql.DB) {
	t.Helper()
	until(t, "the jobs to end", func() bool { return number(t, db, "SELECT COUNT(*) FROM job WHERE state < 3") == 0 })
	for what, query := range map[string]string{
		"jobs were given up": "SELECT COUNT(*) FROM job WHERE state = 4",
		"mails are not sent": "SELECT COUNT(*) FROM mail_out WHERE state <> 2",
		"messages have no one event that names them": `SELECT COUNT(*) FROM message m WHERE
			(SELECT COUNT(*) FROM event e WHERE e.message_id = m.id) <> 1`,
		"tickets have no one confirmation": `SELECT COUNT(*) FROM ticket t WHERE
			(SELECT COUNT(*) FROM mail_out m WHERE m.ticket_id = t.id AND m.kind = 'confirmation') <> 1`,
	} {
		if n := number(t, db, query); n != 0 {
			t.Errorf("%d %s", n, what)
		}
	}
}

// mails demands that the relay took each mail that is noted as sent, under its
// one Message-ID, and no other; what it took twice must be byte-equal. It gives
// how many there are and how many came twice.
func mails(t *testing.T, db *sql.DB, relay *smtptest.Sink) (sent, twice int) {
	t.Helper()
	took := map[string]smtptest.Message{}
	for _, m := range relay.Messages() {
		head, err := mail.ReadMessage(bytes.NewReader(m.Data))
		if err != nil {
			t.Fatalf("a mail that can't be read: %v\n%s", err, m.Data)
		}
		id := strings.Trim(head.Header.Get("Message-ID"), "<>")
		first, again := took[id]
		if !again {
			took[id] = m
			continue
		}
		twice++
		if !bytes.Equal(first.Data, m.Data) || first.From != m.From || strings.Join(first.To, ",") != strings.Join(m.To, ",") {
			t.Errorf("%s came twice and differs:\n%s\n%s", id, first.Data, m.Data)
		}
	}
	noted := column(t, db, "SELECT message_id FROM mail_out")
	for _, id := range noted {
		if _, ok := took[strings.Trim(id, "<>")]; !ok {
			t.Errorf("the mail %s never reached the relay", id)
		}
	}
	if len(took) != len(noted) {
		t.Errorf("the relay took %d mails, noted are %d", len(took), len(noted))
	}
	return len(noted), twice
}
