package web_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"balie/internal/desk"
	"balie/internal/desktest"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// objects are what stands in a path, by what they are called in the matrix.
type objects struct {
	ids    map[string]string
	absent string
	fresh  func(object string) string // another one of the same kind
}

func objectsOf(w *desktest.World, kind string) objects {
	w.T.Helper()
	switch kind {
	case "ticket":
		o := objects{ids: map[string]string{}, absent: notHere, fresh: func(name string) string { return ask(w, name).Ref }}
		for _, name := range askers {
			o.ids[name] = o.fresh(name)
		}
		return o
	case "file":
		return objects{ids: files(w), absent: "99999"}
	case "mail":
		return objects{ids: mailsOf(w), absent: "99999"}
	case "view":
		return objects{ids: map[string]string{"open": "open", "all": "all", "escalated": "escalated"}, absent: "nowhere"}
	case "bulk":
		id, err := w.Desk.StartBulk(context.Background(), w.Sanne.Actor(), desk.BulkInput{
			Tickets: []ticket.ID{ask(w, "eva's").ID}, Act: desk.BulkClose,
		})
		if err != nil {
			w.T.Fatal(err)
		}
		return objects{ids: map[string]string{"sanne's": strconv.FormatInt(id, 10)}, absent: "99999"}
	case "saved":
		o := objects{ids: map[string]string{}, absent: "99999"}
		for name, share := range map[string]string{"sanne's": desk.SharedNone, "shared": desk.SharedAll} {
			id, err := w.Desk.SaveView(context.Background(), w.Sanne.Actor(), desk.SaveInput{View: ticket.ViewOpen, Name: name, Share: share})
			if err != nil {
				w.T.Fatal(err)
			}
			o.ids[name] = strconv.FormatInt(id, 10)
		}
		return o
	case "partner", "entity", "user", "text":
		return adminObjects(w, kind)
	case "inbound", "original":
		return inboundObjects(w, kind)
	case "picture", "upload":
		return writingObjects(w, kind)
	case "asset":
		page := w.Visitor().Get("/sign-in").Body
		_, rest, _ := strings.Cut(page, `href="/static/`)
		name, _, _ := strings.Cut(rest, `"`)
		return objects{ids: map[string]string{"sheet": name}, absent: "portal.0000.css"}
	}
	return objects{ids: map[string]string{"": ""}}
}

var askers = []string{"eva's", "joost's", "followed", "fien's", "gijs's", "dora's"}

// ask submits a question of the named kind.
func ask(w *desktest.World, name string) *desktest.Ticket {
	w.T.Helper()
	who := map[string]*desktest.Person{
		"eva's": w.Eva, "joost's": w.Joost, "followed": w.Eva, "fien's": w.Fien, "gijs's": w.Gijs, "dora's": w.Dora,
	}[name]
	in := desk.SubmitInput{Subject: "Question, " + name, Kind: ticket.Question, Channel: ticket.Portal}
	in.Text = "What is it?"
	if name == "followed" {
		in.Followers = []org.UserID{w.Fien.ID}
	}
	id, err := w.Desk.Submit(context.Background(), who.Actor(), in)
	if err != nil {
		w.T.Fatal(err)
	}
	return &desktest.Ticket{ID: id, Ref: ticket.Ref("HD", id), Subject: in.Subject}
}

// files attaches one to a question of each, and a hidden one to Eva's.
func files(w *desktest.World) map[string]string {
	w.T.Helper()
	out := map[string]string{}
	for name, who := range map[string]*desktest.Person{"eva's": w.Eva, "fien's": w.Fien, "gijs's": w.Gijs, "dora's": w.Dora} {
		t := desktest.Direct{}.Submit(who, "With a file", "Here it is.", desktest.File{Name: "a.txt", Type: "text/html", Content: "<b>" + name})
		out[name] = fileOf(w, t, false)
		if name != "eva's" {
			continue
		}
		u, err := w.Desk.UploadFile(context.Background(), w.Sanne.Actor(), "hidden.txt", "", strings.NewReader("hidden"), 100)
		if err != nil {
			w.T.Fatal(err)
		}
		in := desk.CommentInput{Ticket: t, Act: ticket.Note}
		in.Uploads = []int64{u.ID}
		if err := w.Desk.Comment(context.Background(), w.Sanne.Actor(), in); err != nil {
			w.T.Fatal(err)
		}
		out["hidden"] = fileOf(w, t, true)
	}
	return out
}

func fileOf(w *desktest.World, t ticket.ID, hidden bool) string {
	w.T.Helper()
	o, err := w.Desk.Open(context.Background(), w.Vera.Actor(), t)
	if err != nil {
		w.T.Fatal(err)
	}
	for _, list := range o.Files {
		for _, f := range list {
			if f.Hidden == hidden {
				return strconv.FormatInt(f.ID, 10)
			}
		}
	}
	w.T.Fatalf("%d has no file with hidden %v", t, hidden)
	return ""
}

// mailsOf has one mail of each kind of reader.
func mailsOf(w *desktest.World) map[string]string {
	w.T.Helper()
	eva, gijs, dora := ask(w, "eva's"), ask(w, "gijs's"), ask(w, "dora's")
	desktest.Direct{}.Do(w.Sanne, eva, desktest.HandOver, "for the vendor")
	w.Settle()
	out := map[string]string{}
	for name, m := range map[string]struct {
		about *desktest.Ticket
		to    org.UserID
	}{
		"to eva": {eva, w.Eva.ID}, "to the partner": {eva, org.UserID(-w.Partner.ID)}, "to the vendor": {eva, org.UserID(-w.Vendor.ID)},
		"to gijs": {gijs, w.Gijs.ID}, "to dora": {dora, w.Dora.ID},
	} {
		out[name] = mailTo(w, m.about.ID, m.to)
	}
	return out
}

func mailTo(w *desktest.World, about ticket.ID, to org.UserID) string {
	w.T.Helper()
	found := ""
	err := w.Store.Read(context.Background(), func(tx *store.Tx) error {
		list, _, err := tx.ListMailOut(0, 0, 1000)
		for _, m := range list {
			if m.Ticket == about && m.User == to {
				found = fmt.Sprint(m.ID)
			}
		}
		return err
	})
	if err != nil || found == "" {
		w.T.Fatalf("no mail about %d to %d: %v", about, to, err)
	}
	return found
}
