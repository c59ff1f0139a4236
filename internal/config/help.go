package config

import (
	"fmt"
	"strings"
)

// Help is the text of balie help config.
func Help() string {
	var b strings.Builder
	b.WriteString(order + "\n")
	for _, f := range fields() {
		fmt.Fprintf(&b, "\n%s\n    --%s, %s\n", f.name, f.name, f.env())
		if f.def != "" {
			fmt.Fprintf(&b, "    default: %s\n", f.def)
		}
		for _, line := range wrap(f.doc, 76) {
			b.WriteString("    " + line + "\n")
		}
	}
	return b.String()
}

// Markdown is docs/configuration.md.
func Markdown() string {
	var b strings.Builder
	b.WriteString("# Configuration\n\n" + order + "\n\n```\n" + example + "```\n\n")
	b.WriteString("| setting | environment | default | meaning |\n| --- | --- | --- | --- |\n")
	for _, f := range fields() {
		def := ""
		if f.def != "" {
			def = "`" + f.def + "`"
		}
		fmt.Fprintf(&b, "| `%s` | `%s` | %s | %s |\n", f.name, f.env(), def, f.doc)
	}
	b.WriteString("\nAnother file is named with `--config` or `BALIE_CONFIG`. An empty environment variable counts as not set.\n")
	return b.String()
}

const order = `A setting is looked for as a flag (--base-url), then as an environment variable
(BALIE_BASE_URL), then as a line in the file balie.conf, and then has its
default. A misspelt or wrong setting stops Balie with a sentence that says
where it stands.`

const example = `# balie.conf: one "key = value" a line; a line that begins with # is a comment
base-url = https://help.example.com
smtp = smtps://balie:the-password@mail.example.com
mail-from = Helpdesk <help@example.com>
`

// wrap breaks text into lines of at most width characters.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimSpace(line + " " + word)
	}
	return append(lines, line)
}
