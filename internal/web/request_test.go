package web

import (
	"net/http/httptest"
	"net/netip"
	"testing"
)

// Proxies may add a line of their own instead of appending to the last.
func TestAddressBehindProxies(t *testing.T) {
	s := &Server{Options: Options{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}}
	for _, c := range []struct {
		remote string
		lines  []string
		want   string
	}{
		{"10.0.0.1:5", []string{"203.0.113.9", "198.51.100.7"}, "198.51.100.7"},
		{"10.0.0.1:5", []string{"203.0.113.9", "198.51.100.7, 10.2.0.1"}, "198.51.100.7"},
		{"10.0.0.1:5", []string{"198.51.100.7", "10.2.0.1"}, "198.51.100.7"},
		{"192.0.2.1:5", []string{"198.51.100.7"}, "192.0.2.1"},
		{"10.0.0.1:5", nil, "10.0.0.1"},
	} {
		r := &request{Request: httptest.NewRequest("GET", "/", nil), s: s}
		r.RemoteAddr = c.remote
		for _, l := range c.lines {
			r.Header.Add("X-Forwarded-For", l)
		}
		if got := r.address(); got != c.want {
			t.Errorf("%s with %q: %s", c.remote, c.lines, got)
		}
	}
}
