package main

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"balie/internal/pgtest"
	"balie/internal/store/storetest"
)

// visitor is somebody's browser at one node.
type visitor struct {
	t    *testing.T
	c    *http.Client
	node *process
}

func visit(t *testing.T, node *process, in []string) visitor {
	t.Helper()
	c, ok := browser(t, node, in)
	if !ok {
		t.Fatalf("%s is not let in", in[0])
	}
	return visitor{t, c, node}
}

func (v visitor) get(path string) string {
	v.t.Helper()
	return v.read(v.c.Get(v.node.url + path))
}

// here is a sign of life on a ticket; it gives who else is there.
func (v visitor) here(ticket, typing string) string {
	v.t.Helper()
	return v.read(v.c.PostForm(v.node.url+ticket+"/here", url.Values{"typing": {typing}}))
}

func (v visitor) read(r *http.Response, err error) string {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		v.t.Fatalf("%s: %d, %v", r.Request.URL, r.StatusCode, err)
	}
	return string(text)
}

// until asks again until the answer holds, for at most 20 seconds.
func until(t *testing.T, what string, ask func() string, holds func(string) bool) {
	t.Helper()
	last := ""
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		if last = ask(); holds(last) {
			return
		}
	}
	t.Fatalf("never %s: %s", what, last)
}

func TestAgentsSeeEachOtherAtATicketFromOtherNodes(t *testing.T) {
	if !slices.Contains(storetest.Engines(t), storetest.Postgres) {
		t.Skip("nodes share a PostgreSQL")
	}
	database := pgtest.URL(t)
	node := func() *process { return start(t, "--demo", "--data", t.TempDir(), "--database", database) }
	a, b := node(), node()
	ins := signIns(t, b) // a demo's passwords are those of its last start
	partner, vendor := visit(t, a, ins["partner-agent"]), visit(t, b, ins["vendor-agent"])
	ticket := regexp.MustCompile(`/desk/tickets/HD-\d+`).FindString(partner.get("/desk/open"))
	if ticket == "" {
		t.Fatal("no open ticket")
	}
	until(t, "typing", func() string { return vendor.here(ticket, "") }, func(said string) bool {
		partner.here(ticket, "yes")
		return strings.Contains(said, "data-typing")
	})
	until(t, "viewing", func() string { return vendor.here(ticket, "") }, func(said string) bool {
		partner.here(ticket, "")
		return strings.Contains(said, "seen__p") && !strings.Contains(said, "data-typing")
	})
	until(t, "seen at the other node", func() string { return partner.here(ticket, "") }, func(said string) bool {
		return strings.Contains(said, "seen__p")
	})
}
