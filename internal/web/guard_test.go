package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"balie/internal/desktest"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

func text(n int64) string { return strconv.FormatInt(n, 10) }

func TestCookies(t *testing.T) {
	engine := storetest.Engines(t)[0]
	for _, c := range []struct {
		w      *desktest.World
		name   string
		secure bool
	}{{desktest.New(t, engine), "balie", false}, {desktest.Secure(t, engine), "__Host-balie", true}} {
		form := url.Values{"mail": {c.w.Eva.Mail}, "password": {desktest.Password}, "keep": {"1"}}
		got := c.w.Visitor().PostForm("/sign-in", form)
		status(t, got, http.StatusSeeOther)
		answer := http.Response{Header: got.Header}
		found := false
		for _, k := range answer.Cookies() {
			found = found || k.Name == c.name
			if !k.HttpOnly || k.Secure != c.secure || k.SameSite != http.SameSiteLaxMode || k.Path != "/" || k.Domain != "" {
				t.Errorf("%s: %s", c.w.Base, k)
			}
		}
		if !found {
			t.Errorf("%s: no cookie %s in %v", c.w.Base, c.name, got.Header["Set-Cookie"])
		}
		if hsts := got.Header.Get("Strict-Transport-Security"); (hsts != "") != c.secure {
			t.Errorf("%s: Strict-Transport-Security is %q", c.w.Base, hsts)
		}
	}
}

func TestOtherSitesPostNothing(t *testing.T) {
	w := desktest.New(t, storetest.Engines(t)[0])
	q := w.Eva.Submits("Cross site", "What now?")
	for _, from := range [][]string{
		{"Sec-Fetch-Site", "cross-site"},
		{"Sec-Fetch-Site", "same-site"},
		{"Sec-Fetch-Site", "", "Origin", "https://evil.example"},
		{"Sec-Fetch-Site", "", "Origin", "null"},
	} {
		for _, path := range []string{"/tickets/" + q.Ref + "/reply", "/tickets/" + q.Ref + "/close", "/new", "/sign-out", "/sign-in", "/language", "/csp"} {
			got := w.Eva.Client().PostForm(path, url.Values{"text": {"evil"}, "kind": {"question"}, "subject": {"S"}}, from...)
			status(t, got, http.StatusForbidden)
			headers(t, path, got)
		}
	}
	if o := public(w, w.Eva, q.ID); len(o.Messages) != 1 || mine(w, w.Eva) != 1 {
		t.Error("another site changed something")
	}
	status(t, w.Eva.Client().Get("/tickets/"+q.Ref, "Sec-Fetch-Site", "cross-site"), http.StatusOK)
}

func TestRedirectsStayHere(t *testing.T) {
	w := desktest.New(t, storetest.Engines(t)[0])
	for _, next := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "/\t/evil.example", "evil", "javascript:alert(1)"} {
		got := w.Visitor().PostForm("/sign-in", url.Values{"mail": {w.Eva.Mail}, "password": {desktest.Password}, "next": {next}})
		if to, err := url.Parse(got.Header.Get("Location")); got.Status != http.StatusSeeOther || err != nil || to.Host != "" || to.Scheme != "" || strings.Contains(got.Header.Get("Location"), "evil.example") {
			t.Errorf("%q leads to %q", next, got.Header.Get("Location"))
		}
		got = w.Visitor().PostForm("/language", url.Values{"language": {"nl"}, "back": {next}})
		if to := got.Header.Get("Location"); strings.Contains(to, "evil.example") || !strings.HasPrefix(to, "/") {
			t.Errorf("language with %q leads to %q", next, to)
		}
	}
}

func TestUnknownAddresses(t *testing.T) {
	w := desktest.New(t, storetest.Engines(t)[0])
	for _, path := range []string{
		"/tickets/HD-0", "/tickets/HD--1", "/tickets/HD-1%00", "/tickets/hd-99999", "/tickets/1", "/tickets/HD-99999999999999999999",
		"/tickets/../etc/passwd", "/files/0", "/files/x", "/files/-1", "/nowhere", "/desk/nowhere", "/desk/tickets/HD-1", "/admin/outbox", "/static/../routes.go", "/setup?token=1.x",
	} {
		got := w.Eva.Client().Get(path).Follow()
		if got.Status != http.StatusNotFound && got.Status != http.StatusTemporaryRedirect && got.Status != http.StatusMovedPermanently {
			t.Errorf("%s: %d", path, got.Status)
		}
		headers(t, path, got)
	}
	status(t, w.Sanne.Client().Get("/desk/open?sort=nonsense"), http.StatusNotFound)
	status(t, w.Sanne.Client().Get("/desk/open?after=x.y.z"), http.StatusOK)
	status(t, w.Sanne.Client().Get("/desk/open?after=99999999999999999999.1.1"), http.StatusOK)
	status(t, w.Eva.Client().Get("/?entity="+text(int64(w.Bakery.ID))), http.StatusNotFound)
	status(t, w.Mira.Client().Get("/?entity="+text(int64(w.Bakery.ID))), http.StatusOK)
	status(t, w.Mira.Client().Get("/?entity="+text(int64(w.Bikes.ID))), http.StatusNotFound)
	status(t, w.Eva.Client().Send(http.MethodPut, "/new", nil), http.StatusNotFound)
}

// Known and unknown addresses get the same answer.
func TestSignInTellsNothing(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		known := w.Visitor().PostForm("/sign-in", url.Values{"mail": {w.Eva.Mail}, "password": {"wrong password"}})
		unknown := w.Visitor().PostForm("/sign-in", url.Values{"mail": {"who@people.example"}, "password": {"wrong password"}})
		status(t, known, http.StatusUnauthorized)
		status(t, unknown, http.StatusUnauthorized)
		a := strings.ReplaceAll(desktest.Steady(known.Body), w.Eva.Mail, "~")
		if b := strings.ReplaceAll(desktest.Steady(unknown.Body), "who@people.example", "~"); a != b {
			t.Error("the two answers differ")
		}
		for range 10 {
			known = w.Visitor().PostForm("/sign-in", url.Values{"mail": {strings.ToUpper(w.Eva.Mail)}, "password": {"wrong password"}})
		}
		status(t, known, http.StatusTooManyRequests)
		status(t, w.Visitor().PostForm("/sign-in", url.Values{"mail": {w.Eva.Mail}, "password": {desktest.Password}}), http.StatusTooManyRequests)
		status(t, w.Visitor().SignIn(w.Joost.Mail, desktest.Password), http.StatusSeeOther)
	})
}

// What is hidden makes no live event for a customer, nor anything of one
// partner for the other's agents.
func TestLiveEventsStayWithinTheScope(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		hidden := w.Eva.Submits("Hidden act", "What now?")
		shown := w.Eva.Submits("Public act", "What now?")
		other := w.Gijs.Submits("Other partner", "What now?")
		eva, fien, sanne, lotte := w.Eva.Client().Stream("/live"), w.Fien.Client().Stream("/live"), w.Sanne.Client().Stream("/desk/live"), w.Lotte.Client().Stream("/desk/live")
		fiens := w.Fien.Submits("Her own", "What now?")
		w.Sanne.Notes(hidden, "hidden")
		w.Sanne.HandsOver(hidden, "hidden")
		w.Lotte.Comments(other, "public, elsewhere")
		w.Sanne.Comments(shown, "public")

		allowed := map[*desktest.Stream][]int64{
			eva: {int64(shown.ID)}, fien: {int64(fiens.ID)}, lotte: {int64(other.ID)},
			sanne: {int64(hidden.ID), int64(shown.ID), int64(fiens.ID)},
		}
		for stream, ids := range allowed {
			data := stream.Next()
			var u struct{ Tickets []int64 }
			if err := json.Unmarshal([]byte(data), &u); err != nil || len(u.Tickets) == 0 {
				t.Fatalf("%s heard %q: %v", stream.Page.Path, data, err)
			}
			for _, id := range u.Tickets {
				found := false
				for _, ok := range ids {
					found = found || ok == id
				}
				if !found {
					t.Errorf("%s hears of ticket %d, allowed are %v", stream.Page.Path, id, ids)
				}
			}
			stream.Leave()
		}
	})
}

// What reaches a customer's stream is the same whether something hidden came
// with it or not.
func TestACustomersStreamTellsNothingOfHiddenActs(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		q := w.Eva.Submits("Till", "What now?")
		stream := w.Eva.Client().Stream("/live")
		mark := w.Desk.Hub.Mark().Customer
		w.Sanne.Notes(q, "hidden")
		w.Sanne.HandsOver(q, "hidden")
		w.Victor.Notes(q, "hidden")
		if now := w.Desk.Hub.Mark().Customer; now != mark {
			t.Errorf("the mark of her pages went from %s to %s", mark, now)
		}
		w.Victor.Takes(q) // assigns it, which is hidden, and takes it up, which is not
		want := fmt.Sprintf(`{"tickets":[%d]}`, q.ID)
		if data := stream.Next(); data != want {
			t.Errorf("she heard %s first, want %s", data, want)
		}
	})
}

// Counts alone cost the same on every page, and are there on every page.
func TestCountsAlone(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		q := w.Eva.Submits("Till", "What now?")
		for _, path := range []string{"/desk/open", "/desk/tickets/" + q.Ref, "/desk/search?q=till"} {
			p := w.Sanne.Client().Get(path, "Balie-Fragment", "counts")
			status(t, p, http.StatusOK)
			if !strings.Contains(p.Body, `id="count-open"`) || strings.Contains(p.Body, "Till") || strings.Contains(p.Body, "<html") {
				t.Errorf("%s: %s", path, p.Body)
			}
		}
		status(t, w.Eva.Client().Get("/desk/open", "Balie-Fragment", "counts"), http.StatusNotFound)
	})
}

// An agent's stream says where a ticket came to, so that a list need not ask.
func TestAnAgentsStreamSaysWhatMoved(t *testing.T) {
	each(t, func(t *testing.T, w *desktest.World) {
		q := w.Eva.Submits("Till", "What now?")
		stream := w.Sanne.Client().Stream("/desk/live")
		w.Sanne.HandsOver(q, "hidden")
		want := fmt.Sprintf(`"tickets":[%d],"shelves":[%d]`, q.ID, ticket.OpenAtVendor)
		if data := stream.Next(); !strings.Contains(data, want) {
			t.Errorf("heard %s, want %s in it", data, want)
		}
	})
}

// A stream ends with its session.
func TestStreamEndsWithItsSession(t *testing.T) {
	w := desktest.New(t, storetest.Engines(t)[0])
	client := w.Visitor()
	client.SignIn(w.Eva.Mail, desktest.Password)
	stream := client.Stream("/live")
	status(t, client.PostForm("/sign-out", nil), http.StatusSeeOther)
	if got := stream.Next(); got != "" {
		t.Errorf("heard %q after signing out", got)
	}
}
