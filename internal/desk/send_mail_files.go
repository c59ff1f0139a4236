package desk

import (
	"context"
	"fmt"
	"io"
	"path"
	"strings"

	"balie/internal/blob"
	"balie/internal/email"
	"balie/internal/errs"
	"balie/internal/letter"
	"balie/internal/ticket"
)

// mailFilesMax is how many bytes of files go with one mail; docs/operating.md
// names it.
const mailFilesMax = 5 << 20

// refusedFiles are the kinds that mail servers turn a whole mail away for.
const refusedFiles = " .ade .adp .apk .app .appx .bat .chm .cmd .com .cpl .dll .dmg .exe .hta .img .inf .ins .iso .isp .jar .js .jse " +
	".lib .lnk .mde .msc .msi .msix .msp .mst .nsh .pif .ps1 .reg .scr .sct .shb .sys .vb .vbe .vbs .vhd .vhdx .vxd .wsc .wsf .wsh .xll "

// along is what goes with a mail of its message's files, and what is linked
// instead.
type along struct {
	pictures map[string]string // Content-IDs by the address in the body
	parts    []email.Part
	links    []letter.File
}

// attach decides about the files of the message that the mail carries: pictures
// in its text are shown in place, then what fits goes along in its order; agents
// get links to that, for what a customer sends would go to all of a desk. The
// rest is linked, too. Bytes are read when the mail is sent.
func (s *scene) attach(ctx context.Context) error {
	if !letter.Kind(s.kind()).Carries() || aboutMany(s.mail.Kind) {
		return nil
	}
	body := ""
	for _, m := range s.messages {
		if m.ID == s.event.Message {
			body = m.Body
		}
	}
	if s.event.Message == 0 || body == "" && len(s.files) == 0 {
		return nil
	}
	left, rest := int64(mailFilesMax), []ticket.File{}
	for _, f := range s.files {
		shown, err := s.picture(ctx, f, body, left)
		if err != nil {
			return err
		}
		if !shown {
			rest = append(rest, f)
			continue
		}
		left -= f.Size
	}
	for _, f := range rest {
		fits, err := s.fits(ctx, f, left)
		if err != nil {
			return err
		}
		if !fits {
			s.along.links = append(s.along.links, letter.File{Name: f.Name, Link: s.fileLink(f), Size: f.Size})
			continue
		}
		left -= f.Size
		s.along.parts = append(s.along.parts, s.part(ctx, f, "", f.Type))
	}
	return nil
}

// picture takes a file along that the body shows, if its bytes are a picture.
func (s *scene) picture(ctx context.Context, f ticket.File, body string, left int64) (bool, error) {
	src := pictureURL(f)
	if f.Size > left || !shownType(f.Type) || !strings.Contains(body, `src="`+src+`"`) {
		return false, nil
	}
	kind, err := s.d.typeOf(ctx, blob.Hash(f.Hash))
	if errs.Is(err, errs.NotFound) {
		return false, nil
	}
	if err != nil || !shownType(kind) {
		return false, err
	}
	id := fmt.Sprintf("file%d@%s", f.ID, afterAt(s.from().Addr))
	if s.along.pictures == nil {
		s.along.pictures = map[string]string{}
	}
	s.along.pictures[src] = id
	s.along.parts = append(s.along.parts, s.part(ctx, f, id, kind))
	return true, nil
}

func (s *scene) fits(ctx context.Context, f ticket.File, left int64) (bool, error) {
	if s.staff || f.Size > left || strings.Contains(refusedFiles, " "+strings.ToLower(path.Ext(f.Name))+" ") {
		return false, nil
	}
	return s.d.Blobs.Has(ctx, blob.Hash(f.Hash))
}

func (s *scene) part(ctx context.Context, f ticket.File, contentID, mediaType string) email.Part {
	return email.Part{
		FileName: f.Name, Type: mediaType, Inline: contentID != "", ContentID: contentID, Size: f.Size,
		Open: func() (io.ReadCloser, error) { return s.d.Blobs.Open(ctx, blob.Hash(f.Hash)) },
	}
}

func (s *scene) fileLink(f ticket.File) string {
	if s.staff {
		return s.d.Base.JoinPath("desk", "files", fmt.Sprint(f.ID)).String()
	}
	return s.d.Base.JoinPath("files", fmt.Sprint(f.ID)).String()
}
