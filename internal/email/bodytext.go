package email

import (
	"bytes"
	"io"
	"regexp"
	"strings"
)

// readText decodes a text part into a block, and takes uuencoded files out.
func (r *bodyReader) readText(n *node) []block {
	r.begun = true
	isHTML := n.kind == "text/html" || n.kind == "application/xhtml+xml"
	left := &r.text
	if isHTML {
		left = &r.html
	}
	raw := r.decodedText(n, isHTML, *left)
	charset := n.params["charset"]
	if charset == "" && isHTML {
		charset = metaCharset(raw)
	}
	s := cleanText(toUTF8(raw, charset))
	if len(s) > *left {
		s = clip(s, *left)
		r.m.cut(CutText)
	}
	*left -= len(s)
	switch {
	case strings.TrimSpace(s) == "":
		return nil
	case isHTML:
		return []block{{html: s}}
	case n.kind == "text/enriched" || n.kind == "text/richtext":
		s = htmlText(s)
	case lower(n.params["format"]) == "flowed":
		s = unflow(s, lower(n.params["delsp"]) == "yes")
	}
	return []block{{text: s}}
}

// decodedText undoes the transfer encoding, of little more than limit.
func (r *bodyReader) decodedText(n *node, isHTML bool, limit int) []byte {
	encoding := n.fields.get("content-transfer-encoding")
	raw := n.body
	if isEncoded(encoding) {
		raw, _ = io.ReadAll(io.LimitReader(transferReader(encoding, raw), 4*int64(limit)+4))
	}
	if !isHTML {
		raw = r.takeUU(raw)
	}
	if len(raw) > 4*limit+4 {
		raw = raw[:4*limit+4]
	}
	return raw
}

// takeUU gives b without its uuencoded files, which become Files. b stays as
// it is.
func (r *bodyReader) takeUU(b []byte) []byte {
	var words []byte
	found := false
	for len(r.m.Files) < r.parts {
		name, data, span, ok := nextUU(b)
		if !ok {
			break
		}
		found = true
		words = append(words, b[:span[0]]...)
		f := File{Name: fileName(decodeWords(headerText([]byte(name)))), Type: "application/octet-stream", encoding: uuLines, raw: data}
		if f.Name == "" {
			f.Name = "file.bin"
		}
		r.m.Files = append(r.m.Files, f)
		b = b[span[1]:]
	}
	if !found {
		return b
	}
	return append(words, b...)
}

// cleanText has "\n" at line ends and no control characters but tabs.
func cleanText(s string) string {
	if strings.Contains(s, "\r") {
		s = strings.NewReplacer("\r\r\n", "\n", "\r\n", "\n", "\r", "\n").Replace(s)
	}
	bad := func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == 0xFEFF }
	if !strings.ContainsFunc(s, bad) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if bad(r) {
			return -1
		}
		return r
	}, s)
}

var metaTag = regexp.MustCompile(`(?i)<meta[^>]{0,200}charset\s*=\s*["']?([a-z0-9_:.-]{1,40})`)

// metaCharset is what the page itself says, for when the mail says nothing.
func metaCharset(b []byte) string {
	if m := metaTag.FindSubmatch(b[:min(len(b), 2048)]); m != nil && !bytes.HasPrefix(bytes.ToLower(m[1]), []byte("utf-16")) {
		return string(m[1])
	}
	return ""
}

// unflow joins the lines of format=flowed (RFC 3676): a line that ends in a
// blank goes on in the next one of the same quote depth.
func unflow(s string, delSp bool) string {
	var out strings.Builder
	open, depthBefore := false, 0
	for line := range strings.SplitSeq(s, "\n") {
		depth := len(line) - len(strings.TrimLeft(line, ">"))
		text := strings.TrimPrefix(line[depth:], " ")
		joins := open && depth == depthBefore && text != "-- "
		if !joins && (out.Len() > 0 || open) {
			out.WriteByte('\n')
		}
		if !joins && depth > 0 {
			out.WriteString(strings.Repeat(">", depth) + " ")
		}
		open, depthBefore = strings.HasSuffix(text, " ") && text != "-- ", depth
		if open && delSp {
			text = text[:len(text)-1]
		}
		out.WriteString(text)
	}
	return out.String()
}
