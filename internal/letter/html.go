package letter

import (
	_ "embed"
	"html/template"
	"strings"

	"balie/internal/richtext"
)

//go:embed letter.html
var source string

var page = template.Must(template.New("letter").Funcs(template.FuncMap{"paragraphs": paragraphs}).Parse(source))

// paragraphs are the lines of a text, by its paragraphs.
func paragraphs(text string) (out [][]string) {
	for _, p := range strings.Split(text, "\n\n") {
		if p != "" {
			out = append(out, strings.Split(p, "\n"))
		}
	}
	return out
}

// html is the mail as one table with its styles inline.
func (l letter) html() string {
	var b strings.Builder
	err := page.Execute(&b, struct {
		letter
		Body    template.HTML
		From    string
		Preview string
	}{l, template.HTML(l.body()), l.from(), l.preview()})
	if err != nil {
		panic("letter: " + err.Error()) // the template is ours, and a Builder never fails
	}
	return b.String()
}

// body is the words with their pictures as parts of the mail (RFC 2392). In what
// richtext gives, a quotation mark stands around attributes alone.
func (l letter) body() string {
	body := l.Words.String()
	for src, id := range l.Pictures {
		body = strings.ReplaceAll(body, `src="`+src+`"`, `src="cid:`+id+`"`)
	}
	return body
}

// preview is what a list of mails shows behind the subject.
func (l letter) preview() string {
	if words := richtext.Excerpt(l.Words, 120); words != "" {
		return words
	}
	return l.Lead
}
