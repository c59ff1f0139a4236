package desk_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"

	"balie/internal/access"
	"balie/internal/blob"
	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/store"
	"balie/internal/ticket"
)

func pngOf(t *testing.T, w, h int) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// withFiles gives the world a place for files.
func (w *mailWorld) withFiles() {
	w.t.Helper()
	disk, err := blob.NewDisk(w.t.TempDir())
	w.must(err)
	w.d.Blobs, w.d.Upload = disk, 1<<20
}

func (w *mailWorld) uploads(a access.Actor, name, mediaType, content string) store.Upload {
	w.t.Helper()
	u, err := w.d.UploadFile(w.t.Context(), a, name, mediaType, strings.NewReader(content), 1<<20)
	w.must(err)
	return u
}

// sees opens a picture and gives its bytes and type.
func (w *mailWorld) sees(a access.Actor, id int64) (string, string, error) {
	w.t.Helper()
	f, content, err := w.d.Picture(w.t.Context(), a, id)
	if err != nil {
		return "", "", err
	}
	defer content.Close()
	all, err := io.ReadAll(content)
	w.must(err)
	return string(all), f.Type, nil
}

func TestPicturesOfAMessageAreItsOwnFiles(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		w.withFiles()
		id := w.submits()
		dot := pngOf(t, 3, 2)
		mine, text := w.uploads(w.sanne, "dot.png", "image/png", dot), w.uploads(w.sanne, "fake.png", "image/png", "<svg onload=x()>")
		other := w.uploads(w.eva, "hers.png", "image/png", dot)
		html := fmt.Sprintf(`<p>See <b>this</b><img src="/uploads/%d/image" alt="a dot" onerror="x()"></p>`+
			`<p><img src="/uploads/%d/image" alt="no picture"><img src="/uploads/%d/image" alt="not mine">`+
			`<img src="https://evil.example/x.png" alt="tracker"></p><script>x()</script>`, mine.ID, text.ID, other.ID)
		w.must(w.d.Comment(t.Context(), w.sanne, desk.CommentInput{
			Writing: desk.Writing{Text: "See this", HTML: html, Uploads: []int64{mine.ID, text.ID}}, Ticket: id, Act: ticket.Note,
		}))
		m := w.open(w.sanne, id).Messages[1]
		files := w.open(w.sanne, id).Files[m.ID]
		if len(files) != 2 {
			t.Fatalf("files are %+v", files)
		}
		byName := map[string]ticket.File{files[0].Name: files[0], files[1].Name: files[1]}
		picture, fake := byName["dot.png"], byName["fake.png"]
		want := fmt.Sprintf(`<p>See <b>this</b><img src="/files/%d/image" alt="a dot"></p><p>no picturenot minetracker</p>`, picture.ID)
		if m.Body != want {
			t.Errorf("the message is\n%s, want\n%s", m.Body, want)
		}
		if got, as, err := w.sees(w.joost, picture.ID); err != nil || got != dot || as != "image/png" {
			t.Errorf("a colleague gets %d bytes of %s: %v", len(got), as, err)
		}
		for name, a := range map[string]access.Actor{"the customer": w.eva, "nobody": {}} {
			if _, _, err := w.sees(a, picture.ID); err == nil {
				t.Errorf("%s sees a picture of a hidden comment", name)
			}
		}
		if _, _, err := w.sees(w.joost, fake.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("what only says it is a picture: %v", err)
		}
		if fake.Type == "image/png" || desk.PictureURL(fake) != "" {
			t.Errorf("the fake is kept as %s", fake.Type)
		}
		w.sound()
	})
}

func TestACustomerSeesThePicturesOfPublicMessages(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		w.withFiles()
		u := w.uploads(w.eva, "dot.png", "image/png", pngOf(t, 3, 2))
		html := fmt.Sprintf(`<img src="/uploads/%d/image" alt="dot.png">`, u.ID)
		id, err := w.d.Submit(t.Context(), w.eva, desk.SubmitInput{
			Writing: desk.Writing{HTML: html, Text: "", Uploads: []int64{u.ID}}, Subject: "A dot", Kind: ticket.Question, Channel: ticket.Portal,
		})
		w.must(err)
		o := w.portal(w.eva, id)
		f := o.Files[o.Messages[0].ID][0]
		if want := fmt.Sprintf(`<p><img src="/files/%d/image" alt="dot.png"></p>`, f.ID); o.Messages[0].Body != want {
			t.Errorf("the message is %s, want %s", o.Messages[0].Body, want)
		}
		for _, a := range []access.Actor{w.eva, w.sanne, w.vera} {
			if _, _, err := w.sees(a, f.ID); err != nil {
				t.Errorf("%s: %v", a.Name, err)
			}
		}
		if _, _, err := w.sees(w.bram, f.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("somebody not involved: %v", err)
		}
		for to, mail := range w.works() {
			if strings.Contains(mail.all, "/files/") || strings.Contains(mail.all, "<img") && !strings.Contains(mail.all, `<img src="cid:file`) {
				t.Errorf("the mail to %s names where a picture is shown to who signed in: %s", to, mail.all)
			}
		}
	})
}

func TestOnlyItsOwnerSeesAWaitingPicture(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		w.withFiles()
		u := w.uploads(w.eva, "dot.png", "image/png", pngOf(t, 3, 2))
		_, content, err := w.d.UploadPicture(t.Context(), w.eva, u.ID)
		w.must(err)
		content.Close()
		for _, a := range []access.Actor{w.bram, w.sanne, {}} {
			if _, _, err := w.d.UploadPicture(t.Context(), a, u.ID); !errs.Is(err, errs.NotFound) {
				t.Errorf("%q: %v", a.Name, err)
			}
		}
	})
}

func TestWhichBytesAreAPicture(t *testing.T) {
	gray := image.NewGray(image.Rect(0, 0, 4, 4))
	var jpg, gf bytes.Buffer
	if jpeg.Encode(&jpg, gray, nil) != nil || gif.Encode(&gf, gray, nil) != nil {
		t.Fatal("encode")
	}
	webp := func(s string) string {
		b, err := base64.StdEncoding.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	extended := func(side string) string { // width and height less one, three bytes each
		return "RIFF\x16\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00" + side + side
	}
	for name, c := range map[string]struct{ content, want string }{
		"png":            {pngOf(t, 2, 2), "image/png"},
		"jpeg":           {jpg.String(), "image/jpeg"},
		"gif":            {gf.String(), "image/gif"},
		"webp, lossy":    {webp("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA"), "image/webp"},
		"webp, lossless": {webp("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="), "image/webp"},
		"webp, cut off":  {webp("UklGRhoAAABXRUJQVlA4TA0A"), ""},
		"svg":            {`<svg xmlns="http://www.w3.org/2000/svg"/>`, ""},
		"html":           {"<html><body>GIF89a", ""},
		"webp, extended": {extended("\x09\x00\x00"), "image/webp"},
		"too many":       {extended("\xff\x3f\x00"), ""}, // 16,384 squared
		"nothing":        {"", ""},
	} {
		if got := desk.PictureType(strings.NewReader(c.content)); got != c.want {
			t.Errorf("%s is %q, want %q", name, got, c.want)
		}
	}
}

func TestLooksOutliveDraftUndoAndEdit(t *testing.T) {
	eachMailWorld(t, func(t *testing.T, w *mailWorld) {
		w.withFiles()
		id := w.submits()
		w.works()
		u := w.uploads(w.sanne, "dot.png", "image/png", pngOf(t, 3, 2))
		html := fmt.Sprintf(`<p>A <b>bold</b> word <img src="/uploads/%d/image" alt="dot.png"></p>`, u.ID)
		_, _, err := w.d.SaveDraft(t.Context(), w.sanne, desk.DraftInput{Ticket: id, Text: "A bold word", HTML: html, Files: []int64{u.ID}})
		w.must(err)
		if d := w.open(w.sanne, id).Drafts; len(d) != 1 || d[0].HTML != html || len(d[0].Uploads) != 1 {
			t.Errorf("the draft is %+v", d)
		}

		w.must(w.d.Comment(t.Context(), w.sanne, desk.CommentInput{
			Writing: desk.Writing{Text: "A bold word dot.png", Typed: "A bold word", HTML: html, Uploads: []int64{u.ID}}, Ticket: id, Act: ticket.Comment,
		}))
		w.must(w.d.Undo(t.Context(), w.sanne, id, ""))
		d := w.open(w.sanne, id).Drafts[0]
		if len(d.Uploads) != 1 || d.Text != "A bold word" || d.HTML != fmt.Sprintf(`<p>A <b>bold</b> word <img src="/uploads/%d/image" alt="dot.png"></p>`, d.Uploads[0]) {
			t.Errorf("what was undone is %+v", d)
		}

		asked := w.asks(w.eva, "Looks", "Plain")
		mine := w.uploads(w.eva, "a.png", "image/png", pngOf(t, 3, 2))
		edit := func(html string, uploads ...int64) ticket.PublicMessage {
			o := w.portal(w.eva, asked)
			last := o.Messages[len(o.Messages)-1]
			w.must(w.d.Edit(t.Context(), w.eva, desk.EditInput{
				Writing: desk.Writing{Text: "Plain", HTML: html, Uploads: uploads}, Ticket: asked, Message: last.ID,
			}))
			o = w.portal(w.eva, asked)
			return o.Messages[len(o.Messages)-1]
		}
		once := edit(fmt.Sprintf(`<p>See <img src="/uploads/%d/image" alt="a.png"></p>`, mine.ID), mine.ID)
		if !strings.Contains(once.Body, `<img src="/files/`) {
			t.Errorf("changed to %s", once.Body)
		}
		want := strings.Replace(once.Body, "See ", "See <i>it</i> ", 1)
		if twice := edit(want + `<img src="/files/999/image" alt="no">`); twice.Body != want+"<p>no</p>" {
			t.Errorf("changed again to %s, want %s", twice.Body, want)
		}
		w.sound()
	})
}
