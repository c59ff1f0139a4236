package web_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"balie/internal/desktest"
	"balie/internal/store/storetest"
)

// slowWriter notes how long the connection may take.
type slowWriter struct {
	*httptest.ResponseRecorder
	read, write time.Time
}

func (s *slowWriter) SetReadDeadline(t time.Time) error  { s.read = t; return nil }
func (s *slowWriter) SetWriteDeadline(t time.Time) error { s.write = t; return nil }

// 25 MB at 20 kB/s take 22 minutes, up or down.
func TestASlowLineHasTimeForItsBytes(t *testing.T) {
	w := desktest.New(t, storetest.Engines(t)[0])
	const size = 25 << 20
	q := w.Eva.Submits("A large file", "Attached.", desktest.File{Name: "x.bin", Type: "x/y", Content: strings.Repeat("x", size)})
	_, rest, _ := strings.Cut(w.Eva.Client().Get("/tickets/"+q.Ref).Body, `href="/files/`)
	id, _, _ := strings.Cut(rest, `"`)
	enough := time.Now().Add(size / 20_000 * time.Second)

	up := &slowWriter{ResponseRecorder: httptest.NewRecorder()}
	w.Handler.ServeHTTP(up, httptest.NewRequest("POST", "/sign-in", bytes.NewReader(make([]byte, size))))
	if up.read.Before(enough) || up.write.Before(enough) {
		t.Errorf("a form has until %s to arrive and %s for its answer", up.read, up.write)
	}
	down, r := &slowWriter{ResponseRecorder: httptest.NewRecorder()}, httptest.NewRequest("GET", "/files/"+id, nil)
	for _, c := range w.Eva.Client().Cookies() {
		r.AddCookie(c)
	}
	w.Handler.ServeHTTP(down, r)
	if down.Code != http.StatusOK || down.write.Before(enough) || !down.read.IsZero() {
		t.Errorf("a file (%d) has until %s, its request until %s", down.Code, down.write, down.read)
	}
}

func TestReopenWithOnlyAFileKeepsIt(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		q := w.Eva.Submits("Reopened by a file", "What now?")
		w.Sanne.Closes(q, "Done.")
		form := w.Sanne.Client().Get("/desk/tickets/" + q.Ref).Form("Reopen").Attach(desktest.File{Name: "proof.txt", Type: "text/plain", Content: "x"})
		status(t, form.Press("Reopen"), http.StatusSeeOther)
		says(t, w.Eva.Client().Get("/tickets/"+q.Ref), "proof.txt")
	})
}

func TestSigningInOftenIsNoTry(t *testing.T) {
	w := desktest.New(t, storetest.Engines(t)[0])
	for range 70 {
		status(t, w.Visitor().SignIn(w.Eva.Mail, desktest.Password), http.StatusSeeOther)
	}
}

// A form that waits elsewhere does not spoil an address with a query.
func TestParkedFormLeavesOtherAddressesAlone(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		q := w.Eva.Submits("Parked elsewhere", "What now?")
		client := w.Visitor()
		client.SignIn(w.Sanne.Mail, desktest.Password)
		form := client.Get("/desk/tickets/"+q.Ref).Form("Add comment").Set("body", "typed")
		endSessions(w, w.Sanne)
		form.Press("Add comment")
		got := client.PostForm("/sign-in", url.Values{
			"mail": {w.Sanne.Mail}, "password": {desktest.Password}, "next": {"/desk/open?sort=created"},
		})
		status(t, got.Follow(), http.StatusOK)
	})
}

// What changes nothing in the line still shows on the asker's open page.
func TestTakingIsHeardByTheAsker(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		q := w.Eva.Submits("Taken", "What now?")
		stream := w.Eva.Client().Stream("/live")
		w.Sanne.Takes(q)
		if data := stream.Next(); !strings.Contains(data, text(int64(q.ID))) {
			t.Errorf("she heard %q", data)
		}
	})
}
