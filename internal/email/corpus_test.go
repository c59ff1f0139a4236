package email

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// ourMarkers are the sentences that mails of ours would put above the history.
var ourMarkers = []string{"Write your text above this line", "Schrijf je tekst boven deze regel"}

func isOurs(id string) bool {
	return strings.HasPrefix(id, "<balie.") && strings.HasSuffix(id, "@desk.example.nl>")
}

// TestCorpus reads every message of testdata/mail and compares the reading
// with its block in testdata/mail.txt. The blocks were written with the
// messages, not taken from the reading; -update shows what differs.
func TestCorpus(t *testing.T) {
	files, err := filepath.Glob("testdata/mail/*.eml")
	if err != nil || len(files) < 150 {
		t.Fatalf("%d messages, %v", len(files), err)
	}
	var all strings.Builder
	expected := corpusBlocks(t)
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), ".eml")
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		got := readingOf(t, raw)
		all.WriteString("== " + name + "\n" + got)
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(expected[name], got); d != "" {
				t.Error(d)
			}
		})
		delete(expected, name)
	}
	for name := range expected {
		t.Errorf("no message for the block %q", name)
	}
	if *update {
		if err := os.WriteFile("testdata/mail.txt", []byte(all.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func corpusBlocks(t *testing.T) map[string]string {
	b, err := os.ReadFile("testdata/mail.txt")
	if err != nil {
		t.Fatal(err)
	}
	blocks := map[string]string{}
	for block := range strings.SplitSeq(strings.TrimPrefix(string(b), "== "), "\n== ") {
		name, text, _ := strings.Cut(block, "\n")
		blocks[name] = strings.TrimSuffix(text, "\n") + "\n"
	}
	return blocks
}

// readingOf is a message in a few lines; what is empty has no line.
func readingOf(t *testing.T, raw []byte) string {
	m, err := Parse(raw, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	row := func(name, value string) {
		if value != "" {
			b.WriteString(name + ": " + value + "\n")
		}
	}
	row("from", strings.TrimSpace(m.From.Name+" <"+m.From.Addr+">"))
	row("subject", m.Subject)
	a := m.Classify(isOurs)
	if a.Class != Personal {
		row("class", string(a.Class)+" "+strings.Join(a.Why, " "))
	}
	for _, f := range a.Failures {
		row("failure", strings.TrimSpace(f.Recipient+" "+f.Status))
	}
	row("original", a.Original)
	row("thread", threadOf(m))
	for _, f := range m.Files {
		n, err := io.Copy(io.Discard, f.Open())
		if err != nil {
			t.Fatal(err)
		}
		inline := map[bool]string{true: " inline"}[f.Inline]
		row("file", fmt.Sprintf("%s %s %d%s", f.Name, f.Type, n, inline))
	}
	row("calendar", m.Calendar)
	row("cut", strings.Trim(fmt.Sprint(m.Cut), "[]"))
	r := m.Visible(ourMarkers...)
	nothingLost(t, m, r)
	for l := range strings.SplitSeq(r.Text, "\n") {
		b.WriteString(strings.TrimRight("| "+l, " ") + "\n")
	}
	first, _, _ := strings.Cut(r.TextRest, "\n")
	row("rest", first)
	return b.String()
}

func threadOf(m *Message) string {
	var s []string
	if ids := m.Thread.Ancestors(); len(ids) > 0 {
		s = append(s, "answers "+strings.Join(ids, " "))
	}
	if n := TicketNumbers(m.Subject, "HD"); len(n) > 0 {
		s = append(s, "tickets "+strings.Trim(fmt.Sprint(n), "[]"))
	}
	if tags := m.ReplyTags("reply@desk.example.nl"); len(tags) > 0 {
		s = append(s, "tag "+strings.Join(tags, " "))
	}
	if topic := Topic(m.Subject, "HD"); topic != m.Subject {
		s = append(s, "topic "+topic)
	}
	return strings.Join(s, ", ")
}

// nothingLost holds every reading to what Visible promises: each letter of the
// body is in one of the two parts, and the first is empty only with the body.
func nothingLost(t *testing.T, m *Message, r Reading) {
	t.Helper()
	want, got := letters(m.Text), letters(r.Text+r.TextRest)
	if m.HTML != "" {
		want, got = letters(htmlText(m.HTML)), letters(htmlText(r.HTML)+htmlText(r.HTMLRest))
	}
	if len(want) != len(got) {
		t.Errorf("of %d letters %d are left", len(want), len(got))
	}
	if r.Text == "" && strings.TrimSpace(m.Text) != "" {
		t.Error("nothing is visible")
	}
}
