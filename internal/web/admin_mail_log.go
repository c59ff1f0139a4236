package web

import (
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/page"
	"balie/internal/ticket"
)

func (s *Server) mailLog(r *request) error {
	q := r.URL.Query()
	after, _ := strconv.ParseInt(q.Get("after"), 10, 64) // absent is the newest
	got, err := s.Desk.MailLog(r.Context(), r.actor(), q.Get("state"), after)
	if err != nil {
		return err
	}
	frame, err := r.admin(r.L.T("admin.mail"), "mail", nil)
	if err != nil {
		return err
	}
	p := page.MailLog{State: page.MailInState(q.Get("state"))}
	for _, m := range got.Rows {
		p.Rows = append(p.Rows, r.mailLogRow(m))
	}
	address := page.MailLogURL(p.State)
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
	return r.show(http.StatusOK, page.MailLogPage(frame, p))
}

func (r *request) mailLogRow(m desk.LoggedMail) page.MailLogRow {
	row := page.MailLogRow{
		ID: m.ID, From: m.From, Subject: m.Subject, State: page.MailInState(m.State), Why: r.mailWhy(m.Why), Ref: m.Ref, At: m.At,
	}
	if m.Name != "" {
		row.From = m.Name + " <" + m.From + ">"
	}
	if row.Subject == "" {
		row.Subject = r.L.T("mailin.no_subject")
	}
	if row.From == "" {
		row.From = r.L.T("maillog.nobody")
	}
	return row
}

// mailWhy says why a mail landed where it did.
func (r *request) mailWhy(w desk.MailWhy) string {
	if w.Key == "" {
		return ""
	}
	return r.L.T("mailin.why."+w.Key, w.Args...)
}

// mailSender says whether a mail was shown to be its sender's.
func (r *request) mailSender(w desk.MailWhy) string {
	key := "unknown"
	switch {
	case w.Proven:
		key = "proven"
	case w.DMARC == "fail":
		key = "failed"
	}
	var checks []string
	for _, c := range []struct{ name, result string }{{"SPF", w.SPF}, {"DKIM", w.DKIM}, {"DMARC", w.DMARC}} {
		if c.result != "" {
			checks = append(checks, c.name+" "+c.result)
		}
	}
	said := r.L.T("mailin.sender." + key)
	if len(checks) > 0 {
		said += " (" + strings.Join(checks, ", ") + ")"
	}
	return said
}

func (s *Server) loggedMail(r *request) error {
	id, err := r.pathID()
	if err != nil {
		return err
	}
	m, err := s.Desk.LoggedMail(r.Context(), r.actor(), id)
	if err != nil {
		return err
	}
	p := page.LoggedMail{
		MailLogRow: r.mailLogRow(m), To: strings.Join(m.To, ", "), Door: m.Door, MailID: m.MailID, Size: r.L.Size(m.Size),
		Error: m.Error, Again: m.Again, AgainOnce: desk.Token(), Leave: m.Leave,
	}
	if m.Tries > 0 {
		p.Tries = r.L.Number(m.Tries)
	}
	if m.Why.Key != "" {
		p.Sender = r.mailSender(m.Why)
	}
	frame, err := r.admin(p.Subject, "mail", nil)
	if err != nil {
		return err
	}
	return r.show(http.StatusOK, page.LoggedMailPage(frame, p))
}

func (s *Server) mailAgain(r *request) error {
	id, err := r.pathID()
	if err != nil {
		return err
	}
	f, err := r.form()
	if err != nil {
		return err
	}
	act := s.Desk.MailAgain
	if f.Get("do") == "leave" {
		act = s.Desk.LeaveMail
	}
	if err := act(r.Context(), r.actor(), id, f.once()); err != nil {
		return err
	}
	return r.redirect(page.LoggedMailURL(id))
}

func (s *Server) loggedOriginal(r *request) error {
	id, err := r.pathID()
	if err != nil {
		return err
	}
	content, size, err := s.Desk.LoggedOriginal(r.Context(), r.actor(), id)
	if err != nil {
		return err
	}
	return r.sendMail(id, content, size)
}

// deskOriginal is the mail that a message came by.
func (s *Server) deskOriginal(r *request) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return errs.Absent()
	}
	content, size, err := s.Desk.Original(r.Context(), r.actor(), ticket.MessageID(id))
	if err != nil {
		return err
	}
	return r.sendMail(id, content, size)
}

// sendMail sends a mail as it came in, as a download that no browser may run.
func (r *request) sendMail(id int64, content io.ReadSeekCloser, size int64) error {
	defer content.Close()
	http.NewResponseController(r.w).SetWriteDeadline(time.Now().Add(timeFor(size)))
	h := r.w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": "mail-" + number(id) + ".eml"}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, no-store")
	http.ServeContent(r.w, r.Request, "", time.Time{}, content)
	return nil
}

// deskMail is what a message's card says of the mail that it came by.
func (r *request) deskMail(o desk.Opened, m ticket.Message) *page.DeskMail {
	w, ok := o.Mails[m.ID]
	if !ok {
		return nil
	}
	said := &page.DeskMail{Why: r.mailWhy(w), Sender: r.mailSender(w), Doubted: w.DMARC == "fail", Original: page.OriginalURL(m.ID)}
	for _, c := range w.Cut {
		said.Cut = append(said.Cut, r.L.T("mailin.cut."+c))
	}
	return said
}
