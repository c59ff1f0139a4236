package email

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// fieldLine is one header field as it was received, unfolded.
type fieldLine struct{ name, value string } // name in lower case

// fieldList is a header block in the order of the message.
type fieldList []fieldLine

// get is the first field of that name (in lower case), or "".
func (l fieldList) get(name string) string {
	for _, f := range l {
		if f.name == name {
			return f.value
		}
	}
	return ""
}

func (l fieldList) has(name string) bool { return l.count(name) > 0 }

func (l fieldList) count(name string) int { return len(l.all(name)) }

func (l fieldList) all(name string) []string {
	var values []string
	for _, f := range l {
		if f.name == name {
			values = append(values, f.value)
		}
	}
	return values
}

// cutLine gives the first line of b without its end, and what follows.
func cutLine(b []byte) (line, rest []byte) {
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		return bytes.TrimRight(b[:i], "\r"), b[i+1:]
	}
	return bytes.TrimRight(b, "\r"), nil
}

// readFields reads the header block at the start of b and says where the body
// begins. It forgives what real senders do wrong: a leading mbox "From " line,
// lines without a colon among fields (dropped), no blank line before the body
// (the body starts after the last field), no header at all. A line that stop
// reports ends the block and belongs to what follows.
func readFields(b []byte, limit int, stop func(line []byte) bool) (fields fieldList, body int, cut bool) {
	rest, begun, used := b, -1, 0 // begun: where a run of lines that are no fields began
	var last fieldBytes
	end := func(body int) (fieldList, int, bool) {
		if begun >= 0 {
			body = begun
		}
		return last.closed(fields), body, cut
	}
	for len(rest) > 0 {
		at := len(b) - len(rest)
		line, next := cutLine(rest)
		if stop != nil && stop(line) {
			return end(at)
		}
		if len(bytes.TrimSpace(line)) == 0 {
			return end(len(b) - len(next))
		}
		rest = next
		if used += len(line); used > limit {
			cut = true
			continue
		}
		if begun < 0 && last.name != "" && (line[0] == ' ' || line[0] == '\t') {
			last.value = append(append(last.value, ' '), bytes.Trim(line, " \t\r")...)
			continue
		}
		name, value, ok := splitField(line)
		switch {
		case ok:
			fields, begun = last.closed(fields), -1
			last = fieldBytes{name, append([]byte(nil), value...)}
		case begun < 0 && !isMboxLine(line, at):
			begun = at
		}
	}
	return end(len(b))
}

// fieldBytes is the field being read, whose folded lines (RFC 5322 §2.2.3) are
// joined before the charset of the whole is guessed.
type fieldBytes struct {
	name  string
	value []byte
}

func (f fieldBytes) closed(fields fieldList) fieldList {
	if f.name == "" {
		return fields
	}
	return append(fields, fieldLine{f.name, strings.Trim(headerText(f.value), " \t\r")})
}

func isMboxLine(line []byte, at int) bool {
	return at == 0 && (bytes.HasPrefix(line, []byte("From ")) || bytes.HasPrefix(line, []byte(">From ")))
}

func splitField(line []byte) (name string, value []byte, ok bool) {
	i := bytes.IndexByte(line, ':')
	if i < 1 {
		return "", nil, false
	}
	raw := bytes.TrimRight(line[:i], " \t")
	if len(raw) == 0 || len(raw) > 200 {
		return "", nil, false
	}
	for _, c := range raw {
		if c <= ' ' || c >= 0x7f {
			return "", nil, false
		}
	}
	return strings.ToLower(string(raw)), line[i+1:], true
}

// headerText is a raw header value as text: UTF-8 where it is that, else
// windows-1252, as raw 8-bit headers come in no other form often enough.
func headerText(b []byte) string {
	if !utf8.Valid(b) {
		b, _ = charmap.Windows1252.NewDecoder().Bytes(b)
	}
	return string(b)
}
