package richtext

import "strings"

// safeLink returns href as a browser would read it, if it leads to http, https,
// mailto or tel; all else, relative addresses too, leads nowhere.
func safeLink(href string) (string, bool) {
	href = strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r == '\r' {
			return -1
		}
		return r
	}, href)
	href = strings.TrimFunc(href, func(r rune) bool { return r <= ' ' })
	if strings.ContainsFunc(href, func(r rune) bool { return r < ' ' || unwritable(r) }) {
		return "", false
	}
	scheme, rest, ok := strings.Cut(href, ":")
	if !ok {
		return "", false
	}
	switch strings.ToLower(scheme) {
	case "http", "https":
		host, ok := strings.CutPrefix(rest, "//")
		if !ok || host == "" || strings.ContainsAny(host[:1], "/\\ ?#") {
			return "", false
		}
	case "mailto", "tel":
		if rest == "" {
			return "", false
		}
	default:
		return "", false
	}
	return strings.ReplaceAll(href, " ", "%20"), true
}

// ownPath reports whether src is a path on this host that no browser reads as
// another host.
func ownPath(src string) bool {
	return strings.HasPrefix(src, "/") && !strings.HasPrefix(src, "//") &&
		!strings.ContainsFunc(src, func(r rune) bool { return r <= ' ' || r == '\\' || unwritable(r) })
}

// maxLink is the longest address, in bytes, that text is searched for.
const maxLink = 2048

// findLink returns where the first http or https address in s begins and ends.
// Punctuation that closes a sentence is not part of it, nor is a bracket that
// it did not open.
func findLink(s string) (start, end int, ok bool) {
	for from := 0; ; {
		i := strings.Index(s[from:], "://")
		if i < 0 {
			return 0, 0, false
		}
		at := from + i
		from = at + 3
		start = at
		for start > 0 && isLetter(s[start-1]) {
			start--
		}
		if scheme := strings.ToLower(s[start:at]); scheme != "http" && scheme != "https" {
			continue
		}
		end = at + 3
		window := s[end:min(len(s), end+maxLink)]
		if stop := strings.IndexFunc(window, endsLink); stop >= 0 {
			end += stop
		} else if len(window) < maxLink {
			end = len(s)
		} else {
			continue
		}
		if end = trimLink(s, start, end); end > at+3 {
			if _, safe := safeLink(s[start:end]); safe {
				return start, end, true
			}
		}
	}
}

func trimLink(s string, start, end int) int {
	for end > start {
		switch last := s[end-1]; last {
		case '.', ',', ';', ':', '!', '?', '\'', '*', '_', '~':
		case ')', ']', '}':
			open := map[byte]string{')': "(", ']': "[", '}': "{"}[last]
			if strings.Count(s[start:end], open) >= strings.Count(s[start:end], string(last)) {
				return end
			}
		default:
			return end
		}
		end--
	}
	return end
}

func endsLink(r rune) bool {
	return r <= ' ' || r == '<' || r == '>' || r == '"' || r == '`' || r == '\u00a0' || r == '\u2028' || unwritable(r)
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
