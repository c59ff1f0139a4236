package desk

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	_ "image/gif"  // these three are what browsers show
	_ "image/jpeg" // and what is verified before it is shown
	_ "image/png"
	"io"
	"slices"
	"strings"

	"balie/internal/access"
	"balie/internal/blob"
	"balie/internal/errs"
	"balie/internal/richtext"
	"balie/internal/store"
	"balie/internal/ticket"
)

// maxPixels is the largest picture that is shown; larger ones are files.
const maxPixels = 40 << 20

// maxThumbnail is the largest file, in bytes, that a list shows small.
const maxThumbnail = 4 << 20

var pictureTypes = map[string]string{"png": "image/png", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp"}

// shownType reports whether files of the type may be shown in a page, once
// their bytes are verified.
func shownType(mediaType string) bool {
	for _, t := range pictureTypes {
		if t == mediaType {
			return true
		}
	}
	return false
}

// PictureURL is where a file is shown as a picture, "" for other files. Whether
// its bytes are one is decided there, each time.
func PictureURL(f ticket.File) string {
	if !shownType(f.Type) {
		return ""
	}
	return pictureURL(f)
}

// ThumbnailURL is PictureURL for a list of files: "" for large ones, too.
func ThumbnailURL(f ticket.File) string {
	if f.Size > maxThumbnail {
		return ""
	}
	return PictureURL(f)
}

// UploadPictureURL is where its owner sees a waiting file, "" unless it is a
// picture.
func UploadPictureURL(u File) string {
	return PictureURL(ticket.File{Upload: u.ID, Type: u.Type})
}

// pictureURL is what a message's body names: the upload, until it is stored.
func pictureURL(f ticket.File) string {
	if f.Upload != 0 {
		return fmt.Sprintf("/uploads/%d/image", f.Upload)
	}
	return fmt.Sprintf("/files/%d/image", f.ID)
}

// addFiles attaches the message's files, and lets its body name them by the ids
// that they got; had are files that it has already.
func addFiles(tx *store.Tx, m *ticket.Message, had ...ticket.File) error {
	before := slices.Concat(had, m.Files)
	if err := tx.AddFiles(*m); err != nil {
		return err
	}
	for i := range m.Files {
		m.Files[i].Upload = 0
	}
	body := renamed(m.Body, before, slices.Concat(had, m.Files))
	if body == m.Body {
		return nil
	}
	m.Body = body
	return tx.SetBody(m.ID, body)
}

// renamed is a body whose pictures of some files are those of others. A picture
// of no such file becomes its words.
func renamed(body string, from, to []ticket.File) string {
	if !strings.Contains(body, "<img ") {
		return body
	}
	return richtext.Clean(body, richtext.Images(func(src string) (string, bool) {
		for i := range from {
			if src == pictureURL(from[i]) || src == pictureURL(to[i]) {
				return pictureURL(to[i]), true
			}
		}
		return "", false
	})).String()
}

// UploadPicture opens a person's own waiting file, if it is a picture.
func (d *Desk) UploadPicture(ctx context.Context, a access.Actor, id int64) (ticket.File, io.ReadSeekCloser, error) {
	list, err := d.Uploads(ctx, a, []int64{id})
	if err == nil && len(list) == 0 {
		err = errs.Absent()
	}
	if err != nil {
		return ticket.File{}, nil, err
	}
	f := ticket.File{Name: list[0].Name, Size: list[0].Size, Hash: list[0].Hash}
	content, err := d.Blobs.Open(ctx, blob.Hash(f.Hash))
	return verified(f, content, err)
}

// Picture opens an attachment that is a picture, for whoever may read its
// message, at their desk or as a customer.
func (d *Desk) Picture(ctx context.Context, a access.Actor, id int64) (ticket.File, io.ReadSeekCloser, error) {
	if _, works := a.Desk(); works {
		f, content, err := d.File(ctx, a, id, false)
		if !errs.Is(err, errs.NotFound) {
			return verified(f, content, err)
		}
	}
	return verified(d.File(ctx, a, id, true))
}

// typeOf is the media type of bytes that were called a picture.
func (d *Desk) typeOf(ctx context.Context, h blob.Hash) (string, error) {
	content, err := d.Blobs.Open(ctx, h)
	if err != nil {
		return "", err
	}
	defer content.Close()
	if t := pictureType(content); t != "" {
		return t, nil
	}
	return "application/octet-stream", nil
}

// verified passes a picture on, with the type that its bytes have; anything
// else does not exist.
func verified(f ticket.File, content io.ReadSeekCloser, err error) (ticket.File, io.ReadSeekCloser, error) {
	if err != nil {
		return ticket.File{}, nil, err
	}
	if f.Type = pictureType(content); f.Type == "" {
		err = errs.Absent()
	} else if _, err = content.Seek(0, io.SeekStart); err != nil {
		err = errs.New(errs.Unavailable, "error.file_gone").Because(err)
	}
	if err != nil {
		content.Close()
		return ticket.File{}, nil, err
	}
	return f, content, nil
}

// pictureType is the media type of the picture in r, by its bytes; "" when it
// is none that is shown, or too large for the memory of who looks.
func pictureType(r io.Reader) string {
	var head bytes.Buffer
	config, format, err := image.DecodeConfig(io.TeeReader(io.LimitReader(r, 1<<20), &head))
	if err != nil {
		format = "webp"
		config.Width, config.Height = webpSize(head.Bytes())
	}
	if config.Width <= 0 || config.Height <= 0 || config.Width > maxPixels/config.Height {
		return ""
	}
	return pictureTypes[format]
}

// webpSize is the size of a WebP picture in pixels (RFC 9649 §2.5 to 2.7), 0 when
// b does not begin one.
func webpSize(b []byte) (width, height int) {
	if len(b) < 30 || string(b[:4]) != "RIFF" || string(b[8:12]) != "WEBP" {
		return 0, 0
	}
	switch data := b[20:]; string(b[12:16]) {
	case "VP8 ":
		if !bytes.Equal(data[3:6], []byte{0x9d, 0x01, 0x2a}) {
			return 0, 0
		}
		return int(binary.LittleEndian.Uint16(data[6:])) & 0x3fff, int(binary.LittleEndian.Uint16(data[8:])) & 0x3fff
	case "VP8L":
		if data[0] != 0x2f {
			return 0, 0
		}
		bits := binary.LittleEndian.Uint32(data[1:])
		return int(bits&0x3fff) + 1, int(bits>>14&0x3fff) + 1
	case "VP8X":
		return int(uint24(data[4:])) + 1, int(uint24(data[7:])) + 1
	}
	return 0, 0
}

func uint24(b []byte) uint32 { return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 }

// mailed is a message as mails have it: a picture that does not go along is its
// name, for it is shown to whoever signed in alone.
func mailed(m ticket.PublicMessage, along map[string]string) richtext.HTML {
	return richtext.Clean(m.Body, richtext.Images(func(src string) (string, bool) {
		_, ok := along[src]
		return src, ok
	}))
}
