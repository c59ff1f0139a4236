package desk

import (
	"context"
	"io"
	"mime"
	"strings"
	"unicode"

	"balie/internal/access"
	"balie/internal/blob"
	"balie/internal/errs"
	"balie/internal/locale"
	"balie/internal/store"
	"balie/internal/ticket"
)

// UploadFile stores a file of at most limit bytes that waits for its message.
// The name is kept as data: only its last part, without control characters.
func (d *Desk) UploadFile(ctx context.Context, a access.Actor, name, mediaType string, r io.Reader, limit int64) (store.Upload, error) {
	if a.User == 0 {
		return store.Upload{}, errs.New(errs.Unauthenticated, "error.unauthenticated")
	}
	info, err := d.Blobs.Put(ctx, r, limit)
	if err != nil {
		if errs.Is(err, errs.TooLarge) {
			err = errs.New(errs.TooLarge, "error.check_fields").
				At("files", "error.file_too_large", "name", fileName(name), "max", locale.Bytes(d.Upload))
		}
		return store.Upload{}, err
	}
	u := store.Upload{User: a.User, Name: fileName(name), Type: plainType(mediaType), Size: info.Size, Hash: string(info.Hash)}
	if strings.HasPrefix(mediaType, "image/") {
		if u.Type, err = d.typeOf(ctx, info.Hash); err != nil {
			return u, err
		}
	}
	err = d.Store.Write(ctx, func(tx *store.Tx) error { return tx.AddUpload(&u) })
	return u, err
}

// plainType is a media type without its parameters; what is none counts as
// bytes.
func plainType(s string) string {
	t, _, err := mime.ParseMediaType(s)
	if err != nil {
		return "application/octet-stream"
	}
	return t
}

// fileName is what we show of a name that somebody sent.
func fileName(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if i := strings.LastIndexAny(s, `/\`); i >= 0 {
		s = s[i+1:]
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, s)
	if s = strings.Trim(s, " ."); s == "" {
		s = "file"
	}
	if r := []rune(s); len(r) > 150 {
		s = string(r[:100]) + "…" + string(r[len(r)-40:])
	}
	return s
}

// Uploads gives a person's waiting files, for a form that is shown again.
func (d *Desk) Uploads(ctx context.Context, a access.Actor, ids []int64) (list []store.Upload, err error) {
	err = d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		list, err = tx.Uploads(a.User, ids)
		return err
	})
	return list, err
}

// File opens an attachment for whoever may read its message: in the workspace
// with hidden ones, in the portal public ones only.
func (d *Desk) File(ctx context.Context, a access.Actor, id int64, portal bool) (ticket.File, io.ReadSeekCloser, error) {
	check := staff
	if portal {
		check = customer
	}
	scope, err := check(a)
	if err != nil {
		return ticket.File{}, nil, err
	}
	var f ticket.File
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		file, m, err := tx.FileOf(id)
		if err != nil {
			return err
		}
		if (m.Hidden || m.PublicFrom.After(tx.Now)) && (portal || !a.Reads(m)) {
			return errs.Absent()
		}
		f = file
		_, err = tx.Ticket(scope, m.Ticket)
		return err
	})
	if err != nil {
		return ticket.File{}, nil, err
	}
	content, err := d.Blobs.Open(ctx, blob.Hash(f.Hash))
	if errs.Is(err, errs.NotFound) {
		err = errs.New(errs.Unavailable, "error.file_gone").Because(err)
	}
	return f, content, err
}
