package desk_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"

	"balie/internal/access"
	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/letter"
	"balie/internal/notify"
	"balie/internal/org"
	"balie/internal/smtpout/smtptest"
	"balie/internal/store"
	"balie/internal/ticket"
)

// words says a part of a kind of mail in Dutch, over what is said now.
func (w *adminWorld) words(a access.Actor, k letter.Kind, language string, texts map[string]string) {
	w.t.Helper()
	now, err := w.d.MailText(w.t.Context(), a, k, language)
	w.must(err)
	w.must(w.d.SaveMailText(w.t.Context(), a, desk.MailTextInput{Kind: k, Language: language, Texts: texts, Seen: now.Seen}))
	w.clock.Advance(time.Second)
}

func (w *adminWorld) has(what string, m letterIn, want string) {
	w.t.Helper()
	if !strings.Contains(m.all, want) {
		w.t.Errorf("%s lacks %q:\n%s", what, want, m.all)
	}
}

func (w *adminWorld) hasNot(what string, m letterIn, words ...string) {
	w.t.Helper()
	for _, word := range words {
		if strings.Contains(m.all, word) {
			w.t.Errorf("%s has %q:\n%s", what, word, m.all)
		}
	}
}

// TestMailTextsOfADesk: what a partner says is said to its own customers and
// agents in that language; another partner's and the vendor's customers get
// those desks' words, and what nobody worded is said as we ship it.
func TestMailTextsOfADesk(t *testing.T) {
	eachAdminWorld(t, func(t *testing.T, w *adminWorld) {
		var dora access.Actor
		w.write(func(tx *store.Tx) error {
			kaas := w.organization(tx, org.Entity, w.vendor, "Kaaswinkel", "")
			dora = w.person(tx, "Dora Dijk", "nl", kaas, org.Entity, w.vendor, 0)
			return nil
		})
		w.words(w.sanne, letter.Confirmation, "nl", map[string]string{"lead": "Dag {name}, {reference} is binnen bij {organization}.", "title": "Gelukt"})
		w.words(w.sanne, letter.NewReply, "nl", map[string]string{"lead": "{who} antwoordde"})
		w.words(w.sanne, letter.Every, "nl", map[string]string{"signature": "Groeten,\r\n{organization}"})
		w.words(w.sanne, letter.NewAtDesk, "nl", map[string]string{"lead": "{name}, {who} vraagt iets."})
		w.words(w.lotte, letter.Confirmation, "en", map[string]string{"lead": "Kade got {reference}, {name}."})
		w.words(w.vera, letter.Confirmation, "nl", map[string]string{"lead": "Tessel heeft {reference}, {name}."})

		id := w.submits()
		got := w.works()
		ref := ticket.Ref("HD", id)
		w.has("Eva's confirmation", got["eva"], "Dag Eva, "+ref+" is binnen bij Lindehof IT.")
		w.has("Eva's confirmation", got["eva"], "Gelukt")
		w.has("Eva's confirmation", got["eva"], "Groeten,\r\nLindehof IT")
		w.has("Eva's confirmation", got["eva"], "Groeten,<br>Lindehof IT")
		w.hasNot("Eva's confirmation", got["eva"], "Kade", "Tessel")
		w.has("Joost's mail", got["joost"], "Joost, Eva van Dam van Bakkerij Van Dam vraagt iets.")
		w.hasNot("Joost's mail", got["joost"], "Groeten")

		w.says(w.sanne, id, ticket.Ask, "Which browser is it?")
		got = w.works()
		w.has("Eva's reply", got["eva"], "Sanne de Wit van Lindehof IT antwoordde · ")
		w.has("Bram's reply", got["bram"], "Sanne de Wit of Lindehof IT wrote · ")
		w.hasNot("Bram's reply", got["bram"], "Groeten")

		for who, want := range map[*access.Actor]string{&w.gijs: "Kade got HD-0000", &dora: "Tessel heeft HD-0000"} {
			_, err := w.d.Submit(t.Context(), *who, desk.SubmitInput{
				Writing: desk.Writing{Text: "Text"}, Subject: "Subject", Kind: ticket.Question, Channel: ticket.Portal,
			})
			w.must(err)
			first, _, _ := strings.Cut(strings.ToLower(who.Name), " ")
			got := w.works()[first]
			w.has("the confirmation to "+first, got, want)
			w.hasNot("the confirmation to "+first, got, "Lindehof", "Groeten")
		}
	})
}

// TestMailTextsAboutAccess words an invitation, whose subject is free and whose
// link stays.
func TestMailTextsAboutAccess(t *testing.T) {
	eachAdminWorld(t, func(t *testing.T, w *adminWorld) {
		w.words(w.sanne, letter.Invited, "en", map[string]string{"title": "Come in\r\nBcc: x@example.com", "lead": "{who} asks you in, at {organization}."})
		w.must(w.d.Invite(t.Context(), w.sanne, desk.InviteInput{Org: w.bakkerij, Name: "Daan Bos", Mail: "daan@people.example"}))
		w.must(w.d.Invite(t.Context(), w.lotte, desk.InviteInput{Org: w.tuin, Name: "Finn", Mail: "finn@people.example"}))
		got := w.works()
		if s := got["daan"].header.Get("Subject"); s != "Come in Bcc: x@example.com" {
			t.Errorf("the subject is %q", s)
		}
		w.has("Daan's invitation", got["daan"], "Sanne de Wit asks you in, at Bakkerij Van Dam.")
		w.has("Daan's invitation", got["daan"], "https://help.example/invitation?token=")
		w.hasNot("Finn's invitation", got["finn"], "Come in", "asks you in")
	})
}

// TestAMailKeepsItsWords changes a text while a mail waits for its next try:
// that mail stays as it was, byte for byte, and the one after it is new.
func TestAMailKeepsItsWords(t *testing.T) {
	eachAdminWorld(t, func(t *testing.T, w *adminWorld) {
		w.words(w.sanne, letter.Confirmation, "nl", map[string]string{"lead": "De eerste tekst."})
		w.submits()
		w.sink.OnData(func(smtptest.Message) error { return smtptest.ErrDrop })
		if _, err := w.run.RunDue(t.Context()); err == nil {
			t.Fatal("a mail of unknown fate is no failure")
		}
		first := byReceiver(w.sink.Messages())
		w.sink.OnData(nil)
		// Saved at once, and again: not even the same moment counts for it.
		for _, text := range []string{"De tweede tekst.", "De derde tekst."} {
			w.words(w.sanne, letter.Confirmation, "nl", map[string]string{"lead": text})
		}
		w.words(w.sanne, letter.Every, "nl", map[string]string{"signature": "Groeten"})
		w.clock.Advance(time.Minute)
		if _, err := w.run.RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		again := byReceiver(w.sink.Messages()[len(first):])
		for to, data := range first {
			if !bytes.Contains(again[to], data) {
				t.Errorf("the retry to %s differs:\n%s\n%s", to, data, again[to])
			}
		}
		if !bytes.Contains(first["eva@people.example"], []byte("De eerste tekst.")) {
			t.Errorf("the first mail is:\n%s", first["eva@people.example"])
		}
		w.submits()
		got := w.works()["eva"]
		w.has("the next mail", got, "De derde tekst.")
		w.has("the next mail", got, "Groeten")
	})
}

func TestMailTextsAreChecked(t *testing.T) {
	eachAdminWorld(t, func(t *testing.T, w *adminWorld) {
		ctx := t.Context()
		save := func(a access.Actor, in desk.MailTextInput) error {
			if in.Kind == "" {
				in.Kind = letter.Held
			}
			if in.Language == "" {
				in.Language = "en"
			}
			return w.d.SaveMailText(ctx, a, in)
		}
		lead := func(text string) desk.MailTextInput {
			return desk.MailTextInput{Texts: map[string]string{"lead": text}}
		}
		for who, a := range map[string]access.Actor{"an agent": w.joost, "a customer": w.eva} {
			_, err := w.d.MailTexts(ctx, a)
			w.gone(who, err)
			_, err = w.d.MailText(ctx, a, letter.Held, "en")
			w.gone(who, err)
			w.gone(who, save(a, lead("x")))
			_, err = w.d.PreviewMailText(ctx, a, desk.MailTextInput{Kind: letter.Held, Language: "en"})
			w.gone(who, err)
		}
		w.gone("a language that we don't speak", save(w.sanne, desk.MailTextInput{Language: "fr"}))
		w.gone("a kind that there is not", save(w.sanne, desk.MailTextInput{Kind: "closing"}))

		w.at(save(w.sanne, lead("Hello {nmae}")), "lead", "admin.texts.unknown")
		w.at(save(w.sanne, lead("From {team}")), "lead", "admin.texts.unknown")
		w.at(save(w.sanne, lead(strings.Repeat("é", 2001))), "lead", "error.too_long")
		w.at(save(w.sanne, desk.MailTextInput{Texts: map[string]string{"title": strings.Repeat("é", 151)}}), "title", "error.too_long")
		_, err := w.d.PreviewMailText(ctx, w.sanne, desk.MailTextInput{Kind: letter.Held, Language: "en", Texts: map[string]string{"lead": "{nmae}"}})
		w.at(err, "lead", "admin.texts.unknown")

		// What we ship is not kept, and what can't be worded neither.
		now, err := w.d.MailText(ctx, w.sanne, letter.Held, "en")
		w.must(err)
		w.must(save(w.sanne, desk.MailTextInput{Texts: map[string]string{"lead": now.Parts[1].Shipped, "button": "Click", "title": " \n"}}))
		if now, err = w.d.MailText(ctx, w.sanne, letter.Held, "en"); err != nil || now.Own() || now.Seen != 0 {
			t.Errorf("%+v, %v", now, err)
		}

		// Two who change it at once, and one who presses twice.
		w.must(save(w.sanne, lead("First")))
		if err := save(w.sanne, lead("Second")); !errs.Is(err, errs.Conflict) {
			t.Errorf("the second save: %v", err)
		}
		w.must(save(w.sanne, lead("First")))
		once := lead("Third")
		if now, err = w.d.MailText(ctx, w.sanne, letter.Held, "en"); err != nil {
			t.Fatal(err)
		}
		once.Seen, once.Once = now.Seen, "token"
		w.must(save(w.sanne, once))
		w.must(save(w.sanne, once))
		rows, err := w.d.MailTexts(ctx, w.sanne)
		w.must(err)
		if own := ownIn(rows, letter.Held); own != "en" {
			t.Errorf("own words in %q", own)
		}
		if rows, err = w.d.MailTexts(ctx, w.lotte); err != nil || ownIn(rows, letter.Held) != "" {
			t.Errorf("another partner's: %+v, %v", rows, err)
		}
		now, err = w.d.MailText(ctx, w.sanne, letter.Held, "en")
		w.must(err)
		if now.Parts[1].Text != "Third" || !now.Own() {
			t.Errorf("%+v", now)
		}
		w.must(save(w.sanne, desk.MailTextInput{Texts: map[string]string{"lead": "Third"}, Reset: true, Seen: now.Seen}))
		if now, err = w.d.MailText(ctx, w.sanne, letter.Held, "en"); err != nil || now.Own() || now.Seen <= once.Seen {
			t.Errorf("after the reset: %+v, %v", now, err)
		}
	})
}

func ownIn(groups []desk.MailTextGroup, k letter.Kind) string {
	for _, g := range groups {
		for _, r := range g.Kinds {
			if r.Kind == k {
				return strings.Join(r.Own, " ")
			}
		}
	}
	return "absent"
}

// unfilled is a key of the catalogues or a placeholder.
var unfilled = regexp.MustCompile(`\b(mail|admin|portal)\.[a-z_]+\.[a-z]|\{`)

// TestPreviewOfEveryMail writes each mail's example in each language, with and
// without own words.
func TestPreviewOfEveryMail(t *testing.T) {
	eachAdminWorld(t, func(t *testing.T, w *adminWorld) {
		groups, err := w.d.MailTexts(t.Context(), w.sanne)
		w.must(err)
		for _, g := range groups {
			for _, r := range g.Kinds {
				for _, language := range w.d.Texts.Languages() {
					texts := map[string]string{}
					parts, ways := letter.Parts(r.Kind), letter.Ways(r.Kind)
					for _, p := range parts {
						texts[p.Name] = "kwikstaart-" + p.Name + " {" + strings.Join(p.Words, "} {") + "}"
					}
					if len(ways) == 0 {
						ways = []string{""}
					}
					for _, way := range ways {
						in := desk.MailTextInput{Kind: r.Kind, Language: language, Way: way}
						shipped, err := w.d.PreviewMailText(t.Context(), w.sanne, in)
						w.must(err)
						in.Texts = texts
						own, err := w.d.PreviewMailText(t.Context(), w.sanne, in)
						w.must(err)
						for _, page := range []string{shipped, own} {
							if body := page[strings.Index(page, "<body"):]; unfilled.MatchString(body) || !strings.Contains(body, "Lindehof IT") {
								t.Errorf("%s %s in %s:\n%s", r.Kind, way, language, body)
							}
						}
						for _, p := range parts {
							said := len(letter.Ways(r.Kind)) == 0 || p.Name == way || p.Name == "title" || p.Name == "more"
							if strings.Contains(own, "kwikstaart-"+p.Name+" ") != said {
								t.Errorf("%s %s in %s says %s: %v", r.Kind, way, language, p.Name, !said)
							}
						}
					}
				}
			}
		}
	})
}

// TestSidesAgree: the desk and its letters mean the same mails to be for agents.
func TestSidesAgree(t *testing.T) {
	for _, k := range notify.Kinds() {
		if letter.Kind(k).ForStaff() != k.ForStaff() {
			t.Errorf("%s: for agents is %v", k, k.ForStaff())
		}
	}
}
