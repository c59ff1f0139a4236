package email

import "strings"

// readMailboxes reads an address list as people and programs write it (RFC
// 5322 §3.4 and what is common beside it): groups, comments, encoded words,
// semicolons for commas, unquoted commas and dots in names, missing brackets.
// At most limit are read. An Addr that ParseAddress refuses stands there as it
// was written: it can be shown and compared, and never be written to.
func readMailboxes(s string, limit int) (list []Address, cut bool) {
	if a, err := ParseAddress(s); err == nil && a.Name == "" && !strings.ContainsAny(s, "(\"") {
		return []Address{a}, false
	}
	var r mailboxReader
	for i := 0; i < len(s); i++ {
		if len(r.list) >= limit {
			return r.list, true
		}
		switch c := s[i]; {
		case c == '"':
			i = r.quoted(s, i)
		case c == '(':
			i = r.comment(s, i)
		case c == '<':
			end := angleEnd(s[i+1:])
			r.angle, r.inAngle = s[i+1:i+1+end], true
			i += end
			if i+1 < len(s) && s[i+1] == '>' {
				i++
			}
		case c == ',' || c == ';':
			r.end(s[i+1:])
		case c == ':' && !strings.Contains(r.phrase.String(), "@"):
			r.phrase.Reset() // a group's name
		default:
			r.phrase.WriteByte(c)
		}
	}
	r.finish()
	if len(r.list) > limit {
		return r.list[:limit], true
	}
	return r.list, false
}

// angleEnd is where the address in "<…>" ends, also when the bracket is not
// closed.
func angleEnd(s string) int {
	if end := strings.IndexAny(s[:min(len(s), 1000)], "<>"); end >= 0 && s[end] == '>' {
		return end
	}
	if end := strings.IndexAny(s, "<>,;"); end >= 0 {
		return end
	}
	return len(s)
}

type mailboxReader struct {
	list    []Address
	phrase  strings.Builder
	note    string // the last comment, the name in "eva@example.nl (Eva)"
	angle   string
	inAngle bool
}

// end closes a mailbox at a comma. "Vries, Eva de <eva@example.nl>" has one
// that belongs to the name: nothing before it looks like an address.
func (r *mailboxReader) end(after string) {
	if !r.inAngle && !strings.Contains(r.phrase.String(), "@") {
		if next := strings.IndexAny(after, "<@,;\""); next >= 0 && after[next] == '<' && strings.TrimSpace(r.phrase.String()) != "" {
			r.phrase.WriteString(", ")
			return
		}
	}
	r.finish()
}

func (r *mailboxReader) finish() {
	name, addr := decodeWords(squeeze(r.phrase.String())), r.angle
	if !r.inAngle {
		name, addr = r.note, bareAddress(r.phrase.String())
	} else if name == "" {
		name = r.note
	}
	if addr = strings.TrimSpace(decodeWords(addr)); strings.Contains(addr, "@") {
		if a := incomingAddress(name, addr); strings.Contains(strings.Trim(a.Addr, "@"), "@") {
			r.list = append(r.list, a)
		}
	}
	r.phrase.Reset()
	r.note, r.angle, r.inAngle = "", "", false
}

// bareAddress is the word with the @ in "Eva eva@example.nl".
func bareAddress(s string) string {
	s = decodeWords(s)
	at := strings.IndexByte(s, '@')
	if at < 0 {
		return s
	}
	start := strings.LastIndexAny(s[:at], " \t'[") + 1
	if s[at-min(at, 1)] == '"' {
		start = strings.IndexByte(s, '"')
	}
	end := strings.IndexAny(s[at:], " \t']")
	if end < 0 {
		end = len(s) - at
	}
	return s[start : at+end]
}

func incomingAddress(name, addr string) Address {
	if addr = strings.TrimPrefix(addr, "mailto:"); !strings.Contains(addr, `"`) {
		addr = strings.ReplaceAll(addr, " ", "")
	}
	if route := strings.LastIndexByte(addr, ':'); strings.HasPrefix(addr, "@") && route > 0 {
		addr = addr[route+1:] // RFC 5322 §4.4
	}
	name = strings.Trim(name, " '")
	if a, err := ParseAddress(addr); err == nil {
		addr = a.Addr
	}
	if strings.EqualFold(name, addr) {
		name = ""
	}
	return Address{Name: clip(name, 200), Addr: clip(addr, 2*maxAddr)}
}

// quoted reads a quoted string from s[i]; one that never ends is an ordinary
// character.
func (r *mailboxReader) quoted(s string, i int) int {
	var b strings.Builder
	for k := i + 1; k < len(s) && k < i+2000; k++ {
		switch {
		case s[k] == '"':
			if strings.HasPrefix(s[k+1:], "@") {
				r.phrase.WriteString(s[i : k+1]) // a quoted local part
			} else {
				r.phrase.WriteString(b.String())
			}
			return k
		case s[k] == '\\' && k+1 < len(s):
			k++
		}
		b.WriteByte(s[k])
	}
	return i
}

func (r *mailboxReader) comment(s string, i int) int {
	depth := 0
	for k := i; k < len(s) && k < i+2000; k++ {
		switch s[k] {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth == 0 {
			r.note = decodeWords(strings.Trim(s[i+1:k], "( )"))
			return k
		}
	}
	return i
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// clip cuts s at a character's edge so that it has at most n bytes.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}
