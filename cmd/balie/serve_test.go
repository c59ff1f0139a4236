package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestServe(t *testing.T) {
	eachEngine(t, func(t *testing.T, empty func(*testing.T) []string) {
		p := start(t, empty(t)...)
		if status, body := get(t, p.url+"/healthz"); status != http.StatusOK {
			t.Errorf("healthz: %d %s", status, body)
		}
		links := p.starting("set-up")
		if len(links) != 1 || !strings.HasPrefix(links[0], p.url+"/") {
			t.Fatalf("set-up links: %q", links)
		}
		if status, _ := get(t, links[0]); status != http.StatusOK {
			t.Errorf("the set-up link answers %d", status)
		}
		if status, _ := get(t, links[0]+"x"); status != http.StatusNotFound {
			t.Errorf("another set-up link answers %d", status)
		}
		t.Logf("ready after %s, %s resident", p.ready.Round(1e6), resident(t, p))
		if code := p.stop(); code != exitOK {
			t.Errorf("exit %d after SIGTERM:\n%s", code, p.log.String())
		}
	})
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	r, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(body)
}

// resident is the server's memory, as Linux counts it.
func resident(t testing.TB, p *process) string {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return "unknown"
	}
	_, after, _ := strings.Cut(string(text), "VmRSS:")
	line, _, _ := strings.Cut(after, "\n")
	return strings.TrimSpace(line)
}

func TestSecondServerIsRefused(t *testing.T) {
	place := []string{"--data", t.TempDir()}
	start(t, place...)
	out, code := once(t, append([]string{"serve", "--listen", "127.0.0.1:0", "--allow-root"}, place...)...)
	if code != exitFailed || !strings.Contains(out, "another Balie already serves this data directory") {
		t.Errorf("exit %d: %s", code, out)
	}
}

func TestRequestsEndBeforeTheServer(t *testing.T) {
	p := start(t, "--data", t.TempDir())
	c := halfRequest(t, p)
	p.signal()
	p.log.waitFor(t, "stopping")
	if _, err := fmt.Fprint(c, "lo"); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil || answer.StatusCode >= 500 && answer.StatusCode != 503 {
		t.Errorf("the request that was open got %v, %v", answer, err)
	}
	if code := p.wait(); code != exitOK {
		t.Errorf("exit %d:\n%s", code, p.log.String())
	}
}

func TestSecondSignalDoesNotWait(t *testing.T) {
	p := start(t, "--data", t.TempDir())
	halfRequest(t, p)
	p.signal()
	p.log.waitFor(t, "stopping")
	p.signal()
	if code := p.wait(); code != exitFailed {
		t.Errorf("exit %d; want %d, for the request was not over", code, exitFailed)
	}
}

// halfRequest opens a form whose body misses two bytes: the server reads it.
func halfRequest(t *testing.T, p *process) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	fmt.Fprintf(c, "POST /sign-in HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\n"+
		"Content-Length: 8\r\nExpect: 100-continue\r\n\r\n", strings.TrimPrefix(p.url, "http://"))
	line := make([]byte, len("HTTP/1.1 100 Continue\r\n\r\n"))
	if _, err := io.ReadFull(c, line); err != nil || !strings.Contains(string(line), " 100 ") {
		t.Fatalf("%q, %v", line, err)
	}
	fmt.Fprint(c, "mail=h")
	return c
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		name string
		env  []string
		args string
		says string
	}{
		{"wrong value", nil, "serve --log xml", "setting log is \"xml\" in flag --log; it must be text or json"},
		{"misspelt variable", []string{"BALIE_LISTN=:1"}, "serve", "environment variable BALIE_LISTN is no setting of Balie"},
		{"plain http to others", nil, "serve --base-url http://help.example.com", "insecure-http"},
		{"unknown flag", nil, "serve --prot 80", "unknown flag: --prot"},
		{"unknown command", nil, "nonsense", "unknown command \"nonsense\""},
		{"nothing to back up", nil, "backup x.tar.gz", "there is no data of Balie in ./data"},
		{"nothing to verify", nil, "verify --data nowhere", "there is no data of Balie in nowhere"},
		{"no file named", nil, "backup", "accepts 1 arg"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cmd := command(t, c.env, strings.Fields(c.args)...)
			out, code := finish(t, cmd)
			if code != exitRefused || !strings.Contains(out, c.says) || strings.Count(out, "\n") != 1 {
				t.Errorf("exit %d: %s", code, out)
			}
			if left, err := os.ReadDir(cmd.Dir); err != nil || len(left) > 0 {
				t.Errorf("it left %v, %v", left, err)
			}
		})
	}
}

func TestRootIsRefused(t *testing.T) {
	if os.Geteuid() != 0 {
		return // only root can be refused for being root
	}
	out, code := once(t, "serve", "--listen", "127.0.0.1:0")
	if code != exitRefused || !strings.Contains(out, "refuses to run as root") {
		t.Errorf("exit %d: %s", code, out)
	}
}

func TestAddressInUse(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	out, code := once(t, "serve", "--allow-root", "--listen", l.Addr().String())
	if code != exitFailed || !strings.Contains(out, l.Addr().String()) {
		t.Errorf("exit %d: %s", code, out)
	}
}

func TestHelp(t *testing.T) {
	for args, want := range map[string][]string{
		"help":        {"Run it:", "serve", "Look after its data:", "backup", "balie help config"},
		"help serve":  {"--base-url url", "SIGTERM"},
		"help config": {"BALIE_BASE_URL", "trusted-proxy"},
		"version":     {"balie "},
	} {
		out, code := once(t, strings.Fields(args)...)
		missing := slices.ContainsFunc(want, func(s string) bool { return !strings.Contains(out, s) })
		if code != exitOK || missing {
			t.Errorf("balie %s: exit %d\n%s", args, code, out)
		}
		for line := range strings.Lines(out) {
			if len(line) > 101 {
				t.Errorf("balie %s has a line of %d: %s", args, len(line), line)
			}
		}
	}
}
