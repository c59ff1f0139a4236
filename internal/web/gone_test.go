package web_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	_ "modernc.org/sqlite" // the driver "sqlite", to hold the file

	"balie/internal/desktest"
	"balie/internal/store"
)

// While the database can't be written, every form is refused with 503 and what
// was typed; nothing is half-stored, and sent again afterwards it is there once.
func TestDatabaseOutOfReach(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		w.Log.Expect()
		q := w.Eva.Submits("Before", "What now?")
		submit := w.Eva.Client().Get("/new").Form("Send ticket").Set("kind", "question").Set("subject", "Locked").Set("text", "typed for new")
		reply := w.Eva.Client().Get("/tickets/"+q.Ref).Form("Send message").Set("text", "typed as reply")
		comment := w.Sanne.Client().Get("/desk/tickets/"+q.Ref).Form("Add comment").Set("body", "typed as comment")
		before := messages(w)

		free := hold(t, w)
		for words, send := range map[string]func() *desktest.Page{
			"typed for new":    func() *desktest.Page { return submit.Press("Send ticket") },
			"typed as reply":   func() *desktest.Page { return reply.Press("Send message") },
			"typed as comment": func() *desktest.Page { return comment.Press("Add comment") },
		} {
			got := send()
			status(t, got, http.StatusServiceUnavailable)
			says(t, got, "for the moment", words)
			headers(t, words, got)
			if strings.Contains(got.Body, "SQL") || strings.Contains(got.Body, "locked") {
				t.Errorf("the page tells internals: %s", got.Text())
			}
		}
		free()
		if n := messages(w); n != before || mine(w, w.Eva) != 1 {
			t.Errorf("%d messages after refused forms, %d before", n, before)
		}
		for _, send := range []func() *desktest.Page{
			func() *desktest.Page { return submit.Press("Send ticket") },
			func() *desktest.Page { return reply.Press("Send message") },
			func() *desktest.Page { return comment.Set("seen", "0").Press("Add comment") },
		} {
			status(t, send(), http.StatusSeeOther)
		}
		if n := messages(w) - before; n != 3 {
			t.Errorf("%d messages of three forms", n)
		}
	})
}

// hold keeps the database from being written until the returned function is
// called: SQLite's file is locked, PostgreSQL's server lets nobody in.
func hold(t *testing.T, w *desktest.World) func() {
	t.Helper()
	ctx := context.Background()
	if w.Store.Postgres() {
		admit(t, w, false)
		return func() { admit(t, w, true) }
	}
	db, err := sql.Open("sqlite", "file:"+store.File(w.Options.Data))
	if err != nil {
		t.Fatal(err)
	}
	c, err := db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.ExecContext(ctx, "BEGIN EXCLUSIVE"); err != nil {
		t.Fatal(err)
	}
	return func() {
		if _, err := c.ExecContext(ctx, "ROLLBACK"); err != nil {
			t.Error(err)
		}
		c.Close()
		db.Close()
	}
}

// Connections that the database server ends are made again at once.
func TestDatabaseRestarted(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		if !w.Store.Postgres() {
			return // SQLite has no server
		}
		w.Log.Expect()
		form := w.Eva.Client().Get("/new").Form("Send ticket").Set("kind", "question").Set("subject", "Restarted").Set("text", "typed before")
		for range 3 {
			cut(t, w)
			got := form.Press("Send ticket")
			if got.Status == http.StatusServiceUnavailable {
				says(t, got, "typed before")
				got = form.Press("Send ticket")
			}
			status(t, got, http.StatusSeeOther)
		}
		if n := mine(w, w.Eva); n != 1 {
			t.Errorf("%d tickets of one form", n)
		}
	})
}

// cut ends all connections to the world's database.
func cut(t *testing.T, w *desktest.World) {
	t.Helper()
	onServer(t, w, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'")
}

// admit lets connections to the world's database in, or keeps them out.
func admit(t *testing.T, w *desktest.World, in bool) {
	t.Helper()
	onServer(t, w, fmt.Sprintf(`ALTER DATABASE "%%s" WITH ALLOW_CONNECTIONS %v`, in))
	if !in {
		cut(t, w)
	}
}

// onServer runs a statement about the world's database from another one.
func onServer(t *testing.T, w *desktest.World, statement string) {
	t.Helper()
	ctx := context.Background()
	at, err := url.Parse(w.Options.Database)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(at.Path, "/")
	at.Path = "/postgres"
	c, err := pgx.Connect(ctx, at.String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(ctx)
	if _, err := c.Exec(ctx, fmt.Sprintf(statement, name)); err != nil {
		t.Fatal(err)
	}
}
