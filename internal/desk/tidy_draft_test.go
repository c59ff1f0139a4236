package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"balie/internal/access"
	"balie/internal/desk"
	"balie/internal/store"
)

// Files wait as long as the draft that names them: an agent's, a customer's on
// a ticket, and one for a new ticket.
func TestTidyKeepsWhatADraftNames(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		w.shelf()
		id := w.submits()
		w.run.Handle(desk.JobTidy, w.d.Tidy)
		upload := func(a access.Actor) int64 {
			u, err := w.d.UploadFile(t.Context(), a, "a.txt", "text/plain", strings.NewReader("a"), 100)
			w.must(err)
			return u.ID
		}
		tidies := func(after time.Duration) {
			w.clock.Advance(after)
			w.write(func(tx *store.Tx) error { return tx.Enqueue(store.NewJob{Kind: desk.JobTidy, Args: "{}"}) })
			w.finishes()
		}
		named := map[int64]access.Actor{upload(w.sanne): w.sanne, upload(w.eva): w.eva, upload(w.bram): w.bram}
		abandoned := upload(w.eva)
		of := func(a access.Actor) []int64 {
			for n, who := range named {
				if who.User == a.User {
					return []int64{n}
				}
			}
			return nil
		}
		left := func() int {
			n := 0
			for u, a := range named {
				list, err := w.d.Uploads(t.Context(), a, []int64{u})
				w.must(err)
				n += len(list)
			}
			return n
		}
		w.clock.Advance(time.Hour)
		_, _, err := w.d.SaveDraft(t.Context(), w.sanne, desk.DraftInput{Ticket: id, Files: of(w.sanne)})
		w.must(err)
		w.must(w.d.SaveFormDraft(t.Context(), w.eva, desk.FormDraftInput{Ticket: id, Form: "text=a", Files: of(w.eva)}))
		// Who names a file of somebody else keeps nothing.
		w.must(w.d.SaveFormDraft(t.Context(), w.bram, desk.FormDraftInput{Form: "text=a", Files: slices.Concat(of(w.bram), []int64{abandoned})}))

		tidies(29 * 24 * time.Hour)
		if n := left(); n != 3 {
			t.Errorf("%d of 3 files that drafts name are left", n)
		}
		if list, err := w.d.Uploads(t.Context(), w.eva, []int64{abandoned}); err != nil || len(list) != 0 {
			t.Errorf("an abandoned file is left: %v, %v", list, err)
		}
		w.must(w.d.SaveFormDraft(t.Context(), w.eva, desk.FormDraftInput{Ticket: id, Form: "text=b", Files: of(w.eva)}))
		tidies(2 * 24 * time.Hour)
		if n := left(); n != 1 {
			t.Errorf("%d files are left, want that of the draft that was typed on", n)
		}
		if d, err := w.d.NewFormDraft(t.Context(), w.bram); err != nil || d.Form != "" {
			t.Errorf("after 31 days the draft is %q, %v", d.Form, err)
		}
		if o, err := w.d.OpenPublic(t.Context(), w.eva, id); err != nil || o.Draft.Form != "text=b" {
			t.Errorf("the draft that was typed on is %q, %v", o.Draft.Form, err)
		}
		if o, err := w.d.Open(t.Context(), w.sanne, id); err != nil || len(o.Drafts) != 0 {
			t.Errorf("the agent's draft is left: %v, %v", o.Drafts, err)
		}
	})
}
