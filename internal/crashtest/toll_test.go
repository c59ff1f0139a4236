package crashtest

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// toll stands between a browser and the server and weighs what comes back, as
// it goes over the line.
type toll struct {
	url string

	mu  sync.Mutex
	all []*crossing
}

// crossing is one answer: its header and body in bytes, compressed as sent.
type crossing struct {
	path, kind string
	bytes      int
	whole      bool
}

func newToll(t *testing.T, server string) *toll {
	t.Helper()
	to, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	w := &toll{}
	s := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(to)
			r.Out.Host = to.Host
		},
		Transport: &http.Transport{DisableCompression: true}, FlushInterval: -1, ModifyResponse: w.weigh,
	})
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
	})
	w.url = s.URL
	return w
}

func (w *toll) weigh(r *http.Response) error {
	c := &crossing{path: r.Request.URL.Path, kind: r.Header.Get("Content-Type"), bytes: len("HTTP/1.1  \r\n\r\n") + len(r.Status)}
	for name, values := range r.Header {
		for _, v := range values {
			c.bytes += len(name) + len(v) + len(": \r\n")
		}
	}
	w.mu.Lock()
	w.all = append(w.all, c)
	w.mu.Unlock()
	r.Body = &counted{r.Body, w, c}
	return nil
}

// reset forgets what crossed so far.
func (w *toll) reset() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all = nil
}

// asked is how often a path was answered to the end since reset, or a stream
// begun.
func (w *toll) asked(path string) (n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.all {
		if c.path == path && (c.whole || strings.HasPrefix(c.kind, "text/event-stream")) {
			n++
		}
	}
	return n
}

// begun is how often the answer of a path began since reset.
func (w *toll) begun(path string) (n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.all {
		if c.path == path {
			n++
		}
	}
	return n
}

// sum is all that crossed since reset, and how much of it is script.
func (w *toll) sum() (requests, bytes, script int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.all {
		requests++
		bytes += c.bytes
		if strings.Contains(c.kind, "javascript") {
			script += c.bytes
		}
	}
	return requests, bytes, script
}

// list names what crossed since reset, each with its bytes.
func (w *toll) list() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []string
	for _, c := range w.all {
		all = append(all, fmt.Sprintf("%s %d", c.path, c.bytes))
	}
	return strings.Join(all, ", ")
}

type counted struct {
	io.ReadCloser
	w *toll
	c *crossing
}

func (b *counted) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.w.mu.Lock()
	b.c.bytes += n
	b.c.whole = b.c.whole || err != nil
	b.w.mu.Unlock()
	return n, err
}
