package web

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/page"
)

func (s *Server) outbox(r *request) error {
	q := r.URL.Query()
	after, _ := strconv.ParseInt(q.Get("after"), 10, 64) // absent is the newest
	got, err := s.Desk.Outbox(r.Context(), r.actor(), q.Get("state"), after)
	if err != nil {
		return err
	}
	frame, err := r.admin(r.L.T("outbox.title"), "outbox", nil)
	if err != nil {
		return err
	}
	p := page.Outbox{State: page.MailState(q.Get("state")), NoRelay: s.Desk.Relay == nil}
	for _, m := range got.Rows {
		p.Rows = append(p.Rows, r.outboxRow(m))
	}
	address := page.OutboxURL(p.State)
	if after != 0 {
		p.Pager.First = address
	}
	if got.Next != 0 {
		join := "?"
		if p.State != "" {
			join = "&"
		}
		p.Pager.Next = address + join + "after=" + number(got.Next)
	}
	return r.show(http.StatusOK, page.OutboxPage(frame, p))
}

func (r *request) outboxRow(m desk.OutboxRow) page.OutboxRow {
	to := m.To
	if m.Address != "" {
		to += " <" + m.Address + ">"
	}
	return page.OutboxRow{
		ID: m.ID, To: to, Subject: m.Subject, Kind: r.L.T("outbox.kind." + m.Kind), State: page.MailState(m.State), At: m.At,
		Why: r.why(m.Reason),
	}
}

// why is the reason why a mail did not go: ours in words, a relay's as it gave it.
func (r *request) why(reason string) string {
	key, detail, more := strings.Cut(reason, " ")
	switch {
	case !strings.HasPrefix(key, "outbox.why.") || !r.L.Has(key):
		return reason
	case more:
		return r.L.T(key) + " (" + detail + ")"
	}
	return r.L.T(key)
}

func (r *request) outboxMail() (desk.OutboxMail, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return desk.OutboxMail{}, errs.Absent()
	}
	return r.s.Desk.OutboxMail(r.Context(), r.actor(), id)
}

func (s *Server) outboxMail(r *request) error {
	m, err := r.outboxMail()
	if err != nil {
		return err
	}
	frame, err := r.admin(m.Subject, "outbox", nil)
	if err != nil {
		return err
	}
	return r.show(http.StatusOK, page.OutboxMailPage(frame, page.OutboxMail{
		OutboxRow: r.outboxRow(m.OutboxRow), From: m.From, MessageID: m.MessageID, Ref: m.Ref, Link: m.Link,
		Text: m.Text, HTML: m.HTML != "", Again: m.Again, AgainOnce: desk.Token(), NoRelay: s.Desk.Relay == nil,
	}))
}

func (s *Server) sendAgain(r *request) error {
	id, err := r.pathID()
	if err != nil {
		return err
	}
	f, err := r.form()
	if err != nil {
		return err
	}
	if err := s.Desk.SendAgain(r.Context(), r.actor(), id, f.once()); err != nil {
		return err
	}
	return r.redirect(page.OutboxMailURL(id))
}

// outboxHTML shows a mail's HTML part in a frame that may run and load nothing.
func (s *Server) outboxHTML(r *request) error {
	m, err := r.outboxMail()
	if err != nil {
		return err
	}
	return r.sendMailHTML(http.StatusOK, m.HTML)
}

// sendMailHTML sends a mail's HTML for a frame in a page of ours.
func (r *request) sendMailHTML(code int, html string) error {
	h := r.w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox")
	h.Set("Content-Type", "text/html; charset=utf-8")
	r.w.WriteHeader(code)
	_, err := io.WriteString(r.w, html)
	return err
}
