package email

import (
	"html"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// tongue is how programs in one language surround what somebody writes.
type tongue struct {
	said         []string // what people write, none of it a greeting or a mark
	attributions []string
	header       string // of Outlook
	closing      string
	mobile       string
	legal        string
}

var tongues = map[string]tongue{
	"en": {
		[]string{"Yes, that works now.", "Could you look at it again?", "On Monday it stops.", "The order number is 20418"},
		[]string{"On Fri, 29 May 2026 at 11:30, Desk <desk@example.nl> wrote:", "On 5/29/26 11:30, Front desk wrote:", "On Fri, 29 May 2026 at 11:30, A very long name of a desk\n<desk@example.nl> wrote:"},
		"From: Desk <desk@example.nl>\nSent: Friday, 29 May 2026 11:30\nTo: Eva\nSubject: Printer", "Kind regards,", "Sent from my iPhone", "This email and any files with it are confidential.",
	},
	"nl": {
		[]string{"Ja, het werkt weer.", "Kunt u nog eens kijken?", "Op maandag stopt het.", "Het ordernummer is 20418"},
		[]string{"Op vr 29 mei 2026 om 11:30 schreef Desk <desk@example.nl>:", "Op 29-05-2026 11:30 schreef Balie:", "Op vr 29 mei 2026 om 11:30 schreef Een heel lange naam\n<desk@example.nl>:"},
		"Van: Desk <desk@example.nl>\nVerzonden: vrijdag 29 mei 2026 11:30\nAan: Eva\nOnderwerp: Printer", "Met vriendelijke groet,", "Verstuurd vanaf mijn iPhone", "Dit e-mailbericht is alleen voor u bestemd.",
	},
	"de": {
		[]string{"Ja, es geht wieder.", "Können Sie noch einmal schauen?", "Am Montag hält es an.", "Die Nummer ist 20418"},
		[]string{"Am Fr., 29. Mai 2026 um 11:30 Uhr schrieb Desk <desk@example.nl>:", "Am 29.05.2026 um 11:30 schrieb Desk:"},
		"Von: Desk <desk@example.nl>\nGesendet: Freitag, 29. Mai 2026 11:30\nAn: Eva\nBetreff: Drucker", "Mit freundlichen Grüßen", "Von meinem iPhone gesendet", "Diese E-Mail enthält vertrauliche Angaben.",
	},
	"fr": {
		[]string{"Oui, cela marche.", "Pouvez-vous regarder encore ?", "Le lundi il s'arrête.", "Le numéro est 20418"},
		[]string{"Le ven. 29 mai 2026 à 11:30, Desk <desk@example.nl> a écrit :", "Le 29/05/2026 à 11:30, Desk a écrit :"},
		"De : Desk <desk@example.nl>\nEnvoyé : vendredi 29 mai 2026 11:30\nÀ : Eva\nObjet : Imprimante", "Cordialement,", "Envoyé de mon iPhone", "Ce message et ses pièces jointes sont confidentiels.",
	},
	"es": {
		[]string{"Sí, ya funciona.", "¿Puede mirarlo otra vez?", "El lunes se para.", "El número es 20418"},
		[]string{"El vie, 29 may 2026 a las 11:30, Desk (<desk@example.nl>) escribió:", "El 29/05/2026 a las 11:30, Desk escribió:"},
		"De: Desk <desk@example.nl>\nEnviado: viernes, 29 de mayo de 2026 11:30\nPara: Eva\nAsunto: Impresora", "Un saludo,", "Enviado desde mi iPhone", "Este mensaje es confidencial.",
	},
}

// letter is a mail in its parts: what should be seen, and what should fold.
type answered struct{ said, rest []string }

func drawAnswer(t *rapid.T) answered {
	l := tongues[rapid.SampledFrom([]string{"de", "en", "es", "fr", "nl"}).Draw(t, "language")]
	var a answered
	for _, s := range rapid.SliceOfN(rapid.SampledFrom(l.said), 1, 5).Draw(t, "said") {
		a.said = append(a.said, s)
		if rapid.Bool().Draw(t, "gap") {
			a.said = append(a.said, "")
		}
	}
	for a.said[len(a.said)-1] == "" {
		a.said = a.said[:len(a.said)-1]
	}
	add := func(s ...string) { a.rest = append(a.rest, s...) }
	switch rapid.IntRange(0, 4).Draw(t, "signature") {
	case 1:
		add("", "-- ", "Eva de Vries", "Bakkerij Van Dam")
	case 2:
		add("", l.mobile)
	case 3: // the greeting and the name stay, what is under them folds
		a.said = append(a.said, "", l.closing, "Eva")
		add("", "Bakkerij Van Dam", "Tel. 020 123 45 67", "www.vandam.example")
	case 4:
		add("", "-- ", "Eva", "", l.legal)
	}
	quoted := append(slices.Clone(l.said[:2]), "", "-- ", "Desk", "> older", ">> oldest")
	switch rapid.IntRange(0, 3).Draw(t, "history") {
	case 1:
		add("")
		add(strings.Split(rapid.SampledFrom(l.attributions).Draw(t, "attribution"), "\n")...)
		for _, q := range quoted {
			add(strings.TrimRight("> "+q, " "))
		}
	case 2:
		add("", "________________________________")
		add(strings.Split(l.header, "\n")...)
		add("")
		add(quoted...)
	case 3:
		add("", ourMarkers[0])
		add(quoted...)
	}
	return a
}

// words are the lines that hold any.
func words(s string) (out []string) {
	for l := range strings.SplitSeq(s, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// What somebody writes above what their program adds is what is seen, and the
// rest folds whole: in five languages, as text.
func TestAnswersAreSeenAndTheRestFolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawAnswer(t)
		m := &Message{Subject: "Re: Printer", Text: strings.Join(append(slices.Clone(a.said), a.rest...), "\n")}
		r := m.Visible(ourMarkers...)
		if got, want := words(r.Text), words(strings.Join(a.said, "\n")); !slices.Equal(got, want) {
			t.Fatalf("of\n%s\nis seen %q, want %q", m.Text, got, want)
		}
		if got, want := words(r.TextRest), words(strings.Join(a.rest, "\n")); !slices.Equal(got, want) {
			t.Fatalf("of\n%s\nfolds %q, want %q", m.Text, got, want)
		}
	})
}

// The same as HTML with a line for each, which is how simple programs write it.
func TestAnswersInHTMLFoldAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawAnswer(t)
		end := rapid.SampledFrom([]string{"<br>\n", "</div><div>", "</p>\n<p>"}).Draw(t, "end")
		lines := append(slices.Clone(a.said), a.rest...)
		for i := range lines {
			lines[i] = html.EscapeString(lines[i])
		}
		source := map[string]string{"<br>\n": "", "</div><div>": "<div>", "</p>\n<p>": "<p>"}[end] + strings.Join(lines, end)
		r := (&Message{Subject: "Printer", HTML: source}).Visible(ourMarkers...)
		if got, want := words(r.Text), words(strings.Join(a.said, "\n")); !slices.Equal(got, want) {
			t.Fatalf("of\n%s\nis seen %q, want %q", source, got, want)
		}
		if got, want := letters(htmlText(r.HTML)), letters(strings.Join(a.said, "")); got != want {
			t.Fatalf("of\n%s\nthe HTML shows %q, want %q", source, got, want)
		}
		if got, want := letters(htmlText(r.HTMLRest)), letters(strings.Join(a.rest, "")); got != want {
			t.Fatalf("of\n%s\nthe HTML folds %q, want %q", source, got, want)
		}
	})
}

// interleaved reports that whole is a and b, each in its order.
func interleaved(whole, a, b []string) bool {
	if len(whole) != len(a)+len(b) {
		return false
	}
	ends := map[int]bool{0: true} // how many of a the lines so far may hold
	for n, l := range whole {
		next := map[int]bool{}
		for i := range ends {
			if i < len(a) && a[i] == l {
				next[i+1] = true
			}
			if k := n - i; k < len(b) && b[k] == l {
				next[i] = true
			}
		}
		ends = next
	}
	return ends[len(a)]
}

// However text and history mix, each line is in one of the two parts, in its
// order, and something is seen.
func TestFoldingLosesNoLine(t *testing.T) {
	var pool []string
	for _, l := range tongues {
		pool = append(pool, l.said...)
		pool = append(pool, l.closing, l.mobile, l.legal, l.attributions[0])
		pool = append(pool, strings.Split(l.header, "\n")...)
	}
	slices.Sort(pool)
	pool = append(pool, "", "", "> quoted", "> ", ">> deep", "-- ", "____________", "-----Original Message-----", "---------- Forwarded message ---------", ourMarkers[1], "Eva", "+31 20 123 45 67", "P.S. one more", "NB: x")
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.SampledFrom(pool), 0, 25).Draw(t, "lines")
		subject := rapid.SampledFrom([]string{"Printer", "Fwd: Printer"}).Draw(t, "subject")
		whole := strings.Join(lines, "\n")
		r := (&Message{Subject: subject, Text: whole}).Visible(ourMarkers...)
		if seen, rest := words(r.Text), words(r.TextRest); !interleaved(words(whole), seen, rest) {
			t.Fatalf("of\n%s\na line got lost or out of order: seen\n%s\nrest\n%s", whole, r.Text, r.TextRest)
		}
		if len(words(whole)) > 0 && r.Text == "" {
			t.Fatalf("of\n%s\nnothing is seen", whole)
		}
	})
}

// Answers between quoted lines keep these; only what comes behind folds.
func TestAnswersBetweenQuotesStayTogether(t *testing.T) {
	for name, l := range tongues {
		text := strings.Join([]string{l.attributions[0], "> " + l.said[1], l.said[0], "> " + l.said[2], l.said[3], "", "-- ", "Eva"}, "\n")
		r := (&Message{Text: text}).Visible()
		if want := strings.Join(strings.Split(text, "\n")[:len(strings.Split(text, "\n"))-3], "\n"); r.Text != want || r.TextRest != "--\nEva" {
			t.Errorf("%s: seen\n%s\nrest\n%s", name, r.Text, r.TextRest)
		}
	}
}

// The last sentence stays, also right above the line that introduces what is
// quoted and when it begins like that.
func TestTheLastSentenceIsNotTakenForTheIntroduction(t *testing.T) {
	for _, said := range []string{"Am Montag hält es an.", "Op maandag graag.", "On Monday please", "Le lundi, s'il vous plaît", "El lunes, por favor", "20418 is it", "Write to eva@example.com"} {
		for name, l := range tongues {
			for _, attribution := range l.attributions {
				text := said + "\n" + attribution + "\n> " + l.said[0]
				if r := (&Message{Text: text}).Visible(); r.Text != said {
					t.Errorf("%s: of\n%s\nis seen\n%s", name, text, r.Text)
				}
			}
		}
	}
	// A long one may be broken anywhere, also before such a word.
	for _, attribution := range []string{
		"On Fri, 29 May 2026 at 11:30, Jean\nLe Blanc <jean@example.fr> wrote:", "El vie, 29 may 2026\na las 11:30, Desk (<desk@example.nl>) escribió:",
		"On Fri, 29 May 2026\nat 11:30, Desk\n<desk@example.nl> wrote:", "Le ven. 29 mai 2026 à 11:30,\nDesk <desk@example.nl> a\nécrit :",
	} {
		if r := (&Message{Text: "Yes.\n\n" + attribution + "\n> x"}).Visible(); r.Text != "Yes." {
			t.Errorf("of\n%s\nis seen\n%s", attribution, r.Text)
		}
	}
}

// Of a mail that was sent on the history is what it is about.
func TestForwardedMailIsShownWhole(t *testing.T) {
	for name, l := range tongues {
		text := l.said[0] + "\n\n-----\n" + l.header + "\n\n" + l.said[1] + "\n"
		if r := (&Message{Subject: "FW: x", Text: text}).Visible(); r.TextRest != "" || r.Text != strings.TrimSpace(text) {
			t.Errorf("%s: folds %q", name, r.TextRest)
		}
		if r := (&Message{Subject: "x", Text: text}).Visible(); !slices.Equal(words(r.Text), []string{l.said[0], "-----"}) {
			t.Errorf("%s, as an answer: seen %q", name, r.Text)
		}
	}
}

// Each word before a colon is known, in any case and with a number.
func TestEachSubjectPrefixIsKnown(t *testing.T) {
	for list, forward := range map[string]bool{answerWords: false, forwardWords: true} {
		for w := range strings.FieldsSeq(list) {
			for _, s := range []string{w + ": Printer", strings.ToUpper(w) + ":Printer", w + "[2]: Printer", w + " (3) : Printer", w + "^4：Printer"} {
				if got := Topic(s, "HD"); got != "Printer" || IsForward(s) != forward {
					t.Errorf("%q is about %q, sent on: %v", s, got, IsForward(s))
				}
			}
			if s := w + "x: Printer"; Topic(s, "HD") != s && !strings.Contains(answerWords+forwardWords, " "+w+"x ") {
				t.Errorf("%q is about %q", s, Topic(s, "HD"))
			}
		}
	}
}
