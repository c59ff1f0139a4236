package desk_test

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"

	"balie/internal/blob"
	"balie/internal/desk"
	"balie/internal/store"
	"balie/internal/ticket"
)

const onePixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

func TestPicturesAndFilesComeAlong(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		part := func(kind, id, name, body string) string {
			return "--b\r\nContent-Type: " + kind + "\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <" + id + ">\r\nContent-Disposition: inline; filename=\"" +
				name + "\"\r\n\r\n" + body + "\r\n"
		}
		raw := mailTo("eva@people.example", "support@lindehof.example", "") + "Message-ID: <1@x>\r\nMIME-Version: 1.0\r\n" +
			"Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" +
			"<p>See <img src=\"cid:shot@x\" alt=\"shot\"> and <img src=\"cid:fake@x\" alt=\"fake\"> and <img src=\"http://evil.example/x.png\" alt=\"far\"></p>" +
			"<script>alert(1)</script><div class=\"gmail_quote\"><div class=\"gmail_attr\">On Wed, 3 Jun 2026, Lindehof &lt;a@b.example&gt; wrote:</div><blockquote class=\"gmail_quote\">old words <img src=\"cid:logo@x\"></blockquote></div>\r\n" +
			part("image/png", "shot@x", "shot.png", onePixel) + part("image/png", "fake@x", "fake.png", base64.StdEncoding.EncodeToString([]byte("<svg onload=alert(1)>"))) +
			part("image/png", "logo@x", "logo.png", onePixel) + "--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"../../bill.pdf\"\r\n\r\nPDF\r\n--b--\r\n"
		tk, said := w.landed(w.arrives(raw), "new")
		o, err := w.d.Open(t.Context(), w.sanne, tk.ID)
		w.must(err)
		files := o.Files[said.ID]
		var names []string
		for _, f := range files {
			names = append(names, f.Name+" "+f.Type)
		}
		if got := strings.Join(names, ", "); got != "shot.png image/png, fake.png application/octet-stream, bill.pdf application/pdf" {
			t.Errorf("files: %s", got)
		}
		if !strings.Contains(said.Body, `<img src="`+desk.PictureURL(files[0])+`"`) || strings.Contains(said.Body, "cid:") || strings.Contains(said.Body, "evil") ||
			strings.Contains(said.Body, "alert") || strings.Contains(said.Body, "uploads") || strings.Contains(said.Body, "old words") || !strings.Contains(said.Rest, "old words") {
			t.Errorf("body %s, rest %s", said.Body, said.Rest)
		}
		if tk.Subject != tk.Excerpt || tk.Subject == "" {
			t.Errorf("titled %q", tk.Subject)
		}
		_, content, err := w.d.Picture(t.Context(), w.eva, files[0].ID)
		w.must(err)
		b, err := io.ReadAll(content)
		w.must(err)
		if want, _ := base64.StdEncoding.DecodeString(onePixel); string(b) != string(want) {
			t.Error("the picture is another one")
		}
		w.must(content.Close())
		_, said = w.landed(w.arrives("From: eva@people.example\r\nMessage-ID: <2@x>\r\n\r\n"), "new")
		if said.Body != "<p>This mail has no text.</p>" {
			t.Errorf("an empty mail says %q", said.Body)
		}
		w.whole()
	})
}

// brittle is a store of blobs that fails when told to.
type brittle struct {
	blob.Store
	put    error
	panics bool
}

func (b *brittle) Put(ctx context.Context, r io.Reader, max int64) (blob.Info, error) {
	if b.panics {
		panic("a mail that breaks its reader")
	}
	if b.put != nil {
		return blob.Info{}, b.put
	}
	return b.Store.Put(ctx, r, max)
}

// TestACrashLosesAndDoublesNothing stops the work between its steps, and lets a
// second desk over the same store go on.
func TestACrashLosesAndDoublesNothing(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		raw := mailTo("eva@people.example", "support@lindehof.example", "Oven") + "Message-ID: <1@x>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
			"--b\r\nContent-Type: text/plain\r\n\r\nCold.\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\nPDF\r\n--b--\r\n"
		in := desk.MailIn{Door: "smtp", Source: "1", To: []string{"support@lindehof.example"}}

		// The bytes are there, the row is not: nothing was acknowledged.
		_, err := w.blobs.Put(t.Context(), strings.NewReader(raw), desk.MailMax)
		w.must(err)
		w.finishes()
		if got := w.inbound(); len(got) != 0 {
			t.Fatalf("%d rows of a mail that nobody took", len(got))
		}
		second := w.desk(nil)
		second.Relay = w.d.Relay
		w.takesMail(second)
		w.must(w.d.AcceptMail(t.Context(), in, strings.NewReader(raw)))
		w.must(second.AcceptMail(t.Context(), in, strings.NewReader(raw))) // the other side heard no answer

		// Reading broke off: it is tried again.
		fails := &brittle{Store: w.blobs, put: errors.New("disk full")}
		w.d.Blobs = fails
		if _, err := w.run.RunDue(t.Context()); err == nil {
			t.Fatal("a full disk is no failure")
		}
		if m := w.inbound()[0]; m.State != store.InboundWaiting || m.Tries != 1 || !strings.Contains(m.Error, "disk full") {
			t.Errorf("%+v", m)
		}
		w.d.Blobs = w.blobs

		// The lease was lost before the end: nothing of the transaction stays.
		lost := store.Job{Args: []byte(`{"mail":1}`)}
		if err := w.d.ReceiveMail(t.Context(), lost); err == nil {
			t.Error("a lost lease is no error")
		}
		if m := w.inbound()[0]; m.State != store.InboundWaiting || m.Ticket != 0 {
			t.Errorf("%+v", m)
		}

		// Whoever takes the job over makes the one message, and late runs none.
		w.clock.Advance(60 * 60 * 1e9)
		if _, err := w.runner(second).RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		tk, said := w.landed(w.inbound()[0], "new")
		for range 2 {
			w.must(w.d.ReceiveMail(t.Context(), lost))
		}
		page, err := w.d.List(t.Context(), w.sanne, desk.ListInput{View: ticket.ViewOpen})
		w.must(err)
		o, err := w.d.Open(t.Context(), w.sanne, tk.ID)
		w.must(err)
		if len(page.Rows) != 1 || len(o.Messages) != 1 || len(o.Files[said.ID]) != 1 || w.confirmations("eva@people.example", 0) != 1 {
			t.Errorf("%d tickets, %d messages, %d files, %d confirmations", len(page.Rows), len(o.Messages), len(o.Files[said.ID]), w.confirmations("eva@people.example", 0))
		}
		w.whole()
	})
}

// TestAMailThatBreaksItsReader is put aside at once with what happened, stops no
// other, and is a message when it is tried again with a reader that can.
func TestAMailThatBreaksItsReader(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		w.hands(mailTo("eva@people.example", "support@lindehof.example", "One") + "Message-ID: <1@x>\r\nContent-Type: application/pdf\r\n\r\nPDF\r\n")
		w.hands(mailTo("eva@people.example", "support@lindehof.example", "Two") + with("<2@x>", "Two."))
		w.d.Blobs = &brittle{Store: w.blobs, panics: true}
		w.finishes()
		w.d.Blobs = w.blobs
		list := w.inbound()
		w.landed(list[0], "new")
		if m := list[1]; m.State != store.InboundFailed || m.Reason != "broke" || m.Tries != 1 || !strings.Contains(m.Error, "breaks its reader") || !strings.Contains(m.Error, "mail_read.go") {
			t.Errorf("it is %s because %q: %s", m.State, m.Reason, m.Error)
		}
		w.must(w.d.MailAgain(t.Context(), w.vera, list[1].ID, ""))
		w.finishes()
		w.landed(w.inbound()[1], "new")
		w.whole()
	})
}

// stumbles is a log in which a line of a mail panics: deep in the transaction
// that places the mail.
type stumbles struct {
	slog.Handler
	over int64 // 0 is any
}

func (s stumbles) Enabled(context.Context, slog.Level) bool { return true }

func (s stumbles) Handle(_ context.Context, line slog.Record) error {
	line.Attrs(func(a slog.Attr) bool {
		if line.Message == "a mail was placed" && a.Key == "mail" && (s.over == 0 || a.Value.Int64() == s.over) {
			panic("a mail that breaks what places it")
		}
		return true
	})
	return nil
}

// TestAMailThatBreaksWhatPlacesIt is put aside at once as well, in a transaction
// that others share; so an explanation says.
func TestAMailThatBreaksWhatPlacesIt(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		raw := mailTo("eva@people.example", "support@lindehof.example", "One") + with("<1@x>", "One.")
		w.hands(raw)
		w.hands(mailTo("eva@people.example", "support@lindehof.example", "Two") + with("<2@x>", "Two."))
		quiet := w.d.Log
		w.d.Log = slog.New(stumbles{quiet.Handler(), w.inbound()[1].ID})
		w.finishes()
		list := w.inbound()
		w.landed(list[0], "new")
		m := list[1]
		if m.State != store.InboundFailed || m.Reason != "broke" || m.Tries != 1 || m.Ticket != 0 || !strings.Contains(m.Error, "breaks what places it") || !strings.Contains(m.Error, "mail_land.go") {
			t.Errorf("it is %s because %q after %d tries: %s", m.State, m.Reason, m.Tries, m.Error)
		}
		logged, err := w.d.LoggedMail(t.Context(), w.vera, m.ID)
		w.must(err)
		if !logged.Again {
			t.Error("nobody can have it tried again")
		}
		if due, err := w.st.NextJobAt(t.Context(), store.Inside); err != nil || !due.IsZero() {
			t.Errorf("a job waits until %s, %v", due, err)
		}
		w.d.Log = slog.New(stumbles{quiet.Handler(), 0})
		if x := w.explains(strings.ReplaceAll(raw, "One", "Three")); x.State != "failed" || x.Why.Key != "broke" || !strings.Contains(x.Error, "breaks what places it") {
			t.Errorf("explained: it is %s because %q: %s", x.State, x.Why.Key, x.Error)
		}
		w.d.Log = quiet
		w.must(w.d.MailAgain(t.Context(), w.vera, m.ID, ""))
		w.finishes()
		w.landed(w.inbound()[1], "new")
		w.whole()
	})
}

func TestAMailThatIsGoneIsShownAndStopsNobody(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		w.hands(mailTo("eva@people.example", "support@lindehof.example", "One") + with("<1@x>", "One."))
		w.must(w.blobs.Delete(t.Context(), blob.Hash(w.inbound()[0].Hash), 0))
		w.hands(mailTo("eva@people.example", "support@lindehof.example", "Two") + with("<2@x>", "Two."))
		w.finishes()
		list := w.inbound()
		w.landed(list[0], "new")
		if list[1].State != store.InboundFailed || list[1].Reason != "failed" || list[1].Error == "" {
			t.Errorf("%+v", list[1])
		}
		w.whole()
	})
}
