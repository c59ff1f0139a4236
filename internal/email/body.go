package email

import (
	"fmt"
	"html"
	"strings"
)

// block is a piece of the body in reading order: text, HTML (Text then empty,
// or its plain alternative), or a picture between them.
type block struct {
	text, html string
	silent     bool // its words stand in another block
	picture    int  // index in Files, plus one
}

// bodyReader gathers blocks and files from the tree.
type bodyReader struct {
	m          *Message
	text, html int  // bytes that may still be kept
	begun      bool // a text was read
	unwrapped  bool // a signed envelope was opened
	parts      int  // most files there may be
	bytes      int  // longest file looked into
	limits     Limits
}

func (m *Message) readBody(limits Limits) {
	r := &bodyReader{m: m, text: limits.Text, html: limits.Text, parts: limits.Parts, bytes: limits.Bytes, limits: limits}
	blocks := r.walk(m.root)
	m.compose(sameTwice(blocks))
}

func (r *bodyReader) walk(n *node) []block {
	if n.multipart() && len(n.children) == 0 {
		n.kind = "text/plain" // a multipart without parts: show it as it stands
	}
	switch n.kind {
	case "multipart/alternative":
		return r.alternative(n)
	case "multipart/related":
		return r.related(n)
	case "multipart/encrypted":
		r.m.Encrypted = true
	}
	if !n.multipart() {
		return r.leaf(n)
	}
	var blocks []block
	for i, c := range n.children {
		switch {
		case n.kind == "multipart/report" && i > 0 && isReportPart(c.kind):
		case (n.kind == "multipart/signed" || n.kind == "multipart/encrypted") && i > 0:
			r.file(c)
		default:
			blocks = append(blocks, r.walk(c)...)
		}
	}
	return blocks
}

// alternative takes the words of the plainest version and the HTML of the
// richest; pictures and files of all of them.
func (r *bodyReader) alternative(n *node) []block {
	var plain, rich []block
	for _, c := range n.children {
		blocks := r.walk(c)
		switch {
		case hasHTML(blocks):
			rich = blocks
		case plain == nil:
			plain = blocks
		}
	}
	switch {
	case rich == nil, strings.TrimSpace(joinText(plain)) != "" && !showsAnything(rich):
		return plain
	case strings.TrimSpace(joinText(plain)) == "":
		return rich
	}
	for i := range rich {
		if rich[i].picture == 0 {
			rich[i].html, rich[i].text, rich[i].silent = htmlOf(rich[i]), "", true
		}
	}
	for i := range rich {
		if rich[i].silent {
			rich[i].text, rich[i].silent = joinText(plain), false
			break
		}
	}
	return rich
}

func (r *bodyReader) related(n *node) []block {
	root := 0
	if start := strings.Trim(n.params["start"], "<> "); start != "" {
		for i, c := range n.children {
			if strings.Trim(c.fields.get("content-id"), "<> ") == start {
				root = i
			}
		}
	}
	var blocks []block
	if len(n.children) > 0 && !strings.HasPrefix(n.children[root].kind, "multipart/") && !strings.HasPrefix(n.children[root].kind, "text/") {
		root = max(0, firstText(n))
	}
	for i, c := range n.children {
		switch {
		case i == root:
			blocks = r.walk(c)
		case c.multipart():
			blocks = append(blocks, r.walk(c)...)
		default:
			r.file(c)
		}
	}
	return blocks
}

func firstText(n *node) int {
	for i, c := range n.children {
		if strings.HasPrefix(c.kind, "text/") || c.multipart() {
			return i
		}
	}
	return -1
}

func (r *bodyReader) file(n *node) int {
	f := newFile(n)
	if f.Type == "text/calendar" && r.m.Calendar == "" {
		r.m.Calendar = strings.ToUpper(clip(n.params["method"], 20))
	}
	r.m.Files = append(r.m.Files, f)
	return len(r.m.Files)
}

func (r *bodyReader) leaf(n *node) []block {
	disposition, name := n.disposition()
	switch {
	case n.kind == "text/x-amp-html":
		return nil
	case isBodyText(n.kind) && (n.parent == nil || disposition != "attachment" && (name == "" || !r.begun)):
		return r.readText(n)
	case strings.HasPrefix(n.kind, "image/") && disposition == "inline":
		return []block{{picture: r.file(n)}}
	}
	r.file(n)
	switch n.kind {
	case "application/ms-tnef", "application/vnd.ms-tnef":
		return r.tnef(n)
	case "application/pkcs7-mime", "application/x-pkcs7-mime":
		return r.smime(n)
	}
	return nil
}

// tnef adds the files of a winmail.dat, and its words when there are no others.
func (r *bodyReader) tnef(n *node) []block {
	c := readTNEF(n.content(int64(r.bytes)))
	r.m.Files = append(r.m.Files, c.files[:min(len(c.files), max(0, r.parts-len(r.m.Files)))]...)
	s := cleanText(toUTF8(c.body[:min(len(c.body), r.text)], ""))
	if r.begun || strings.TrimSpace(s) == "" {
		return nil
	}
	r.begun = true
	r.text -= len(s)
	return []block{{text: s}}
}

// smime reads the mail in a signed envelope; other envelopes are closed.
func (r *bodyReader) smime(n *node) []block {
	inner := signedContent(n.content(int64(r.bytes)))
	if inner == nil || r.unwrapped {
		r.m.Encrypted = inner == nil
		return nil
	}
	r.unwrapped = true
	fields, body, _ := readFields(inner, r.limits.Headers, nil)
	root := newNode(fields, n)
	readTree(inner[body:], root, r.limits, r.m.cut)
	return r.walk(root)
}

func isBodyText(kind string) bool {
	switch kind {
	case "text/plain", "text/html", "text/markdown", "text/enriched", "text/richtext", "text", "message/plain", "application/xhtml+xml":
		return true
	}
	return false
}

// isReportPart reports what only programs read (RFC 3462); the returned mail
// itself stays a file.
func isReportPart(kind string) bool {
	switch kind {
	case "message/delivery-status", "message/global-delivery-status", "message/disposition-notification",
		"message/feedback-report", "text/rfc822-headers", "message/global-headers":
		return true
	}
	return false
}

func hasHTML(blocks []block) bool {
	for _, b := range blocks {
		if b.html != "" {
			return true
		}
	}
	return false
}

func showsAnything(blocks []block) bool {
	for _, b := range blocks {
		if b.picture > 0 || strings.Contains(b.html, "<img") || strings.TrimSpace(plainOf(b)) != "" {
			return true
		}
	}
	return false
}

func plainOf(b block) string {
	if b.text != "" || b.html == "" || b.silent {
		return b.text
	}
	return htmlText(b.html)
}

func htmlOf(b block) string {
	if b.html != "" || b.text == "" {
		return b.html
	}
	return "<div>" + strings.ReplaceAll(html.EscapeString(strings.Trim(b.text, "\n")), "\n", "<br>\n") + "</div>\n"
}

func joinText(blocks []block) string {
	var parts []string
	for _, b := range blocks {
		if s := strings.Trim(plainOf(b), "\n"); strings.TrimSpace(s) != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, "\n\n")
}

// sameTwice turns a text followed by an HTML part that says the same, sent as
// multipart/mixed, into the alternatives they are.
func sameTwice(blocks []block) []block {
	if len(blocks) < 2 || blocks[0].html != "" || blocks[0].text == "" || blocks[1].html == "" || blocks[1].text != "" {
		return blocks
	}
	if letters(blocks[0].text) != letters(htmlText(blocks[1].html)) {
		return blocks
	}
	blocks[1].text = blocks[0].text
	return blocks[1:]
}

// compose makes the body of its blocks. Pictures that the HTML shows by itself
// are not shown a second time.
func (m *Message) compose(blocks []block) {
	m.Text = joinText(blocks)
	shown := map[string]bool{}
	rich := false
	for _, b := range blocks {
		for _, id := range contentIDs(b.html) {
			shown[id] = true
		}
		rich = rich || b.html != ""
	}
	var out strings.Builder
	for _, b := range blocks {
		if b.picture == 0 {
			out.WriteString(htmlOf(b))
			continue
		}
		f := &m.Files[b.picture-1]
		if f.ContentID != "" && shown[f.ContentID] {
			continue
		}
		if f.ContentID == "" || strings.ContainsAny(f.ContentID, "&%") {
			f.ContentID = fmt.Sprintf("picture-%d@in.place", b.picture)
		}
		shown[f.ContentID] = true
		rich = true
		fmt.Fprintf(&out, "<div><img src=\"cid:%s\" alt=\"%s\"></div>\n", f.ContentID, html.EscapeString(f.Name))
	}
	for i := range m.Files {
		m.Files[i].Inline = m.Files[i].ContentID != "" && shown[m.Files[i].ContentID]
	}
	if rich {
		m.HTML = out.String()
	}
}
