package letter

import (
	"strings"
	"testing"
	"time"

	"balie/internal/locale"
)

func accessScene(t *testing.T, k Kind, lang string) AccessInput {
	t.Helper()
	c, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 6, 3, 9, 2, 0, 0, time.UTC)
	in := AccessInput{
		Kind: k, L: c.In(lang, time.UTC), Name: "Bram van Dam", Brand: Brand{Name: "Lindehof IT", Hue: 4, Address: "support@lindehof.example"},
		At: at, Who: "Eva van Dam", WhoMail: "eva@vandam.example", Organization: "Bakkerij Van Dam", Words: "To see\nour tickets",
		Link: "https://help.example/password?token=1.x", Expires: at.Add(time.Hour), Site: "help.example",
	}
	if k == Welcome || k == AccessAsked || k == AddressSet {
		in.Name = ""
	}
	return in
}

func TestAccessLetters(t *testing.T) {
	for kind := range access {
		for _, lang := range []string{"en", "nl"} {
			subject, text, page := WriteAccess(accessScene(t, kind, lang))
			for ending, got := range map[string]string{".txt": "Subject: " + subject + "\n\n" + text, ".html": page} {
				golden(t, string(kind)+"."+lang+ending, got)
			}
			if !strings.Contains(text, "token=1.x") || !strings.Contains(page, "token=1.x") {
				t.Errorf("%s lacks its link", kind)
			}
		}
	}
}

// TestNamesOfOthersStayNames puts markup and line ends where people's words go.
func TestNamesOfOthersStayNames(t *testing.T) {
	const evil = "<script>x</script>\r\nBcc: all@example.com"
	for kind := range access {
		in := accessScene(t, kind, "en")
		in.Name, in.Who, in.WhoMail, in.Organization, in.Words, in.Brand.Name = evil, evil, evil, evil, evil, evil
		in.Link = "javascript:alert(1)"
		subject, text, page := WriteAccess(in)
		if strings.ContainsAny(subject, "\r\n") || strings.Contains(text, "\nBcc:") {
			t.Errorf("%s: a name starts a line: %q\n%s", kind, subject, text)
		}
		if strings.Contains(page, "<script") || strings.Contains(page, `href="javascript`) {
			t.Errorf("%s: markup stays markup", kind)
		}
	}
}
