package email

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"strings"
)

// entity is one node of the MIME tree (RFC 2045 §2.4).
type entity struct {
	mediaType string
	header    textproto.MIMEHeader
	body      func(io.Writer) error
}

// fields are the node's header lines for the top of a message.
func (e entity) fields() string {
	var b strings.Builder
	for _, name := range []string{"Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Content-Id"} {
		if v := e.header.Get(name); v != "" {
			b.WriteString(name + ": " + v + "\r\n")
		}
	}
	return b.String()
}

// text is a leaf of words, in quoted-printable (RFC 2045 §6.7).
func text(mediaType, s string) entity {
	if !strings.HasSuffix(s, "\n") {
		s += "\n"
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	return entity{mediaType, textproto.MIMEHeader{
		"Content-Type":              {mediaType + "; charset=utf-8"},
		"Content-Transfer-Encoding": {"quoted-printable"},
	}, func(w io.Writer) error {
		q := quotedprintable.NewWriter(w)
		if _, err := io.WriteString(q, s); err != nil {
			return err
		}
		return q.Close()
	}}
}

// multi is an inner node (RFC 2046 §5.1); start is the media type of the first
// child where multipart/related wants it named (RFC 2387 §3.1).
func multi(kind, messageID, start string, children []entity) entity {
	mark := boundary(kind, messageID)
	params := parameter("boundary", mark)
	if start != "" {
		params = append(params, parameter("type", start)...)
	}
	mediaType := "multipart/" + kind
	return entity{mediaType, textproto.MIMEHeader{
		"Content-Type": {withParameters(len("Content-Type:"), mediaType, params...)},
	}, func(w io.Writer) error {
		mw := multipart.NewWriter(w)
		if err := mw.SetBoundary(mark); err != nil {
			return err
		}
		for _, c := range children {
			pw, err := mw.CreatePart(c.header)
			if err != nil {
				return err
			}
			if err := c.body(pw); err != nil {
				return err
			}
		}
		return mw.Close()
	}}
}

// boundary comes from the Message-ID, so a retry draws the same one. Its "=_"
// can stand in no quoted-printable or base64 line (RFC 2045 §6.7), hence no
// content can end a part early.
func boundary(kind, messageID string) string {
	sum := sha256.Sum256([]byte(kind + " " + messageID))
	return "=_" + kind + "_" + hex.EncodeToString(sum[:12])
}
