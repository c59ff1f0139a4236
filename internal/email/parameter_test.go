package email

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var headerRunes = rapid.OneOf(rapid.RuneFrom([]rune(` "\<>@,;:()[]=?_.'aZ0%*`)), rapid.RuneFrom([]rune("éß印🙂\u0301")), rapid.RuneFrom([]rune("abc ")))

func TestParametersReadBack(t *testing.T) {
	words := rapid.StringOfN(headerRunes, 0, 150, -1)
	rapid.Check(t, func(t *rapid.T) {
		want := map[string]string{"filename": words.Draw(t, "a"), "name": words.Draw(t, "b")}
		value := withParameters(13, "text/x-thing", append(parameter("filename", want["filename"]), parameter("name", want["name"])...)...)
		kind, got := mediaType(strings.ReplaceAll(value, "\r\n ", " "))
		for name, v := range want {
			want[name] = strings.TrimSpace(v)
			if strings.Contains(v, "=?") {
				delete(want, name) // may read as an encoded word, which programs write here
				delete(got, name)
			}
		}
		if kind != "text/x-thing" || !maps.Equal(got, want) {
			t.Fatalf("%q reads %s %q, want %q", value, kind, got, want)
		}
	})
}

func TestParametersOfOtherPrograms(t *testing.T) {
	for _, c := range []struct{ in, kind, name string }{
		{`application/pdf; name=a.pdf`, "application/pdf", "a.pdf"},
		{`APPLICATION/PDF; NAME="a.pdf"`, "application/pdf", "a.pdf"},
		{`application/pdf;name = "a b.pdf" ; x=y`, "application/pdf", "a b.pdf"},
		{`application/pdf; name=a b c.pdf; x=y`, "application/pdf", "a b c.pdf"},
		{`application/pdf; name="never closed.pdf`, "application/pdf", "never closed.pdf"},
		{`application/pdf; name="C:\temp\a \"b\" \\c.pdf"`, "application/pdf", `C:\temp\a "b" \c.pdf`},
		{`application/pdf; name="=?utf-8?q?caf=C3=A9.pdf?="`, "application/pdf", "café.pdf"},
		{`application/pdf; name*=utf-8''caf%C3%A9.pdf`, "application/pdf", "café.pdf"},
		{`application/pdf; name*=iso-8859-1'nl'caf%E9.pdf`, "application/pdf", "café.pdf"},
		{`application/pdf; name*=''plain.pdf`, "application/pdf", "plain.pdf"},
		{`application/pdf; name*=caf%C3%A9.pdf`, "application/pdf", "café.pdf"},
		{`application/pdf; name*0=a; name*1=b; name*2=.pdf`, "application/pdf", "ab.pdf"},
		{`application/pdf; name*2=.pdf; name*0=a; name*1=b`, "application/pdf", "ab.pdf"},
		{`application/pdf; name*10=k; name*9=j; name*0=a`, "application/pdf", "ajk"},
		{`application/pdf; name*0*=utf-8''%C3; name*1*=%A9; name*2=%41.pdf`, "application/pdf", "é%41.pdf"},
		{`application/pdf; name*0="=?utf-8?q?caf=C3"; name*1="=A9?=.pdf"`, "application/pdf", "café.pdf"},
		{`application/pdf; name=short.pdf; name*=utf-8''l%C3%A4nger.pdf`, "application/pdf", "länger.pdf"},
		{`application/pdf; name*=utf-8''%zz%4.pdf`, "application/pdf", "%zz%4.pdf"},
		{`application/pdf; name=first; name=second`, "application/pdf", "first"},
		{`application/pdf; ; ;name=a`, "application/pdf", "a"},
		{`application/pdf; nothing; name=a`, "application/pdf", "a"},
		{`application/pdf; name`, "application/pdf", ""},
		{`application/pdf charset=x; name=a`, "application/pdf", "a"},
		{`; name=a`, "", "a"},
		{``, "", ""},
	} {
		kind, params := mediaType(c.in)
		if kind != c.kind || params["name"] != c.name {
			t.Errorf("%s: %q %q, want %q", c.in, kind, params["name"], c.name)
		}
	}
	many := "a/b"
	for i := range 500 {
		many += fmt.Sprintf("; p%d=x", i)
	}
	if _, params := mediaType(many); len(params) != 200 {
		t.Errorf("%d parameters are kept", len(params))
	}
}

// Whatever a name holds, the mailbox that is written reads back as one, with
// that name and that address.
func TestMailboxesReadBack(t *testing.T) {
	names := rapid.StringOfN(headerRunes, 0, 60, -1)
	rapid.Check(t, func(t *rapid.T) {
		var field string
		var want []Address
		for range rapid.IntRange(1, 4).Draw(t, "n") {
			a := Address{names.Draw(t, "name"), rapid.SampledFrom([]string{"eva@example.nl", "j.de-wit+x@b.example", "o'neil@x.nl"}).Draw(t, "addr")}
			field += strings.Join(mailboxTokens(a), " ") + rapid.SampledFrom([]string{", ", ";", " ,\t"}).Draw(t, "sign")
			a.Name = strings.Trim(squeezeBlanks(a.Name), " '")
			want = append(want, a)
		}
		got, cut := readMailboxes(field, 10)
		if len(got) != len(want) || cut {
			t.Fatalf("%q gives %q", field, got)
		}
		for i := range got {
			got[i].Name = squeezeBlanks(got[i].Name)
			if got[i] != want[i] {
				t.Fatalf("%q gives %q, want %q", field, got[i], want[i])
			}
		}
	})
}

func squeezeBlanks(s string) string { return strings.Join(strings.Fields(s), " ") }

func TestFileNames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.RuneFrom([]rune("ab .'\"/\\é\r\x00\u202e"))).Draw(t, "name")
		once := fileName(s)
		if fileName(once) != once || strings.ContainsAny(once, "/\\\r\x00\u202e") {
			t.Fatalf("%q is called %q, and that %q", s, once, fileName(once))
		}
	})
	for in, want := range map[string]string{
		`C:\Users\eva\a.pdf`: "a.pdf", "../../etc/passwd": "passwd", "/": "", "..": "", ".": "", "": "", "a/": "a", "a/..": "", `a\..\b`: "b",
		" 'a.pdf' ": "a.pdf", `"a.pdf"`: "a.pdf", "a\r\nb.txt": "a  b.txt", "a\x00b": "a b", "x\u202efdp.exe": "xfdp.exe", ".htaccess": "htaccess", "a.": "a",
		strings.Repeat("a", 300) + ".pdf":    strings.Repeat("a", 196) + ".pdf",
		strings.Repeat("é", 150) + ".pdf":    strings.Repeat("é", 98) + ".pdf",
		"a." + strings.Repeat("x", 300):      "a." + strings.Repeat("x", 198),
		strings.Repeat("map/", 90) + "b.txt": "b.txt",
		"\xff\xfe.txt":                       "\uFFFD.txt",
		"Rechnung 12/2026.pdf":               "2026.pdf",
		"\ufeffa.txt":                        "a.txt",
	} {
		if got := fileName(in); got != want {
			t.Errorf("%q is called %q, want %q", in, got, want)
		}
	}
}

func TestFilesWithoutNamesGetOne(t *testing.T) {
	for kind, want := range map[string]string{
		"image/png": "picture.png", "image/jpeg": "picture.jpg", "image/svg+xml": "picture.svg", "image/vnd.ms-photo": "picture.bin",
		"audio/ogg": "sound.ogg", "video/mp4": "film.mp4", "text/csv": "text.csv", "text/calendar": "invitation.ics", "application/ics": "invitation.ics",
		"application/pdf": "file.pdf", "application/x-thing": "file.bin", "application/ms-tnef": "winmail.dat", "application/pgp-signature": "file.asc",
		"model/obj": "file.obj", "message/delivery-status": "file.bin", "multipart/mixed": "file.bin",
	} {
		if got := (File{Type: kind}).nameByType(); got != want {
			t.Errorf("%s is called %q, want %q", kind, got, want)
		}
	}
	for subject, want := range map[string]string{
		"Subject: Offerte 12/2026\n\nx": "Offerte 12-2026.eml", "Subject: =?utf-8?q?caf=C3=A9?=\n\n": "café.eml", "\n": "message.eml", "Subject: ..\n\n": "message.eml",
		"Subject: " + strings.Repeat("é", 200) + "\n\n": strings.Repeat("é", 50) + ".eml",
	} {
		if got := (File{Type: "message/rfc822", raw: []byte(subject)}).nameByType(); got != want {
			t.Errorf("%q is called %q, want %q", subject, got, want)
		}
	}
	if got := (File{Type: "message/global", raw: []byte("U3ViamVjdDogeAoK"), encoding: "base64"}).nameByType(); got != "message.eml" {
		t.Errorf("an encoded one is called %q", got)
	}
}
