package desk_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"

	"balie/internal/access"
	"balie/internal/authn"
	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/store"
)

// enrols sets an agent's second step up and gives secret and recovery codes.
func (w *accessWorld) enrols(a access.Actor, token string) (secret string, codes []string) {
	w.t.Helper()
	ctx := w.t.Context()
	w.must(w.d.OfferSecondFactor(ctx, a))
	s, err := w.d.SecondFactor(ctx, a)
	w.must(err)
	if s.On || s.Secret == "" || !strings.Contains(s.Address, s.Secret) {
		w.t.Fatalf("%+v", s)
	}
	_, err = w.d.ConfirmSecondFactor(ctx, a, "000000", token)
	w.refused("a wrong code", err, errs.Invalid)
	codes, err = w.d.ConfirmSecondFactor(ctx, a, w.code(s.Secret), token)
	w.must(err)
	return s.Secret, codes
}

func (w *accessWorld) code(secret string) string {
	w.t.Helper()
	c, err := authn.CodeAt(secret, w.clock.Now())
	w.must(err)
	return c
}

func (w *accessWorld) second(half, code string) (string, error) {
	return w.d.SecondStep(w.t.Context(), desk.SecondStepInput{Half: half, Code: code, Browser: w.home})
}

func (w *accessWorld) half(mail string) string {
	w.t.Helper()
	e, err := w.signIn(mail, firstPassword)
	w.must(err)
	if e.Half == "" || e.Session != "" {
		w.t.Fatalf("%s gets in without a second step", mail)
	}
	return e.Half
}

func TestSecondStep(t *testing.T) {
	eachAccessWorld(t, func(t *testing.T, w *accessWorld) {
		ctx := t.Context()
		here, there := w.mustSignIn("sanne@people.example", firstPassword), w.mustSignIn("sanne@people.example", firstPassword)
		secret, codes := w.enrols(w.sanne, here)
		_, err := w.d.Session(ctx, there)
		w.refused("a session without second step", err, errs.Unauthenticated)
		_, err = w.d.Session(ctx, here)
		w.must(err)
		w.must(w.st.Read(ctx, func(tx *store.Tx) error {
			f, err := tx.SecondFactor(w.sanne.User)
			if bytes.Contains(f.Sealed, []byte(secret)) {
				t.Error("the secret lies open")
			}
			return err
		}))
		if s, err := w.d.SecondFactor(ctx, w.sanne); err != nil || !s.On || s.Codes != 10 || s.Secret != "" {
			t.Errorf("%+v, %v", s, err)
		}

		used := w.code(secret)
		half := w.half("sanne@people.example")
		_, err = w.d.Session(ctx, half)
		w.refused("a half session as a whole one", err, errs.Unauthenticated)
		_, err = w.second(half, used)
		w.refused("the code that switched it on", err, errs.Invalid)
		w.clock.Advance(30 * time.Second)
		token, err := w.second(half, w.code(secret))
		w.must(err)
		if who, err := w.d.Session(ctx, token); err != nil || who.User.ID != w.sanne.User {
			t.Errorf("not in: %v", err)
		}
		_, err = w.second(half, w.code(secret))
		w.refused("a half session that was spent", err, errs.Unauthenticated)
		_, err = w.second(w.half("sanne@people.example"), w.code(secret))
		w.refused("the same code again", err, errs.Invalid)

		_, err = w.second(w.half("sanne@people.example"), strings.ToUpper(codes[3]))
		w.must(err)
		w.clock.Advance(20 * time.Minute)
		_, err = w.second(w.half("sanne@people.example"), codes[3])
		w.refused("a recovery code again", err, errs.Invalid)
		late := w.half("sanne@people.example")
		w.clock.Advance(5 * time.Minute)
		_, err = w.second(late, w.code(secret))
		w.refused("a half session after five minutes", err, errs.Unauthenticated)
	})
}

// TestACodeIsTakenOnce has many browsers send one code at the same moment.
func TestACodeIsTakenOnce(t *testing.T) {
	eachAccessWorld(t, func(t *testing.T, w *accessWorld) {
		secret, _ := w.enrols(w.sanne, "")
		w.clock.Advance(20 * time.Minute)
		code, halves := w.code(secret), []string{}
		for range 5 {
			halves = append(halves, w.half("sanne@people.example"))
		}
		var wait sync.WaitGroup
		var mu sync.Mutex
		in := 0
		for _, h := range halves {
			wait.Go(func() {
				_, err := w.second(h, code)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					in++
				} else if !errs.Is(err, errs.Invalid) {
					t.Errorf("refused with %v", err)
				}
			})
		}
		wait.Wait()
		if in != 1 {
			t.Errorf("%d got in with one code", in)
		}
	})
}

func TestCodesAreNotGuessed(t *testing.T) {
	eachAccessWorld(t, func(t *testing.T, w *accessWorld) {
		secret, _ := w.enrols(w.sanne, "")
		w.clock.Advance(20 * time.Minute)
		half, n := w.half("sanne@people.example"), 0
		for ; n < 50; n++ {
			if _, err := w.second(half, "000000"); errs.Is(err, errs.RateLimited) {
				break
			}
		}
		if n != 6 {
			t.Errorf("refused after %d", n)
		}
		_, err := w.second(half, w.code(secret))
		w.refused("the right code after too many", err, errs.RateLimited)
	})
}

func TestSecondStepIsDemandedAndReset(t *testing.T) {
	eachAccessWorld(t, func(t *testing.T, w *accessWorld) {
		ctx := t.Context()
		joost := w.mustSignIn("joost@people.example", firstPassword)
		w.refused("a demand by an agent", w.d.DemandSecondFactor(ctx, w.joost, true), errs.NotFound)
		w.must(w.d.DemandSecondFactor(ctx, w.sanne, true))
		if who, err := w.d.Session(ctx, joost); err != nil || !who.Owes {
			t.Errorf("owes %v, %v", who.Owes, err)
		}
		vera := w.mustSignIn("vera@people.example", firstPassword)
		if who, err := w.d.Session(ctx, vera); err != nil || who.Owes {
			t.Errorf("another desk's agent owes %v, %v", who.Owes, err)
		}
		_, codes := w.enrols(w.joost, joost)
		if who, err := w.d.Session(ctx, joost); err != nil || who.Owes {
			t.Errorf("owes %v, %v", who.Owes, err)
		}
		w.refused("switching off what is demanded", w.d.DropSecondFactor(ctx, w.joost, codes[0]), errs.Forbidden)
		rules, err := w.d.AccessRules(ctx, w.sanne)
		if err != nil || !rules.Demanded || len(rules.Agents) != 2 || rules.Agents[0].Second || !rules.Agents[1].Second {
			t.Errorf("%+v, %v", rules, err)
		}

		w.refused("a reset by another desk", w.d.ResetSecondFactor(ctx, w.vera, w.joost.User), errs.NotFound)
		w.refused("a reset of a customer", w.d.ResetSecondFactor(ctx, w.sanne, w.eva.User), errs.NotFound)
		w.must(w.d.ResetSecondFactor(ctx, w.sanne, w.joost.User))
		_, err = w.d.Session(ctx, joost)
		w.refused("the session before the reset", err, errs.Unauthenticated)
		w.mustSignIn("joost@people.example", firstPassword)
		if _, told := w.works()["joost"]; !told {
			t.Error("was not told")
		}
		_, err = w.d.SecondFactor(ctx, w.eva)
		w.refused("a customer's", err, errs.NotFound)
	})
}

// Codes that are made anew end the old ones, and it takes a code to make them.
func TestRecoveryCodesAreReplaced(t *testing.T) {
	eachAccessWorld(t, func(t *testing.T, w *accessWorld) {
		ctx := t.Context()
		secret, old := w.enrols(w.sanne, "")
		_, err := w.d.NewRecoveryCodes(ctx, w.sanne, "000000")
		w.refused("without a code", err, errs.Invalid)
		w.clock.Advance(time.Minute)
		codes, err := w.d.NewRecoveryCodes(ctx, w.sanne, w.code(secret))
		if err != nil || len(codes) != len(old) {
			t.Fatalf("%d codes, %v", len(codes), err)
		}
		half := w.half("sanne@people.example")
		_, err = w.second(half, old[0])
		w.refused("an old code", err, errs.Invalid)
		_, err = w.second(half, codes[0])
		w.must(err)
		w.clock.Advance(time.Hour) // so many tries are enough for a while
		_, err = w.second(w.half("sanne@people.example"), codes[0])
		w.refused("a code used twice", err, errs.Invalid)
		_, err = w.d.NewRecoveryCodes(ctx, w.eva, "000000")
		w.refused("a customer's", err, errs.NotFound)
	})
}

// TestANewPasswordStillAsksTheSecondStep: a mailed link is no way around it.
func TestANewPasswordStillAsksTheSecondStep(t *testing.T) {
	eachAccessWorld(t, func(t *testing.T, w *accessWorld) {
		w.enrols(w.sanne, "")
		w.works()
		w.must(w.d.Forgot(t.Context(), "sanne@people.example", w.home))
		entry, err := w.d.SetPassword(t.Context(), desk.SetPasswordInput{
			Token: w.token(w.works(), "sanne", "password"), Password: "three calm ducks", Again: "three calm ducks", Browser: w.home,
		})
		if err != nil || entry.Session != "" || entry.Half == "" {
			t.Errorf("%+v, %v", entry, err)
		}
	})
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	eachAccessWorld(t, func(t *testing.T, w *accessWorld) {
		ctx := t.Context()
		var tokens []string
		for range 3 {
			tokens = append(tokens, w.mustSignIn("eva@people.example", firstPassword))
			w.clock.Advance(time.Minute)
		}
		joost := w.mustSignIn("joost@people.example", firstPassword)
		list, err := w.d.Sessions(ctx, w.eva, tokens[1])
		if err != nil || len(list) != 3 || !list[1].This || list[0].This || list[0].Address != w.home.Address || list[0].Agent != w.home.Agent {
			t.Fatalf("%+v, %v", list, err)
		}
		theirs, err := w.d.Sessions(ctx, w.joost, joost)
		w.must(err)
		w.refused("somebody else's session", w.d.EndSession(ctx, w.eva, theirs[0].ID), errs.NotFound)
		for _, known := range tokens { // this node has seen them all
			_, err := w.d.Session(ctx, known)
			w.must(err)
		}
		w.must(w.d.EndSession(ctx, w.eva, list[0].ID))
		_, err = w.d.Session(ctx, tokens[2])
		w.refused("the ended session", err, errs.Unauthenticated)
		w.must(w.d.EndOtherSessions(ctx, w.eva, tokens[1]))
		_, err = w.d.Session(ctx, tokens[0])
		w.refused("the other session", err, errs.Unauthenticated)
		for _, stands := range []string{tokens[1], joost} {
			_, err = w.d.Session(ctx, stands)
			w.must(err)
		}

		fresh, err := w.d.ChangePassword(ctx, w.eva, desk.PasswordInput{
			Old: firstPassword, Password: "three calm ducks", Again: "three calm ducks", Browser: w.home,
		})
		w.must(err)
		_, err = w.d.Session(ctx, tokens[1])
		w.refused("the session before a new password", err, errs.Unauthenticated)
		_, err = w.d.Session(ctx, fresh)
		w.must(err)
	})
}

// TestNothingUsableIsAtRest looks for tokens, secrets and codes in every row
// that a copy of the database would hold.
func TestNothingUsableIsAtRest(t *testing.T) {
	eachAccessWorld(t, func(t *testing.T, w *accessWorld) {
		secret, codes := w.enrols(w.sanne, "")
		w.works()
		w.must(w.d.Forgot(t.Context(), "eva@people.example", w.home))
		token := w.token(w.works(), "eva", "password")
		_, mac, _ := strings.Cut(token, ".")
		var copied bytes.Buffer
		w.must(w.st.Backup(t.Context(), &copied, nil))
		plain := unpacked(t, copied.Bytes())
		if !bytes.Contains(plain, []byte("eva@people.example")) {
			t.Fatal("the copy can't be read by this test")
		}
		for name, word := range map[string]string{"token": mac, "secret": secret, "recovery code": codes[0], "its letters": strings.ReplaceAll(codes[0], "-", "")} {
			if bytes.Contains(plain, []byte(word)) {
				t.Errorf("the %s lies in the database", name)
			}
		}
	})
}

func TestOutboxOfAccessMail(t *testing.T) {
	eachAccessWorld(t, func(t *testing.T, w *accessWorld) {
		ctx := t.Context()
		held := w.desk(nil)
		held.Links, held.Hasher = w.d.Links, w.d.Hasher
		w.run = w.runner(held)
		w.d = held
		w.must(w.d.Forgot(ctx, "eva@people.example", w.home))
		w.must(w.d.Forgot(ctx, "vera@people.example", w.home))
		w.finishes()
		if rows := w.outbox(w.vera, "held"); len(rows) != 2 {
			t.Errorf("the vendor sees %+v", rows)
		}
		rows := w.outbox(w.sanne, "held")
		if len(rows) != 1 || rows[0].Kind != "password_link" || rows[0].Address != "eva@people.example" || rows[0].Subject == "" {
			t.Fatalf("the partner sees %+v", rows)
		}
		m, err := w.d.OutboxMail(ctx, w.sanne, rows[0].ID)
		w.must(err)
		token, ok := strings.CutPrefix(m.Link, "https://help.example/password?token=")
		if !ok || !strings.Contains(m.Text, m.Link) {
			t.Fatalf("link %q", m.Link)
		}
		_, err = w.d.PasswordOffer(ctx, token)
		w.must(err)
		w.write(func(tx *store.Tx) error { return tx.MarkSent(rows[0].ID, "<x@y>") })
		m, err = w.d.OutboxMail(ctx, w.sanne, rows[0].ID)
		if err != nil || m.Link != "" || strings.Contains(m.Text+m.HTML, token) || m.Text == "" {
			t.Errorf("a sent link is shown: %q, %v", m.Link, err)
		}
	})
}
