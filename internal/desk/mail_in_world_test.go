package desk_test

import (
	"fmt"
	"strings"
	"testing"

	"balie/internal/access"
	"balie/internal/authn"
	"balie/internal/blob"
	"balie/internal/desk"
	"balie/internal/store"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

// inWorld is a mail world that receives mail, too.
type inWorld struct {
	*mailWorld
	blobs blob.Store
	sent  int
}

func eachInWorld(t *testing.T, fn func(t *testing.T, w *inWorld)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		w := &inWorld{mailWorld: newMailWorld(t, st, e)}
		disk, err := blob.NewDisk(t.TempDir())
		w.must(err)
		w.blobs = disk
		w.takesMail(w.d)
		w.run = w.runner(w.d)
		fn(t, w)
	})
}

func (w *inWorld) takesMail(d *desk.Desk) {
	d.Blobs, d.Links = w.blobs, authn.LinkKey(strings.Repeat("k", 32))
	d.ReplyAddress, d.AuthServer = "reply@tessel.example", "mx.tessel.example"
}

// mailTo begins a mail: header fields, an empty line and a body follow.
func mailTo(from, to, subject string) string {
	return fmt.Sprintf("From: %s\r\nTo: %s\r\nSubject: %s\r\nDate: Wed, 3 Jun 2026 09:00:00 +0000\r\n", from, to, subject)
}

// proven is the field by which our own mail server says that a domain vouches
// for the sender.
func proven(domain string) string {
	return "Authentication-Results: mx.tessel.example; dmarc=pass header.from=" + domain + "\r\n"
}

func with(id, text string) string { return "Message-ID: " + id + "\r\n\r\n" + text + "\r\n" }

// hands in a mail at a door, as the next of its mails.
func (w *inWorld) hands(raw string, to ...string) {
	w.t.Helper()
	w.sent++
	w.must(w.d.AcceptMail(w.t.Context(), desk.MailIn{Door: "smtp", Source: fmt.Sprint(w.sent), From: "somebody@out.example", To: to}, strings.NewReader(raw)))
}

// arrives hands a mail in, does what waits, and gives what became of it.
func (w *inWorld) arrives(raw string, to ...string) store.Inbound {
	w.t.Helper()
	w.hands(raw, to...)
	w.finishes()
	return w.inbound()[0]
}

// inbound is every mail that came in, newest first.
func (w *inWorld) inbound() (list []store.Inbound) {
	w.t.Helper()
	w.must(w.st.Read(w.t.Context(), func(tx *store.Tx) (err error) {
		list, _, err = tx.ListInbound(0, 0, 0, 1000)
		return err
	}))
	return list
}

// landed demands that a mail became a message for a reason, and gives it.
func (w *inWorld) landed(m store.Inbound, why string) (ticket.Ticket, ticket.Message) {
	w.t.Helper()
	if m.State != store.InboundDone || m.Reason != why || m.Message == 0 {
		w.t.Fatalf("it is %s because %q (%s)", m.State, m.Reason, m.Error)
	}
	var t ticket.Ticket
	var said ticket.Message
	w.must(w.st.Read(w.t.Context(), func(tx *store.Tx) (err error) {
		if said, err = tx.Message(m.Message); err != nil {
			return err
		}
		t, err = tx.Ticket(access.DeskScope(w.vera), m.Ticket)
		return err
	}))
	if said.Ticket != t.ID {
		w.t.Errorf("the message is on %d, the mail says %d", said.Ticket, t.ID)
	}
	return t, said
}

// refusedMail demands that a mail became no message, for a reason.
func (w *inWorld) refusedMail(m store.Inbound, why string) {
	w.t.Helper()
	if m.State != store.InboundRefused || m.Reason != why || m.Message != 0 {
		w.t.Errorf("it is %s because %q, not refused because %q (%s)", m.State, m.Reason, why, m.Error)
	}
}

// whole demands that the data agrees with itself.
func (w *inWorld) whole() {
	w.t.Helper()
	problems, err := w.st.Verify(w.t.Context())
	w.must(err)
	for _, p := range problems {
		w.t.Error(p)
	}
}

// mailOf is the mail that somebody got last about a ticket.
func (w *inWorld) mailOf(name string) letterIn {
	w.t.Helper()
	list := w.sink.Messages()
	for i := len(list) - 1; i >= 0; i-- {
		if strings.HasPrefix(list[i].To[0], name+"@") {
			return read(w.t, list[i])
		}
	}
	w.t.Fatalf("no mail to %s", name)
	return letterIn{}
}
