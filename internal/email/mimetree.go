package email

import (
	"bytes"
	"strings"
)

// node is a part of a received message (RFC 2045 §2.4). body is a piece of the
// raw message, never a copy.
type node struct {
	fields   fieldList
	kind     string // media type in lower case, never empty
	params   map[string]string
	body     []byte
	children []*node
	parent   *node
}

func (n *node) multipart() bool { return strings.HasPrefix(n.kind, "multipart/") }

// disposition is "inline", "attachment" or "", and the file's name.
func (n *node) disposition() (kind, name string) {
	kind, params := mediaType(n.fields.get("content-disposition"))
	if name = params["filename"]; name == "" {
		name = n.params["name"]
	}
	return kind, name
}

func newNode(fields fieldList, parent *node) *node {
	n := &node{fields: fields, parent: parent}
	n.kind, n.params = mediaType(fields.get("content-type"))
	if strings.Count(n.kind, "/") != 1 {
		n.kind = "text/plain" // RFC 2045 §5.2
		if parent != nil && parent.kind == "multipart/digest" {
			n.kind = "message/rfc822"
		}
	}
	return n
}

// treeReader splits a message at its boundaries in one pass over the bytes,
// however the multiparts lie within each other: every line that begins with
// "--" is looked up among the boundaries open at that place.
type treeReader struct {
	raw    []byte
	limits Limits
	open   []openPart
	levels map[string]int // boundary → index in open
	parts  int
	cut    func(Cut)
}

// openPart is a multipart whose end has not come yet.
type openPart struct {
	n        *node
	boundary string
	shadowed int   // level+1 of an outer part with the same boundary
	child    *node // the part being read
	from     int   // where the child's body begins
}

func readTree(raw []byte, root *node, limits Limits, cut func(Cut)) {
	r := &treeReader{raw: raw, limits: limits, levels: map[string]int{}, parts: 1, cut: cut}
	root.body = raw
	if !r.descend(root, 0) {
		return
	}
	for at := 0; at < len(raw); {
		start := at
		if at > 0 || !bytes.HasPrefix(raw, []byte("--")) {
			i := bytes.Index(raw[max(0, at-1):], []byte("\n--"))
			if i < 0 {
				break
			}
			start = max(0, at-1) + i + 1
		}
		line, rest := cutLine(raw[start:])
		at = len(raw) - len(rest)
		level, closing, ok := r.lookUp(line)
		if !ok {
			continue
		}
		r.closeTo(level, start)
		if closing {
			r.pop()
			if len(r.open) == 0 {
				return
			}
			continue
		}
		if at, ok = r.begin(at); !ok {
			break
		}
	}
	r.closeTo(0, len(raw))
}

// descend opens n when it is a multipart that may be opened.
func (r *treeReader) descend(n *node, from int) bool {
	if !n.multipart() {
		return false
	}
	boundary := n.params["boundary"]
	if boundary == "" {
		boundary = guessBoundary(r.raw[from:])
	}
	if boundary == "" {
		return false
	}
	if len(r.open) >= r.limits.Depth {
		r.cut(CutDepth)
		n.kind = "application/octet-stream" // becomes a file
		return false
	}
	boundary = strings.TrimRight(boundary, " \t")
	p := openPart{n: n, boundary: boundary, from: from}
	if outer, ok := r.levels[boundary]; ok {
		p.shadowed = outer + 1
	}
	r.levels[boundary] = len(r.open)
	r.open = append(r.open, p)
	return true
}

// lookUp finds the open multipart that a "--" line delimits.
func (r *treeReader) lookUp(line []byte) (level int, closing, ok bool) {
	if len(line) > 1000 {
		return 0, false, false
	}
	line = bytes.TrimRight(line[2:], " \t\r")
	if level, ok = r.levels[string(line)]; ok {
		return level, false, true
	}
	if before, found := bytes.CutSuffix(line, []byte("--")); found {
		level, ok = r.levels[string(before)]
		return level, true, ok
	}
	return 0, false, false
}

// closeTo ends the part being read at level and all within it: an outer
// boundary ends inner multiparts that were never closed (RFC 2046 §5.1.2).
func (r *treeReader) closeTo(level, end int) {
	for len(r.open) > 0 {
		p := &r.open[len(r.open)-1]
		if p.child != nil {
			p.child.body = withoutLineEnd(r.raw[p.from:max(p.from, end)])
			p.child = nil
		} else if len(p.n.children) == 0 {
			p.n.body = withoutLineEnd(r.raw[p.from:max(p.from, end)])
		}
		if len(r.open)-1 == level {
			return
		}
		r.pop()
	}
}

func (r *treeReader) pop() {
	p := r.open[len(r.open)-1]
	r.open = r.open[:len(r.open)-1]
	if p.shadowed > 0 {
		r.levels[p.boundary] = p.shadowed - 1
	} else {
		delete(r.levels, p.boundary)
	}
}

// begin reads the header of the part that starts at and says where to go on.
func (r *treeReader) begin(at int) (int, bool) {
	if r.parts++; r.parts > r.limits.Parts {
		r.cut(CutParts)
		return at, false
	}
	p := &r.open[len(r.open)-1]
	fields, size, cut := readFields(r.raw[at:], r.limits.Headers, func(line []byte) bool {
		if !bytes.HasPrefix(line, []byte("--")) {
			return false
		}
		_, _, ok := r.lookUp(line)
		return ok
	})
	if cut {
		r.cut(CutHeaders)
	}
	child := newNode(fields, p.n)
	p.n.children = append(p.n.children, child)
	p.child, p.from = child, at+size
	level := len(r.open) - 1
	if r.descend(child, p.from) {
		r.open[level].child = nil
	}
	return at + size, true
}

func withoutLineEnd(b []byte) []byte {
	b = bytes.TrimSuffix(b, []byte("\n"))
	return bytes.TrimSuffix(b, []byte("\r"))
}

// guessBoundary is for a multipart that does not name its boundary, or names
// another than it uses: the first line that begins with "--" and is followed
// by a part's header.
func guessBoundary(b []byte) string {
	b = b[:min(len(b), 16<<10)]
	for len(b) > 0 {
		line, rest := cutLine(b)
		if len(line) > 4 && len(line) < 200 && bytes.HasPrefix(line, []byte("--")) {
			next, _ := cutLine(rest)
			if len(next) > 8 && strings.EqualFold(string(next[:8]), "content-") {
				return string(bytes.TrimRight(line[2:], " \t"))
			}
		}
		b = rest
	}
	return ""
}
