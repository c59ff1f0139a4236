package email

import (
	"net/url"
	"strings"
	"time"
)

// own are the names Write decides; Outgoing.Headers may not repeat them.
const own = " from to cc bcc sender reply-to subject message-id in-reply-to references thread-topic thread-index date mime-version auto-submitted content-language list-unsubscribe list-unsubscribe-post return-path received "

// headers writes the message's fields (RFC 5322 §3.6) up to MIME-Version, or
// says which of them cannot be written.
func headers(m Outgoing) (string, error) {
	if err := checkHeaders(m); err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(field("Date", m.Date.UTC().Format(time.RFC1123Z)))
	b.WriteString(field("From", mailboxTokens(m.From)...))
	if m.ReplyTo != (Address{}) {
		b.WriteString(field("Reply-To", mailboxTokens(m.ReplyTo)...))
	}
	b.WriteString(field("To", mailboxTokens(m.To)...))
	b.WriteString(field("Subject", textTokens(m.Subject)...))
	b.WriteString(field("Message-ID", m.MessageID))
	if m.InReplyTo != "" {
		b.WriteString(field("In-Reply-To", m.InReplyTo))
	}
	if len(m.References) > 0 {
		b.WriteString(field("References", m.References...))
	}
	if m.ThreadTopic != "" {
		b.WriteString(field("Thread-Topic", textTokens(m.ThreadTopic)...))
	}
	if m.ThreadIndex != (ThreadIndex{}) {
		b.WriteString(field("Thread-Index", pieces(m.ThreadIndex.String(), 60)...))
	}
	if m.AutoSubmitted != "" {
		b.WriteString(field("Auto-Submitted", m.AutoSubmitted))
	}
	if m.Language != "" {
		b.WriteString(field("Content-Language", m.Language))
	}
	if m.ListUnsubscribe != "" {
		b.WriteString(field("List-Unsubscribe", "<"+m.ListUnsubscribe+">"))
	}
	if m.OneClick {
		b.WriteString(field("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
	}
	for _, h := range m.Headers {
		b.WriteString(field(h.Name, textTokens(h.Value)...))
	}
	b.WriteString(field("MIME-Version", "1.0"))
	return b.String(), nil
}

func checkHeaders(m Outgoing) error {
	if err := checkMailboxes(m); err != nil {
		return err
	}
	if err := plain("Subject", m.Subject); err != nil {
		return err
	}
	if err := plain("Thread-Topic", m.ThreadTopic); err != nil {
		return err
	}
	if m.Date.IsZero() || m.Date.Year() < 1900 || m.Date.Year() > 9999 {
		return refused("Date")
	}
	if !isMessageID(m.MessageID) {
		return refused("Message-ID")
	}
	if m.InReplyTo != "" && !isMessageID(m.InReplyTo) {
		return refused("In-Reply-To")
	}
	for _, id := range m.References {
		if !isMessageID(id) {
			return refused("References")
		}
	}
	if m.AutoSubmitted != "" && !isToken(m.AutoSubmitted) {
		return refused("Auto-Submitted")
	}
	if m.Language != "" && !isToken(m.Language) {
		return refused("Content-Language")
	}
	if m.ListUnsubscribe != "" && !isLink(m.ListUnsubscribe) {
		return refused("List-Unsubscribe")
	}
	if m.OneClick && !strings.HasPrefix(m.ListUnsubscribe, "https://") {
		return refused("List-Unsubscribe-Post")
	}
	return checkFurther(m.Headers)
}

// checkMailboxes accepts exactly the addresses ParseAddress could have made.
func checkMailboxes(m Outgoing) error {
	for _, f := range []struct {
		name     string
		a        Address
		optional bool
	}{{"From", m.From, false}, {"To", m.To, false}, {"Reply-To", m.ReplyTo, true}} {
		if f.optional && f.a == (Address{}) {
			continue
		}
		p, err := ParseAddress(f.a.Addr)
		if err != nil || p.Addr != f.a.Addr || hasControl(f.a.Name) {
			return refused(f.name)
		}
	}
	return nil
}

func checkFurther(hs []Header) error {
	for _, h := range hs {
		name := strings.ToLower(h.Name)
		if !isToken(h.Name) || strings.HasPrefix(name, "content-") || strings.Contains(own, " "+name+" ") {
			return refused("header")
		}
		if err := plain(h.Name, h.Value); err != nil {
			return err
		}
	}
	return nil
}

// pieces cuts a long identifier where its field may be folded: white space in it
// means nothing to its readers.
func pieces(s string, size int) (list []string) {
	for ; len(s) > size; s = s[size:] {
		list = append(list, s[:size])
	}
	return append(list, s)
}

// isToken reports letters, digits and hyphens: enough for field names, for
// language tags and for the values of RFC 3834.
func isToken(s string) bool {
	return s != "" && len(s) <= 60 && !strings.ContainsFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-')
	})
}

func isLink(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http" || u.Scheme == "mailto") &&
		len(s) < maxLine-30 && isPrintable(s) && !strings.ContainsAny(s, "<>")
}
