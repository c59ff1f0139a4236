package desktest

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// serve counts what browsers report to /csp, on its way to the handler.
func (w *World) serve(out http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/csp" {
		body, _ := io.ReadAll(io.LimitReader(r.Body, 10_000))
		r.Body = io.NopCloser(bytes.NewReader(body))
		w.mu.Lock()
		w.violations = append(w.violations, string(body))
		w.mu.Unlock()
	}
	w.Handler.ServeHTTP(out, r)
}

// Violations are the reports of browsers against our policy.
func (w *World) Violations() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string(nil), w.violations...)
}

// Log keeps what was logged; errors fail the test unless Expect was called.
type Log struct {
	mu       sync.Mutex
	text     bytes.Buffer
	expected bool
}

// Write takes one line.
func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// Expect says that this test makes things fail.
func (l *Log) Expect() {
	l.mu.Lock()
	l.expected = true
	l.mu.Unlock()
}

// String is everything logged so far.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func (l *Log) check(t testing.TB) {
	for _, line := range strings.Split(l.String(), "\n") {
		if !l.expected && strings.Contains(line, "level=ERROR") {
			t.Errorf("logged: %s", line)
		}
	}
}
