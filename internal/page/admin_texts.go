package page

import (
	"html/template"
	"io"
	"net/url"

	"github.com/a-h/templ"

	"balie/internal/locale"
)

// AdminTexts is the mails that the own desk may word.
type AdminTexts struct {
	Admin
	Groups []TextGroup
}

// TextGroup is mails that go to the same people.
type TextGroup struct {
	Name string
	Rows []TextRow
}

// TextRow is a kind of mail; Own are the languages in which the desk says
// something of its own. Both are in words.
type TextRow struct {
	Kind string
	Name string
	Own  []string
}

// AdminText is one kind of mail in one language.
type AdminText struct {
	Admin
	Kind      string
	Language  string
	Languages []AdminChoice
	Parts     []TextPart
	Ways      []AdminChoice // which of them the preview shows
	Words     []TextWord
	Notes     string // what else there is to know
	Own       bool
	Seen      string
}

// TextPart is one sentence of it. Label, Hint and Was are in words.
type TextPart struct {
	Name  string
	Label string
	Hint  string
	Line  bool
	Text  string
	Was   string // what we ship, where the desk says something else
}

// TextWord is a placeholder and what stands in its place.
type TextWord struct{ Word, Text string }

func (p AdminText) part(t TextPart) FieldProps {
	return FieldProps{L: p.L, Name: t.Name, Label: t.Label, Hint: t.Hint, Problems: p.Problems}
}

// unforced is an input that may be emptied, as every one of its form.
func unforced(f FieldProps) templ.Attributes {
	a := f.Input()
	delete(a, "required")
	return a
}

func (p AdminText) mark() string {
	if p.Own {
		return p.L.T("admin.texts.is_own")
	}
	return p.L.T("admin.texts.shipped")
}

// TextURL is the address of a kind of mail in a language.
func TextURL(kind, language string) string { return textURL(kind, language, "") }

// textHTMLURL is where its preview is served.
func textHTMLURL(kind, language string) string { return textURL(kind, language, "/html") }

func textURL(kind, language, end string) string {
	address := AdminURL("texts/") + url.PathEscape(kind) + end
	if language != "" {
		address += "?language=" + url.QueryEscape(language)
	}
	return address
}

// textFrame is the name of the frame in which a form previews.
const textFrame = "mail-preview"

var refused = template.Must(template.New("").Parse(`<!doctype html>
<html lang="{{.Lang}}">
<head>
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>{{.Title}}</title>
<style>body { margin: 0; padding: 24px; font: 15px/22px system-ui, sans-serif; overflow-wrap: anywhere } p { margin: 0 0 8px; font-weight: 600 } ul { margin: 0; padding-left: 20px }</style>
</head>
<body>
<p>{{.Title}}</p>
<ul>
{{- range .Problems}}
<li>{{.Text}}</li>
{{- end}}
</ul>
</body>
</html>
`))

// TextRefused stands in the frame where what was typed can't be previewed.
func TextRefused(w io.Writer, l *locale.Locale, problems []Problem) error {
	return refused.Execute(w, struct {
		Lang, Title string
		Problems    []Problem
	}{l.Lang(), l.T("admin.texts.preview.refused"), problems})
}
