package letter

import (
	"slices"
	"strings"
	"testing"

	"balie/internal/richtext"
)

// TestEveryMailCanBeWorded finds each kind once among the groups, with parts.
func TestEveryMailCanBeWorded(t *testing.T) {
	seen := map[Kind]string{}
	for _, g := range Groups() {
		for _, k := range g.Kinds {
			if seen[k] != "" || len(Parts(k)) == 0 {
				t.Errorf("%s stands in %q and %q, with %d parts", k, seen[k], g.Name, len(Parts(k)))
			}
			if seen[k] = g.Name; k.ForStaff() != (g.Name == "staff") {
				t.Errorf("%s stands in %q", k, g.Name)
			}
		}
	}
	for k := range forms {
		if seen[k] == "" {
			t.Errorf("%s can't be worded", k)
		}
	}
	for k := range access {
		if seen[k] == "" {
			t.Errorf("%s can't be worded", k)
		}
	}
	if Parts("nothing") != nil {
		t.Error("a mail that there is not has parts")
	}
}

// TestShippedTextsNameWhatTheyMay: what we ship can be saved as it is.
func TestShippedTextsNameWhatTheyMay(t *testing.T) {
	c := texts(t)
	for _, g := range Groups() {
		for _, k := range g.Kinds {
			for _, p := range Parts(k) {
				for _, lang := range c.Languages() {
					l := c.In(lang, nil)
					if !l.Has(p.Key) {
						if p.Name != "more" && p.Name != "signature" {
							t.Errorf("%s has no %s", lang, p.Key)
						}
						continue
					}
					text := l.T(p.Key)
					if w := Unknown(text, p.Words); w != "" {
						t.Errorf("%s in %s names %s", p.Key, lang, w)
					}
					if p.Tidy(text) != text || len([]rune(text)) > p.Max {
						t.Errorf("%s in %s would be changed: %q", p.Key, lang, p.Tidy(text))
					}
				}
			}
		}
	}
}

// written is a mail of the kind with own words in one of its parts, by each of
// its ways, joined.
func written(t *testing.T, k Kind, p Part, own string, evil func(*Input, *AccessInput)) (subject, text, page string) {
	t.Helper()
	kind := k
	if k == Every {
		kind = Confirmation
	}
	said := Said{k: {p.Name: own}}
	if _, ok := access[kind]; ok {
		in := accessScene(t, kind, "en")
		evil(nil, &in)
		in.L = in.L.With(Own(kind, kind.ForStaff(), said))
		return WriteAccess(in)
	}
	in := scene(t, kind, "en")
	evil(&in, nil)
	if in.Event = p.Name; p.Name == "lead_unverified" {
		in.Name, in.Subject, in.System = "", "", ""
	}
	in.L = in.L.With(Own(kind, in.Staff, said))
	return Write(in)
}

func eachPart(fn func(k Kind, p Part)) {
	for _, g := range Groups() {
		for _, k := range g.Kinds {
			for _, p := range Parts(k) {
				fn(k, p)
			}
		}
	}
}

// TestOwnWordsAreSaid says each part in own words with everything it may name:
// they stand in the text and in the HTML, filled, and the mail keeps its
// reference, its button and its link.
func TestOwnWordsAreSaid(t *testing.T) {
	eachPart(func(k Kind, p Part) {
		what := string(k) + " " + p.Name
		own := "kwikstaart"
		for _, w := range p.Words {
			own += " {" + w + "}"
		}
		subject, text, page := written(t, k, p, own, func(*Input, *AccessInput) {})
		for where, got := range map[string]string{"text": text, "HTML": visible(t, page)} {
			if !strings.Contains(got, "kwikstaart") || strings.Contains(got, "{") {
				t.Errorf("%s, %s:\n%s", what, where, got)
			}
		}
		_, isAccess := access[k]
		if isAccess && !strings.Contains(text, "token=1.x") || !isAccess && !strings.Contains(text, "https://help.example/") {
			t.Errorf("%s lost its link:\n%s", what, text)
		}
		if !isAccess && !strings.HasPrefix(subject, "[HD-00123] ") {
			t.Errorf("%s: subject %q", what, subject)
		}
		if isAccess && p.Name == "title" && !strings.HasPrefix(subject, "kwikstaart ") {
			t.Errorf("%s: subject %q", what, subject)
		}
	})
}

// TestOwnWordsStayWords puts markup and line ends in own words and in what
// fills them, as if nothing had been refused before.
func TestOwnWordsStayWords(t *testing.T) {
	const evil = "<script>x</script>\r\nBcc: all@example.com\x00"
	eachPart(func(k Kind, p Part) {
		what := string(k) + " " + p.Name
		own := "<img src=x>"
		for _, w := range p.Words {
			own += "{" + w + "}"
		}
		for _, own := range []string{own, own + evil} {
			subject, text, page := written(t, k, p, own, func(in *Input, a *AccessInput) {
				if a != nil {
					a.Name, a.Who, a.WhoMail, a.Organization, a.Brand.Name = evil, evil, evil, evil, evil
					return
				}
				in.Name, in.Subject, in.HoldReason, in.Into, in.Team, in.Brand.Name = evil, evil, evil, evil, evil, evil
				in.Who, in.Quote.Who, in.Words = Author{evil, evil}, Author{evil, evil}, richtext.FromText("words")
			})
			if strings.ContainsAny(subject, "\r\n\x00") {
				t.Errorf("%s: subject %q", what, subject)
			}
			if !strings.HasSuffix(own, evil) && strings.Contains(text, "\nBcc:") {
				t.Errorf("%s: what fills a word starts a line:\n%s", what, text)
			}
			if strings.Contains(page, "<script") || strings.Contains(page, "<img") {
				t.Errorf("%s: markup stays markup", what)
			}
		}
	})
}

// TestOwnWordsOfOneSide: what is said to customers is not said to agents.
func TestOwnWordsOfOneSide(t *testing.T) {
	said := Said{
		Closed: {"lead": "a", "title": "none has this"}, Assigned: {"lead": "b"}, Invited: {"title": "c"},
		AgentLeft: {"title": "d"}, Every: {"signature": "e"},
	}
	for _, c := range []struct {
		kind  Kind
		staff bool
		want  string
	}{
		{Closed, false, "mail.closed.lead mail.every.signature"},
		{Closed, true, ""},
		{Assigned, true, "mail.assigned.lead"},
		{Assigned, false, "mail.every.signature"},
		{Invited, false, "mail.every.signature mail.invited.title"},
		{AgentLeft, true, "mail.agent_left.title"},
		{Held, false, "mail.every.signature"},
	} {
		var keys []string
		for key := range Own(c.kind, c.staff, said) {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		if got := strings.Join(keys, " "); got != c.want {
			t.Errorf("%s, staff %v: %q, want %q", c.kind, c.staff, got, c.want)
		}
	}
}

// TestADesksAddressHasItsName: a mail to no person greets the desk.
func TestADesksAddressHasItsName(t *testing.T) {
	in := scene(t, NewAtDesk, "en")
	in.Name = ""
	in.L = in.L.With(Own(NewAtDesk, true, Said{NewAtDesk: {"lead": "Hello {name}."}}))
	if _, text, _ := Write(in); !strings.Contains(text, "Hello Lindehof.") && !strings.Contains(text, "Hello Lindehof IT.") {
		t.Error(text)
	}
}

func TestParagraphsOfOwnWords(t *testing.T) {
	in := scene(t, Confirmation, "en")
	in.L = in.L.With(Own(Confirmation, false, Said{Confirmation: {"lead": "One\nTwo\n\nThree"}, Every: {"signature": "Regards,\n{organization}"}}))
	_, text, page := Write(in)
	if !strings.Contains(text, "One\nTwo\n\nThree\n\n") || !strings.Contains(text, "Regards,\nLindehof IT\n\n") {
		t.Errorf("the text is:\n%s", text)
	}
	if !strings.Contains(page, ">One<br>Two</p>") || !strings.Contains(page, ">Three</p>") || !strings.Contains(page, ">Regards,<br>Lindehof IT</p>") {
		t.Errorf("the page is:\n%s", page)
	}
	in.Many = []Line{{Ref: "HD-00123", Subject: "A subject"}}
	if in.Kind = Closed; !strings.Contains(second(Write(in)), "Regards,\nLindehof IT\n\n-- \n") {
		t.Error("the mail about many tickets has no signature")
	}
}

func second(_, text, _ string) string { return text }

func TestTidy(t *testing.T) {
	line, text := Part{Line: true}, Part{}
	for in, want := range map[string]string{
		" a \r\n b\x00\tc ": "a b c", "\xff": "", "": "", "a\u2028b": "a b",
	} {
		if got := line.Tidy(in); got != want {
			t.Errorf("line %q: %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"\n\n a  b \r\n\x00\tc\r\r\r\r\nd\n": "a  b\nc\n\nd", "\xff": "", " \n ": "", "one\r\ntwo": "one\ntwo",
	} {
		if got := text.Tidy(in); got != want {
			t.Errorf("text %q: %q, want %q", in, got, want)
		}
	}
}

func TestUnknown(t *testing.T) {
	words := []string{"name", "who"}
	for text, want := range map[string]string{
		"Hello {name}, {who}": "", "{nmae}": "{nmae}", "{name} {Name}": "{Name}", "{ name }": "{ name }", "{}": "{}",
		"{not a word}": "", "{{name}}": "", "{{foo}}": "{foo}", "{name": "", "}{who}{": "", "{na\nme}": "", "{<b>}": "{<b>}",
	} {
		if got := Unknown(text, words); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestSheet(t *testing.T) {
	for _, k := range []Kind{Confirmation, Closed} {
		in := scene(t, k, "nl")
		subject, text, _ := Write(in)
		got := visible(t, Sheet(in))
		for _, want := range []string{subject, text} {
			if !strings.Contains(got, want) {
				t.Errorf("%s lacks %q:\n%s", k, want, got)
			}
		}
	}
	in := accessScene(t, Invited, "nl")
	if subject, text, _ := WriteAccess(in); !strings.Contains(visible(t, AccessSheet(in)), subject) || !strings.Contains(visible(t, AccessSheet(in)), text) {
		t.Error("the invitation is not on its sheet")
	}
}
