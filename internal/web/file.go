package web

import (
	"mime"
	"net/http"
	"strconv"
	"time"

	"balie/internal/errs"
)

func number(n int64) string { return strconv.FormatInt(n, 10) }

func (s *Server) portalFile(r *request) error { return r.sendFile(true) }

func (s *Server) deskFile(r *request) error { return r.sendFile(false) }

// sendFile sends an attachment as a download that no browser may run: the name
// is data, the type is never sniffed.
func (r *request) sendFile(portal bool) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return errs.Absent()
	}
	f, content, err := r.s.Desk.File(r.Context(), r.actor(), id, portal)
	if err != nil {
		return err
	}
	defer content.Close()
	http.NewResponseController(r.w).SetWriteDeadline(time.Now().Add(timeFor(f.Size)))
	h := r.w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, no-store")
	http.ServeContent(r.w, r.Request, "", time.Time{}, content)
	return nil
}
