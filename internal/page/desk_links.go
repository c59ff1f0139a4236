package page

import (
	"net/url"

	"balie/internal/ticket"
)

// DeskViewURL is the address of a named view; the default order needs no word.
func DeskViewURL(v ticket.View, sort ticket.Sort) string {
	address := "/desk/" + string(v)
	if sort != "" && sort != ticket.SortUpdated {
		address += "?sort=" + url.QueryEscape(string(sort))
	}
	return address
}

// DeskTicketURL is the address of a ticket in the workspace. Its forms post to
// it (the composer), and to /assign and /priority below it.
func DeskTicketURL(ref string) string { return "/desk/tickets/" + url.PathEscape(ref) }
