package email

import (
	"fmt"
	"io"
	"mime/multipart"
	"net/textproto"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// mimeTree writes a random multipart and notes what a reader should find.
type mimeTree struct {
	t     *rapid.T
	n     int
	texts []string
	files []string
}

func (m *mimeTree) write(w io.Writer, header textproto.MIMEHeader, depth int) textproto.MIMEHeader {
	mw := multipart.NewWriter(w)
	// One boundary begins another: only the whole line counts.
	if err := mw.SetBoundary("b" + strings.Repeat("x", depth)); err != nil {
		m.t.Fatal(err)
	}
	header.Set("Content-Type", "multipart/"+rapid.SampledFrom([]string{"mixed", "x-unknown", "parallel"}).Draw(m.t, "kind")+"; boundary="+mw.Boundary())
	for range rapid.IntRange(1, 3).Draw(m.t, "children") {
		m.child(mw, depth)
	}
	if rapid.Bool().Draw(m.t, "closed") {
		if err := mw.Close(); err != nil {
			m.t.Fatal(err)
		}
	}
	return header
}

func (m *mimeTree) child(mw *multipart.Writer, depth int) {
	m.n++
	h := textproto.MIMEHeader{}
	body := fmt.Sprintf("words %d", m.n)
	switch rapid.IntRange(0, 3).Draw(m.t, "what") {
	case 0:
		if depth < 6 {
			var inner strings.Builder
			h = m.write(&inner, h, depth+1)
			body = "preamble\r\n" + inner.String()
			break
		}
		fallthrough
	case 1:
		name := fmt.Sprintf("file-%d.pdf", m.n)
		h.Set("Content-Type", "application/pdf")
		h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
		m.files = append(m.files, name+" "+body)
	default:
		h.Set("Content-Type", "text/plain")
		m.texts = append(m.texts, body)
	}
	p, err := mw.CreatePart(h)
	if err == nil {
		_, err = io.WriteString(p, body)
	}
	if err != nil {
		m.t.Fatal(err)
	}
}

// Whatever lies within what, closed or not, each part is found once and whole.
func TestPartsAreFoundInTheirOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree := &mimeTree{t: t}
		var body strings.Builder
		header := tree.write(&body, textproto.MIMEHeader{}, 0)
		raw := "Content-Type: " + header.Get("Content-Type") + "\r\n\r\nThis is in MIME.\r\n" + body.String()
		if rapid.Bool().Draw(t, "bare") {
			raw = strings.ReplaceAll(raw, "\r\n", "\n")
		}
		m, err := Parse([]byte(raw), Limits{})
		if err != nil || len(m.Cut) > 0 {
			t.Fatal(err, m.Cut)
		}
		var files []string
		for _, f := range m.Files {
			b, _ := io.ReadAll(f.Open())
			files = append(files, f.Name+" "+string(b))
		}
		if got, want := m.Text, strings.Join(tree.texts, "\n\n"); got != want {
			t.Fatalf("%s\nreads %q, want %q", raw, got, want)
		}
		if got, want := strings.Join(files, "\n"), strings.Join(tree.files, "\n"); got != want {
			t.Fatalf("%s\nhas\n%s\nwant\n%s", raw, got, want)
		}
	})
}

// What this system writes it reads: people, words, files and place in a thread.
func TestOwnMailReadsBackWhatever(t *testing.T) {
	line := rapid.StringOf(rapid.RuneFrom([]rune(`ab .,=_-"'<>&é印🙂`)))
	rapid.Check(t, func(t *rapid.T) {
		m := basic()
		m.Subject = squeeze(line.Draw(t, "subject"))
		m.From.Name = strings.Trim(squeeze(line.Draw(t, "from")), " '")
		m.Text = strings.Join(rapid.SliceOf(line).Draw(t, "text"), "\n")
		if rapid.Bool().Draw(t, "html") {
			m.HTML = "<p>" + strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(line.Draw(t, "html words")) + "</p>"
		}
		m.ThreadIndex = NewThreadIndex([16]byte{3, 15: 7}, m.Date).Answer(m.Date.AddDate(0, 0, 1))
		for range rapid.IntRange(0, 60).Draw(t, "answers") {
			m.ThreadIndex = m.ThreadIndex.Answer(m.Date)
		}
		m.ThreadTopic = m.Subject
		for i := range rapid.IntRange(0, 5).Draw(t, "references") {
			m.References = append(m.References, MessageID("mail.example", fmt.Sprint(i), line.Draw(t, "part")))
		}
		content := string(anyBytes.Draw(t, "content"))
		if rapid.Bool().Draw(t, "file") {
			m.Parts = []Part{bytesPart("a.bin", "application/x-a", content), inlinePart("p@x", content)}
		}
		got, err := Parse(compose(t, m), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if got.Subject != m.Subject || got.From != m.From || got.Header("Thread-Topic") != m.Subject || !got.Date.Equal(m.Date) || !got.OneAuthor {
			t.Fatalf("wrote %+v, read %+v", m, got)
		}
		if got.Thread.ID != m.MessageID || got.Thread.Index != m.ThreadIndex || strings.Join(got.Thread.References, " ") != strings.Join(m.References, " ") {
			t.Fatalf("wrote %v %v, read %+v", m.References, m.ThreadIndex, got.Thread)
		}
		if want := strings.TrimSpace(m.Text); want != "" && strings.TrimSpace(got.Text) != want {
			t.Fatalf("wrote %q, read %q", m.Text, got.Text)
		}
		if m.HTML != "" && len(m.Parts) == 0 && htmlText(m.HTML) != "" && strings.TrimSpace(got.HTML) != m.HTML {
			t.Fatalf("wrote %q, read %q", m.HTML, got.HTML)
		}
		if len(got.Files) != len(m.Parts) {
			t.Fatalf("files %+v", got.Files)
		}
		for _, f := range got.Files {
			if b, _ := io.ReadAll(f.Open()); string(b) != content {
				t.Fatalf("%s has %q, want %q", f.Name, b, content)
			}
		}
	})
}
