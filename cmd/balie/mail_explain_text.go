package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"balie/internal/desk"
	"balie/internal/locale"
)

// How much of a text, of a line, and of a list of files an explanation shows.
const (
	shownLines = 12
	shownLine  = 300 // characters
	shownFiles = 20
)

// short is the beginning of a line that may be of any length.
func short(line string) string {
	if n := utf8.RuneCountInString(line); n > shownLine {
		return string([]rune(line)[:shownLine]) + fmt.Sprintf("… and %d more characters", n-shownLine)
	}
	return line
}

// explainText is a text that is written line by line.
type explainText struct {
	strings.Builder
	l *locale.Locale
}

// explanation is an explained mail in sentences.
func explanation(x desk.ExplainedMail, l *locale.Locale) string {
	t := &explainText{l: l}
	t.head(x)
	if x.Error != "" {
		t.line("It could not be read: %s", x.Error)
		t.line("It would wait in the mail log, and administrators would be told.")
		return t.String()
	}
	t.sender(x)
	t.leads(x.Leads)
	t.outcome(x)
	t.told(x)
	t.quote("It says", x.Text)
	t.quote("This would fold away", x.Rest)
	for i, f := range x.Files {
		if i == 0 {
			t.line("\nFiles:")
		}
		if i == shownFiles {
			t.line("  … and %d more", len(x.Files)-i)
			break
		}
		t.line("  %s, %s, %d bytes", f.Name, f.Type, f.Size)
	}
	return t.String()
}

func (t *explainText) line(format string, args ...any) { fmt.Fprintf(t, format+"\n", args...) }

func (t *explainText) head(x desk.ExplainedMail) {
	t.line("From:       %s", strings.TrimSpace(x.Name+" <"+x.From+">"))
	var to []string
	for _, a := range x.To { // the envelope's stand in the header, too
		if !slices.Contains(to, a) {
			to = append(to, a)
		}
	}
	t.line("To:         %s", cmp.Or(short(strings.Join(to, ", ")), "nobody that it names"))
	t.line("Subject:    %s", short(x.Subject))
	t.line("Message-ID: %s", cmp.Or(x.MailID, "none"))
	t.line("Size:       %d bytes\n", x.Size)
}

// classes say what sort of mail it is.
var classes = map[string]string{
	"personal":       "A person seems to have written it.",
	"auto_reply":     "It is an automatic reply",
	"auto_generated": "A program wrote it",
	"bounce_failed":  "It says that a mail was not delivered",
	"bounce_delayed": "It says that a mail is late",
	"delivered":      "It says that a mail arrived",
	"receipt":        "It says that a mail was read",
	"complaint":      "It says that somebody called a mail unwanted",
	"list":           "It came by a mailing list",
	"own":            "It is our own mail, coming back",
}

func (t *explainText) sender(x desk.ExplainedMail) {
	what := cmp.Or(classes[x.Why.Class], x.Why.Class)
	if len(x.Why.Signs) > 0 {
		what += ", by its " + strings.Join(x.Why.Signs, ", ") + "."
	}
	t.line("%s", what)
	for _, c := range x.Why.Cut {
		t.line("%s", t.l.T("mailin.cut."+c))
	}
	results := ""
	for _, r := range [][2]string{{"SPF", x.Why.SPF}, {"DKIM", x.Why.DKIM}, {"DMARC", x.Why.DMARC}} {
		results += ", " + r[0] + " " + cmp.Or(r[1], "not said")
	}
	proven := "The sender's domain vouches for this address"
	if !x.Why.Proven {
		proven = "The sender's domain does not vouch for this address"
	}
	t.line("%s (%s).", proven, results[2:])
	w := x.Writer
	switch {
	case !w.Known && len(w.At) > 0:
		t.line("Nobody has the address yet. By their mail domain they would belong to %s.", strings.Join(w.At, ", "))
	case !w.Known:
		t.line("Nobody has the address yet.")
	case w.Left:
		t.line("It is the address of %s, who left.", w.Name)
	case len(w.At) == 0:
		t.line("It is the address of %s, who belongs to no organization.", w.Name)
	default:
		t.line("It is the address of %s, of %s.", w.Name, strings.Join(w.At, ", "))
	}
	if x.Known {
		t.line("It came to the mailbox of %s.", x.Desk)
	} else {
		t.line("None of the addresses is a desk's, so it counts as sent to %s.", x.Desk)
	}
}

var leadWays = map[string]string{
	"address": "the reply address of a mail of ours",
	"thread":  "a Message-ID",
	"subject": "its subject",
}

// leadReasons say why a mail does not join a ticket that it names.
var leadReasons = map[string]string{
	"absent":           "There is no such ticket.",
	"later":            "Another one was taken before.",
	"unproven_subject": "A subject counts only when the sender's domain vouches for the address.",
	"unknown_subject":  "A subject counts only for who is involved, or an agent of its desk.",
	"unproven_agent":   "An agent's domain must vouch for the address, unless the reply address is their own.",
	"no_right":         "The sender may not write there.",
	"of_many":          "It answers a mail about this one and others, so which is meant is not known.",
}

func (t *explainText) leads(list []desk.ExplainedLead) {
	if len(list) == 0 {
		t.line("It names no ticket.")
		return
	}
	t.line("\nIt names these tickets, the surest first:")
	for _, e := range list {
		who := "a stranger to it"
		switch {
		case e.Agent:
			who = "an agent of its desk"
		case e.Customer && e.Involved:
			who = "involved in it"
		case e.Customer:
			who = "somebody of its entity who sees it"
		case e.Involved:
			who = "involved, without a right to write"
		}
		what := "It joins this one."
		if !e.Joins {
			what = cmp.Or(leadReasons[e.Why], e.Why)
		}
		if e.Why == "absent" || e.Why == "later" {
			t.line("  %s, by %s. %s", e.Ref, leadWays[e.Way], what)
			continue
		}
		t.line("  %s, by %s; the sender is %s. %s", e.Ref, leadWays[e.Way], who, what)
	}
}

func (t *explainText) outcome(x desk.ExplainedMail) {
	kind := "a public message"
	if x.Hidden {
		kind = "a hidden message"
	}
	switch {
	case x.New != nil:
		t.line("\nIt would be a new ticket at %s: %s", x.New.Desk, x.New.Subject)
		t.newTicket(x)
	case x.State == "done" && x.Before != x.After:
		t.line("\nIt would be %s on %s, which goes from %s to %s.", kind, x.Ref, t.state(x.Before.String()), t.state(x.After.String()))
	case x.State == "done":
		t.line("\nIt would be %s on %s, which stays %s.", kind, x.Ref, t.state(x.After.String()))
	case x.Ref != "":
		t.line("\nIt would be no message. It has to do with %s.", x.Ref)
	default:
		t.line("\nIt would be no message.")
	}
	t.line("Why: %s", t.l.T("mailin.why."+x.Why.Key, x.Why.Args...))
	if len(x.Copied) > 0 {
		t.line("Agents are told that it went to %s as well.", strings.Join(x.Copied, ", "))
	}
}

func (t *explainText) state(name string) string { return strings.ReplaceAll(name, "_", " ") }

func (t *explainText) newTicket(x desk.ExplainedMail) {
	n := x.New
	switch {
	case n.Entity == "":
		t.line("  for no entity: the sender belongs to none")
	case n.Guessed:
		t.line("  for %s, a guess among those that the sender belongs to", n.Entity)
	default:
		t.line("  for %s", n.Entity)
	}
	if n.System != "" {
		t.line("  about %s", n.System)
	}
	if n.Topic != "" {
		t.line("  with the topic %s", n.Topic)
	}
	if n.Contact {
		t.line("  asked by %s, a new contact", cmp.Or(x.Name, x.From))
	}
}

func (t *explainText) told(x desk.ExplainedMail) {
	switch {
	case x.State != "done":
		return
	case x.Quiet:
		t.line("Nobody would be told by mail: the sender wrote too often in a short time.")
		return
	case len(x.Told) == 0:
		t.line("Nobody would be told by mail.")
	default:
		t.line("These would be told by mail:")
	}
	confirmed := false
	for _, m := range x.Told {
		confirmed = confirmed || m.Kind == "confirmation"
		t.line("  %s <%s>: %s", m.Name, m.To, strings.ReplaceAll(m.Kind, "_", " "))
	}
	if x.New != nil && !confirmed {
		t.line("The sender would not be told that it came in.")
	}
}

// quote shows the beginning of a text.
func (t *explainText) quote(title, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	t.line("\n%s:", title)
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, l := range lines {
		if i == shownLines {
			t.line("  | … and %d more lines", len(lines)-i)
			return
		}
		t.line("  | %s", short(l))
	}
}
