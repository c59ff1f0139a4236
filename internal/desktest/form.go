package desktest

import (
	"bytes"
	"cmp"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Form is a form of a page as it stands there, hidden fields included.
type Form struct {
	page    *Page
	action  string
	many    bool // multipart
	fields  url.Values
	known   []string
	buttons map[string]button // by their words
	files   []File
}

// button is what pressing one adds to its form, and where that then goes.
type button struct{ name, value, action string }

// File is something to attach.
type File struct {
	Name    string
	Type    string
	Content string
}

// Form finds the form that has a button with these words.
func (p *Page) Form(button string) *Form {
	p.Client.World.T.Helper()
	if f := p.find(button); f != nil {
		return f
	}
	p.Client.World.T.Fatalf("%s (%d) has no button %q: %s", p.Path, p.Status, button, p.Text())
	return nil
}

func (p *Page) find(button string) *Form {
	for _, f := range p.Forms() {
		if _, ok := f.buttons[button]; ok {
			return f
		}
	}
	return nil
}

// Forms are all forms of the page.
func (p *Page) Forms() []*Form {
	var out []*Form
	forms := map[string]*Form{}
	each(p.doc(), func(n *html.Node) {
		if n.Data == "form" {
			f := &Form{
				page: p, action: attr(n, "action"), many: attr(n, "enctype") == "multipart/form-data",
				fields: url.Values{}, buttons: map[string]button{},
			}
			each(n, f.take)
			out = append(out, f)
			forms[attr(n, "id")] = f
		}
	})
	each(p.doc(), func(n *html.Node) {
		if f := forms[attr(n, "form")]; f != nil && has(n, "form") {
			f.take(n) // it stands elsewhere on the page
		}
	})
	return out
}

// take reads one element the way a browser fills a form.
func (f *Form) take(n *html.Node) {
	name, value := attr(n, "name"), attr(n, "value")
	if name != "" && n.Data != "button" {
		f.known = append(f.known, name)
	}
	switch n.Data {
	case "input":
		kind := attr(n, "type")
		if kind == "file" || name == "" || (kind == "radio" || kind == "checkbox") && !has(n, "checked") {
			return
		}
		f.fields.Add(name, value)
	case "textarea":
		text := ""
		if n.FirstChild != nil {
			text = n.FirstChild.Data
		}
		f.fields.Add(name, text)
	case "select":
		f.fields.Add(name, chosen(n))
	case "button":
		b := button{name, value, cmp.Or(attr(n, "formaction"), f.action)}
		f.buttons[words(n)] = b
		if has(n, "formaction") {
			f.buttons[words(n)+" at "+path.Base(b.action)] = b // where two say the same
		}
	}
}

// words are a button's own, without the explanation below them.
func words(n *html.Node) string {
	text := textOf(n)
	each(n, func(c *html.Node) {
		if c.Data == "strong" {
			text = textOf(c)
		}
	})
	return text
}

// chosen is the selected option's value, else the first one's.
func chosen(n *html.Node) string {
	var values []string
	picked := 0
	each(n, func(o *html.Node) {
		if o.Data != "option" {
			return
		}
		v := attr(o, "value")
		if !has(o, "value") {
			v = textOf(o)
		}
		if has(o, "selected") {
			picked = len(values)
		}
		values = append(values, v)
	})
	if len(values) == 0 {
		return ""
	}
	return values[picked]
}

// Buttons are the words on the form's buttons.
func (f *Form) Buttons() []string {
	var out []string
	for b := range f.buttons {
		out = append(out, b)
	}
	slices.Sort(out)
	return out
}

// Value is what a field holds.
func (f *Form) Value(name string) string { return f.fields.Get(name) }

// Set types into a field that the form must have.
func (f *Form) Set(name, value string) *Form {
	f.page.Client.World.T.Helper()
	if !slices.Contains(f.known, name) {
		f.page.Client.World.T.Fatalf("the form of %s has no field %q, only %v", f.page.Path, name, f.known)
	}
	f.fields.Set(name, value)
	return f
}

// Attach adds files to the form's file field.
func (f *Form) Attach(files ...File) *Form {
	f.page.Client.World.T.Helper()
	if len(files) > 0 && !slices.Contains(f.known, "files") {
		f.page.Client.World.T.Fatalf("the form of %s takes no files", f.page.Path)
	}
	f.files = append(f.files, files...)
	return f
}

// Press sends the form with the button of these words. The form may be pressed
// again: it sends the same.
func (f *Form) Press(button string, headers ...string) *Page {
	c := f.page.Client
	c.World.T.Helper()
	b, ok := f.buttons[button]
	if !ok {
		c.World.T.Fatalf("the form of %s has no button %q, only %v", f.page.Path, button, f.Buttons())
	}
	fields := url.Values{}
	for k, v := range f.fields {
		fields[k] = v
	}
	if b.name != "" {
		fields.Set(b.name, b.value)
	}
	if !f.many {
		return c.PostForm(b.action, fields, headers...)
	}
	body, kind := multipartOf(fields, f.files)
	return c.Send(http.MethodPost, b.action, body, append([]string{"Content-Type", kind}, headers...)...)
}

func multipartOf(fields url.Values, files []File) (*bytes.Buffer, string) {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, list := range fields {
		for _, v := range list {
			_ = m.WriteField(k, v) // into memory
		}
	}
	for _, f := range files {
		part, _ := m.CreatePart(map[string][]string{
			"Content-Disposition": {`form-data; name="files"; filename="` + strings.ReplaceAll(f.Name, `"`, `\"`) + `"`},
			"Content-Type":        {f.Type},
		})
		_, _ = part.Write([]byte(f.Content))
	}
	_ = m.Close()
	return &b, m.FormDataContentType()
}

func each(n *html.Node, fn func(*html.Node)) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode {
			fn(c)
		}
		each(c, fn)
	}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}
