package web

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"time"

	"balie/internal/desk"
	"balie/internal/page"
)

func (s *Server) adminTexts(r *request) error {
	groups, err := s.Desk.MailTexts(r.Context(), r.actor())
	if err != nil {
		return err
	}
	a, err := r.admin(r.L.T("admin.texts"), "texts", nil)
	if err != nil {
		return err
	}
	p := page.AdminTexts{Admin: a}
	for _, g := range groups {
		group := page.TextGroup{Name: g.Name}
		for _, k := range g.Kinds {
			row := page.TextRow{Kind: string(k.Kind), Name: r.mailName(k.Kind)}
			for _, code := range k.Own {
				row.Own = append(row.Own, s.Texts.In(code, time.UTC).T("language.name"))
			}
			group.Rows = append(group.Rows, row)
		}
		p.Groups = append(p.Groups, group)
	}
	return r.show(http.StatusOK, page.AdminTextsPage(p))
}

// mailName is what a kind of mail is called.
func (r *request) mailName(k desk.MailKind) string {
	if key := "admin.texts.kind." + string(k); r.L.Has(key) {
		return r.L.T(key)
	}
	return r.L.T("outbox.kind." + string(k))
}

// textLanguage is the language of a form, of the query, or the desk's own.
func (r *request) textLanguage(f *form) string {
	if f != nil {
		return f.Get("language")
	}
	if l := r.URL.Query().Get("language"); l != "" {
		return l
	}
	return r.myDesk().Language
}

func (s *Server) adminText(r *request) error { return r.showText(http.StatusOK, nil, nil) }

func (r *request) showText(code int, f *form, problem error) error {
	m, err := r.s.Desk.MailText(r.Context(), r.actor(), desk.MailKind(r.PathValue("kind")), r.textLanguage(f))
	if err != nil {
		return err
	}
	a, err := r.admin(r.mailName(m.Kind), "texts", problem)
	if err != nil {
		return err
	}
	p := page.AdminText{Admin: a, Kind: string(m.Kind), Language: m.Language, Own: m.Own(), Seen: number(m.Seen), Notes: r.textNotes(m)}
	for _, l := range r.languages() {
		p.Languages = append(p.Languages, page.AdminChoice{Value: l.Code, Text: l.Name, Current: l.Code == p.Language})
	}
	words := map[string]bool{}
	for _, part := range m.Parts {
		t := r.textPart(m, part)
		if f != nil {
			t.Text = f.Get(part.Name)
		}
		p.Parts = append(p.Parts, t)
		if slices.Contains(m.Ways, part.Name) {
			p.Ways = append(p.Ways, page.AdminChoice{Value: part.Name, Text: t.Label, Current: f != nil && f.Get("way") == part.Name})
		}
		for _, w := range part.Words {
			if !words[w] {
				p.Words = append(p.Words, page.TextWord{Word: w, Text: r.textWord(m, w)})
			}
			words[w] = true
		}
	}
	return r.show(code, page.AdminTextPage(p))
}

func (r *request) textPart(m desk.MailText, part desk.MailTextPart) page.TextPart {
	key := part.Name
	switch {
	case key == "title" && m.About():
		key = "subject"
	case key == "lead" && part.Line:
		key = "line"
	}
	t := page.TextPart{
		Name: part.Name, Label: r.L.T("admin.texts.part." + key), Line: part.Line, Text: part.Text,
		Hint: r.L.T("admin.texts.fills", "words", "{"+strings.Join(part.Words, "} {")+"}"),
	}
	if part.Text != part.Shipped {
		t.Was = part.Shipped
	}
	return t
}

// textWord says what stands in place of a placeholder.
func (r *request) textWord(m desk.MailText, word string) string {
	if word == "organization" && m.About() {
		word = "organization_joined"
	}
	return r.L.T("admin.texts.word." + word)
}

// textNotes are what else there is to know of a mail.
func (r *request) textNotes(m desk.MailText) string {
	var out []string
	if m.Greets() {
		out = append(out, r.L.T("admin.texts.hello", "hello", r.s.Texts.In(m.Language, time.UTC).T("mail.hello", "name", "Eva")))
	}
	if m.BothSides() {
		out = append(out, r.L.T("admin.texts.agents_get_ours"))
	}
	return strings.Join(append(out, r.L.T("admin.texts.empty"), r.L.T("admin.texts.counts")), " ")
}

func (r *request) mailText(f *form) desk.MailTextInput {
	in := desk.MailTextInput{Kind: desk.MailKind(r.PathValue("kind")), Language: r.textLanguage(f)}
	if f == nil {
		return in
	}
	in.Texts, in.Reset, in.Way, in.Seen, in.Once = map[string]string{}, f.Get("do") == "reset", f.Get("way"), f.number("seen"), f.once()
	for name := range f.Values {
		in.Texts[name] = f.Get(name)
	}
	return in
}

func (s *Server) adminSaveText(r *request) error {
	return r.adminForm(func(f *form) (string, error) {
		in := r.mailText(f)
		return page.TextURL(string(in.Kind), in.Language), s.Desk.SaveMailText(r.Context(), r.actor(), in)
	}, r.showText)
}

func (s *Server) adminTextHTML(r *request) error { return r.previewText(nil) }

// adminPreviewText shows what was typed, in the frame of its page.
func (s *Server) adminPreviewText(r *request) error {
	f, err := r.form()
	if err != nil {
		return err
	}
	return r.previewText(f)
}

func (r *request) previewText(f *form) error {
	code := http.StatusOK
	html, err := r.s.Desk.PreviewMailText(r.Context(), r.actor(), r.mailText(f))
	if err != nil {
		if !inForm(err) {
			return err
		}
		var b bytes.Buffer
		if err := page.TextRefused(&b, r.L, page.Problems(r.L, err)); err != nil {
			return err
		}
		code, html = status(err), b.String()
	}
	return r.sendMailHTML(code, html)
}
