package desk_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"balie/internal/access"
	"balie/internal/desk"
	"balie/internal/email"
	"balie/internal/smtpout/smtptest"
	"balie/internal/store"
	"balie/internal/ticket"
)

// dot is a picture of one pixel.
var dot, _ = base64.StdEncoding.DecodeString("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==")

func (w *inWorld) uploads(a access.Actor, name, kind, content string) store.Upload {
	w.t.Helper()
	u, err := w.d.UploadFile(w.t.Context(), a, name, kind, strings.NewReader(content), 20<<20)
	w.must(err)
	return u
}

// writes comments with files; pictures among them stand in the text.
func (w *inWorld) writes(a access.Actor, id ticket.ID, act ticket.Act, text string, files ...store.Upload) {
	w.t.Helper()
	in := desk.CommentInput{Ticket: id, Act: act, Writing: desk.Writing{Text: text, HTML: "<p>" + text + "</p>"}}
	for _, f := range files {
		in.Uploads = append(in.Uploads, f.ID)
		if strings.HasPrefix(f.Type, "image/") {
			in.HTML += fmt.Sprintf(`<p><img src="/uploads/%d/image" alt="%s"></p>`, f.ID, f.Name)
		}
	}
	w.must(w.d.Comment(w.t.Context(), a, in))
}

// parsed is the last mail to somebody as our own reader reads it, with its HTML
// and the bytes of its files by their names.
func (w *inWorld) parsed(name string) (m *email.Message, files map[string]string) {
	w.t.Helper()
	list := w.sink.Messages()
	for _, sent := range slices.Backward(list) {
		if strings.HasPrefix(sent.To[0], name+"@") {
			m, err := email.Parse(sent.Data, email.DefaultLimits())
			w.must(err)
			files = map[string]string{}
			for _, f := range m.Files {
				b, err := io.ReadAll(f.Open())
				w.must(err)
				files[f.Name] = string(b)
			}
			return m, files
		}
	}
	w.t.Fatalf("no mail to %s", name)
	return nil, nil
}

// said reports whether a mail has a word anywhere: headers, texts, and names and
// bytes of its files.
func said(t *testing.T, raw []byte, word string) bool {
	t.Helper()
	m, err := email.Parse(raw, email.DefaultLimits())
	if err != nil || len(m.Cut) > 0 {
		t.Fatal(err, m.Cut)
	}
	all := string(raw) + m.Subject + m.Text + m.HTML + m.From.Name
	for _, f := range m.Files {
		b, err := io.ReadAll(f.Open())
		if err != nil {
			t.Fatal(err)
		}
		all += f.Name + string(b)
	}
	return strings.Contains(strings.ToLower(all), word)
}

func TestFilesGoWithTheMailOfTheirMessage(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		id := w.submits()
		w.settles()
		w.writes(w.sanne, id, ticket.Note, "kwikstaart", w.uploads(w.sanne, "kwikstaart.txt", "text/plain", "kwikstaart"), w.uploads(w.sanne, "kwikstaart.png", "image/png", string(dot)))
		w.settles()
		big := strings.Repeat("big ", 5<<18)
		w.writes(w.sanne, id, ticket.Comment, "Look at this:",
			w.uploads(w.sanne, "oven.png", "image/png", string(dot)), w.uploads(w.sanne, "not a picture.png", "image/png", "<svg onload=x>"),
			w.uploads(w.sanne, "Größe 1.pdf", "application/pdf", "pdf"), w.uploads(w.sanne, "setup.EXE", "application/octet-stream", "mz"),
			w.uploads(w.sanne, "big.bin", "application/octet-stream", big+"!"), w.uploads(w.sanne, "log.txt", "text/plain; charset=x", "a\n.\nb"))
		w.settles()
		m, files := w.parsed("eva")
		want := map[string]string{"oven.png": string(dot), "not a picture.png": "<svg onload=x>", "Größe 1.pdf": "pdf", "log.txt": "a\n.\nb"}
		if len(files) != len(want) {
			t.Errorf("it has %v", names(files))
		}
		for name, content := range want {
			if files[name] != content {
				t.Errorf("%s has %q", name, files[name])
			}
		}
		for _, f := range m.Files {
			if f.Inline != (f.Name == "oven.png") || f.Inline && (f.Type != "image/png" || !strings.Contains(m.HTML, `src="cid:`+f.ContentID+`"`)) {
				t.Errorf("%s, inline %v, %s <%s>", f.Name, f.Inline, f.Type, f.ContentID)
			}
		}
		for _, body := range []string{m.Text, m.HTML} {
			if !strings.Contains(body, "setup.EXE") || !strings.Contains(body, "big.bin, 5,2 MB") || strings.Count(body, "https://help.example/files/") < 2 || strings.Contains(body, "log.txt") {
				t.Errorf("it says\n%s", body)
			}
		}
		for _, sent := range w.sink.Messages() {
			if said(t, sent.Data, "kwikstaart") {
				t.Errorf("something hidden is mailed:\n%s", sent.Data)
			}
		}

		// What a customer sends shows its pictures to agents, and links the rest.
		w.must(w.d.Assign(t.Context(), w.joost, desk.AssignInput{Ticket: id, To: w.sanne.User}))
		shot, report := w.uploads(w.eva, "shot.png", "image/png", string(dot)), w.uploads(w.eva, "report.pdf", "application/pdf", "pdf")
		w.must(w.d.Reply(t.Context(), w.eva, desk.ReplyInput{Ticket: id, Writing: desk.Writing{
			Text: "Here.", HTML: fmt.Sprintf(`<p>Here: <img src="/uploads/%d/image" alt="shot"></p>`, shot.ID), Uploads: []int64{shot.ID, report.ID},
		}}))
		w.settles()
		if m, files = w.parsed("sanne"); names(files) != "shot.png" || !strings.Contains(m.Text, "report.pdf") || !strings.Contains(m.Text, "https://help.example/desk/files/") {
			t.Errorf("an agent gets %s and\n%s", names(files), m.Text)
		}
		if _, files = w.parsed("bram"); names(files) != "report.pdf shot.png" {
			t.Errorf("a follower gets %s", names(files))
		}
		w.whole()
	})
}

func TestFilesOfAMailStayBelowTheLimit(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		id := w.submits()
		w.settles()
		var list []store.Upload
		for n := range desk.MaxFiles {
			list = append(list, w.uploads(w.sanne, fmt.Sprintf("part-%02d.zip", n), "application/zip", strings.Repeat(fmt.Sprint(n), 400<<10)[:400<<10]))
		}
		w.writes(w.sanne, id, ticket.Comment, "All of it.", list...)
		w.settles()
		m, files := w.parsed("eva")
		if len(files) != 12 || files["part-11.zip"] == "" || strings.Count(m.Text, "https://help.example/files/") != desk.MaxFiles-12 {
			t.Errorf("%s go along, and\n%s", names(files), m.Text)
		}
		w.writes(w.sanne, id, ticket.Comment, "A mistake.", w.uploads(w.sanne, "mistake.txt", "text/plain", "x"))
		w.must(w.d.Undo(t.Context(), w.sanne, id, ""))
		before := len(w.sink.Messages())
		w.settles()
		if got := len(w.sink.Messages()); got != before {
			t.Errorf("what was undone is mailed %d times", got-before)
		}
	})
}

// TestARetryHasTheFilesOfTheFirstTry lets the customer change the message and
// add a file between two tries.
func TestARetryHasTheFilesOfTheFirstTry(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		pic := w.uploads(w.eva, "oven.png", "image/png", string(dot))
		id, err := w.d.Submit(t.Context(), w.eva, desk.SubmitInput{
			Writing: desk.Writing{Text: "It is cold.", HTML: fmt.Sprintf(`<p>It is cold. <img src="/uploads/%d/image" alt="oven"></p>`, pic.ID), Uploads: []int64{pic.ID}},
			Subject: "Oven", Kind: ticket.Incident, Channel: ticket.Portal,
		})
		w.must(err)
		w.sink.OnData(func(smtptest.Message) error { return smtptest.ErrDrop })
		if _, err := w.run.RunDue(t.Context()); err == nil {
			t.Fatal("a mail of unknown fate is no failure")
		}
		first := byReceiver(w.sink.Messages())
		w.sink.OnData(nil)
		w.clock.Advance(time.Second)
		o, err := w.d.OpenPublic(t.Context(), w.eva, id)
		w.must(err)
		more := w.uploads(w.eva, "more.txt", "text/plain", "more")
		w.must(w.d.Edit(t.Context(), w.eva, desk.EditInput{Ticket: id, Message: o.Messages[0].ID, Writing: desk.Writing{Text: "It is hot now.", Uploads: []int64{more.ID}}}))
		w.clock.Advance(time.Minute)
		if _, err := w.run.RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		again := byReceiver(w.sink.Messages()[len(first):])
		for to, data := range first {
			if !bytes.Contains(again[to], data) {
				t.Errorf("the retry to %s differs:\n%s\n%s", to, data, again[to])
			}
		}
		if len(first) < 3 || !bytes.Contains(first["joost@people.example"], []byte("Content-Id: <file")) {
			t.Errorf("%d mails, to Joost:\n%s", len(first), first["joost@people.example"])
		}
	})
}

// TestAMailOfAMergedTicketSaysWhatWasSaid has the relay away while a ticket with
// an answer on its way is merged.
func TestAMailOfAMergedTicketSaysWhatWasSaid(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		main, twin := w.submits(), w.submits()
		w.settles()
		w.says(w.sanne, main, ticket.Comment, "Kwikstaart of the other ticket.")
		w.writes(w.sanne, twin, ticket.Comment, "Turn it on.", w.uploads(w.sanne, "howto.pdf", "application/pdf", "pdf"))
		w.clock.Advance(ticket.UndoTime)
		w.sink.OnMail(func(string) error { return smtptest.Reply(451, "later") })
		w.run.RunDue(t.Context()) // its error is the relay's
		w.must(w.d.Merge(t.Context(), w.sanne, twin, main, ""))
		w.sink.OnMail(nil)
		w.clock.Advance(time.Hour)
		w.settles()
		found := false
		for _, m := range w.sink.Messages() {
			if m.To[0] != "eva@people.example" || !said(t, m.Data, "turn it on.") {
				continue
			}
			found = found || said(t, m.Data, "howto.pdf") // the mail about the merge quotes it, too
			if said(t, m.Data, "kwikstaart") {
				t.Errorf("it quotes the other ticket:\n%s", m.Data)
			}
		}
		if !found {
			t.Error("what was said, or its file, is in no mail")
		}
	})
}
