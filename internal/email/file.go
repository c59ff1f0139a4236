package email

import (
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"net/textproto"
	"strings"
)

// file is a leaf of bytes, in base64 (RFC 2045 §6.8).
func file(p Part, inline bool) entity {
	disposition := "attachment"
	if inline {
		disposition = "inline"
	}
	var name []string
	if p.FileName != "" {
		name = parameter("filename", p.FileName)
	}
	mediaType := usableType(p.Type)
	h := textproto.MIMEHeader{
		"Content-Type":              {mediaType},
		"Content-Transfer-Encoding": {"base64"},
		"Content-Disposition":       {withParameters(len("Content-Disposition:"), disposition, name...)},
	}
	if p.ContentID != "" {
		h["Content-Id"] = []string{"<" + p.ContentID + ">"}
	}
	return entity{mediaType, h, func(w io.Writer) error { return copyFile(w, p) }}
}

// copyFile fails when the file is not as long as was said: a file cut short is
// never mailed as if it were whole.
func copyFile(w io.Writer, p Part) error {
	r, err := p.Open()
	if err != nil {
		return fmt.Errorf("open part: %w", err)
	}
	defer r.Close()
	lines := &lineWriter{w: w}
	enc := base64.NewEncoder(base64.StdEncoding, lines)
	n, err := io.Copy(enc, r)
	if err != nil {
		return fmt.Errorf("copy part: %w", err)
	}
	if n != p.Size {
		return fmt.Errorf("part is %d bytes, expected %d", n, p.Size)
	}
	if err := enc.Close(); err != nil {
		return err
	}
	return lines.end()
}

func checkPart(p Part) error {
	if hasControl(p.FileName) {
		return refused("file name")
	}
	if err := plain("Content-Type", p.Type); err != nil {
		return err
	}
	if p.ContentID != "" && !isMessageID("<"+p.ContentID+">") {
		return refused("Content-ID")
	}
	return nil
}

// usableType keeps a media type and its charset. Composite types may not be in
// base64 (RFC 2046 §5), and what cannot be parsed cannot be trusted.
func usableType(s string) string {
	t, params, err := mime.ParseMediaType(s)
	if err != nil || len(t) > 60 || !strings.Contains(t, "/") || strings.HasPrefix(t, "multipart/") || strings.HasPrefix(t, "message/") {
		return "application/octet-stream"
	}
	if isToken(params["charset"]) && len(params["charset"]) < 20 {
		return withParameters(len("Content-Type:"), t, "charset="+params["charset"])
	}
	return t
}

// lineWriter breaks base64 into lines of 76 characters.
type lineWriter struct {
	w      io.Writer
	column int
}

func (l *lineWriter) Write(b []byte) (int, error) {
	total := len(b)
	for len(b) > 0 {
		n := min(lineGoal-l.column, len(b))
		if _, err := l.w.Write(b[:n]); err != nil {
			return 0, err
		}
		b, l.column = b[n:], l.column+n
		if l.column == lineGoal {
			if err := l.end(); err != nil {
				return 0, err
			}
		}
	}
	return total, nil
}

// end closes a line that has begun.
func (l *lineWriter) end() error {
	if l.column == 0 {
		return nil
	}
	l.column = 0
	_, err := io.WriteString(l.w, "\r\n")
	return err
}
