package web

import (
	"net/http"
	"strconv"
	"strings"

	"balie/internal/errs"
)

// static serves a hashed file; its name changes with its content, so it is kept
// for ever.
func (s *Server) static(r *request) error {
	f, ok := s.assets.Lookup(r.URL.Path)
	if !ok {
		return errs.Absent()
	}
	h := r.w.Header()
	h.Set("Content-Type", f.Type)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Add("Vary", "Accept-Encoding")
	body := f.Body
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		body = f.Gzip
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	r.w.Write(body)
	return nil
}

// health answers 200 when the store answers.
func (s *Server) health(r *request) error {
	if _, err := s.Desk.NeedsSetUp(r.Context()); err != nil {
		return err
	}
	r.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := r.w.Write([]byte("ok\n"))
	return err
}

// cspReport logs what a browser refused to run: a defect of a page of ours, or
// an attempt on it. Anybody may report, so only so many a minute are logged.
func (s *Server) cspReport(r *request) error {
	defer r.w.WriteHeader(http.StatusNoContent)
	if minute := r.now.Unix() / 60; s.reportMinute.Swap(minute) != minute {
		s.reports.Store(0)
	}
	if s.reports.Add(1) > reportsAMinute {
		return nil
	}
	body := make([]byte, 2000)
	n, _ := r.Body.Read(body)
	s.Log.Warn("content security policy", "request", r.id, "report", strings.ToValidUTF8(string(body[:n]), "?"))
	return nil
}

const reportsAMinute = 20
