package desk

import (
	"strings"
	"unicode/utf8"

	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/richtext"
	"balie/internal/store"
	"balie/internal/ticket"
)

// Limits of what one message may hold.
const (
	MaxText  = 1 << 20 // bytes of text
	MaxFiles = 20
)

// Writing is what a person typed and attached, as every face hands it in.
type Writing struct {
	Text    string  // plain text as typed, or what HTML says
	HTML    string  // as the editor gave it, from anybody; "" without an editor
	Typed   string  // with HTML: the text as the editor shows it, by which drafts are known
	Uploads []int64 // files that wait for this message
}

func (w Writing) empty() bool { return strings.TrimSpace(w.Text) == "" && len(w.Uploads) == 0 }

// check refuses what can't be a message; field names the text's input.
func (w Writing) check(field string) error {
	switch {
	case w.empty():
		return errs.New(errs.Invalid, "error.check_fields").At(field, "error.text_missing")
	case len(w.Text) > MaxText || len(w.HTML) > MaxText:
		return errs.New(errs.TooLarge, "error.check_fields").At(field, "error.text_too_long")
	case len(w.Uploads) > MaxFiles:
		return errs.New(errs.TooLarge, "error.check_fields").At("files", "error.files_too_many", "max", MaxFiles)
	}
	return nil
}

// message makes a message of it and takes its uploads.
func (w Writing) message(tx *store.Tx, by ticket.By, hidden bool) (*ticket.Message, error) {
	files, err := tx.UseUploads(by.User, w.Uploads)
	if err != nil {
		return nil, err
	}
	return &ticket.Message{
		Author: by.User, Desk: by.Org, Hidden: hidden, Channel: by.Channel, Body: w.body(files), Files: files,
	}, nil
}

// typed is the text as it stood in the form.
func (w Writing) typed() string {
	if w.HTML == "" {
		return w.Text
	}
	return w.Typed
}

// body is the message as it is kept, with pictures of its own files only.
func (w Writing) body(files []ticket.File) string {
	if w.HTML == "" {
		return richtext.FromText(strings.ToValidUTF8(strings.TrimSpace(w.Text), "\uFFFD")).String()
	}
	return richtext.Clean(w.HTML, richtext.Images(func(src string) (string, bool) {
		for _, f := range files {
			if src == pictureURL(f) && shownType(f.Type) {
				return src, true
			}
		}
		return "", false
	})).String()
}

// excerpt is the first words of a question, for lists.
func excerpt(text string) string {
	s := strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(s) <= excerptMax {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:excerptMax-1])) + "…"
}

const excerptMax = 100

// stale refuses when somebody else said or moved something after what the
// writer had seen. public limits that to what a customer may know.
func stale(tx *store.Tx, t ticket.Ticket, seen ticket.EventID, me org.UserID, public bool) error {
	last := t.LastEvent
	if public {
		last = t.LastPublic
	}
	if seen == 0 || last <= seen {
		return nil
	}
	events, err := tx.EventsSince(t.ID, seen)
	if err != nil {
		return err
	}
	for _, e := range events {
		moves := e.Info().Moves
		if e.Actor != me && (moves == ticket.BothAt || (moves == ticket.StaffAt && !public)) {
			return errs.New(errs.Conflict, KeyChanged)
		}
	}
	return nil
}

// KeyChanged is the key of the refusal that a face answers by showing what
// happened, with what was typed kept and a second way to send it.
const KeyChanged = "error.ticket_changed"
