package web_test

import (
	"bytes"
	"io"
	"maps"
	"mime/quotedprintable"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"balie/internal/authn"
	"balie/internal/desktest"
	"balie/internal/org"
	"balie/internal/store/storetest"
)

func eachWorld(t *testing.T, fn func(t *testing.T, w *desktest.World)) {
	t.Helper()
	for _, engine := range storetest.Engines(t) {
		t.Run(engine, func(t *testing.T) { fn(t, desktest.New(t, engine)) })
	}
}

// linkTo is the secret link in the newest mail to somebody, without the host.
func linkTo(t *testing.T, w *desktest.World, to string) string {
	t.Helper()
	w.Settle()
	messages := w.Mails.Messages()
	for i := len(messages) - 1; i >= 0; i-- {
		if messages[i].To[0] != to {
			continue
		}
		raw, _ := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(messages[i].Data)))
		if _, rest, ok := strings.Cut(string(raw), w.Base.String()); ok {
			return rest[:strings.IndexAny(rest, "\r\n\" ")]
		}
	}
	t.Fatalf("no mail to %s", to)
	return ""
}

// TestTheAnswerTellsNothing sends the two forms for somebody known, somebody
// unknown and a contact, and compares every byte of the answers.
func TestTheAnswerTellsNothing(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *desktest.World) {
		for _, form := range []struct {
			path, button string
			fields       url.Values
		}{
			{"/forgot", "Mail me a link", url.Values{}},
			{"/request-access", "Request access", url.Values{"name": {"Somebody"}}},
		} {
			var first string
			for _, mail := range []string{w.Eva.Mail, "nobody@people.example", w.Vera.Mail, "x@elsewhere.example"} {
				p := w.Visitor().Get(form.path).Form(form.button).Set("mail", mail)
				if form.fields.Has("name") {
					p.Set("name", "Somebody")
				}
				sent := p.Press(form.button)
				page := sent.Follow()
				all := sent.Header.Get("Location") + http.StatusText(sent.Status) + desktest.Steady(sent.Body+page.Body)
				for _, name := range slices.Sorted(maps.Keys(sent.Header)) {
					if name != "Date" {
						all += name + sent.Header.Get(name)
					}
				}
				if page.Status != http.StatusOK || strings.Contains(all, mail) {
					t.Errorf("%s of %s: %d, or it says the address", form.path, mail, page.Status)
				}
				if first == "" {
					first = all
				}
				if all != first {
					t.Errorf("%s answers %s differently: %s", form.path, mail, cmp.Diff(first, all))
				}
			}
		}
		w.Settle()
	})
}

// TestRequestPasswordSignIn is the walk of somebody new, by the outbox alone.
func TestRequestPasswordSignIn(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *desktest.World) {
		vera := w.Vera.Client()
		got := vera.Get("/admin/access").Form("Open domain").Set("domain", "bakery.example").Set("policy", "open").
			Set("entity", idOf(w.Bakery.ID)).Press("Open domain")
		if got.Status != http.StatusSeeOther || !strings.Contains(got.Follow().Text(), "bakery.example") {
			t.Fatalf("%d %s", got.Status, got.Text())
		}
		relay := w.Desk.Relay
		w.Desk.Relay = nil // no mail server: mails wait in the outbox
		defer func() { w.Desk.Relay = relay }()

		visitor := w.Visitor()
		asked := visitor.Get("/sign-in")
		if !strings.Contains(asked.Body, `href="/request-access"`) || !strings.Contains(asked.Body, `href="/forgot"`) {
			t.Error("the sign-in page leads nowhere")
		}
		visitor.Get("/request-access").Form("Request access").Set("name", "Daan Bos").Set("mail", "daan@bakery.example").Press("Request access")
		w.Settle()
		list := vera.Get("/admin/outbox")
		_, rest, _ := strings.Cut(list.Body, `href="/admin/outbox/`)
		mail := vera.Get("/admin/outbox/" + rest[:strings.IndexByte(rest, '"')])
		if !strings.Contains(mail.Text(), "daan@bakery.example") {
			t.Fatalf("%s", mail.Text())
		}
		_, rest, ok := strings.Cut(mail.Body, `href="`+w.Base.String()+`/invitation`)
		if !ok {
			t.Fatalf("the outbox has no link to follow: %s", mail.Body)
		}
		page := visitor.Get("/invitation" + rest[:strings.IndexByte(rest, '"')])
		in := page.Form("Save and sign in").Set("password", "three calm ducks").Set("again", "three calm ducks").Press("Save and sign in")
		if home := in.Follow(); home.Status != http.StatusOK || !strings.Contains(home.Text(), "Daan Bos") {
			t.Fatalf("%d %s", home.Status, home.Text())
		}
		again := w.Visitor().SignIn("daan@bakery.example", "three calm ducks")
		if again.Status != http.StatusSeeOther {
			t.Errorf("can't sign in: %d", again.Status)
		}
		if gone := w.Visitor().Get("/invitation" + rest[:strings.IndexByte(rest, '"')]); gone.Status != http.StatusNotFound || !strings.Contains(gone.Text(), "does not work any more") {
			t.Errorf("a used link: %d %s", gone.Status, gone.Text())
		}
	})
}

func TestForgottenPasswordOverHTTP(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *desktest.World) {
		old := w.Eva.Client()
		visitor := w.Visitor()
		visitor.Get("/forgot").Form("Mail me a link").Set("mail", w.Eva.Mail).Press("Mail me a link")
		link := linkTo(t, w, w.Eva.Mail)
		form := visitor.Get(link).Form("Save and sign in")
		bad := form.Set("password", "short").Set("again", "short").Press("Save and sign in")
		if bad.Status != http.StatusUnprocessableEntity || !strings.Contains(bad.Text(), "at least 10 characters") {
			t.Errorf("%d %s", bad.Status, bad.Text())
		}
		in := bad.Form("Save and sign in").Set("password", "three calm ducks").Set("again", "three calm ducks").Press("Save and sign in")
		if in.Status != http.StatusSeeOther || visitor.Get("/").Status != http.StatusOK {
			t.Errorf("not in: %d", in.Status)
		}
		if got := old.Get("/"); got.Status != http.StatusSeeOther {
			t.Errorf("the old session still reads: %d", got.Status)
		}
	})
}

// TestSecondStepOverHTTP demands it, sets it up, and signs in with it.
func TestSecondStepOverHTTP(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *desktest.World) {
		sanne := w.Sanne.Client()
		w.Noor.Client().Get("/admin/access").Form("Demand it").Press("Demand it")
		if got := sanne.Get("/desk/open"); got.Header.Get("Location") != "/profile/two-step" {
			t.Fatalf("works on without: %d %s", got.Status, got.Header.Get("Location"))
		}
		if got := sanne.Get("/profile"); got.Status != http.StatusOK {
			t.Errorf("the profile: %d", got.Status)
		}
		page := sanne.Get("/profile/two-step").Form("Set it up").Press("Set it up").Follow()
		_, rest, _ := strings.Cut(page.Body, "secret=")
		secret := rest[:32]
		if !strings.Contains(page.Body, `<svg class="qrcode"`) {
			t.Error("no picture")
		}
		code := func() string {
			c, err := authn.CodeAt(secret, w.Clock.Now())
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		codes := page.Form("Switch on").Set("code", code()).Press("Switch on")
		if codes.Status != http.StatusOK || !strings.Contains(codes.Text(), "Your recovery codes") {
			t.Fatalf("%d %s", codes.Status, codes.Text())
		}
		if got := sanne.Get("/desk/open"); got.Status != http.StatusOK {
			t.Errorf("the desk: %d", got.Status)
		}

		w.Clock.Advance(time.Minute)
		visitor := w.Visitor()
		half := visitor.SignIn(w.Sanne.Mail, desktest.Password)
		if half.Header.Get("Location") != "/sign-in/code" {
			t.Fatalf("to %s", half.Header.Get("Location"))
		}
		if got := visitor.Get("/desk/open"); got.Status != http.StatusSeeOther {
			t.Errorf("in with the password alone: %d", got.Status)
		}
		wrong := half.Follow().Form("Go on").Set("code", "000000").Press("Go on")
		if wrong.Status != http.StatusUnprocessableEntity {
			t.Errorf("a wrong code: %d", wrong.Status)
		}
		in := wrong.Form("Go on").Set("code", code()).Press("Go on")
		if in.Status != http.StatusSeeOther || visitor.Get("/desk/open").Status != http.StatusOK {
			t.Errorf("not in: %d %s", in.Status, in.Text())
		}
	})
}

// TestARevokedSessionEnds: requests at once, live streams within five seconds.
func TestARevokedSessionEnds(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *desktest.World) {
		here, there := w.Eva.Client(), w.Visitor()
		there.SignIn(w.Eva.Mail, desktest.Password)
		stream := there.Stream("/live")
		began := time.Now()
		page := here.Get("/profile")
		got := page.Form("Sign out everywhere else").Press("Sign out everywhere else")
		if got.Status != http.StatusSeeOther {
			t.Fatalf("%d %s", got.Status, got.Text())
		}
		if got := there.Get("/"); got.Status != http.StatusSeeOther {
			t.Errorf("the revoked session reads: %d", got.Status)
		}
		for stream.Next() != "" {
			continue
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("the stream ended after %s", took)
		}
		if got := here.Get("/profile"); got.Status != http.StatusOK || strings.Contains(got.Text(), "Sign out there") {
			t.Errorf("%d", got.Status)
		}
	})
}

func TestPeopleOverHTTP(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *desktest.World) {
		mira := w.Mira.Client()
		page := mira.Get("/people")
		if text := page.Text(); !strings.Contains(text, "Eva Meijer") || strings.Contains(text, "Fien Visser") {
			t.Errorf("%s", text)
		}
		bad := page.Form("Send invitation").Set("name", "").Set("mail", "no address").Press("Send invitation")
		if bad.Status != http.StatusUnprocessableEntity {
			t.Errorf("%d", bad.Status)
		}
		sent := bad.Form("Send invitation").Set("name", "Daan Bos").Set("mail", "daan@bakery.example").Press("Send invitation").Follow()
		if !strings.Contains(sent.Text(), "Daan Bos") || !strings.HasPrefix(linkTo(t, w, "daan@bakery.example"), "/invitation?token=") {
			t.Errorf("%s", sent.Text())
		}
	})
}

func TestProfileOverHTTP(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *desktest.World) {
		sanne := w.Sanne.Client()
		form := sanne.Get("/profile").Form("Save")
		saved := form.Set("name", "Sanne de Wit").Set("language", "nl").Set("theme", "dark").Press("Save").Follow()
		if !strings.Contains(saved.Body, `<html lang="nl"`) || !strings.Contains(saved.Body, `data-theme="dark"`) || !strings.Contains(saved.Text(), "Sanne de Wit") {
			t.Errorf("%s", saved.Body[:300])
		}
		keys := sanne.PostForm("/profile", url.Values{"name": {"Sanne"}, "language": {"en"}, "theme": {""}})
		if got := keys.Follow(); !strings.Contains(got.Body, "data-no-keys") {
			t.Error("shortcuts stay on")
		}
		changed := sanne.Get("/profile").Form("Change password").Set("old", desktest.Password).Set("password", "three calm ducks").
			Set("again", "three calm ducks").Press("Change password")
		if changed.Status != http.StatusSeeOther || sanne.Get("/profile").Status != http.StatusOK {
			t.Errorf("%d %s", changed.Status, changed.Text())
		}
		if got := w.Visitor().SignIn(w.Sanne.Mail, desktest.Password); got.Status != http.StatusUnauthorized {
			t.Errorf("the old password: %d", got.Status)
		}
	})
}

func idOf(id org.ID) string { return strconv.FormatInt(int64(id), 10) }
