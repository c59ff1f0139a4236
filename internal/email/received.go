package email

import (
	"bytes"
	"net/mail"
	"strings"
	"time"
)

// Parse reads a received message. It always gives something readable, however
// broken the message is; the only error is errs.TooLarge. Other limits shorten
// the reading and are named in Message.Cut. Time is linear in len(raw), and
// files stay pieces of raw, so raw may not change while the Message is used.
func Parse(raw []byte, limits Limits) (*Message, error) {
	limits = limits.withDefaults()
	if len(raw) > limits.Bytes {
		return nil, tooLarge(limits.Bytes)
	}
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	raw = bytes.TrimLeft(raw, "\r\n")
	if bytes.IndexByte(raw, '\n') < 0 && bytes.IndexByte(raw, '\r') >= 0 {
		raw = bytes.ReplaceAll(raw, []byte("\r"), []byte("\n"))
	}
	fields, body, cut := readFields(raw, limits.Headers, nil)
	m := &Message{fields: fields}
	if cut {
		m.cut(CutHeaders)
	}
	m.readPeople(limits)
	m.Subject = decodeWords(fields.get("subject"))
	m.Date = readDate(fields.get("date"))
	m.Thread = readThread(fields)
	m.root = newNode(fields, nil)
	readTree(raw[body:], m.root, limits, m.cut)
	if m.root.multipart() && len(m.root.children) == 0 {
		m.secondTry(raw[body:], limits)
	}
	m.readBody(limits)
	return m, nil
}

// secondTry is for a multipart whose boundary never occurs.
func (m *Message) secondTry(body []byte, limits Limits) {
	if guess := guessBoundary(body); guess != "" && guess != m.root.params["boundary"] {
		m.root.params["boundary"] = guess
		readTree(body, m.root, limits, m.cut)
	}
}

func (m *Message) readPeople(limits Limits) {
	read := func(name string) []Address {
		list, cut := readMailboxes(strings.Join(m.fields.all(name), ", "), limits.Addresses)
		if cut {
			m.cut(CutAddresses)
		}
		return list
	}
	m.To, m.Cc, m.ReplyTo = read("to"), read("cc"), read("reply-to")
	from := read("from")
	m.OneAuthor = len(from) == 1 && m.fields.count("from") == 1
	for _, candidates := range [][]Address{from, read("sender"), m.ReplyTo, read("return-path"), read("x-sender")} {
		if len(candidates) > 0 {
			m.From = candidates[0]
			break
		}
	}
	seen := map[string]bool{}
	for _, list := range [][]Address{
		m.To, m.Cc, read("delivered-to"), read("x-original-to"), read("envelope-to"), read("x-envelope-to"), read("x-rcpt-to"), read("x-forwarded-to"),
	} {
		for _, a := range list {
			if key := CanonicalAddr(a.Addr); !seen[key] {
				seen[key] = true
				m.Recipients = append(m.Recipients, a)
			}
		}
	}
}

// readDate knows RFC 5322 and what real programs write instead; zero for the
// rest and for years that no mail comes from.
func readDate(s string) time.Time {
	t, err := mail.ParseDate(s)
	if err != nil {
		s, _, _ = strings.Cut(s, " (")
		s = squeeze(strings.ReplaceAll(s, ".", ":"))
		for _, layout := range []string{
			"Mon, 2 Jan 2006 15:04:05", "2 Jan 2006 15:04:05", "Mon Jan 2 15:04:05 2006", "Mon Jan 2 15:04:05 MST 2006",
			"Mon, 2 January 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 -07:00", "Monday, 2 January 2006 15:04:05 -0700",
			time.RFC3339, "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05",
		} {
			if t, err = time.Parse(layout, s); err == nil {
				break
			}
		}
	}
	if err != nil || t.Year() < 1980 || t.Year() > 2200 {
		return time.Time{}
	}
	return t.UTC()
}

func lower(s string) string { return strings.ToLower(s) }
