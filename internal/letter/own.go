package letter

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"balie/internal/locale"
)

// Every stands for what an organization says in all mails to its customers and
// about access.
const Every Kind = "every"

// Part is a sentence of a mail that an organization may say in its own words.
// What a mail can't do without is none: its reference, facts, words and button.
type Part struct {
	Name  string
	Key   string   // of the sentence we ship, where we ship one
	Line  bool     // it is one line
	Max   int      // characters
	Words []string // what it may name, as {word}
}

// Group is kinds of mail that go to the same people.
type Group struct {
	Name  string
	Kinds []Kind
}

// Groups are the mails that an organization may word, in the order in which
// they are shown.
func Groups() []Group {
	return []Group{
		{"people", []Kind{Confirmation, NewReply, WorkingOnIt, Held, Closed, Reopened, Merged, Added}},
		{"access", []Kind{Invited, Joined, Welcome, AccessAsked, PasswordLink, PasswordSet, AddressSet, SecondOff}},
		{"every", []Kind{Every}},
		{"staff", []Kind{
			NewAtDesk, NewResponse, Assigned, TeamGiven, HandedOver, HiddenComment, HoldOver, HoldStands, Edited, AgentLeft, TeamGone, MailUnreadable,
		}},
	}
}

const (
	lineMax = 150
	textMax = 2000
)

// Parts lists what may be worded of a kind of mail; nothing of one that there
// is not.
func Parts(k Kind) []Part {
	if k == Every {
		return []Part{part(k, "signature", textMax, "organization")}
	}
	if a, ok := access[k]; ok {
		words := append([]string{"organization"}, a.fills...)
		return []Part{part(k, "title", lineMax, words...), part(k, "lead", textMax, words...), part(k, "more", textMax, words...)}
	}
	f, ok := forms[k]
	if !ok {
		return nil
	}
	// An address that anybody may have written hears nothing of who asked what.
	safe := []string{"reference", "organization"}
	words := append([]string{"name", "subject"}, append(safe, f.fills...)...)
	var out []Part
	if !f.talk {
		out = append(out, part(k, "title", lineMax, safe...))
	}
	for _, name := range f.ways() {
		p := part(k, name, textMax, words...)
		if f.talk {
			p = part(k, name, lineMax, words...)
		}
		if name == "lead_unverified" {
			p.Words = safe
		}
		out = append(out, p)
	}
	if k == Confirmation {
		words = safe
	}
	return append(out, part(k, "more", textMax, words...))
}

func part(k Kind, name string, most int, words ...string) Part {
	return Part{Name: name, Key: "mail." + string(k) + "." + name, Line: most == lineMax, Max: most, Words: words}
}

// ways are the parts that say what happened.
func (f form) ways() []string {
	if len(f.leads) == 0 {
		return []string{"lead"}
	}
	return f.leads
}

// Ways are the parts of which a mail of the kind says one, where there are
// several.
func Ways(k Kind) []string { return forms[k].leads }

// ForStaff reports whether the mail is for agents alone.
func (k Kind) ForStaff() bool { return forms[k].staff || access[k].staff }

// Said is what an organization says in its own words, by kind and part.
type Said map[Kind]map[string]string

// Own gives the sentences that stand in place of ours in a mail, by the
// catalogue's keys. Of a kind that goes to both sides agents get ours: what an
// organization says there is said to customers.
func Own(k Kind, staff bool, said Said) map[string]string {
	out := map[string]string{}
	kinds := []Kind{k, Every}
	if staff {
		kinds = kinds[:1]
	}
	for _, kind := range kinds {
		if kind != Every && kind.ForStaff() != staff {
			continue
		}
		for _, p := range Parts(kind) {
			if text := said[kind][p.Name]; text != "" {
				out[p.Key] = text
			}
		}
	}
	return out
}

// signature is how an organization ends its mails, "" where it does not.
func signature(l *locale.Locale, organization string) string {
	const key = "mail.every.signature"
	if !l.Has(key) {
		return ""
	}
	return l.T(key, "organization", organization)
}

// Tidy is a typed text as it is kept: no control characters, no spaces at the
// ends of lines, no more than one empty line at once; a Line is one line.
func (p Part) Tidy(text string) string {
	text = strings.ToValidUTF8(text, "")
	if p.Line {
		return oneLine(text)
	}
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimFunc(strings.Map(printed, l), unicode.IsSpace)
	}
	text = strings.Trim(strings.Join(lines, "\n"), "\n")
	for strings.Contains(text, "\n\n\n") {
		text = strings.ReplaceAll(text, "\n\n\n", "\n\n")
	}
	return text
}

func printed(r rune) rune {
	if unicode.IsControl(r) {
		return ' '
	}
	return r
}

var braces = regexp.MustCompile(`\{ *([^{} \n]*) *\}`)

// Unknown finds the first {word} in a text that is none of the words; what
// stands in braces with spaces between is text.
func Unknown(text string, words []string) string {
	for _, m := range braces.FindAllStringSubmatch(text, -1) {
		if m[0] != "{"+m[1]+"}" || !slices.Contains(words, m[1]) {
			return m[0]
		}
	}
	return ""
}
