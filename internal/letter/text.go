package letter

import (
	"strings"

	"balie/internal/richtext"
)

// text is the mail without markup, in the order of the HTML.
func (l letter) text() string {
	var parts []string
	add := func(s string) {
		if s != "" {
			parts = append(parts, s)
		}
	}
	add(l.Above)
	add(l.Happened)
	add(l.Title)
	add(l.Lead)
	add(l.factLines())
	add(richtext.Text(l.Words))
	add(l.fileLines())
	if l.State != "" {
		add(strings.TrimSpace(l.State + ". " + l.StateMore))
	}
	add(l.Button + ":\n" + l.Link)
	add(l.More)
	add(l.Sign)
	if l.Quote != "" {
		add("> " + l.QuoteBy + "\n>\n> " + l.Quote)
	}
	end := "-- \n" + l.from() + "\n" + l.How + "\n" + l.Why
	if l.Leave != "" {
		end += "\n" + l.Leave + "\n" + l.LeaveLink
	}
	add(end)
	return strings.Join(parts, "\n\n") + "\n"
}

func (l letter) fileLines() string {
	lines := []string{l.Files}
	for _, f := range l.Linked {
		lines = append(lines, "- "+f.Name+"\n  "+f.Link)
	}
	return strings.Join(lines, "\n")
}

func (l letter) factLines() string {
	lines := make([]string, len(l.Facts))
	for i, f := range l.Facts {
		lines[i] = f.Name
		if f.Value != "" {
			lines[i] += ": " + f.Value
		}
		if f.Link != "" {
			lines[i] += "\n  " + f.Link
		}
	}
	return strings.Join(lines, "\n")
}

// from names the sender at the end.
func (l letter) from() string {
	if l.Mail == "" {
		return l.Brand
	}
	return l.Brand + ", " + l.Mail
}
