package web

import (
	"context"
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"

	"balie/internal/access"
	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/page"
	"balie/internal/ticket"
)

// stored is what the page hears of a file that it sent ahead of its form.
type stored struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Image string `json:"image,omitempty"` // where it is seen, for a picture
}

// upload stores files ahead of the form that names them. It answers script, so
// a refusal is a sentence in JSON.
func (s *Server) upload(r *request) error {
	var answer struct {
		Files   []stored `json:"files"`
		Problem string   `json:"problem,omitempty"`
	}
	f, err := r.form()
	code := http.StatusOK
	if err == nil {
		err = f.problem
		for _, u := range f.kept {
			answer.Files = append(answer.Files, stored{number(u.ID), u.Name, desk.UploadPictureURL(u)})
		}
	}
	if err != nil {
		r.logRefusal(err)
		code, answer.Problem = status(err), page.Problems(r.L, err)[0].Text
	}
	return r.sendJSON(code, answer)
}

func (s *Server) uploadPicture(r *request) error { return r.sendPicture(s.Desk.UploadPicture) }

func (s *Server) picture(r *request) error { return r.sendPicture(s.Desk.Picture) }

// sendPicture shows a picture whose bytes were looked at: of its own type, in
// no page but ours, and asked for again each time, as rights change.
func (r *request) sendPicture(open opener) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return errs.Absent()
	}
	f, content, err := open(r.Context(), r.actor(), id)
	if err != nil {
		return err
	}
	defer content.Close()
	h := r.w.Header()
	h.Set("Content-Type", f.Type)
	h.Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": f.Name}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", `"`+f.Hash+`"`)
	http.ServeContent(r.w, r.Request, "", time.Time{}, content)
	return nil
}

type opener func(context.Context, access.Actor, int64) (ticket.File, io.ReadSeekCloser, error)
