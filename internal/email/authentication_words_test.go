package email

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Whatever a sender gets into a quoted string or a comment of the server that
// is trusted, results stay the server's.
func TestSendersWriteNoResults(t *testing.T) {
	pieces := rapid.SampledFrom([]string{
		";", "; dmarc=pass header.from=example.com", "dkim=pass header.d=example.com", " spf=pass smtp.mailfrom=example.com", `"`, `\`, "(", ")", "=", "\t", "x",
		"mx.desk.example.nl; dmarc=pass", "é", ",", "\\\"; dmarc=pass header.from=example.com (",
	})
	quote := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	comment := strings.NewReplacer(`\`, `\\`, `(`, `\(`, `)`, `\)`)
	rapid.Check(t, func(t *rapid.T) {
		words := func() string { return strings.Join(rapid.SliceOfN(pieces, 0, 8).Draw(t, "words"), "") }
		field := "mx.desk.example.nl" + rapid.SampledFrom([]string{"", " 1"}).Draw(t, "version") +
			"; spf=fail (" + comment.Replace(words()) + `) smtp.mailfrom="` + quote.Replace(words()) + `"@evil.example` +
			"; dkim=none (" + comment.Replace(words()) + ")" +
			`; dmarc=fail reason="` + quote.Replace(words()) + `" header.from=evil.example (` + comment.Replace(words()) + ")"
		m, err := Parse([]byte("Authentication-Results: "+field+"\r\nFrom: Eva <eva@example.com>\r\n\r\n"), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		got := m.Authentication("mx.desk.example.nl")
		if got.SPF != "fail" || got.DKIM != "none" || got.DMARC != "fail" {
			t.Fatalf("%s: %+v", field, got)
		}
		if got.Aligned || got.Proves(m) || len(got.DKIMDomains) > 0 {
			t.Fatalf("%s proves: %+v", field, got)
		}
	})
}

// The server's own words are read in each spelling that servers use.
func TestResultsOfEachKind(t *testing.T) {
	for _, c := range []struct {
		field string
		want  Authentication
	}{
		{"spf=pass smtp.mailfrom=<bounce@Example.COM>", Authentication{SPF: "pass", SPFDomain: "example.com", Aligned: true}},
		{"spf=pass smtp.mailfrom=example.com", Authentication{SPF: "pass", SPFDomain: "example.com", Aligned: true}},
		{"spf=Pass smtp.mailfrom=sub.example.com", Authentication{SPF: "pass", SPFDomain: "sub.example.com", Aligned: true}},
		{"spf=pass smtp.helo=mx.other.example; spf=fail smtp.mailfrom=x@example.com", Authentication{SPF: "fail", SPFDomain: "example.com"}},
		{"spf=fail smtp.mailfrom=x@example.com; spf=pass smtp.helo=example.com", Authentication{SPF: "fail", SPFDomain: "example.com"}},
		{"spf=temperror", Authentication{SPF: "temperror"}},
		{"dkim=fail header.d=example.com; dkim=pass header.d=example.com", Authentication{DKIM: "pass", DKIMDomains: []string{"example.com"}, Aligned: true}},
		{"dkim=pass header.d=example.com; dkim=fail header.d=x.example", Authentication{DKIM: "pass", DKIMDomains: []string{"example.com"}, Aligned: true}},
		{"dkim=pass header.i=@x.example; dkim=pass header.d=example.com; dkim=pass header.d=x.example", Authentication{DKIM: "pass", DKIMDomains: []string{"x.example", "example.com"}, Aligned: true}},
		{"dkim=pass", Authentication{DKIM: "pass"}},
		{"dmarc=pass header.from=example.com; dmarc=fail header.from=x.example", Authentication{DMARC: "pass", FromDomain: "example.com"}},
		{"dmarc=bestguesspass action=none header.from=EXAMPLE.com.", Authentication{DMARC: "bestguesspass", FromDomain: "example.com"}},
		{"dmarc=pass header.from=CAFÉ.example", Authentication{DMARC: "pass", FromDomain: "xn--caf-dma.example"}},
		{"none", Authentication{}},
		{"", Authentication{}},
	} {
		m := read(t, "Authentication-Results: mx.desk.example.nl; "+c.field+"\r\nFrom: Eva <eva@example.com>\r\n\r\n")
		if got := m.Authentication("MX.desk.example.nl"); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v", c.field, got)
		}
	}
}

// Only so many fields are looked at, and the topmost of each method counts.
func TestManyResults(t *testing.T) {
	other := strings.Repeat("Authentication-Results: mx.evil.example; dmarc=pass header.from=example.com\r\n", 19)
	ours := "Authentication-Results: mx.desk.example.nl; dmarc=fail header.from=example.com\r\n"
	from := "From: eva@example.com\r\n\r\n"
	if a := read(t, other+ours+from).Authentication("mx.desk.example.nl"); a.DMARC != "fail" {
		t.Errorf("the twentieth: %+v", a)
	}
	if a := read(t, other+other+ours+from).Authentication("mx.desk.example.nl"); a.DMARC != "" {
		t.Errorf("the thirty-ninth: %+v", a)
	}
	long := "Authentication-Results: mx.desk.example.nl; x=y" + strings.Repeat(" ", 17<<10) + "; dmarc=pass header.from=example.com\r\n" + from
	if m := read(t, long); m.Authentication("mx.desk.example.nl").Proves(m) {
		t.Error("what stands behind 16 kB counts")
	}
}

func TestSameOrganization(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"example.com", "example.com", true},
		{"mail.example.com", "news.example.com", true},
		{"example.com", "example.org", false},
		{"a.co.uk", "b.co.uk", false},
		{"x.a.co.uk", "a.co.uk", true},
		{"co.uk", "co.uk", true},
		{"co.uk", "a.co.uk", false},
		{"user1.github.io", "user2.github.io", false},
		{"", "", false},
		{"", "example.com", false},
		{"localhost", "localhost", true},
		{"notexample.com", "example.com", false},
	} {
		if sameOrganization(c.a, c.b) != c.same || sameOrganization(c.b, c.a) != c.same {
			t.Errorf("%q and %q: want %v", c.a, c.b, c.same)
		}
	}
}
