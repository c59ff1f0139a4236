package main

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"balie/internal/blob"
)

var roles = []string{"vendor-admin", "vendor-agent", "partner-agent", "other-partner-agent", "customer", "customer-admin"}

// signIns gives role, address and password of each line.
func signIns(t *testing.T, p *process) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for _, line := range p.starting("sign-in") {
		words := strings.Fields(line)
		if len(words) != 3 || !slices.Contains(roles, words[0]) {
			t.Errorf("sign-in line %q", line)
			continue
		}
		out[words[0]] = words[1:]
	}
	if len(out) != len(roles) {
		t.Fatalf("sign-ins: %v", out)
	}
	return out
}

// lets reports whether the server lets somebody in.
func lets(t *testing.T, p *process, in []string) bool {
	t.Helper()
	_, ok := browser(t, p, in)
	return ok
}

// browser gives one that is signed in, if the server lets it.
func browser(t testing.TB, p *process, in []string) (*http.Client, bool) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := c.PostForm(p.url+"/sign-in", url.Values{"mail": {in[0]}, "password": {in[1]}, "once": {"x"}})
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	return c, r.StatusCode == http.StatusSeeOther
}

func TestDemo(t *testing.T) {
	eachEngine(t, func(t *testing.T, empty func(*testing.T) []string) {
		place := append(empty(t), "--demo")
		p := start(t, place...)
		t.Logf("ready after %s, %s resident", p.ready.Round(1e6), resident(t, p))
		if len(p.starting("set-up")) > 0 {
			t.Error("a demo asks to be set up")
		}
		first := signIns(t, p)
		for role, in := range first {
			if !lets(t, p, in) {
				t.Errorf("%s is not let in", role)
			}
		}
		if code := p.stop(); code != exitOK {
			t.Fatalf("exit %d:\n%s", code, p.log.String())
		}
		again := start(t, place...)
		t.Logf("again ready after %s, %s resident", again.ready.Round(1e6), resident(t, again))
		second := signIns(t, again)
		if lets(t, again, first["customer"]) || !lets(t, again, second["customer"]) {
			t.Error("the second start did not set a password of its own")
		}
	})
}

func TestStreamsEndWithTheServer(t *testing.T) {
	p := start(t, "--demo", "--data", t.TempDir())
	c, _ := browser(t, p, signIns(t, p)["customer"])
	stream, err := c.Get(p.url + "/live")
	if err != nil || stream.StatusCode != http.StatusOK {
		t.Fatalf("%v, %v", stream, err)
	}
	defer stream.Body.Close()
	p.signal()
	if _, err := io.Copy(io.Discard, stream.Body); err != nil {
		t.Errorf("the stream broke off: %v", err)
	}
	if code := p.wait(); code != exitOK || strings.Contains(p.log.String(), "in time") {
		t.Errorf("exit %d:\n%s", code, p.log.String())
	}
}

func TestDemoLeavesOtherDataAlone(t *testing.T) {
	place := []string{"--data", t.TempDir()}
	p := start(t, place...)
	link, err := url.Parse(p.starting("set-up")[0])
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.PostForm(p.url+"/setup", url.Values{
		"once": {link.Query().Get("token")}, "organization": {"Tessel"}, "name": {"Hanneke Vos"}, "mail": {"hanneke@tessel.example"},
		"password": {"zeven dappere zwanen"}, "language": {"en"}, "zone": {"Europe/Amsterdam"},
	})
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	p.stop()
	if p = start(t, place...); len(p.before) > 0 {
		t.Errorf("it says %q although it was set up", p.before)
	}
	p.stop()
	out, code := once(t, append([]string{"serve", "--demo", "--listen", "127.0.0.1:0"}, place...)...)
	if code != exitRefused || !strings.Contains(out, "is no demo") {
		t.Errorf("exit %d: %s", code, out)
	}
}

func TestBackup(t *testing.T) {
	eachEngine(t, func(t *testing.T, empty func(*testing.T) []string) {
		place := empty(t)
		p := start(t, append(place, "--demo")...)
		file := filepath.Join(t.TempDir(), "balie.tar.gz")
		succeeds(t, append([]string{"backup", file}, place...)...)
		if out, code := once(t, append([]string{"backup", file}, place...)...); code != exitRefused || !strings.Contains(out, "exists already") {
			t.Errorf("over another backup: exit %d: %s", code, out)
		}
		if out, code := once(t, append([]string{"restore", file}, place...)...); code != exitFailed || !strings.Contains(out, "There is data here already") {
			t.Errorf("into the running server: exit %d: %s", code, out)
		}
		succeeds(t, append([]string{"verify"}, place...)...)
		p.stop()

		other := empty(t)
		succeeds(t, append([]string{"restore", file}, other...)...)
		succeeds(t, append([]string{"verify"}, other...)...)
		p = start(t, append(other, "--demo")...)
		if in := signIns(t, p); !lets(t, p, in["partner-agent"]) {
			t.Error("nobody is let in after the restore")
		}
		p.stop()
	})
}

func succeeds(t *testing.T, args ...string) {
	t.Helper()
	if out, code := once(t, args...); code != exitOK {
		t.Fatalf("balie %s: exit %d: %s", strings.Join(args, " "), code, out)
	}
}

func TestVerifyFindsWhatIsGone(t *testing.T) {
	place := []string{"--data", t.TempDir()}
	start(t, append(place, "--demo")...).stop()
	files, err := filepath.Glob(filepath.Join(place[1], "blobs", "??", "??", "*"))
	if err != nil || len(files) < 2 {
		t.Fatalf("%v, %v", files, err)
	}
	if err := os.Remove(files[0]); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(files[1])
	if err != nil {
		t.Fatal(err)
	}
	text[0]++
	if err := os.WriteFile(files[1], text, 0o600); err != nil {
		t.Fatal(err)
	}
	disk, err := blob.NewDisk(filepath.Join(place[1], "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := disk.Put(t.Context(), strings.NewReader("abandoned"), 100); err != nil {
		t.Fatal(err)
	}
	out, code := once(t, append([]string{"verify"}, place...)...)
	if code != exitFailed || !strings.Contains(out, "are gone") || !strings.Contains(out, "are not what they were") ||
		!strings.Contains(out, "1 stored contents (9 bytes) belong to no file") || !strings.Contains(out, "2 problems") {
		t.Errorf("exit %d: %s", code, out)
	}
}
