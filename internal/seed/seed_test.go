package seed_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"balie/internal/access"
	"balie/internal/authn"
	"balie/internal/org"
	"balie/internal/richtext"
	"balie/internal/seed"
	"balie/internal/store"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

func fill(t *testing.T, st *store.Store, n int) seed.Filled {
	t.Helper()
	f, err := seed.Fill(t.Context(), st, seed.Options{Tickets: n, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFilledStoreKeepsTheRules(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		f := fill(t, st, 1000)
		problems, err := st.Verify(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range problems {
			t.Error(p)
		}
		storetest.Read(t, st, func(tx *store.Tx) error {
			shape(t, tx, f)
			searches(t, tx, f)
			return nil
		})
	})
}

func actor(t *testing.T, tx *store.Tx, s seed.SignIn) access.Actor {
	t.Helper()
	u, err := tx.User(s.User)
	if err != nil {
		t.Fatal(err)
	}
	a, err := tx.Actor(u)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// tickets counts a person's own tickets, page by page.
func tickets(t *testing.T, tx *store.Tx, s access.Scope, me org.UserID) int {
	t.Helper()
	n := 0
	for after := (*store.Cursor)(nil); ; {
		p, err := tx.ListPublic(s, nil, me, after, 50)
		if err != nil {
			t.Fatal(err)
		}
		n += len(p.Rows)
		if after = p.Next; after == nil {
			return n
		}
	}
}

func shape(t *testing.T, tx *store.Tx, f seed.Filled) {
	t.Helper()
	for _, c := range []struct {
		who      seed.SignIn
		at, most int
	}{{f.None, 0, 0}, {f.Three, 3, 3}, {f.Many, 15, 30}, {f.All, 230, 380}} {
		a := actor(t, tx, c.who)
		if n := tickets(t, tx, access.PortalScope(a), a.User); n < c.at || n > c.most {
			t.Errorf("%s sees %d tickets, want %d to %d", c.who.Mail, n, c.at, c.most)
		}
	}
	vendor, busy := actor(t, tx, f.Vendor), actor(t, tx, f.Busy)
	all, err := tx.Counts(access.DeskScope(vendor), vendor.User)
	if err != nil {
		t.Fatal(err)
	}
	notClosed := all[ticket.ViewOpen] + all[ticket.ViewWaiting] + all[ticket.ViewOther] + all[ticket.ViewEscalated] + all[ticket.ViewHold]
	if notClosed < 240 || notClosed > 360 {
		t.Errorf("%d of 1,000 are not closed: %v", notClosed, all)
	}
	for view, n := range all {
		if n == 0 && view != ticket.ViewMine {
			t.Errorf("the view %s is empty", view)
		}
	}
	mine, err := tx.Counts(access.DeskScope(busy), busy.User)
	if err != nil || mine[ticket.ViewMine] < 30 || mine[ticket.ViewMine] > 50 {
		t.Errorf("the busy agent has %d, %v", mine[ticket.ViewMine], err)
	}
	messages, err := tx.Messages(f.Long, 0)
	if err != nil || len(messages) != 30 {
		t.Errorf("the long ticket has %d messages, %v", len(messages), err)
	}
	for _, m := range messages {
		text := richtext.Text(richtext.Stored(m.Body))
		if again := richtext.FromText(text).String(); again != m.Body {
			t.Errorf("the body %q is not how %q is stored", m.Body, text)
		}
	}
	c, err := tx.Credential(f.Many.Mail)
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := authn.NewHasher(1).Verify(t.Context(), c.Password, seed.Password); !ok || err != nil {
		t.Errorf("Many can't sign in: %v", err)
	}
}

func searches(t *testing.T, tx *store.Tx, f seed.Filled) {
	t.Helper()
	vendor := access.DeskScope(actor(t, tx, f.Vendor))
	for words, want := range map[string]string{seed.Common: "many", seed.Rare: "some", seed.Phrase: "some", seed.Absent: "none"} {
		p, err := tx.Search(store.Find{Scope: vendor, Words: words, Me: f.Vendor.User})
		if err != nil {
			t.Fatal(err)
		}
		got := "some"
		switch {
		case len(p.Rows) == 0:
			got = "none"
		case p.Next != nil:
			got = "many"
		}
		if got != want {
			t.Errorf("%s: %s (%d rows), want %s", words, got, len(p.Rows), want)
		}
	}
}

func TestFillIsTheSameEachTime(t *testing.T) {
	one, other := content(t, 300), content(t, 300)
	if one != other {
		t.Error("two stores from one seed differ")
	}
}

// content is everything but what hashing a password and the clock change.
func content(t *testing.T, n int) string {
	t.Helper()
	dir := t.TempDir()
	st, err := store.Open(context.Background(), store.Options{Data: dir, Now: storetest.NewClock().Now})
	if err != nil {
		t.Fatal(err)
	}
	fill(t, st, n)
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(store.File(dir))+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var b strings.Builder
	for _, text := range []string{
		"SELECT json_group_array(json_array(id, subject, excerpt, state, shelf, requester_id, updated_at)) FROM (SELECT * FROM ticket ORDER BY id)",
		"SELECT json_group_array(json_array(id, ticket_id, author_id, hidden, at, body)) FROM (SELECT * FROM message ORDER BY id)",
		"SELECT json_group_array(json_array(id, ticket_id, kind, actor_id, was, became)) FROM (SELECT * FROM event ORDER BY id)",
		"SELECT json_group_array(json_array(ticket_id, user_id, role, shelf, public_at)) FROM (SELECT * FROM person ORDER BY ticket_id, user_id)",
		"SELECT json_group_array(json_array(id, name, mail)) FROM users",
		"SELECT json_group_array(word) FROM search_word",
	} {
		var s string
		if err := db.QueryRow(text).Scan(&s); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&b, s)
	}
	return b.String()
}
