package web_test

import (
	"net/http"
	"strings"
	"testing"

	"balie/internal/desktest"
	"balie/internal/store/storetest"
)

// A browser drops the cookie with the session it was for: the form is kept all
// the same.
func TestFormWithoutAnyCookieIsKept(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		client := w.Visitor()
		client.SignIn(w.Eva.Mail, desktest.Password)
		form := client.Get("/new").Form("Send ticket").Set("text", "typed before it ended")
		client.PostForm("/sign-out", nil)
		got := form.Press("Send ticket").Follow()
		says(t, got, "What you typed is kept")
		got = got.Form("Sign in").Set("mail", w.Eva.Mail).Set("password", desktest.Password).Press("Sign in").Follow()
		if v := got.Form("Send ticket").Value("text"); v != "typed before it ended" {
			t.Errorf("the form came back with %q", v)
		}
	})
}

func TestNewInstallationSaysThatItIsNotSetUp(t *testing.T) {
	w := desktest.Empty(t, storetest.Engines(t)[0])
	got := w.Visitor().Get("/").Follow()
	status(t, got, http.StatusNotFound)
	says(t, got, "not set up yet")
	got = w.Visitor().Get("/setup?token=1.x")
	status(t, got, http.StatusNotFound)
	says(t, got, "used or too old")
}

func TestAbsentPageSpeaksOfNoTicket(t *testing.T) {
	w := desktest.New(t, storetest.Engines(t)[0])
	for _, path := range []string{"/nowhere", "/setup?token=1.x"} {
		got := w.Visitor().Get(path)
		status(t, got, http.StatusNotFound)
		if strings.Contains(got.Text(), "merged") || strings.Contains(got.Text(), "set up") {
			t.Errorf("%s says %q", path, got.Text())
		}
	}
}

func TestAgentsWithoutAnEntityAskElsewhere(t *testing.T) {
	w := desktest.New(t, storetest.Engines(t)[0])
	status(t, w.Sanne.Client().Get("/new?subject=x"), http.StatusSeeOther)
	status(t, w.Eva.Client().Get("/new?subject=x"), http.StatusOK)
}

func TestPolicyReportsDoNotFloodTheLog(t *testing.T) {
	w := desktest.New(t, storetest.Engines(t)[0])
	for range 50 {
		status(t, w.Visitor().Send(http.MethodPost, "/csp", strings.NewReader("{}")), http.StatusNoContent)
	}
	if n := strings.Count(w.Log.String(), "content security policy"); n != 20 {
		t.Errorf("%d lines", n)
	}
}

func TestSetUpSentTwiceLeadsToSignIn(t *testing.T) {
	w := desktest.Empty(t, storetest.Engines(t)[0])
	link, err := w.Desk.SetUpLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, path, _ := strings.Cut(link, w.Base.Host)
	says(t, w.Visitor().Get(path).Form("Start").Press("Start"), "Fill in the name of your organization.", "Fill in your name.", "Fill in a mail address")
	form := w.Visitor().Get(path).Form("Start").Set("organization", "Kade").Set("name", "Vera").Set("mail", "vera@kade.example").Set("password", desktest.Password)
	status(t, form.Press("Start"), http.StatusSeeOther)
	again := form.Press("Start")
	if again.Status != http.StatusSeeOther || again.Header.Get("Location") != "/sign-in" {
		t.Errorf("%d to %q", again.Status, again.Header.Get("Location"))
	}
	status(t, w.Visitor().PostForm("/setup", map[string][]string{"once": {"1.x"}}), http.StatusUnprocessableEntity)
}
