package email

import "strings"

// bounceWords are what servers say that report in words alone, in subjects and
// in the first lines of the text.
const bounceWords = `undeliverable|undelivered mail|failure notice|delivery status notification|returned mail|mail delivery failed|mail delivery failure|delivery failure|delivery failed|message not delivered|mail system error|could not be delivered|couldn't be delivered|wasn't delivered|not delivered to|delivery has failed|delivery to the following recipient|did not reach|this is the qmail-send program|this is the mail system at host|created automatically by mail delivery software|unable to deliver|address not found|message blocked|
onbestelbaar|niet bezorgd|kon niet worden bezorgd|kon niet worden afgeleverd|niet afgeleverd|unzustellbar|nicht zustellbar|nicht zugestellt|zustellung fehlgeschlagen|non remis|n'a pas pu être remis|échec de la remise|no se puede entregar|no se pudo entregar|no se ha podido entregar|non recapitabile|mancato recapito`

const delayWords = `delayed|delay|will continue to try|not yet been delivered|still being retried|still trying|warning: message|will be retried|no action is required|you do not need to resend|vertraagd|verzögert|verzögerung|retardé|retrasado|retraso`

// plainBounce reads a bounce of a server that does not write RFC 3464. Words
// alone are not enough: a person may forward a bounce and ask about it.
func (m *Message) plainBounce() (Automatic, bool) {
	local, _, _ := strings.Cut(lower(m.From.Addr), "@")
	var why []string
	if strings.TrimSpace(m.fields.get("return-path")) == "<>" {
		why = append(why, "return-path")
	}
	if isDaemon(local) {
		why = append(why, "from")
	}
	named := m.fields.get("x-failed-recipients")
	if named != "" {
		why = append(why, "x-failed-recipients")
	}
	if len(why) == 0 {
		return Automatic{}, false
	}
	opening := lower(clip(m.Text, 1500))
	subject := lower(m.Subject)
	switch {
	case mentions(bounceWords, subject) || mentions(delayWords, subject):
		why = append(why, "subject")
	case mentions(bounceWords, opening):
		why = append(why, "text")
	case named == "":
		return Automatic{}, false
	}
	a := Automatic{Class: BounceFailed, Why: why}
	if mentions(delayWords, subject) || mentions(delayWords, opening) && !mentions(bounceWords, subject) {
		a.Class = BounceDelayed
	}
	report, copied := splitBounce(m.Text)
	a.Failures = failuresIn(report)
	list, _ := readMailboxes(named, maxFailures)
	for _, r := range list {
		a.Failures = append(a.Failures, Failure{Recipient: r.Addr})
	}
	a.Failures = recipientsOnce(a.Failures)
	for i := range a.Failures {
		a.Failures[i].Delayed = a.Class == BounceDelayed
	}
	a.Original = m.returnedID()
	if a.Original == "" {
		a.Original = idInText(copied)
	}
	if ancestors := m.Thread.Ancestors(); a.Original == "" && len(ancestors) > 0 {
		a.Original = ancestors[0]
	}
	return a, true
}

// splitBounce parts the server's words from the copy of the mail below them.
func splitBounce(text string) (report, copied string) {
	for _, mark := range []string{"--- Below this line is a copy", "------ This is a copy of the message", "----- Original message -----", "Original message headers:", "----- The following is a copy", "--- Original message ---", "Ursprüngliche Nachrichtenkopfzeilen:", "Oorspronkelijke berichtkoppen:"} {
		if i := strings.Index(text, mark); i >= 0 {
			return text[:i], text[i:]
		}
	}
	return clip(text, 20<<10), text
}

// failuresIn finds recipients in "<eva@example.nl>:" and in lines that are an
// address, each with the words after it.
func failuresIn(report string) []Failure {
	var list []Failure
	lines := strings.Split(report, "\n")
	for i, l := range lines {
		if len(list) >= maxFailures {
			break
		}
		t := strings.Trim(strings.TrimSpace(l), "*'\"")
		addr, words := t, ""
		if strings.HasPrefix(t, "<") {
			addr, words, _ = strings.Cut(t[1:], ">")
		} else if k := strings.IndexAny(t, " :("); k > 0 {
			addr, words = t[:k], t[k:]
		}
		p, err := ParseAddress(strings.Trim(addr, "<>"))
		if err != nil || len(words) > 0 && !strings.HasPrefix(t, "<") && !strings.ContainsAny(words[:1], ":(") && !strings.Contains(words, " on ") {
			continue
		}
		words = strings.TrimLeft(words, ": ")
		for k := i + 1; k < len(lines) && k < i+5 && strings.TrimSpace(lines[k]) != ""; k++ {
			words += " " + lines[k]
		}
		list = append(list, Failure{Recipient: p.Addr, Status: statusCode(words), Reason: clip(squeeze(words), 500)})
	}
	return list
}

// idInText finds the Message-ID line of a mail copied into a text.
func idInText(s string) string {
	lines := strings.Split(clip(s, 256<<10), "\n")
	for i, l := range lines {
		name, value, ok := strings.Cut(l, ":")
		if !ok || !strings.EqualFold(strings.Trim(name, " >"), "message-id") {
			continue
		}
		if strings.TrimSpace(value) == "" && i+1 < len(lines) {
			value = lines[i+1]
		}
		if ids := messageIDs(value, 1); len(ids) > 0 {
			return ids[0]
		}
	}
	return ""
}
