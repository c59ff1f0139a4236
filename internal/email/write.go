package email

import "io"

// Write writes m as an Internet message (RFC 5322) in MIME (RFC 2045):
// multipart/mixed around multipart/related around multipart/alternative, each
// only where it is needed. Equal input gives equal bytes. Lines end in CRLF and
// are at most 76 bytes, except where one identifier or address is longer.
//
// A header source with CR, LF or NUL, or one its field cannot hold, is refused
// with errs.Invalid before the first byte is written. An error while a part is
// read leaves a message cut short, which must not be sent.
func Write(w io.Writer, m Outgoing) error {
	head, err := headers(m)
	if err != nil {
		return err
	}
	for _, p := range m.Parts {
		if err := checkPart(p); err != nil {
			return err
		}
	}
	root := tree(m)
	if _, err := io.WriteString(w, head+root.fields()+"\r\n"); err != nil {
		return err
	}
	return root.body(w)
}

// tree decides the MIME structure.
func tree(m Outgoing) entity {
	shown := text("text/plain", m.Text)
	var related, mixed []entity
	if m.HTML != "" {
		html := text("text/html", m.HTML)
		if m.Text == "" {
			shown = html
		} else {
			shown = multi("alternative", m.MessageID, "", []entity{shown, html})
		}
	}
	for _, p := range m.Parts {
		if p.Inline && m.HTML != "" {
			related = append(related, file(p, true))
		} else {
			mixed = append(mixed, file(p, false))
		}
	}
	if len(related) > 0 {
		shown = multi("related", m.MessageID, shown.mediaType, append([]entity{shown}, related...))
	}
	if len(mixed) > 0 {
		shown = multi("mixed", m.MessageID, "", append([]entity{shown}, mixed...))
	}
	return shown
}
