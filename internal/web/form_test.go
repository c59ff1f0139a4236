package web_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"balie/internal/desk"
	"balie/internal/desktest"
	"balie/internal/store/storetest"
)

// A form that comes back with other words may be sent with other files too: it
// is a new one, not the repeat of the first.
func TestAnotherFileMakesNoRepeat(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		q := w.Eva.Submits("Two files", "What now?")
		page := w.Eva.Client().Get("/tickets/" + q.Ref)
		for _, content := range []string{"first", "second"} {
			f := page.Form("Send message").Set("text", "See the file.").Attach(desktest.File{Name: "a.txt", Content: content})
			status(t, f.Press("Send message"), http.StatusSeeOther)
		}
		if n := len(public(w, w.Eva, q.ID).Messages); n != 3 {
			t.Errorf("%d messages", n)
		}
	})
}

func TestNoMoreFilesAreStoredThanAMessageTakes(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		many := make([]desktest.File, desk.MaxFiles+5)
		for i := range many {
			many[i] = desktest.File{Name: "f.txt", Content: "f"}
		}
		got := w.Eva.Client().Get("/new").Form("Send ticket").Set("text", "typed").Attach(many...).Press("Send ticket")
		status(t, got, http.StatusRequestEntityTooLarge)
		ids := make([]int64, 100)
		for i := range ids {
			ids[i] = int64(i + 1)
		}
		kept, err := w.Desk.Uploads(t.Context(), w.Eva.Actor(), ids)
		if err != nil || len(kept) != desk.MaxFiles {
			t.Errorf("%d files stored: %v", len(kept), err)
		}
	})
}

// An empty file is a file: it arrives rather than going without a word.
func TestEmptyFileArrives(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		q := w.Eva.Submits("Empty", "Attached.", desktest.File{Name: "empty.log", Type: "text/plain"})
		says(t, w.Eva.Client().Get("/tickets/"+q.Ref), "empty.log")
	})
}

// Where larger files are allowed, the line has the time and the room for them.
func TestLargerUploadsAreReadWhole(t *testing.T) {
	w := desktest.New(t, storetest.Engines(t)[0])
	w.Desk.Upload = 1 << 30
	up, r := &slowWriter{ResponseRecorder: httptest.NewRecorder()}, httptest.NewRequest("POST", "/language", bytes.NewReader(nil))
	r.ContentLength = 1 << 30
	w.Handler.ServeHTTP(up, r)
	if need := time.Now().Add((1 << 30) / 20_000 * time.Second); up.read.Before(need) {
		t.Errorf("a gigabyte has until %s", up.read)
	}
}
