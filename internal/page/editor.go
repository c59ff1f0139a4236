package page

import (
	"github.com/a-h/templ"

	"balie/internal/locale"
)

// tool is a button of the editor's toolbar. Its shortcut is the editor's own.
type tool struct{ does, icon, key, shortcut string }

var editorTools = []tool{
	{"bold", "bold", "editor.bold", "Ctrl+B"},
	{"italic", "italic", "editor.italic", "Ctrl+I"},
	{"list", "list", "editor.list", "Ctrl+Shift+8"},
	{"numbers", "list-ordered", "editor.numbers", "Ctrl+Shift+9"},
	{"quote", "text-quote", "editor.quote", "Ctrl+]"},
	{"code", "square-code", "editor.code", "Ctrl+D"},
	{"link", "link", "editor.link", ""},
}

func (t tool) title(l *locale.Locale) string {
	if t.shortcut == "" {
		return l.T(t.key)
	}
	return l.T(t.key) + " (" + t.shortcut + ")"
}

// Rich is what a textarea says beside its text: html as it was typed in the
// editor, which shows it again. It is no field of the form, so that without
// script the text alone counts.
func Rich(html string) templ.Attributes {
	if html == "" {
		return nil
	}
	return templ.Attributes{"data-html": html}
}
