package email

import (
	"bytes"
	"io"
	"path"
	"strings"
)

// File is an attachment or a picture of a received message. It holds a piece
// of the raw message and decodes while it is read.
type File struct {
	Name      string // for people, without folders or control characters; never empty
	Type      string // media type in lower case
	ContentID string // without brackets; "" when it has none
	Inline    bool   // the HTML shows it as "cid:" and ContentID

	encoding string
	raw      []byte
}

// Open reads the decoded content from its start. It never fails: of a broken
// encoding comes what can be read.
func (f File) Open() io.Reader { return transferReader(f.encoding, f.raw) }

// IsMessage reports a forwarded mail or a returned one, which Message reads.
func (f File) IsMessage() bool { return f.Type == "message/rfc822" || f.Type == "message/global" }

// Message reads a file that is a mail (RFC 2046 §5.2.1), within limits.
func (f File) Message(limits Limits) (*Message, error) {
	limits = limits.withDefaults()
	raw := f.raw
	if isEncoded(f.encoding) {
		raw, _ = io.ReadAll(io.LimitReader(f.Open(), int64(limits.Bytes)+1))
	}
	return Parse(raw, limits)
}

func isEncoded(encoding string) bool {
	_, plain := transferReader(encoding, nil).(*bytes.Reader)
	return !plain
}

func newFile(n *node) File {
	_, name := n.disposition()
	f := File{
		Type: n.kind, encoding: n.fields.get("content-transfer-encoding"), raw: n.body,
		ContentID: strings.Trim(strings.TrimSpace(n.fields.get("content-id")), "<> "),
	}
	if f.ContentID = oneLine(clip(f.ContentID, 500)); strings.ContainsAny(f.ContentID, " \"'<>") {
		f.ContentID = ""
	}
	if f.Name = fileName(name); f.Name == "" {
		f.Name = f.nameByType()
	}
	return f
}

// fileName keeps the last part of a path, and of that what a name may hold.
func fileName(s string) string {
	s = path.Base(strings.ReplaceAll(oneLine(s), `\`, "/"))
	if s = strings.Trim(s, ` ."'`); s == "/" {
		return ""
	}
	if len(s) > 200 {
		ext := path.Ext(s)
		if len(ext) > 20 {
			ext = ""
		}
		s = clip(s, 200-len(ext)) + ext
	}
	return s
}

// nameByType names a file that has no name of its own.
func (f File) nameByType() string {
	if f.IsMessage() {
		fields, _, _ := readFields(f.raw[:min(len(f.raw), 16<<10)], 16<<10, nil)
		if !isEncoded(f.encoding) {
			if s := fileName(strings.ReplaceAll(decodeWords(fields.get("subject")), "/", "-")); s != "" {
				return clip(s, 100) + ".eml"
			}
		}
		return "message.eml"
	}
	kind, sub, _ := strings.Cut(f.Type, "/")
	ext, known := map[string]string{
		"text/plain": "txt", "text/html": "html", "text/calendar": "ics", "text/csv": "csv", "text/vcard": "vcf", "text/x-vcard": "vcf",
		"application/ics": "ics", "application/pdf": "pdf", "application/zip": "zip", "application/pgp-signature": "asc",
		"application/pkcs7-signature": "p7s", "application/pkcs7-mime": "p7m", "application/ms-tnef": "dat",
		"image/jpeg": "jpg", "image/svg+xml": "svg", "image/x-icon": "ico", "audio/mpeg": "mp3", "video/quicktime": "mov",
	}[f.Type]
	switch {
	case f.Type == "application/ms-tnef":
		return "winmail.dat"
	case known:
	case isToken(sub) && kind != "application" && kind != "message" && kind != "multipart":
		ext = sub
	default:
		ext = "bin"
	}
	base, ok := map[string]string{"image": "picture", "text": "text", "audio": "sound", "video": "film"}[kind]
	if !ok {
		base = "file"
	}
	if ext == "ics" {
		base = "invitation"
	}
	return base + "." + ext
}
