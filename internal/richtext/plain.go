package richtext

import "strings"

// FromText makes paragraphs of plain text: empty lines part them, line ends
// stay, http and https addresses become links, and what stands between two
// lines of ``` is kept as it is. Nothing else is read as markup.
func FromText(text string, opts ...Option) HTML {
	text = strings.ToValidUTF8(text, "\uFFFD")
	text, cut := bound(text)
	return bounded(settings(opts), cut, func(b *builder) { b.plain(text) })
}

func (b *builder) plain(text string) {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n\n").Replace(text)
	lines := strings.Split(text, "\n")
	closable := true
	for i := 0; i < len(lines) && !b.spent; i++ {
		if closable && isFence(lines[i]) {
			if end := closing(lines, i+1); end > 0 {
				b.preformatted(strings.Join(lines[i+1:end], "\n"))
				i = end
				continue
			}
			closable = false
		}
		b.linked(lines[i])
		b.endLine()
	}
}

// linked adds one line with its addresses as links.
func (b *builder) linked(line string) {
	for {
		start, end, ok := findLink(line)
		if !ok {
			break
		}
		b.text(line[:start], style{})
		href, _ := safeLink(line[start:end])
		b.text(line[start:end], style{href: href})
		line = line[end:]
	}
	b.text(line, style{})
}

// isFence reports whether a line opens or closes preformatted text: three
// backticks, and at most the name of a language.
func isFence(line string) bool {
	name, ok := strings.CutPrefix(strings.TrimSpace(line), "```")
	return ok && !strings.ContainsAny(name, "` ")
}

func closing(lines []string, from int) int {
	for i := from; i < len(lines); i++ {
		if strings.TrimSpace(lines[i]) == "```" {
			return i
		}
	}
	return -1
}

// bound cuts a source at what we read of one, between two characters.
func bound(s string) (string, bool) {
	if len(s) <= maxSource {
		return s, false
	}
	return strings.ToValidUTF8(s[:maxSource], ""), true
}
