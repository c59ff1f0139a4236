package web

import (
	"net/http"
	"strings"

	"balie/internal/desk"
	"balie/internal/page"
)

// portalSearch shows what words find among the tickets that a customer sees.
func (s *Server) portalSearch(r *request) error {
	q := r.URL.Query()
	in := desk.SearchInput{Words: strings.TrimSpace(q.Get("q")), Names: page.CustomerStates(r.L), After: cursorOf(q.Get("after"))}
	p := page.PortalSearch{Words: in.Words}
	if in.Words != "" {
		found, err := s.Desk.SearchPublic(r.Context(), r.actor(), in)
		if err != nil {
			return err
		}
		for i, row := range r.portalRows(found.Rows, true) {
			id := found.Rows[i].ID
			p.Rows = append(p.Rows, page.PortalFoundRow{PortalRow: row, Found: piecesOf(found.Subjects[id]), Text: piecesOf(found.Excerpts[id])})
		}
		p.Pager = r.pager(page.PortalSearchURL(in.Words), in.After, found.Next, found.LookedBackTo)
	}
	return r.show(http.StatusOK, page.PortalSearchPage(r.portal(), p))
}
