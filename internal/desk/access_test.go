package desk_test

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"balie/internal/access"
	"balie/internal/authn"
	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/store/storetest"
)

// accessWorld is a mail world in which passwords and links work.
type accessWorld struct {
	*mailWorld
	home desk.Browser
}

const firstPassword = "needle and thread 42"

func eachAccessWorld(t *testing.T, fn func(t *testing.T, w *accessWorld)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		w := &accessWorld{mailWorld: newMailWorld(t, st, e), home: desk.Browser{Address: "192.0.2.7", Agent: "Firefox/140.0 (Linux)"}}
		w.d.Links, w.d.Hasher = authn.LinkKey(strings.Repeat("k", 32)), authn.NewHasher(2)
		hash, err := w.d.Hasher.Hash(t.Context(), firstPassword)
		w.must(err)
		w.write(func(tx *store.Tx) error {
			for _, a := range []access.Actor{w.vera, w.sanne, w.joost, w.eva} { // Bram is a contact
				w.must(tx.SetPassword(a.User, hash))
			}
			w.must(tx.AddMembership(w.eva.User, w.bakkerij, org.SeesAll|org.Administrator))
			return nil
		})
		w.eva.Memberships[0].Rights = org.SeesAll | org.Administrator
		fn(t, w)
	})
}

// token is that of the only link in the newest mail to somebody.
func (w *accessWorld) token(mails map[string]letterIn, to, page string) string {
	w.t.Helper()
	l, ok := mails[to]
	if !ok {
		w.t.Fatalf("no mail to %s, only to %s", to, names(mails))
	}
	_, rest, ok := strings.Cut(l.all, "https://help.example/"+page+"?token=")
	if !ok {
		w.t.Fatalf("the mail to %s has no link to /%s:\n%s", to, page, l.all)
	}
	end := strings.IndexAny(rest, "\r\n\" ")
	token, err := url.QueryUnescape(rest[:end])
	w.must(err)
	return token
}

func (w *accessWorld) signIn(mail, password string) (desk.Entry, error) {
	return w.d.SignIn(w.t.Context(), desk.SignInInput{Mail: mail, Password: password, Browser: w.home})
}

func (w *accessWorld) mustSignIn(mail, password string) string {
	w.t.Helper()
	e, err := w.signIn(mail, password)
	w.must(err)
	if e.Session == "" {
		w.t.Fatalf("%s is asked for a second step", mail)
	}
	return e.Session
}

func (w *accessWorld) refused(what string, err error, code errs.Code) {
	w.t.Helper()
	if !errs.Is(err, code) {
		w.t.Errorf("%s: %v, want %s", what, err, code)
	}
}

func TestForgottenPassword(t *testing.T) {
	eachAccessWorld(t, func(t *testing.T, w *accessWorld) {
		ctx := t.Context()
		old := w.mustSignIn("eva@people.example", firstPassword)
		w.must(w.d.Forgot(ctx, " Eva@People.example ", w.home))
		token := w.token(w.works(), "eva", "password")

		o, err := w.d.PasswordOffer(ctx, token)
		if err != nil || o.Mail != "eva@people.example" || o.Until.Sub(w.clock.Now()) > time.Hour {
			t.Fatalf("%+v, %v", o, err)
		}
		_, err = w.d.PasswordOffer(ctx, token)
		w.must(err) // looking changes nothing
		in := desk.SetPasswordInput{Token: token, Password: "short", Again: "short", Browser: w.home}
		_, err = w.d.SetPassword(ctx, in)
		w.refused("a short password", err, errs.Invalid)
		in.Password, in.Again = "three calm yellow ducks", "three calm yellow duck"
		_, err = w.d.SetPassword(ctx, in)
		w.refused("two passwords", err, errs.Invalid)
		in.Again = in.Password
		entry, err := w.d.SetPassword(ctx, in)
		w.must(err)
		if who, err := w.d.Session(ctx, entry.Session); err != nil || who.User.ID != w.eva.User {
			t.Errorf("not signed in: %v", err)
		}
		_, err = w.d.Session(ctx, old)
		w.refused("the session before", err, errs.Unauthenticated)
		_, err = w.signIn("eva@people.example", firstPassword)
		w.refused("the old password", err, errs.Unauthenticated)

		again, err := w.d.SetPassword(ctx, in) // pressed twice
		if err != nil || again.Session == "" {
			t.Errorf("pressed twice: %v", err)
		}
		in.Password, in.Again = "another three words here", "another three words here"
		_, err = w.d.SetPassword(ctx, in)
		w.refused("a used link", err, errs.NotFound)
		if told, ok := w.works()["eva"]; !ok || strings.Contains(told.all, "token=") {
			t.Error("was not told that the password changed, or by a secret link")
		}
	})
}

// Who gets another address signs in by it, and the link that went to the old
// one is nothing any more.
func TestALinkEndsWithItsAddress(t *testing.T) {
	eachAccessWorld(t, func(t *testing.T, w *accessWorld) {
		ctx := t.Context()
		w.must(w.d.Forgot(ctx, "eva@people.example", w.home))
		token := w.token(w.works(), "eva", "password")
		w.must(w.d.SetDetails(ctx, w.vera, desk.DetailsInput{User: w.eva.User, Name: "Eva", Mail: "else@people.example"}))
		_, err := w.d.PasswordOffer(ctx, token)
		w.refused("the old address's link", err, errs.NotFound)
		_, err = w.d.SetPassword(ctx, desk.SetPasswordInput{Token: token, Password: "three calm ducks", Again: "three calm ducks", Browser: w.home})
		w.refused("a password by it", err, errs.NotFound)
		_, err = w.signIn("eva@people.example", firstPassword)
		w.refused("the old address", err, errs.Unauthenticated)
		w.mustSignIn("Else@people.example", firstPassword)
	})
}

func TestPasswordLinksEnd(t *testing.T) {
	eachAccessWorld(t, func(t *testing.T, w *accessWorld) {
		ctx := t.Context()
		var tokens []string
		for range 2 {
			w.must(w.d.Forgot(ctx, "eva@people.example", w.home))
			tokens = append(tokens, w.token(w.works(), "eva", "password"))
		}
		_, err := w.d.SetPassword(ctx, desk.SetPasswordInput{Token: tokens[1], Password: "three calm ducks", Again: "three calm ducks", Browser: w.home})
		w.must(err)
		_, err = w.d.PasswordOffer(ctx, tokens[0])
		w.refused("a link from before the password", err, errs.NotFound)

		w.works()
		w.must(w.d.Forgot(ctx, "eva@people.example", w.home))
		late := w.token(w.works(), "eva", "password")
		w.clock.Advance(time.Hour)
		_, err = w.d.PasswordOffer(ctx, late)
		w.refused("a link after an hour", err, errs.NotFound)
		for _, bad := range []string{"", "1.x", late[:len(late)-1] + "A", "9" + late} {
			_, err := w.d.PasswordOffer(ctx, bad)
			w.refused("token "+bad, err, errs.NotFound)
			_, err = w.d.InvitationOffer(ctx, bad)
			w.refused("token "+bad, err, errs.NotFound)
		}
		_, err = w.d.InvitationOffer(ctx, tokens[0])
		w.refused("a token of another purpose", err, errs.NotFound)
	})
}

// TestAPasswordLinkWorksOnce has many browsers use one link at the same moment,
// each with a password of its own: one password counts.
func TestAPasswordLinkWorksOnce(t *testing.T) {
	eachAccessWorld(t, func(t *testing.T, w *accessWorld) {
		w.must(w.d.Forgot(t.Context(), "eva@people.example", w.home))
		token := w.token(w.works(), "eva", "password")
		var wait sync.WaitGroup
		var mu sync.Mutex
		won := 0
		for n := range 8 {
			wait.Go(func() {
				p := strings.Repeat(string(rune('a'+n)), 3) + " calm ducks swim"
				_, err := w.d.SetPassword(context.Background(), desk.SetPasswordInput{Token: token, Password: p, Again: p, Browser: w.home})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					won++
				} else if !errs.Is(err, errs.NotFound) {
					t.Errorf("refused with %v", err)
				}
			})
		}
		wait.Wait()
		if won != 1 {
			t.Errorf("%d passwords were set by one link", won)
		}
	})
}

// TestFormsDoTheSameForEverybody looks at what the two forms leave behind
// before any job ran: nothing but a job, whoever is named.
func TestFormsDoTheSameForEverybody(t *testing.T) {
	eachAccessWorld(t, func(t *testing.T, w *accessWorld) {
		ctx := t.Context()
		w.write(func(tx *store.Tx) error { return tx.Deactivate(w.joost.User) })
		request := func(mail string) error {
			return w.d.RequestAccess(ctx, desk.AccessInput{Name: "Somebody", Mail: mail, Language: "en", Browser: w.home})
		}
		forgot := func(mail string) error { return w.d.Forgot(ctx, mail, w.home) }
		for name, act := range map[string]func(mail string) error{"forgot": forgot, "access": request} {
			for _, mail := range []string{"eva@people.example", "bram@people.example", "joost@people.example", "x@elsewhere.example"} {
				before := 0
				w.mails(func(store.MailOut) { before++ })
				w.must(act(mail))
				w.mails(func(store.MailOut) { before-- })
				if before != 0 {
					t.Errorf("%s of %s wrote a mail at once", name, mail)
				}
			}
		}
		w.finishes()
		w.must(forgot("x@elsewhere.example")) // a contact by now, but nobody let them in
		w.finishes()
		to := map[string]bool{}
		for _, m := range w.sink.Messages() {
			to[m.To[0]] = true
		}
		if !to["eva@people.example"] || !to["bram@people.example"] || to["joost@people.example"] || to["x@elsewhere.example"] {
			t.Errorf("mails to %s", names(to))
		}
	})
}

func TestTriesAreLimited(t *testing.T) {
	eachAccessWorld(t, func(t *testing.T, w *accessWorld) {
		ctx := t.Context()
		until := func(act func() error) (n int) {
			for ; n < 200; n++ {
				if err := act(); errs.Is(err, errs.RateLimited) {
					return n
				}
			}
			return n
		}
		for name, row := range map[string]struct {
			want int
			act  func() error
		}{
			"sign-in": {10, func() error { _, err := w.signIn("eva@people.example", "wrong"); return err }},
			"forgot":  {3, func() error { return w.d.Forgot(ctx, "eva@people.example", w.home) }},
			"unknown": {3, func() error { return w.d.Forgot(ctx, "nobody@people.example", w.home) }},
			"request": {3, func() error {
				return w.d.RequestAccess(ctx, desk.AccessInput{Name: "N", Mail: "n@x.example", Browser: w.home})
			}},
			"password": {6, func() error {
				_, err := w.d.ChangePassword(ctx, w.sanne, desk.PasswordInput{Old: "wrong", Browser: w.home})
				return err
			}},
		} {
			if got := until(row.act); got != row.want {
				t.Errorf("%s is refused after %d, want %d", name, got, row.want)
			}
		}
		n := 0
		if got := until(func() error {
			n++
			return w.d.Forgot(ctx, strings.Repeat("x", n)+"@x.example", desk.Browser{Address: "192.0.2.8"})
		}); got != 30 {
			t.Errorf("a network is refused after %d", got)
		}
	})
}
