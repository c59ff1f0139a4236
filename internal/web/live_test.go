package web_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"balie/internal/desktest"
	"balie/internal/store/storetest"
)

// stuckWriter takes one piece and then no more, as a connection does whose
// reader stopped: what is written waits for its deadline and fails.
type stuckWriter struct {
	*httptest.ResponseRecorder
	taken    bool
	deadline time.Time
	first    chan struct{}
}

func (s *stuckWriter) SetWriteDeadline(t time.Time) error { s.deadline = t; return nil }

func (s *stuckWriter) Write(b []byte) (int, error) {
	if s.taken {
		return 0, os.ErrDeadlineExceeded
	}
	s.taken = true
	close(s.first)
	return s.ResponseRecorder.Write(b)
}

// A reader who stopped is dropped, and nobody waits for them.
func TestAReaderWhoStoppedIsDropped(t *testing.T) {
	w := desktest.New(t, storetest.Engines(t)[0])
	q := w.Eva.Submits("Nobody reads this", "Still not.")
	r := httptest.NewRequest("GET", "/live", nil)
	for _, c := range w.Eva.Client().Cookies() {
		r.AddCookie(c)
	}
	stuck := &stuckWriter{ResponseRecorder: httptest.NewRecorder(), first: make(chan struct{})}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		w.Handler.ServeHTTP(stuck, r)
	}()
	<-stuck.first
	if n := w.Desk.Hub.Connections(); n != 1 {
		t.Fatalf("%d pages are open, want 1", n)
	}
	w.Sanne.Comments(q, "Here it is.")
	<-ended
	if n := w.Desk.Hub.Connections(); n != 0 || stuck.Code != http.StatusOK {
		t.Errorf("%d pages are held, the stream is answered %d", n, stuck.Code)
	}
	if left := time.Until(stuck.deadline); left <= 0 || left > 10*time.Second {
		t.Errorf("a piece has %s to be taken", left)
	}
}
