package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"balie/internal/blob"
	"balie/internal/email"
	"balie/internal/errs"
	"balie/internal/locale"
	"balie/internal/richtext"
	"balie/internal/store"
	"balie/internal/ticket"
)

// restMax is how much of what folds away is kept with a message, in bytes of
// text. The original has all of it.
const restMax = 64 << 10

// mailRead is a mail as far as it can be read outside a transaction: its files
// lie in the blobs.
type mailRead struct {
	*email.Message
	auth    email.Authentication
	proven  bool
	subject string // "" when it has none
	text    string // what is said now
	body    string // cleaned, with pictures of files
	rest    string // cleaned
	folded  string // rest as text, at full length
	files   []ticket.File
	digest  string

	contentIDs []string // of the files
}

// errUnreadable is a mail that no later try will read.
type errUnreadable struct{ error }

func (e errUnreadable) Unwrap() error { return e.error }

// readMail reads a stored mail and stores its files. Doing it twice leaves the
// same.
func (d *Desk) readMail(ctx context.Context, row store.Inbound, l *locale.Locale) (in *mailRead, err error) {
	raw, err := d.rawMail(ctx, row.Hash)
	if err != nil {
		return nil, err
	}
	m, err := email.Parse(raw, email.DefaultLimits())
	if err != nil {
		return nil, errUnreadable{err}
	}
	in = &mailRead{Message: m, auth: m.Authentication(d.AuthServer)}
	in.proven = in.auth.Proves(m)
	sum := sha256.Sum256([]byte(m.From.Addr + "\x00" + m.Subject + "\x00" + m.Text))
	in.digest = hex.EncodeToString(sum[:])
	said := m.Visible(d.aboveQuotes()...)
	in.text, in.folded = said.Text, said.TextRest
	if err := d.storeFiles(ctx, in, said); err != nil {
		return nil, err
	}
	in.write(said, l)
	return in, nil
}

func (d *Desk) rawMail(ctx context.Context, hash string) ([]byte, error) {
	content, err := d.Blobs.Open(ctx, blob.Hash(hash))
	if errs.Is(err, errs.NotFound) {
		return nil, errUnreadable{fmt.Errorf("the stored mail is gone: %w", err)}
	}
	if err != nil {
		return nil, err
	}
	defer content.Close()
	return io.ReadAll(io.LimitReader(content, MailMax+1))
}

// storeFiles stores the attachments, and the pictures of what is said now;
// those of folded history and signatures stay in the original. A file gets a
// number below zero, by which the body names it until it has its own.
func (d *Desk) storeFiles(ctx context.Context, in *mailRead, said email.Reading) error {
	for _, f := range in.Files {
		if f.Inline && f.ContentID != "" && !names(said.HTML, f.ContentID) && names(said.HTMLRest, f.ContentID) {
			continue
		}
		info, err := d.Blobs.Put(ctx, f.Open(), MailMax)
		if err != nil {
			return err
		}
		kept := ticket.File{
			Name: fileName(f.Name), Type: plainType(f.Type), Size: info.Size, Hash: string(info.Hash), Upload: -int64(len(in.files) + 1),
		}
		if strings.HasPrefix(kept.Type, "image/") {
			if kept.Type, err = d.typeOf(ctx, info.Hash); err != nil {
				return err
			}
		}
		in.files, in.contentIDs = append(in.files, kept), append(in.contentIDs, f.ContentID)
	}
	return nil
}

// names reports whether HTML shows the file of a Content-ID.
func names(html, id string) bool {
	return strings.Contains(html, "cid:"+id) || strings.Contains(html, "cid:"+url.PathEscape(id))
}

// write makes the body and what folds away under it.
func (in *mailRead) write(said email.Reading, l *locale.Locale) {
	cutting := richtext.CutSentence(l.T("mailin.cut"))
	subject, long := ticket.CutSubject(in.Subject)
	in.subject = subject
	body := ""
	if said.HTML != "" {
		body = richtext.Clean(said.HTML, cutting, richtext.Images(in.picture)).String()
	}
	if body == "" {
		body = richtext.FromText(said.Text, cutting).String()
	}
	if body == "" && len(in.files) == 0 {
		body = richtext.FromText(l.T("mailin.empty")).String()
	}
	if long != "" {
		body = richtext.FromText(long).String() + body
	}
	in.body = body
	if rest := strings.TrimSpace(said.TextRest); rest != "" {
		in.rest = richtext.FromText(strings.ToValidUTF8(rest[:min(len(rest), restMax)], "")).String()
	}
}

// picture finds the file that an image of the mail's HTML shows.
func (in *mailRead) picture(src string) (string, bool) {
	id, ours := "", false
	if len(src) > 4 && strings.EqualFold(src[:4], "cid:") {
		id, ours = src[4:], true
		if plain, err := url.PathUnescape(id); err == nil {
			id = plain
		}
	}
	for i, file := range in.files {
		if !shownType(file.Type) {
			continue
		}
		if ours && id != "" && strings.EqualFold(in.contentIDs[i], id) || src == pictureURL(file) {
			return pictureURL(file), true
		}
	}
	return "", false
}

// message is the mail as an entry of a thread.
func (in *mailRead) message(by ticket.By, hidden bool) *ticket.Message {
	return &ticket.Message{
		Author: by.User, Desk: by.Org, Hidden: hidden, Channel: ticket.Mail, Body: in.body, Rest: in.rest, Files: slices.Clone(in.files),
	}
}

// aboveQuotes is the sentence above what an answer to a mail of ours quotes, in
// every language.
func (d *Desk) aboveQuotes() (out []string) {
	for _, code := range d.Texts.Languages() {
		out = append(out, d.Texts.In(code, time.UTC).T("mail.above"))
	}
	return out
}
