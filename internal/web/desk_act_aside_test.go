package web_test

import (
	"net/http"
	"strings"
	"testing"

	"balie/internal/desktest"
)

// Whatever is pressed on the page of a ticket, what is being typed there comes
// back, without script.
func TestActsOnATicketKeepWhatIsTyped(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		q := w.Eva.Submits("Typed beside", "What now?")
		at := "/desk/tickets/" + q.Ref
		words, files := "half a sentence", []desktest.File{{Name: "a.txt", Type: "text/plain", Content: "a"}}
		for n, press := range []string{"Take", "P1 Urgent: work stops", "Incident", w.Noor.Name, "Nobody"} {
			form := w.Sanne.Client().Get(at).Form(press)
			if n > 0 && form.Value("body") != words {
				t.Fatalf("before %s the composer holds %q", press, form.Value("body"))
			}
			if n == 3 {
				words = "another start" // typed on
			}
			form.Set("body", words).Set("vis", "hidden").Attach(files...)
			got := form.Press(press)
			status(t, got, http.StatusSeeOther)
			if got = got.Follow(); !strings.Contains(got.Body, "a.txt") {
				t.Errorf("after %s the file is gone", press)
			}
			files = nil
		}
		back := w.Sanne.Client().Get(at).Form("Add hidden comment")
		if back.Value("body") != words || back.Value("vis") != "hidden" {
			t.Errorf("at the end the composer holds %q as %q", back.Value("body"), back.Value("vis"))
		}
		if w.Noor.Client().Get(at).Form("Take").Value("body") != "" {
			t.Error("somebody else sees the draft")
		}
	})
}

// An act that is refused keeps it too.
func TestARefusedActKeepsWhatIsTyped(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		q := w.Eva.Submits("Taken meanwhile", "What now?")
		form := w.Sanne.Client().Get("/desk/tickets/"+q.Ref).Form("Take").Set("body", "half a sentence")
		w.Noor.Takes(q)
		got := form.Press("Take")
		status(t, got, http.StatusConflict)
		if kept := got.Form("Add comment").Value("body"); kept != "half a sentence" {
			t.Errorf("the composer holds %q", kept)
		}
	})
}
