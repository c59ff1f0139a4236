package crashtest

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

	"balie/internal/browsertest"
)

const kB = 1000

// budget is what a page may cost; 0 is no limit, but for the shift.
type budget struct {
	bytes, requests, script int
	shift                   float64
}

// still is a shift that nobody sees: half a line of a table's cell.
const still = 0.001

var (
	workspace = budget{90 * kB, 10, 45 * kB, still}
	again     = budget{15 << 10, 0, 0, still}
	portal    = budget{50 * kB, 0, 0, still}
	anyPage   = budget{shift: still}
	centred   = budget{50 * kB, 0, 0, 0.1} // a card in the middle moves when a busy machine paints its half first
)

// What the program may take.
const (
	idleMax   = 60 << 20
	loadedMax = 200 << 20
	startMax  = time.Second
	binaryMax = 60 << 20
)

// table gathers lines and fails the test where one is over its budget.
type table struct {
	t    *testing.T
	text bytes.Buffer
	tab  *tabwriter.Writer
}

func newTable(t *testing.T) *table {
	b := &table{t: t}
	b.tab = tabwriter.NewWriter(&b.text, 0, 0, 2, ' ', 0)
	t.Cleanup(func() {
		b.tab.Flush()
		t.Logf("\n%s", b.text.String())
	})
	return b
}

func (b *table) page(what string, w *toll, shift float64, max budget) {
	requests, bytes, script := w.sum()
	fmt.Fprintf(b.tab, "%s\t%d requests\t%.1f kB\t%.1f kB script\tshift %.3f\n", what, requests, float64(bytes)/kB, float64(script)/kB, shift)
	for name, over := range map[string]bool{
		"bytes": max.bytes > 0 && bytes > max.bytes, "requests": max.requests > 0 && requests > max.requests,
		"script": max.script > 0 && script > max.script, "layout shift": shift > max.shift,
	} {
		if over {
			b.t.Errorf("%s is over its budget of %s: %d requests, %d bytes, %d of script, shift %v; allowed is %+v; asked: %s", what, name, requests, bytes, script, shift, max, w.list())
		}
	}
}

// line is a figure of the program.
func line[N int64 | time.Duration](b *table, what string, got, most N, shown string) {
	fmt.Fprintf(b.tab, "%s\t%s\n", what, shown)
	if got > most {
		b.t.Errorf("%s: %s is over its budget", what, shown)
	}
}

// TestWeight measures what the demo's pages and the program itself take.
func TestWeight(t *testing.T) {
	b := newTable(t)
	flags := []string{"--demo", "--data", t.TempDir()}
	first := serve(t, flags...)
	fmt.Fprintf(b.tab, "memory after filling the demo\t%s\n", megabytes(resident(t, first)))
	first.stop()

	began := time.Now()
	p := serve(t, flags...)
	if got, err := http.Get(p.url + "/sign-in"); err != nil || got.StatusCode != http.StatusOK {
		t.Fatalf("%v, %v", got, err)
	} else {
		got.Body.Close()
	}
	took := time.Since(began)
	idle := resident(t, p)

	agent, customer := p.signedIn(t, "partner-agent"), p.signedIn(t, "customer")
	pages(t, b, p, agent, customer)
	load(t, p, agent)
	loaded := resident(t, p)
	line(b, "memory idle", idle, idleMax, megabytes(idle))
	line(b, "memory after the load", loaded, loadedMax, megabytes(loaded))
	most := startMax
	if os.Getenv(binaryVariable) == "" {
		most = patience // beside other tests nobody knows
	}
	line(b, "start to the first 200", took, most, took.Round(time.Millisecond).String())
	info, err := os.Stat(binary)
	if err != nil {
		t.Fatal(err)
	}
	line(b, "binary", info.Size(), binaryMax, megabytes(info.Size()))
}

// signedIn is a browser of one of the demo's people.
func (p *process) signedIn(t *testing.T, role string) *http.Client {
	t.Helper()
	for _, l := range p.before {
		if words := strings.Fields(l); len(words) == 4 && words[0] == "sign-in" && words[1] == role {
			return signIn(t, p.url, words[2], words[3])
		}
	}
	t.Fatalf("there is no %s", role)
	return nil
}

var ticketLink = regexp.MustCompile(`href="(/(?:desk/)?tickets/HD-\d+)`)

// pages opens the pages in a new browser each, so that nothing is cached.
func pages(t *testing.T, b *table, p *process, agent, customer *http.Client) {
	quiet(t, agent, p.url+"/desk/open")
	ticket := links(t, agent, p.url+"/desk/open")[0]
	w := newToll(t, p.url)
	for _, page := range []struct {
		what, path string
		who        *http.Client
		live       string // the stream that the page opens; having missed nothing it asks no more
		max        budget
		writes     bool // somebody begins to write, and the editor comes
	}{
		{fmt.Sprintf("workspace list (%d tickets)", len(links(t, agent, p.url+"/desk/open"))), "/desk/open", agent, "/desk/live", workspace, false},
		{"a whole page of tickets", "/desk/all", agent, "/desk/live", workspace, false},
		{"workspace ticket", ticket, agent, "/desk/live", anyPage, false},
		{"workspace ticket, with the editor", ticket, agent, "/desk/live", anyPage, true},
		{"sign-in", "/sign-in", nil, "", centred, false},
		{"portal list", "/", customer, "/live", portal, false},
		{"portal new ticket", "/new", customer, "", portal, false},
		{"portal ticket", links(t, customer, p.url+"/")[0], customer, "/live", portal, false},
	} {
		w.reset()
		tab := browsertest.Open(t, w.url)
		if page.who != nil {
			tab.Cookie("balie", cookie(t, page.who, p.url))
		}
		arrived := func() {
			t.Helper()
			if page.live != "" {
				until(t, "the stream of "+page.path, func() bool { return w.asked(page.live) == 1 && w.asked(page.path) >= 1 })
			}
		}
		tab.Go(page.path)
		arrived()
		if page.writes {
			tab.Holds("the editor, which comes when somebody writes",
				`(document.querySelector('textarea[name=body]')?.focus(), document.querySelector('[contenteditable=true]'))`)
		}
		b.page(page.what, w, tab.Shift(), page.max)
		if page.who == agent && !page.writes {
			until(t, "a reload of "+page.path+" that missed nothing", func() bool { // what happens meanwhile is asked for, rightly
				quiet(t, agent, p.url+page.path)
				w.reset()
				tab.Reload()
				arrived()
				return w.begun(page.path) == 1
			})
			b.page(page.what+", again", w, tab.Shift(), again)
		}
		tab.Go("/healthz") // ends the stream
	}
}

var marked = regexp.MustCompile(`data-mark="[^"]+"`)

// quiet waits until the jobs that a start finds change nothing more: a page
// made meanwhile asks again once its stream opens.
func quiet(t *testing.T, c *http.Client, at string) {
	t.Helper()
	last, since := "", time.Now()
	until(t, "the desk to be quiet", func() bool {
		if now := marked.FindString(read(t, c, at)); now != last {
			last, since = now, time.Now()
		}
		return last != "" && time.Since(since) > 2*time.Second
	})
}

func read(t *testing.T, c *http.Client, at string) string {
	t.Helper()
	got, err := c.Get(at)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	if err != nil || got.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", at, got.Status, err)
	}
	return string(body)
}

func cookie(t *testing.T, c *http.Client, base string) string {
	t.Helper()
	at, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range c.Jar.Cookies(at) {
		if k.Name == "balie" {
			return k.Value
		}
	}
	t.Fatal("no session")
	return ""
}

// links are the tickets on a page.
func links(t *testing.T, c *http.Client, at string) []string {
	t.Helper()
	var out []string
	for _, m := range ticketLink.FindAllStringSubmatch(read(t, c, at), -1) {
		out = append(out, m[1])
	}
	if len(out) == 0 {
		t.Fatalf("no ticket on %s", at)
	}
	return out
}

// load reads lists and tickets at eight connections.
func load(t *testing.T, p *process, agent *http.Client) {
	t.Helper()
	paths := append(links(t, agent, p.url+"/desk/open"), "/desk/open", "/desk/all", "/desk/closed", "/desk/waiting")
	c := &http.Client{Jar: agent.Jar, Transport: &http.Transport{MaxIdleConnsPerHost: 8}}
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for n := range 200 {
				got, err := c.Get(p.url + paths[(n+worker*7)%len(paths)])
				if err != nil {
					t.Error(err)
					return
				}
				io.Copy(io.Discard, got.Body)
				got.Body.Close()
				if got.StatusCode != http.StatusOK {
					t.Errorf("under load: %s", got.Status)
				}
			}
		})
	}
	all.Wait()
}

// resident is the memory that a process holds, in bytes.
func resident(t *testing.T, p *process) int64 {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	for l := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(l, "VmRSS:"); ok {
			kb, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return kb << 10
		}
	}
	t.Fatal("no VmRSS")
	return 0
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/(1<<20)) }
