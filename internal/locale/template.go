package locale

import (
	"fmt"
	"strings"
)

// template is a sentence cut once into text and placeholders.
type template struct {
	source   string
	segments []segment
}

// segment is either literal text or, with a name, a placeholder.
type segment struct{ text, name string }

func (t *template) plain() bool {
	return len(t.segments) == 0 || len(t.segments) == 1 && t.segments[0].name == ""
}

// parse cuts source at its {name} placeholders; braces around anything but
// letters and underscores are text.
func parse(source string) *template {
	t := &template{source: source}
	rest, from := source, 0
	for {
		open := strings.IndexByte(rest[from:], '{')
		if open < 0 {
			break
		}
		open += from
		end := open + 1
		for end < len(rest) && nameByte(rest[end]) {
			end++
		}
		if end == open+1 || end == len(rest) || rest[end] != '}' {
			from = open + 1
			continue
		}
		if open > 0 {
			t.segments = append(t.segments, segment{text: rest[:open]})
		}
		t.segments = append(t.segments, segment{text: rest[open : end+1], name: rest[open+1 : end]})
		rest, from = rest[end+1:], 0
	}
	if rest != "" {
		t.segments = append(t.segments, segment{text: rest})
	}
	return t
}

func nameByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_'
}

// fill appends t to out with its placeholders filled from args.
func (l *language) fill(out []byte, t *template, args []any) []byte {
	for _, s := range t.segments {
		out = l.appendSegment(out, s, args)
	}
	return out
}

func (l *language) appendSegment(out []byte, s segment, args []any) []byte {
	if s.name == "" {
		return append(out, s.text...)
	}
	for i := 0; i+1 < len(args); i += 2 {
		if name, ok := args[i].(string); ok && name == s.name {
			return l.appendValue(out, args[i+1])
		}
	}
	return append(out, s.text...)
}

func (l *language) appendValue(out []byte, value any) []byte {
	switch v := value.(type) {
	case string:
		return append(out, v...)
	case int:
		return l.appendNumber(out, int64(v))
	case int64:
		return l.appendNumber(out, v)
	case Bytes:
		return l.appendSize(out, int64(v))
	case fmt.Stringer:
		return append(out, v.String()...)
	}
	return fmt.Append(out, value)
}
