package desktest

import (
	"bytes"
	"context"
	"strings"
	"time"

	"balie/internal/authn"
	"balie/internal/desk"
	"balie/internal/locale"
	"balie/internal/page"
	"balie/internal/ticket"
)

// Direct calls the use cases.
type Direct struct{}

// Submit implements Face.
func (Direct) Submit(p *Person, subject, text string, files ...File) ticket.ID {
	w := p.World
	w.T.Helper()
	in := desk.SubmitInput{Subject: subject, Kind: ticket.Incident, Channel: ticket.Portal, Once: authn.NewToken()}
	in.Text = text
	for _, f := range files {
		u, err := w.Desk.UploadFile(context.Background(), p.Actor(), f.Name, f.Type, strings.NewReader(f.Content), Upload)
		w.must(err)
		in.Uploads = append(in.Uploads, u.ID)
	}
	id, err := w.Desk.Submit(context.Background(), p.Actor(), in)
	w.must(err)
	return id
}

// Do implements Face.
func (Direct) Do(p *Person, t *Ticket, s Step, text string) {
	w := p.World
	w.T.Helper()
	ctx, a, once, said := context.Background(), p.Actor(), authn.NewToken(), desk.Writing{Text: text}
	var err error
	switch s {
	case Take:
		err = w.Desk.Assign(ctx, a, desk.AssignInput{Ticket: t.ID, To: p.ID, Once: once})
	case Close:
		err = w.Desk.Close(ctx, a, desk.CloseInput{Writing: said, Ticket: t.ID, Seen: seen(p, t), Once: once})
	case Hold:
		err = w.Desk.Hold(ctx, a, desk.HoldInput{Ticket: t.ID, Reason: text, Once: once})
	case Answer, Reopen:
		err = w.Desk.Reply(ctx, a, desk.ReplyInput{
			Writing: said, Ticket: t.ID, Reopen: s == Reopen, Seen: seen(p, t), Channel: ticket.Portal, Once: once,
		})
	default:
		act := map[Step]ticket.Act{Comment: ticket.Comment, AskBack: ticket.Ask, Note: ticket.Note, HandOver: ticket.Send}[s]
		if s == HandOver && p.Of.ID == w.Vendor.ID {
			act = ticket.Return
		}
		err = w.Desk.Comment(ctx, a, desk.CommentInput{Writing: said, Ticket: t.ID, Act: act, Seen: seen(p, t), Once: once})
	}
	w.must(err)
}

// seen is the last event on the page that the person has before them.
func seen(p *Person, t *Ticket) ticket.EventID {
	w := p.World
	w.T.Helper()
	if p.Staff() {
		o, err := w.Desk.Open(context.Background(), p.Actor(), t.ID)
		w.must(err)
		return o.Ticket.LastEvent
	}
	o, err := w.Desk.OpenPublic(context.Background(), p.Actor(), t.ID)
	w.must(err)
	return o.Ticket.Last
}

// Text implements Face: the state in the words of the reader's pages, and what
// was said.
func (Direct) Text(p *Person, t *Ticket) string {
	w := p.World
	w.T.Helper()
	l := w.Desk.Texts.In("en", time.UTC)
	if !p.Staff() {
		o, err := w.Desk.OpenPublic(context.Background(), p.Actor(), t.ID)
		w.must(err)
		return publicText(w, l, o)
	}
	o, err := w.Desk.Open(context.Background(), p.Actor(), t.ID)
	w.must(err)
	var b bytes.Buffer
	w.must(page.Render(context.Background(), &b, page.StateMark(l, page.StateFor(o.Ticket.Shelf(), p.Of.ID, o.Ticket.Reason))))
	b.WriteString(" " + o.Ticket.Subject)
	for _, m := range o.Messages {
		b.WriteString(" " + m.Body)
	}
	for _, files := range o.Files {
		for _, f := range files {
			b.WriteString(" " + f.Name)
		}
	}
	return TextOf(b.String())
}

func publicText(w *World, l *locale.Locale, o desk.OpenedPublic) string {
	var b bytes.Buffer
	w.must(page.Render(context.Background(), &b, page.CustomerState(l, o.Ticket.State)))
	b.WriteString(" " + o.Ticket.Subject + " " + o.Ticket.HoldReason)
	for _, m := range o.Messages {
		b.WriteString(" " + m.Body)
	}
	for _, files := range o.Files {
		for _, f := range files {
			b.WriteString(" " + f.Name)
		}
	}
	return TextOf(b.String())
}

// Lists implements Face.
func (Direct) Lists(p *Person, t *Ticket, v ticket.View) bool {
	p.World.T.Helper()
	rows, err := p.World.Desk.List(context.Background(), p.Actor(), desk.ListInput{View: v})
	p.World.must(err)
	for _, r := range rows.Rows {
		if r.ID == t.ID {
			return true
		}
	}
	return false
}
