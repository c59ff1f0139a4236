package web_test

import (
	"net/http"
	"regexp"
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

// So it does when an act has fields of its own.
func TestActsWithFieldsKeepWhatIsTyped(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		q, other := w.Eva.Submits("Typed beside", "What now?"), w.Joost.Submits("Another", "Also this")
		w.Sanne.HandsOver(q, "Please look")
		at, vera := "/desk/tickets/"+q.Ref, w.Vera.Client()
		const words = "half a sentence"
		for n, c := range []struct {
			button      string
			field, says string
			shows       string
		}{
			{"Put on hold", "hold.reason", "A new version", "A new version"},
			{"Tell the customer", "release.words", "It is there", "It is there"},
			{"Add at tag", "tag.tag", "checkout", "checkout"},
			{"Add at people", "people.mail", "guest@people.example", "guest@people.example"},
			{"Move", "entity.entity", "Fietsen Visser", "Fietsen Visser"},
			{"Link", "link.other", other.Ref, "Another"},
			{"Remove the link", "", "", "Typed beside"},
		} {
			form := vera.Get(at).Form(c.button)
			if n > 0 && form.Value("body") != words {
				t.Fatalf("before %s the composer holds %q", c.button, form.Value("body"))
			}
			form.Set("body", words).Set("vis", "hidden")
			if c.field != "" {
				form.Set(c.field, c.says)
			}
			got := form.Press(c.button)
			status(t, got, http.StatusSeeOther)
			shows(t, got.Follow(), c.shows)
			w.Settle()
		}
		page := vera.Get(at)
		form := page.Form("Split off").Set("body", words+" more").Set("vis", "hidden")
		for _, m := range regexp.MustCompile(`name="(split-[^"]+)"`).FindAllStringSubmatch(page.Body, -1) {
			form.Set(m[1], "On its own")
		}
		got := form.Press("Split off")
		status(t, got, http.StatusSeeOther)
		shows(t, got.Follow(), "On its own")
		if kept := vera.Get(at).Form("Add comment").Value("body"); kept != words+" more" {
			t.Errorf("after splitting the composer holds %q", kept)
		}
	})
}

// A field that is refused comes back with what was typed beside it.
func TestARefusedFieldKeepsWhatIsTyped(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		at := "/desk/tickets/" + w.Eva.Submits("Typed beside", "What now?").Ref
		form := w.Vera.Client().Get(at).Form("Add at people").Set("body", "half a sentence").Set("people.mail", "no address")
		got := form.Press("Add at people")
		status(t, got, http.StatusUnprocessableEntity)
		back := got.Form("Add comment")
		if back.Value("body") != "half a sentence" || back.Value("people.mail") != "no address" {
			t.Errorf("it holds %q and %q", back.Value("body"), back.Value("people.mail"))
		}
	})
}

// What is undone is typed again, before what was typed since and with its file.
func TestUndoKeepsWhatIsTyped(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		at, sanne := "/desk/tickets/"+w.Eva.Submits("Sent too soon", "What now?").Ref, w.Sanne.Client()
		file := desktest.File{Name: "a.txt", Type: "text/plain", Content: "a"}
		status(t, sanne.Get(at).Form("Add comment").Set("body", "The first").Attach(file).Press("Add comment"), http.StatusSeeOther)
		got := sanne.Get(at).Form("Undo").Set("body", "The second").Press("Undo")
		status(t, got, http.StatusSeeOther)
		back := got.Follow()
		if typed := back.Form("Add comment").Value("body"); typed != "The first\n\nThe second" || !strings.Contains(back.Body, "a.txt") {
			t.Errorf("the composer holds %q", typed)
		}
		w.Settle()
		w.Eva.Misses(&desktest.Ticket{Ref: strings.TrimPrefix(at, "/desk/tickets/")}, "The first")
	})
}

// Parting what was merged keeps it.
func TestUnmergeKeepsWhatIsTyped(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		one, two := w.Eva.Submits("One", "What now?"), w.Eva.Submits("Two", "What now?")
		sanne := w.Sanne.Client()
		at := "/desk/tickets/" + one.Ref
		form := sanne.Get(at).Form("Merge into it").Set("link.other", two.Ref).Set("body", "half a sentence")
		status(t, form.Press("Merge into it"), http.StatusSeeOther)
		w.Settle()
		form = sanne.Get(at).Form("Part them again")
		if form.Value("body") != "half a sentence" {
			t.Errorf("merged, the composer holds %q", form.Value("body"))
		}
		got := form.Set("body", "half a sentence and more").Press("Part them again")
		status(t, got, http.StatusSeeOther)
		if kept := got.Follow().Form("Add comment").Value("body"); kept != "half a sentence and more" {
			t.Errorf("parted, the composer holds %q", kept)
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
