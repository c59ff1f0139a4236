package email

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime/quotedprintable"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"pgregory.net/rapid"
)

// inPieces reads the content with buffers of many sizes and demands that they
// agree.
func inPieces(t tb, encoding string, raw []byte) []byte {
	t.Helper()
	whole, err := io.ReadAll(transferReader(encoding, raw))
	if err != nil {
		t.Fatalf("%s: %v", encoding, err)
	}
	slow, err := io.ReadAll(iotest.OneByteReader(transferReader(encoding, raw)))
	if err != nil || !bytes.Equal(whole, slow) {
		t.Fatalf("%s: byte by byte %q, at once %q, %v", encoding, slow, whole, err)
	}
	return whole
}

// lines breaks an encoding into lines of a length, as every program does it its
// own way.
func lines(s string, length int, end string) string {
	var b strings.Builder
	for ; len(s) > length; s = s[length:] {
		b.WriteString(s[:length] + end)
	}
	return b.String() + s
}

var (
	anyBytes = rapid.SliceOfN(rapid.Byte(), 0, 400)
	lineEnd  = rapid.SampledFrom([]string{"\n", "\r\n", "\r\n ", " \n"})
)

func TestBase64GivesTheBytesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anyBytes.Draw(t, "bytes")
		enc := rapid.SampledFrom([]*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding}).Draw(t, "alphabet")
		raw := lines(enc.EncodeToString(want), rapid.IntRange(1, 90).Draw(t, "length"), lineEnd.Draw(t, "end"))
		if got := inPieces(t, "BASE64 ", []byte(raw+rapid.SampledFrom([]string{"", "\r\n", "!"}).Draw(t, "behind"))); !bytes.Equal(got, want) {
			t.Fatalf("%q gives % x, want % x", raw, got, want)
		}
	})
}

// Two programs that each added a piece leave padding in the middle.
func TestBase64RunsBehindEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var raw string
		var want []byte
		for _, piece := range rapid.SliceOfN(anyBytes, 1, 4).Draw(t, "pieces") {
			raw += base64.StdEncoding.EncodeToString(piece) + "\n"
			want = append(want, piece...)
		}
		if got := inPieces(t, "base64", []byte(raw)); !bytes.Equal(got, want) {
			t.Fatalf("%q gives % x, want % x", raw, got, want)
		}
	})
}

var escape = regexp.MustCompile(`=[0-9A-F]{2}`)

func TestQuotedPrintableGivesTheBytesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anyBytes.Draw(t, "bytes")
		var b bytes.Buffer
		w := quotedprintable.NewWriter(&b)
		w.Binary = true
		if _, err := w.Write(want); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		raw := b.Bytes()
		if rapid.Bool().Draw(t, "lower") {
			raw = escape.ReplaceAllFunc(raw, bytes.ToLower)
		}
		if got := inPieces(t, "quoted-printable;", raw); !bytes.Equal(got, want) {
			t.Fatalf("%q gives %q, want %q", raw, got, want)
		}
	})
}

func TestQuotedPrintableForgives(t *testing.T) {
	for in, want := range map[string]string{
		"a=\nb":                                "ab",
		"a=\r\nb":                              "ab",
		"a= \t\r\nb":                           "ab",
		"a=":                                   "a",
		"a= ":                                  "a",
		"a=\rb":                                "a=\rb",
		"50 =%":                                "50 =%",
		"x=3":                                  "x=3",
		"x=3Dy=e9":                             "x=y\xe9",
		"http://x/?a==3D=b":                    "http://x/?a===b",
		"=C3=A9=C3":                            "é\xc3",
		"=" + strings.Repeat(" ", 200) + "\nb": "=" + strings.Repeat(" ", 200) + "\nb",
	} {
		if got := string(inPieces(t, "quoted-printable", []byte(in))); got != want {
			t.Errorf("%q gives %q, want %q", in, got, want)
		}
	}
}

// uuencoded writes bytes as uuencode does; zero is what it writes for none of
// six bits, a backtick or, in old programs, a blank.
func uuencoded(name string, data []byte, zero byte, strip bool) string {
	letter := func(v byte) byte {
		if v&63 == 0 {
			return zero
		}
		return v&63 + ' '
	}
	var b strings.Builder
	b.WriteString("begin 644 " + name + "\n")
	for len(data) > 0 {
		n := min(45, len(data))
		line := []byte{letter(byte(n))}
		for i := 0; i < n; i += 3 {
			var v [3]byte
			copy(v[:], data[i:n])
			line = append(line, letter(v[0]>>2), letter(v[0]<<4|v[1]>>4), letter(v[1]<<2|v[2]>>6), letter(v[2]))
		}
		if end := bytes.TrimRight(line, " "); strip && len(line)-len(end) <= 3 {
			line = end // as servers do with blanks at the end of a line
		}
		b.Write(line)
		b.WriteByte('\n')
		data = data[n:]
	}
	return b.String() + string(letter(0)) + "\nend\n"
}

func TestUuencodedFilesAreTakenOutOfTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := "Files below.\n"
		var want [][]byte
		for i, data := range rapid.SliceOfN(anyBytes, 1, 3).Draw(t, "files") {
			zero := rapid.SampledFrom([]byte{'`', ' '}).Draw(t, "zero")
			text += uuencoded([]string{"a b.txt", "ü.bin", "c"}[i], data, zero, rapid.Bool().Draw(t, "strip")) + "Between.\n"
			want = append(want, data)
		}
		if rapid.Bool().Draw(t, "crlf") {
			text = strings.ReplaceAll(text, "\n", "\r\n")
		}
		m, err := Parse([]byte("Subject: x\n\n"+text), Limits{})
		if err != nil || len(m.Files) != len(want) {
			t.Fatalf("%q: %d files, %v", text, len(m.Files), err)
		}
		for i, f := range m.Files {
			got, _ := io.ReadAll(f.Open())
			if !bytes.Equal(got, want[i]) || f.Name != []string{"a b.txt", "ü.bin", "c"}[i] {
				t.Fatalf("%q: %s has % x, want % x", text, f.Name, got, want[i])
			}
		}
		if said := "Files below." + strings.Repeat("\nBetween.", len(want)); m.Text != said {
			t.Fatalf("the text became %q", m.Text)
		}
	})
}

func TestWhatOnlyLooksUuencodedStays(t *testing.T) {
	for _, text := range []string{
		"begin 644 x\nno line of it\nend",
		"begin 644 x\n#0V%T\nand it never ends",
		"begin 999 x\n#0V%T\n`\nend",
		"begin 644\n#0V%T\n`\nend",
		"We begin 644 x\n#0V%T\n`\nend",
		"begin 644 x\n" + strings.Repeat("M", 100) + "\nend",
	} {
		if m := read(t, "Subject: x\n\n"+text+"\n"); len(m.Files) != 0 || m.Text != text {
			t.Errorf("%q: %d files, text %q", text, len(m.Files), m.Text)
		}
	}
	m := read(t, "Content-Transfer-Encoding: x-uuencode\nContent-Type: image/gif; name=cat.gif\n\nbegin 644 x\n#0V%T\n`\nend\n")
	if got, _ := io.ReadAll(m.Files[0].Open()); string(got) != "Cat" {
		t.Errorf("a part in uuencode gives %q", got)
	}
	m = read(t, "Content-Transfer-Encoding: x-uue\nContent-Type: image/gif\n\nnone\n")
	if got, _ := io.ReadAll(m.Files[0].Open()); string(got) != "none\n" {
		t.Errorf("one that is none gives %q", got)
	}
}

// inUTF7 writes UTF-7: direct says which ASCII letters stand for themselves.
func inUTF7(s string, direct func(rune) bool, close bool) string {
	var b strings.Builder
	var open []uint16
	flush := func(next rune) {
		if len(open) == 0 {
			return
		}
		var raw []byte
		for _, u := range open {
			raw = append(raw, byte(u>>8), byte(u))
		}
		b.WriteString("+" + base64.RawStdEncoding.EncodeToString(raw))
		if close || next == '-' || base64Value[byte(next)] < 64 {
			b.WriteByte('-')
		}
		open = nil
	}
	for _, r := range s {
		switch {
		case r < 0x80 && direct(r):
			flush(r)
			b.WriteRune(r)
		case r == '+' && len(open) == 0:
			b.WriteString("+-")
		default:
			open = utf16.AppendRune(open, r)
		}
	}
	flush('-')
	return b.String()
}

func TestUTF7GivesTheTextBack(t *testing.T) {
	runes := rapid.RuneFrom([]rune("aZ09 +-/_.,~\\é€ß印🙂\u0301"))
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.StringOf(runes).Draw(t, "text")
		strict := rapid.Bool().Draw(t, "strict")
		direct := func(r rune) bool { return r != '+' && (!strict || r >= 'a' && r <= 'z' || r == ' ') }
		raw := inUTF7(want, direct, rapid.Bool().Draw(t, "close"))
		if got := toUTF8([]byte(raw), "UTF-7"); got != want {
			t.Fatalf("%q reads %q, want %q", raw, got, want)
		}
	})
	for in, want := range map[string]string{"a + b": "a + b", "caf\xe9": "café", "+": "+", "+AOk": "é", "+2D3": "\uFFFD"} {
		if got := fromUTF7([]byte(in)); got != want {
			t.Errorf("%q reads %q, want %q", in, got, want)
		}
	}
}
