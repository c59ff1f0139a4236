package email

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

// mailWith is an HTML mail with a file of that many bytes.
func mailWith(b testing.TB, size int) []byte {
	m := basic()
	m.Text = strings.Repeat("De printer doet het niet meer. ", 40)
	m.HTML = "<p>" + m.Text + "</p><blockquote type=\"cite\"><p>" + strings.Repeat("eerder ", 200) + "</p></blockquote>"
	content := bytes.Repeat([]byte{1, 2, 3, 250, 255}, size/5+1)[:size]
	m.Parts = []Part{{FileName: "a.pdf", Type: "application/pdf", Size: int64(size), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(content)), nil
	}}}
	var out bytes.Buffer
	if err := Write(&out, m); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}

func benchmarkParse(b *testing.B, size int, files bool) {
	raw := mailWith(b, size)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		m, err := Parse(raw, Limits{})
		if err != nil || len(m.Files) != 1 {
			b.Fatal(err)
		}
		m.Visible(ourMarkers...)
		m.Classify(nil)
		if files {
			if n, err := io.Copy(io.Discard, m.Files[0].Open()); err != nil || n != int64(size) {
				b.Fatal(n, err)
			}
		}
	}
}

func BenchmarkParse64kB(b *testing.B)         { benchmarkParse(b, 44<<10, false) }
func BenchmarkParse64kBWithFile(b *testing.B) { benchmarkParse(b, 44<<10, true) }
func BenchmarkParse48MB(b *testing.B)         { benchmarkParse(b, 35<<20, false) }
func BenchmarkParse48MBWithFile(b *testing.B) { benchmarkParse(b, 35<<20, true) }
