package desk_test

import (
	"slices"
	"strings"
	"testing"

	"balie/internal/desk"
	"balie/internal/letter"
	"balie/internal/notify"
	"balie/internal/store"
	"balie/internal/ticket"
)

func TestEveryKindOfMailHasALetter(t *testing.T) {
	for _, k := range notify.Kinds() {
		if !letter.Kind(k).Known() {
			t.Errorf("nobody writes mails of the kind %s", k)
		}
	}
}

func TestSubmitIsConfirmedAndTheDeskTold(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		w.submits()
		got := w.works()
		if names(got) != "eva joost sanne support" {
			t.Fatalf("mails to %s", names(got))
		}
		eva, desk := got["eva"], got["support"]
		for _, want := range []string{"We hebben je ticket", "HD-00001", "https://help.example/tickets/HD-00001", "white page"} {
			if !strings.Contains(eva.all, want) {
				t.Errorf("the confirmation lacks %q:\n%s", want, eva.all)
			}
		}
		if s := eva.header.Get("Subject"); s != "[HD-00001] Checkout shows error 500" {
			t.Errorf("subject %q", s)
		}
		if f := eva.header.Get("From"); f != "Lindehof IT <support@lindehof.example>" && f != `"Lindehof IT" <support@lindehof.example>` {
			t.Errorf("from %q", f)
		}
		for name, l := range got {
			want := map[bool]string{true: "auto-replied", false: "auto-generated"}[name == "eva"]
			if l.header.Get("Auto-Submitted") != want {
				t.Errorf("the mail to %s does not say that it is automatic", name)
			}
		}
		if !strings.Contains(desk.all, "New ticket") || !strings.Contains(desk.all, "/desk/tickets/HD-00001") {
			t.Errorf("to the desk:\n%s", desk.all)
		}
	})
}

func TestAnAnswerGoesToThePeopleInvolved(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.submits()
		first := w.works()
		w.must(w.d.Assign(t.Context(), w.sanne, desk.AssignInput{Ticket: id, To: w.sanne.User}))
		if got := w.works(); names(got) != "eva" || !strings.Contains(got["eva"].all, "Sanne de Wit van Lindehof IT heeft je ticket opgepakt") {
			t.Errorf("somebody took it up: mails to %s", names(got))
		}
		w.says(w.sanne, id, ticket.Ask, "Which browser is it?")
		got := w.works()
		if names(got) != "bram eva" {
			t.Fatalf("mails to %s", names(got))
		}
		bram, eva := got["bram"], got["eva"]
		for _, want := range []string{"Sanne de Wit of Lindehof IT wrote", "Which browser is it?", "Waiting for you", "Eva van Dam wrote", "white page"} {
			if !strings.Contains(bram.all, want) {
				t.Errorf("the mail to Bram lacks %q:\n%s", want, bram.all)
			}
		}
		if !strings.Contains(eva.all, "Je schreef") || eva.header.Get("Content-Language") != "nl" {
			t.Errorf("the mail to Eva is not in Eva's words:\n%s", eva.all)
		}
		if eva.header.Get("Auto-Submitted") != "" {
			t.Error("a person's words are sent as automatic")
		}
		if eva.id() == bram.id() || eva.id() == first["eva"].id() {
			t.Error("two mails share a Message-ID")
		}
		if r := references(eva); len(r) < 2 || r[0] != references(first["eva"])[0] || !slices.Contains(r, first["eva"].id()) {
			t.Errorf("no thread: References %q", r)
		}
	})
}

func TestTheVendorSpeaksAsThePartner(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.submits()
		w.says(w.sanne, id, ticket.Send, "The payment module fails.")
		w.works()
		w.says(w.vera, id, ticket.Comment, "We found the cause.")
		got := w.works()
		bram, ok := got["bram"]
		if !ok || !strings.Contains(bram.all, "Specialist of Lindehof IT wrote") {
			t.Errorf("to the customer:\n%s", bram.all)
		}
		for _, name := range []string{"Vera", "Smit", "Tessel"} {
			if strings.Contains(bram.all, name) {
				t.Errorf("the customer reads %s:\n%s", name, bram.all)
			}
		}
		if bram.from != "support@lindehof.example" {
			t.Errorf("sent by %s", bram.from)
		}
	})
}

func TestHiddenWordsAreNeverMailed(t *testing.T) {
	const secret = "kwikstaart"
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		id := w.submits()
		w.works()
		w.must(w.d.Assign(t.Context(), w.joost, desk.AssignInput{Ticket: id, To: w.sanne.User}))
		w.works()
		seen := 0
		check := func(wanted string) {
			t.Helper()
			got := w.works()
			if names(got) != wanted {
				t.Errorf("mails to %q, want %q", names(got), wanted)
			}
			for name, l := range got {
				seen++
				if strings.Contains(l.all, secret) {
					t.Errorf("the mail to %s says it:\n%s", name, l.all)
				}
			}
		}
		w.says(w.joost, id, ticket.Note, secret)
		check("sanne")
		w.says(w.sanne, id, ticket.Send, secret)
		check("vera")
		w.says(w.vera, id, ticket.Return, secret)
		check("sanne")
		w.says(w.sanne, id, ticket.Ask, "A public question")
		check("bram eva")
		if seen != 5 {
			t.Errorf("%d mails looked at", seen)
		}
	})
}

func TestNobodyIsToldTwice(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		w.submits()
		sent := len(w.works())
		w.write(func(tx *store.Tx) error {
			return tx.Enqueue(store.NewJob{Kind: desk.JobTell, Args: `{"event":1}`})
		})
		if again := w.works(); sent == 0 || len(again) != 0 {
			t.Errorf("%d mails, then %d more", sent, len(again))
		}
	})
}
