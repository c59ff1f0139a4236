package web_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"balie/internal/authn"
	"balie/internal/desk"
	"balie/internal/desktest"
	"balie/internal/org"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

// The statements that a use case runs in its transaction, files and followers
// included. Both engines run the same ones.
func TestStatementsOfUseCases(t *testing.T) {
	if !slices.Contains(storetest.Engines(t), storetest.Postgres) {
		t.Skip("counted between the store and its PostgreSQL")
	}
	w, c := desktest.Counted(t)
	ctx := context.Background()
	eva, sanne := w.Eva.Actor(), w.Sanne.Actor()
	upload := func(p *desktest.Person) []int64 {
		var ids []int64
		for range 3 {
			u, err := w.Desk.UploadFile(ctx, p.Actor(), "a.txt", "text/plain", strings.NewReader("a"), 100)
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, u.ID)
		}
		return ids
	}
	run := func(name string, budget int, do func() error) {
		t.Helper()
		var err error
		n := c.Of(func() { err = do() })
		t.Logf("%s: %d", name, n)
		if err != nil || n > budget || n == 0 {
			t.Errorf("%s: %d statements, at most %d: %v", name, n, budget, err)
		}
	}
	plain := desk.SubmitInput{Subject: "S", Kind: ticket.Question, Channel: ticket.Portal}
	plain.Text = "T"
	var id ticket.ID
	if _, err := w.Desk.Submit(ctx, eva, plain); err != nil { // the names are read now
		t.Fatal(err)
	}
	run("submit", 8, func() (err error) { id, err = w.Desk.Submit(ctx, eva, plain); return err })
	full := plain
	full.Uploads, full.Once, full.Followers = upload(w.Eva), authn.NewToken(), []org.UserID{w.Mira.ID, w.Joost.ID}
	run("submit with files, followers and a form's token", 12, func() (err error) { id, err = w.Desk.Submit(ctx, eva, full); return err })
	comment := desk.CommentInput{Ticket: id, Act: ticket.Comment}
	comment.Text = "T"
	run("comment", 8, func() error { return w.Desk.Comment(ctx, sanne, comment) })
	comment.Uploads, comment.Once = upload(w.Sanne), authn.NewToken()
	run("comment with files and a form's token", 12, func() error { return w.Desk.Comment(ctx, sanne, comment) })
	reply := desk.ReplyInput{Ticket: id, Channel: ticket.Portal}
	reply.Text = "T"
	run("reply", 8, func() error { return w.Desk.Reply(ctx, eva, reply) })
	run("assign", 8, func() error { return w.Desk.Assign(ctx, sanne, desk.AssignInput{Ticket: id, To: w.Sanne.ID}) })
	run("close", 9, func() error { return w.Desk.Close(ctx, sanne, desk.CloseInput{Anyway: true, Ticket: id}) })
}

// Whom each ticket of a bulk concerns is read once for all; and the mails that
// tell of it cost the same for few tickets and for many.
func TestStatementsOfABulk(t *testing.T) {
	if !slices.Contains(storetest.Engines(t), storetest.Postgres) {
		t.Skip("counted between the store and its PostgreSQL")
	}
	w, c := desktest.Counted(t)
	ctx := context.Background()
	due := func() {
		if _, err := w.Jobs.RunDue(ctx); err != nil {
			t.Fatal(err)
		}
	}
	count := func(n int) (does, tells int) {
		in := desk.BulkInput{Act: desk.BulkSay, Say: ticket.Comment, Text: "The line is being repaired"}
		for range n {
			one := desk.SubmitInput{Subject: "S", Kind: ticket.Question, Channel: ticket.Portal}
			one.Text = "T"
			id, err := w.Desk.Submit(ctx, w.Eva.Actor(), one)
			if err != nil {
				t.Fatal(err)
			}
			in.Tickets = append(in.Tickets, id)
		}
		w.Settle()
		does = c.Of(func() {
			if _, err := w.Desk.StartBulk(ctx, w.Sanne.Actor(), in); err != nil {
				t.Fatal(err)
			}
		})
		due() // what else follows
		w.Clock.Advance(desk.UndoTime)
		return does, c.Of(due)
	}
	count(2) // the names are read now
	fewDone, fewTold := count(10)
	manyDone, manyTold := count(40)
	t.Logf("10 tickets: %d and %d, 40 tickets: %d and %d", fewDone, fewTold, manyDone, manyTold)
	if each := (manyDone - fewDone) / 30; each > 7 || each == 0 {
		t.Errorf("%d statements for each ticket more, at most 7", each)
	}
	if manyTold > fewTold+15 || fewTold == 0 { // half a statement a ticket: some are in pieces of a power of two, and names are read again beside them
		t.Errorf("telling of 10 takes %d statements, of 40 %d", fewTold, manyTold)
	}
}

// What a page reads does not grow with what it shows.
func TestStatementsOfPages(t *testing.T) {
	if !slices.Contains(storetest.Engines(t), storetest.Postgres) {
		t.Skip("counted between the store and its PostgreSQL")
	}
	w, c := desktest.Counted(t)
	w.Face = desktest.Direct{}
	q := w.Eva.Submits("Counted", "T", desktest.File{Name: "a.txt", Content: "a"})
	w.Sanne.Comments(q, "one")
	pages := []struct {
		who    *desktest.Person
		path   string
		budget int
	}{
		{w.Eva, "/", 4},
		{w.Mira, "/?entity=" + text(int64(w.Bakery.ID)), 4},
		{w.Eva, "/new", 2},
		{w.Eva, "/tickets/" + q.Ref, 8},
		{w.Sanne, "/desk/open", 6},
		{w.Sanne, "/desk/all", 6},
		{w.Sanne, "/desk/tickets/" + q.Ref, 16},
		{w.Vera, "/admin/outbox", 8},
	}
	count := func() []int {
		var out []int
		for _, p := range pages {
			p.who.Client().Get(p.path) // the session and the counts are known now
			read := func() int { return c.Of(func() { status(t, p.who.Client().Get(p.path), 200) }) }
			out = append(out, min(read(), read(), read())) // names are read again beside one of them
		}
		return out
	}
	few := count()
	for range 12 {
		w.Eva.Submits("More", "T")
		w.Sanne.Comments(q, "more")
	}
	many := count()
	for i, p := range pages {
		t.Logf("%s: %d, then %d", p.path, few[i], many[i])
		if many[i] > few[i]+1 || many[i] > p.budget { // at most one more where counts or names were read again
			t.Errorf("%s: %d statements with few rows, %d with many, at most %d", p.path, few[i], many[i], p.budget)
		}
	}
}

// How often a use case waits for PostgreSQL, with a form's token: a write that
// needs no answer travels with what follows.
func TestRoundTripsOfUseCases(t *testing.T) {
	if !slices.Contains(storetest.Engines(t), storetest.Postgres) {
		t.Skip("counted between the store and its PostgreSQL")
	}
	w, c := desktest.Counted(t)
	ctx := context.Background()
	eva, sanne := w.Eva.Actor(), w.Sanne.Actor()
	var id ticket.ID
	submit := func() {
		in := desk.SubmitInput{Subject: "S", Kind: ticket.Question, Channel: ticket.Portal, Once: authn.NewToken()}
		in.Text = "T"
		var err error
		if id, err = w.Desk.Submit(ctx, eva, in); err != nil {
			t.Error(err)
		}
	}
	comment := func() {
		in := desk.CommentInput{Ticket: id, Act: ticket.Comment, Once: authn.NewToken()}
		in.Text = "T"
		if err := w.Desk.Comment(ctx, sanne, in); err != nil {
			t.Error(err)
		}
	}
	for _, u := range []struct {
		name string
		most int
		do   func()
	}{{"submit", 6, submit}, {"comment", 6, comment}} {
		for range 20 { // until every connection has its statements prepared
			u.do()
		}
		if n := c.TripsOf(u.do); n > u.most || n == 0 {
			t.Errorf("%s waits %d times, at most %d", u.name, n, u.most)
		}
	}
}
