package web_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"net/url"
	"strconv"

	"balie/internal/desk"
	"balie/internal/desktest"
	"balie/internal/ticket"
)

// writingMatrix is the matrix for what is sent ahead of a message, and for
// pictures.
var writingMatrix = map[string]row{
	"GET /desk/new":           {ok: staff},
	"POST /desk/new":          {ok: staff},
	"GET /desk/new/people":    {ok: staff},
	"GET /desk/new/systems":   {ok: staff},
	"GET /desk/notices":       {ok: staff},
	"POST /desk/notices":      {ok: staff},
	"POST /uploads":           {ok: people},
	"GET /uploads/{id}/image": {of: "upload", ok: map[string]string{"eva's": "e", "sanne's": "s"}},
	"GET /files/{id}/image": {of: "picture", ok: map[string]string{
		"eva's": "emsnva", "hidden": "snva", "gijs's": "glva",
	}},
}

var writingFields = map[string]url.Values{
	"POST /desk/new": {"requester": {"new@people.example"}, "via": {"phone"}, "kind": {"question"}, "subject": {"S"}, "text": {"T"}},
}

func writingObjects(w *desktest.World, kind string) objects {
	w.T.Helper()
	o := objects{ids: map[string]string{}, absent: "99999"}
	if kind == "upload" {
		for name, who := range map[string]*desktest.Person{"eva's": w.Eva, "sanne's": w.Sanne} {
			o.ids[name] = strconv.FormatInt(uploaded(w, who), 10)
		}
		return o
	}
	for name, who := range map[string]*desktest.Person{"eva's": w.Eva, "gijs's": w.Gijs} {
		in := desk.SubmitInput{Subject: "With a picture", Kind: ticket.Question, Channel: ticket.Portal}
		in.Text, in.Uploads = "Here it is.", []int64{uploaded(w, who)}
		id, err := w.Desk.Submit(context.Background(), who.Actor(), in)
		if err != nil {
			w.T.Fatal(err)
		}
		o.ids[name] = fileOf(w, id, false)
		if name != "eva's" {
			continue
		}
		note := desk.CommentInput{Ticket: id, Act: ticket.Note}
		note.Text, note.Uploads = "For us", []int64{uploaded(w, w.Sanne)}
		if err := w.Desk.Comment(context.Background(), w.Sanne.Actor(), note); err != nil {
			w.T.Fatal(err)
		}
		o.ids["hidden"] = fileOf(w, id, true)
	}
	return o
}

// uploaded is a picture of a person that waits for its message.
func uploaded(w *desktest.World, who *desktest.Person) int64 {
	w.T.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 3, 2))); err != nil {
		w.T.Fatal(err)
	}
	u, err := w.Desk.UploadFile(context.Background(), who.Actor(), "dot.png", "image/png", &b, 1000)
	if err != nil {
		w.T.Fatal(err)
	}
	return u.ID
}
