package web

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/page"
	"balie/internal/richtext"
	"balie/internal/ticket"
)

const (
	maxFields = 200      // values of one form
	maxTyped  = 16 << 20 // bytes of typed text in one form
	minDrain  = 96 << 20 // how far a request that is too large is still read at least
)

// maxDrain is how far a request is read, even one that is too large, so that it
// gets an answer: what is allowed twice over.
func (s *Server) maxDrain() int64 { return max(minDrain, 2*s.Desk.Upload+1<<20) }

// form is what was typed, and the files, which are stored as they arrive so
// that a refused form keeps them.
type form struct {
	url.Values
	path    string // it was sent to
	kept    []desk.File
	sent    []string // name and content hash of the files that came with this request
	dropped bool     // files came with it from somebody not signed in
	removed map[int64]bool
	problem error // a file that was refused, or can't be stored now
}

// form reads the request's form. Files are stored only for somebody signed in.
// What was typed is there even when a file was too large.
func (r *request) form() (*form, error) {
	f := &form{Values: url.Values{}, path: r.URL.Path, removed: map[int64]bool{}}
	r.Body = http.MaxBytesReader(r.w, r.Body, r.s.maxDrain())
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var err error
	if kind == "multipart/form-data" {
		err = r.readParts(f)
	} else {
		r.Body = http.MaxBytesReader(r.w, r.Body, maxTyped)
		if err = r.ParseForm(); err == nil {
			f.Values = r.PostForm
		}
	}
	if err != nil {
		return nil, badForm(err)
	}
	f.tidy()
	r.typed = f
	r.keep(f)
	r.unpark(f)
	return f, nil
}

// tidy drops what nobody types and no database keeps: null characters and
// bytes that are no UTF-8.
func (f *form) tidy() {
	for _, list := range f.Values {
		for i, v := range list {
			list[i] = strings.ToValidUTF8(strings.ReplaceAll(v, "\x00", ""), "\uFFFD")
		}
	}
}

func badForm(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return errs.New(errs.TooLarge, "error.request_too_large")
	}
	if e := errs.From(err); e.Code != errs.Internal {
		return err
	}
	return errs.New(errs.Invalid, "error.form_broken").Because(err)
}

func (r *request) readParts(f *form) error {
	mr, err := r.MultipartReader()
	if err != nil {
		return err
	}
	typed, stored, fields, files := int64(0), int64(0), 0, 0
	for {
		p, err := mr.NextPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if p.FileName() != "" {
			if files++; files > desk.MaxFiles {
				f.problem = errs.New(errs.TooLarge, "error.check_fields").At("files", "error.files_too_many", "max", desk.MaxFiles)
				if _, err := io.Copy(io.Discard, p); err != nil {
					return err
				}
				continue
			}
			n, err := r.takeFile(f, p.FileName(), p.Header.Get("Content-Type"), p, stored)
			if err != nil {
				return err
			}
			stored += n
			continue
		}
		text, err := io.ReadAll(io.LimitReader(p, maxTyped-typed+1))
		if err != nil {
			return err
		}
		typed += int64(len(text))
		fields++
		if typed > maxTyped || fields > maxFields {
			return errs.New(errs.TooLarge, "error.request_too_large")
		}
		if p.FormName() != "" {
			f.Add(p.FormName(), string(text))
		}
	}
}

// takeFile stores one file. What is over the limit is read to its end and
// dropped, so that the person gets an answer and keeps what they typed.
func (r *request) takeFile(f *form, name, mediaType string, body io.Reader, before int64) (int64, error) {
	if !r.in() {
		f.dropped = true
		_, err := io.Copy(io.Discard, body)
		return 0, err
	}
	u, err := r.s.Desk.UploadFile(r.Context(), r.actor(), name, mediaType, body, r.s.Desk.Upload-before)
	if errs.Is(err, errs.TooLarge) || errs.Is(err, errs.Unavailable) {
		f.problem = err
		_, err = io.Copy(io.Discard, body)
		return 0, err
	}
	if err != nil {
		return 0, err
	}
	f.kept, f.sent = append(f.kept, u), append(f.sent, u.Name+"\x00"+u.Hash)
	return u.Size, nil
}

// keep adds the files of earlier tries, less those ticked away.
func (r *request) keep(f *form) {
	for _, id := range numbers(f.Values["remove"]) {
		f.removed[id] = true
	}
	earlier, err := r.s.Desk.Uploads(r.Context(), r.actor(), numbers(f.Values["kept"]))
	if f.kept = append(earlier, f.kept...); err != nil {
		f.problem = err
	}
}

func numbers(list []string) []int64 {
	var out []int64
	for _, s := range list {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil && n > 0 && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// writing is what the form says, for the desk.
func (f *form) writing(text string) desk.Writing {
	w := desk.Writing{Text: f.Get(text)}
	if html := f.Get(text + "_html"); html != "" {
		w.HTML, w.Text, w.Typed = html, richtext.Text(richtext.Clean(html)), w.Text
	}
	for _, u := range f.kept {
		if !f.removed[u.ID] {
			w.Uploads = append(w.Uploads, u.ID)
		}
	}
	return w
}

// html is what the editor over a field said, for the form that comes back.
func (f *form) html(field string) string { return typedHTML(f.Get(field + "_html")) }

// typedHTML is what an editor said, safe to be shown in one again.
func typedHTML(html string) string {
	return richtext.Clean(html, richtext.Images(func(src string) (string, bool) {
		return src, strings.HasPrefix(src, "/uploads/") || strings.HasPrefix(src, "/files/")
	})).String()
}

// files shows what is kept in a form that comes back.
func (f *form) files() []page.KeptFile {
	var out []page.KeptFile
	for _, u := range f.kept {
		out = append(out, page.KeptFile{ID: strconv.FormatInt(u.ID, 10), Name: u.Name, Size: u.Size, Image: desk.UploadPictureURL(u), Remove: f.removed[u.ID]})
	}
	return out
}

func (f *form) number(name string) int64 {
	n, _ := strconv.ParseInt(f.Get(name), 10, 64) // absent or wrong counts as none
	return n
}

// seen is the last event the page showed; with anyway it is none.
func (f *form) seen() ticket.EventID {
	if f.Get(page.AnywayOnward) != "" {
		return 0
	}
	return ticket.EventID(f.number("seen"))
}

// once tells a form that is sent again from one whose words, choice, new files
// or page differ: the token alone would answer the second as if it were the
// first.
func (f *form) once() string {
	token := f.token()
	if token == "" {
		return ""
	}
	rest := maps.Clone(f.Values)
	rest.Del("once")
	rest.Del(page.DraftAt + page.VisReply) // moves on while the same words are typed
	rest.Del(page.DraftAt + page.VisHidden)
	sum := sha256.Sum256([]byte(f.path + "?" + rest.Encode() + "\x00" + strings.Join(f.sent, "\x00")))
	return token + "." + base64.RawURLEncoding.EncodeToString(sum[:12])
}

// token is the form's own; one that is not ours in shape is dropped.
func (f *form) token() string {
	if t := f.Get("once"); len(t) <= 64 {
		return t
	}
	return ""
}

func (f *form) user(name string) org.UserID { return org.UserID(f.number(name)) }
