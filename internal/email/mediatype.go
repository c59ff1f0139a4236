package email

import (
	"slices"
	"strconv"
	"strings"
)

// mediaType reads "type/subtype; name=value; …" (RFC 2045 §5.1) with the
// continuations and charsets of RFC 2231, and encoded words in values, which
// no RFC allows and many programs write. It always gives what it could read.
func mediaType(s string) (kind string, params map[string]string) {
	kind, rest, _ := strings.Cut(s, ";")
	kind = strings.ToLower(strings.TrimSpace(kind))
	if i := strings.IndexAny(kind, " \t\""); i >= 0 {
		kind = kind[:i]
	}
	var pieces []paramPiece
	for rest != "" && len(pieces) < 200 {
		var p paramPiece
		p, rest = nextParam(rest)
		if p.name != "" {
			pieces = append(pieces, p)
		}
	}
	return kind, joinParams(pieces)
}

// paramPiece is one "name*0*=value".
type paramPiece struct {
	name, value string
	number      int  // of a continuation; -1 for a parameter that is whole
	percent     bool // percent-encoded; the first piece names the charset
}

func nextParam(s string) (p paramPiece, rest string) {
	s = strings.TrimLeft(s, "; \t")
	i := strings.IndexAny(s, "=;")
	if i < 0 {
		return p, ""
	}
	if s[i] == ';' {
		return p, s[i+1:]
	}
	p.value, rest = paramValue(strings.TrimLeft(s[i+1:], " \t"))
	p.name, p.number = strings.ToLower(strings.TrimSpace(s[:i])), -1
	if before, ok := strings.CutSuffix(p.name, "*"); ok {
		p.name, p.percent = before, true
	}
	if before, number, ok := strings.Cut(p.name, "*"); ok {
		if n, err := strconv.Atoi(number); err == nil && n >= 0 {
			p.name, p.number = before, n
		}
	}
	return p, rest
}

// paramValue reads a quoted string or everything up to the semicolon: file
// names with blanks often stand there without quotes.
func paramValue(s string) (value, rest string) {
	if !strings.HasPrefix(s, `"`) {
		value, rest, _ = strings.Cut(s, ";")
		return strings.TrimSpace(value), rest
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return b.String(), s[i+1:]
		case s[i] == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String(), ""
}

func joinParams(pieces []paramPiece) map[string]string {
	params := make(map[string]string, len(pieces))
	slices.SortStableFunc(pieces, func(a, b paramPiece) int { return a.number - b.number })
	extended := map[string][]paramPiece{}
	for _, p := range pieces {
		if p.number >= 0 || p.percent {
			extended[p.name] = append(extended[p.name], p)
		} else if _, seen := params[p.name]; !seen {
			params[p.name] = decodeWords(p.value)
		}
	}
	for name, parts := range extended {
		params[name] = oneLine(joinPieces(parts))
	}
	return params
}

func joinPieces(parts []paramPiece) string {
	charset, raw := "", []byte(nil)
	for i, p := range parts {
		v := p.value
		if p.percent {
			if i == 0 {
				if f := strings.SplitN(v, "'", 3); len(f) == 3 {
					charset, v = f[0], f[2]
				}
			}
			v = percentDecoded(v)
		}
		raw = append(raw, v...)
	}
	if len(parts) > 0 && !parts[0].percent {
		return decodeWords(toUTF8(raw, ""))
	}
	return toUTF8(raw, charset)
}

func percentDecoded(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' {
			if v, ok := hexByte([]byte(s[i+1 : min(len(s), i+3)])); ok {
				b = append(b, v)
				i += 2
				continue
			}
		}
		b = append(b, s[i])
	}
	return string(b)
}
