package bench

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"

	"balie/internal/desk"
	"balie/internal/page"
	"balie/internal/ticket"
)

const (
	floorRow     = "floor: one durable row"
	submitStore  = "store: submit a ticket"
	commentStore = "store: comment on a ticket"
	submitHTTP   = "http: submit a ticket"
	commentHTTP  = "http: comment on a ticket"
)

// writing are works that add something: they share what makes it durable, and
// are always measured several at a time.
var writing = []string{floorRow, submitStore, commentStore, submitHTTP, commentHTTP}

// writes are works that add something, each durable when it is answered.
func (o Options) writes(ctx context.Context, s *subject) ([]work, error) {
	if _, err := s.raw.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS bench_floor (id BIGINT PRIMARY KEY, text TEXT NOT NULL)"); err != nil {
		return nil, err
	}
	mine, err := s.openTickets(ctx)
	if err != nil {
		return nil, err
	}
	var row atomic.Int64
	const said = "The printer beside the loading bay prints nothing since this morning. Restarting did not help."
	return []work{
		{floorRow, func(ctx context.Context, _ int) error { return s.oneRow(ctx, row.Add(1)) }},
		{submitStore, func(ctx context.Context, _ int) error {
			_, err := s.d.Submit(ctx, s.who["many"].actor, desk.SubmitInput{
				Writing: desk.Writing{Text: said}, Subject: "Printer prints nothing", Kind: ticket.Incident, Channel: ticket.Portal, Once: desk.Token(),
			})
			return err
		}},
		{commentStore, func(ctx context.Context, worker int) error {
			return s.d.Comment(ctx, s.who["busy"].actor, desk.CommentInput{
				Writing: desk.Writing{Text: said}, Ticket: mine[int(row.Add(1))%len(mine)], Act: ticket.Comment, Once: desk.Token(),
			})
		}},
		{submitHTTP, func(ctx context.Context, _ int) error {
			return s.post(ctx, "many", "/new", url.Values{
				"once": {desk.Token()}, "kind": {"incident"}, "subject": {"Printer prints nothing"}, "text": {said}, "system": {page.NoSystem},
			})
		}},
		{commentHTTP, func(ctx context.Context, _ int) error {
			id := mine[int(row.Add(1))%len(mine)]
			return s.post(ctx, "busy", "/desk/tickets/"+ticket.Ref("HD", id), url.Values{
				"once": {desk.Token()}, "do": {page.DoComment}, "vis": {page.VisReply}, "body": {said},
			})
		}},
	}, nil
}

// oneRow is the least that anything durable costs on this engine.
func (s *subject) oneRow(ctx context.Context, id int64) error {
	if s.engine == "sqlite" { // one writer at a time, rather than eight that poll for their turn
		s.turn.Lock()
		defer s.turn.Unlock()
	}
	t, err := s.raw.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer t.Rollback()
	text := "INSERT INTO bench_floor (id, text) VALUES (?, ?)"
	if s.engine != "sqlite" {
		text = "INSERT INTO bench_floor (id, text) VALUES ($1, $2)"
	}
	if _, err := t.ExecContext(ctx, text, id, "text"); err != nil {
		return err
	}
	return t.Commit()
}

// openTickets are some that the large partner's agent may comment on.
func (s *subject) openTickets(ctx context.Context) ([]ticket.ID, error) {
	var out []ticket.ID
	p, err := s.d.List(ctx, s.who["busy"].actor, desk.ListInput{View: ticket.ViewOpen})
	for _, r := range p.Rows {
		out = append(out, r.ID)
	}
	if err == nil && len(out) == 0 {
		err = sql.ErrNoRows
	}
	return out, err
}

// post sends a form; the answer to one that was taken is a redirect.
func (s *subject) post(ctx context.Context, who, path string, form url.Values) error {
	r, err := http.NewRequestWithContext(ctx, "POST", s.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(s.who[who].cookie)
	got, err := s.client.Do(r)
	if err != nil {
		return err
	}
	defer got.Body.Close()
	if got.StatusCode != http.StatusSeeOther {
		return fmt.Errorf("POST %s answers %s", path, got.Status)
	}
	return nil
}
