// Package letter writes our mails, as text and as HTML, in the receiver's
// language. It is pure: equal input gives equal words, so a retry is the same
// mail, and what its input has no place for can't be in a mail.
package letter

import (
	"html"
	"strings"
	"time"
	"unicode"

	"balie/internal/locale"
	"balie/internal/richtext"
	"balie/internal/ticket"
)

// Input is everything a mail may say, already as its receiver may know it.
type Input struct {
	Kind  Kind
	L     *locale.Locale // the receiver's language and clock
	Staff bool           // the receiver reads as an agent
	Name  string         // of the receiver; "" for a desk's own address
	Brand Brand
	At    time.Time // when it happened
	Who   Author    // who did it
	Event string    // for HandedOver: the name of the event's kind

	Ref        string
	Subject    string // "" in a Confirmation to an address that anybody may have written
	Entity     string // shown to staff
	System     string
	People     []string // the people involved, for Confirmation
	Priority   ticket.Priority
	Expected   time.Duration // for Confirmation: within which an answer comes as a rule; 0 where nobody knows
	State      ticket.State  // after what happened
	HoldReason string
	Team       string // for TeamGiven
	Into       string // for Merged: the reference of the ticket that goes on; State and Link are its own

	Words richtext.HTML // the public message this is about
	Files []File        // what it has beside what goes with the mail
	Quote Quote         // an earlier public message
	Link  string        // the ticket's page

	Thread []Quote // for Added: every public message so far, the oldest first
	Leave  string  // the page to stop following; "" for who can't
	Answer bool    // what the receiver answers becomes a message, a hidden one where the kind carries none

	Many     []Line // the tickets, where the mail is about more than one: the first ManyMax
	ManyMore int    // how many there are beyond these

	Pictures map[string]string // those of Words that go with the mail: the Content-ID by the address
}

// File is an attachment that stays on its ticket.
type File struct {
	Name, Link string
	Size       int64
}

// Brand is whom the receiver deals with.
type Brand struct {
	Name    string
	Hue     int    // 0 to 23, as the pages' classes
	Address string // "" for none
}

// Author is a person as the receiver knows them; without a name it is the
// brand itself.
type Author struct{ Name, Organization string }

// Quote is what the mail ends with. Own says that the receiver wrote it.
type Quote struct {
	Who   Author
	Own   bool
	At    time.Time
	Words richtext.HTML
}

// Write gives the mail's subject, one line, and its two bodies. Words, Files
// and Quote are left out where the kind tells of something hidden.
func Write(in Input) (subject, text, html string) {
	l := drafted(in)
	return l.line(), l.text(), l.html()
}

func drafted(in Input) letter {
	if len(in.Many)+in.ManyMore > 0 {
		return in.many()
	}
	l := compose(in)
	if l.Subject == "" { // nothing of who asked is said back
		l.Subject = l.Title
	}
	return l
}

// line is the mail's subject. Of a ticket it always begins with the reference.
func (l letter) line() string {
	if l.Ref == "" {
		return l.Subject
	}
	return "[" + l.Ref + "] " + l.Subject
}

// letter is the mail in words, before it is text or HTML.
type letter struct {
	Lang, Ref, Subject   string
	Brand, Support, Mail string
	Happened             string // the small line above a conversation's subject
	Title                string
	Lead                 string // the sentence of a notice
	Facts                []fact
	Words                richtext.HTML
	Files                string
	Linked               []linked
	Pictures             map[string]string
	State, StateMore     string
	Button, Link         string
	Above                string // what stands above all that an answer quotes
	More                 string
	Sign                 string // what an organization says at the end of all its mails
	QuoteBy, Quote       string
	Why, How             string
	Leave, LeaveLink     string
	Colours              colours
	Sheet                *sheet // for a preview
}

type fact struct{ Name, Value, Link string }

type linked struct{ Name, Link string }

const quoteMax = 500 // characters of an earlier message

func compose(in Input) letter {
	f := forms[in.Kind]
	l := letter{
		Lang: in.L.Lang(), Ref: oneLine(in.Ref), Subject: oneLine(in.Subject), Link: in.Link,
		Brand: oneLine(in.Brand.Name), Support: in.L.T("mail.support"), Mail: oneLine(in.Brand.Address),
		Colours: coloursOf(in.Brand.Hue), How: in.L.T("mail.how"),
		Why: in.L.T("mail.why", "reference", in.Ref),
	}
	if in.Staff {
		l.Why = in.L.T("mail.why_desk", "desk", l.Brand)
	}
	args, key := in.args(), "mail."+string(in.Kind)
	lead := in.L.T(f.lead(in), args...)
	if f.talk {
		l.Happened, l.Title = lead+" · "+in.L.Full(in.At), l.Subject
	} else {
		l.Title, l.Lead = oneLine(in.L.T(key+".title", args...)), lead
		l.Facts = in.facts()
	}
	if in.L.Has(key + ".more") {
		l.More = in.L.T(key+".more", args...)
	}
	l.Sign = signature(in.L, l.Brand)
	if f.words {
		in.message(&l)
	}
	if f.thread {
		l.Words = in.thread()
	}
	if in.Answer {
		l.Above, l.How = in.L.T("mail.above"), in.L.T(in.how())
	}
	if in.Leave != "" {
		l.Leave, l.LeaveLink = in.L.T("mail.added.leave"), in.Leave
	}
	in.state(&l)
	in.button(&l)
	if !f.hidden && !in.Quote.Words.Empty() {
		l.quote(in)
	}
	return l
}

// message is the words with the pictures that go along, others become their
// words; and the files that do not.
func (in Input) message(l *letter) {
	l.Pictures = in.Pictures
	l.Words = richtext.Clean(in.Words.String(), richtext.Images(func(src string) (string, bool) {
		_, along := in.Pictures[src]
		return src, along
	}))
	if len(in.Files) > 0 {
		l.Files = in.L.N("mail.files", len(in.Files))
	}
	for _, f := range in.Files {
		l.Linked = append(l.Linked, linked{in.L.T("mail.file", "name", oneLine(f.Name), "size", locale.Bytes(f.Size)), f.Link})
	}
}

// args fill the placeholders of the mail's sentences.
func (in Input) args() []any {
	brand, name := oneLine(in.Brand.Name), first(in.Name)
	if name == "" && in.Staff {
		name = brand // a desk's own address
	}
	return []any{
		"who", in.who(in.Who), "name", name, "subject", oneLine(in.Subject), "organization", brand,
		"reference", oneLine(in.Ref), "reason", oneLine(in.HoldReason), "into", oneLine(in.Into), "team", oneLine(in.Team),
	}
}

// how is the key of the sentence that says what an answer becomes.
func (in Input) how() string {
	switch {
	case in.Staff && in.Kind.Carries():
		return "mail.how_public"
	case in.Staff:
		return "mail.how_hidden"
	}
	return "mail.how_answer"
}

func (l *letter) quote(in Input) {
	at := in.L.Full(in.Quote.At)
	l.QuoteBy = in.L.T("mail.quote.by", "who", in.who(in.Quote.Who)) + " · " + at
	if in.Quote.Own {
		l.QuoteBy = in.L.T("mail.quote.you") + " · " + at
	}
	l.Quote = richtext.Excerpt(in.Quote.Words, quoteMax)
}

// thread is the public conversation, each message under its author and time.
func (in Input) thread() richtext.HTML {
	var b strings.Builder
	for _, q := range in.Thread {
		by := in.L.T("mail.quote.by", "who", in.who(q.Who)) + " · " + in.L.Full(q.At)
		b.WriteString("<p><b>" + html.EscapeString(by) + "</b></p>" + q.Words.String())
	}
	return richtext.Clean(b.String())
}

// who names an author the way the receiver knows them.
func (in Input) who(a Author) string {
	switch {
	case a.Name == "":
		return oneLine(in.Brand.Name)
	case a.Organization == "":
		return oneLine(a.Name)
	}
	return in.L.T("mail.who", "name", oneLine(a.Name), "organization", oneLine(a.Organization))
}

func (in Input) facts() []fact {
	all := []fact{
		{Name: in.L.T("mail.fact.reference"), Value: oneLine(in.Ref)},
		{Name: in.L.T("mail.fact.subject"), Value: oneLine(in.Subject)},
		{Name: in.L.T("mail.fact.system"), Value: oneLine(in.System)},
	}
	if in.Staff {
		all = append(all, fact{Name: in.L.T("mail.fact.entity"), Value: oneLine(in.Entity)})
	}
	if (in.Staff || in.Kind == Confirmation) && in.Priority.Valid() {
		all = append(all, fact{Name: in.L.T("mail.fact.priority"), Value: in.L.T("portal.priority." + string('0'+rune(in.Priority)))})
	}
	if in.Kind == Confirmation && in.Expected > 0 {
		all = append(all, fact{Name: in.L.T("mail.fact.expected"), Value: in.expected()})
	}
	if in.Kind == Confirmation && len(in.People) > 1 {
		all = append(all, fact{Name: in.L.T("mail.fact.people"), Value: oneLine(strings.Join(in.People, ", "))})
	}
	out := all[:0]
	for _, f := range all {
		if f.Value != "" {
			out = append(out, f)
		}
	}
	return out
}

// expected says a time in its largest unit.
func (in Input) expected() string {
	const day = 24 * time.Hour
	switch d := in.Expected; {
	case d >= day:
		return in.L.N("mail.expected.days", int(d/day))
	case d >= time.Hour:
		return in.L.N("mail.expected.hours", int(d/time.Hour))
	default:
		return in.L.N("mail.expected.minutes", int(d/time.Minute))
	}
}

func (in Input) state(l *letter) {
	side := "customer."
	if in.Staff {
		side = "desk."
	}
	l.State = in.L.T("mail.state." + side + in.State.String())
	switch {
	case in.State == ticket.OnHold:
		l.StateMore = oneLine(in.HoldReason)
	case !in.Staff:
		l.StateMore = in.L.T("mail.state.more." + in.State.String())
	}
}

func (in Input) button(l *letter) {
	switch {
	case in.Staff:
		l.Button = in.L.T("mail.button.desk")
	case in.Kind == NewReply && in.State == ticket.Waiting:
		l.Button = in.L.T("mail.button.answer")
	default:
		l.Button = in.L.T("mail.button.see")
	}
}

// oneLine keeps a name or subject from starting a line of its own.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Join(strings.Fields(s), " ")
}

// first is how a person is greeted.
func first(name string) string {
	word, _, _ := strings.Cut(oneLine(name), " ")
	return word
}
