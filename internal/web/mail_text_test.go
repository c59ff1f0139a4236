package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"balie/internal/desktest"
)

// TestMailTextsByForms words a mail without script: a preview of what is typed,
// a refusal, the save, somebody else's save, and back to the shipped text.
func TestMailTextsByForms(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *desktest.World) {
		noor := w.Noor.Client()
		list := noor.Get("/admin/texts")
		holds(t, "the list", list, "Confirmation", "Invitation", "Handed over", "Signature")
		if strings.Contains(list.Text(), "Own text") {
			t.Error("somebody worded a mail already")
		}
		p := noor.Get("/admin/texts/confirmation")
		holds(t, "the page", p, "The text that came with Balie", "We have your ticket", "{name}", "first name of who gets the mail")
		if !strings.Contains(p.Body, `src="/admin/texts/confirmation/html?language=en"`) || !strings.Contains(p.Body, `sandbox=""`) {
			t.Error("the page shows no preview")
		}

		const typed = "Hi {name}, <b>{reference}</b> is with {organization}."
		preview := p.Form("Save").Set("lead", typed).Press("Preview")
		holds(t, "the preview", preview, "Hi Eva, <b>HD-00123</b> is with Noorderzon.", "[HD-00123] Web shop shows an error", "See your ticket", "The same mail as text")
		if preview.Status != http.StatusOK || !strings.Contains(preview.Body, "&lt;b&gt;HD-00123") {
			t.Errorf("the preview: %d %s", preview.Status, preview.Body)
		}
		headers(t, "the preview", preview)
		holds(t, "before the save", noor.Get("/admin/texts/confirmation/html?language=en"), "Hello Eva, your message has arrived")

		refusal := p.Form("Save").Set("lead", "Hi {nmae}").Press("Preview")
		holds(t, "the refused preview", refusal, "{nmae} is not known in this text")
		if got := refusal.Header.Get("Content-Security-Policy"); refusal.Status != http.StatusUnprocessableEntity || !strings.Contains(got, "sandbox") || !strings.Contains(got, "frame-ancestors 'self'") {
			t.Errorf("the refused preview: %d, policy %q", refusal.Status, got)
		}
		refusal = p.Form("Save").Set("lead", "Hi {nmae}").Set("title", "Kept").Press("Save")
		holds(t, "the refused save", refusal, "{nmae} is not known in this text", "Hi {nmae}", "Kept")
		if refusal.Status != http.StatusUnprocessableEntity {
			t.Errorf("the refused save: %d", refusal.Status)
		}

		got := saved(t, p.Form("Save").Set("lead", typed).Set("title", "Got it"), "Save")
		holds(t, "after the save", got, "Your own text", "Got it", "Came with Balie: Hello {name}")
		holds(t, "the preview after", noor.Get("/admin/texts/confirmation/html?language=en"), "Hi Eva, <b>HD-00123</b>")
		holds(t, "the list after", noor.Get("/admin/texts"), "Own text, English")
		if strings.Contains(noor.Get("/admin/texts/confirmation?language=nl").Text(), "Hi {name}") || strings.Contains(w.Lotte.Client().Get("/admin/texts").Text(), "Own text") {
			t.Error("another language or partner says it, too")
		}

		late := p.Form("Save").Set("lead", "Mine").Press("Save") // of the page before the save
		holds(t, "the late save", late, "Somebody else changed these texts meanwhile", "Mine")
		if late.Status != http.StatusConflict {
			t.Errorf("the late save: %d", late.Status)
		}
		got = saved(t, late.Form("Save"), "Save")
		holds(t, "saved again", got, "Mine")

		got = saved(t, got.Form("Save"), "Back to the shipped text")
		holds(t, "after the reset", got, "The text that came with Balie", "Hello {name}, your message has arrived")
		if strings.Contains(got.Text(), "Back to the shipped text") {
			t.Error("there is something to take back still")
		}
	})
}

// TestMailTextsOfWays previews each way in which a mail says what happened.
func TestMailTextsOfWays(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *desktest.World) {
		p := w.Noor.Client().Get("/admin/texts/handed_over")
		f := p.Form("Save").Set("got_back", "It came back.").Set("returned", "It went back.")
		if text := f.Set("way", "got_back").Press("Preview").Text(); !strings.Contains(text, "It came back.") || strings.Contains(text, "It went back.") {
			t.Error(text)
		}
		p = w.Noor.Client().Get("/admin/texts/confirmation")
		text := p.Form("Save").Set("way", "lead_unverified").Press("Preview").Text()
		if strings.Contains(text, "Eva") || strings.Contains(text, "Web shop") || !strings.Contains(text, "a message from this address has arrived") {
			t.Errorf("to an unknown address: %s", text)
		}
		if got := w.Noor.Client().PostForm("/admin/texts/held", url.Values{"language": {"fr"}}); got.Status != http.StatusNotFound {
			t.Errorf("a language that we don't speak: %d", got.Status)
		}
	})
}
