package page

import (
	"net/url"
	"strconv"

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

// DeskListURL is the address of a named view with a look: its filter, sort and
// hidden columns as a query.
func DeskListURL(v ticket.View, look string) string {
	if look == "" {
		return DeskViewURL(v, "")
	}
	return "/desk/" + string(v) + "?" + look
}

// SavedViewURL is the address of a saved view of a named one.
func SavedViewURL(v ticket.View, id int64) string {
	return DeskListURL(v, "saved="+strconv.FormatInt(id, 10))
}

// BulkURL is the page of an act on many tickets.
func BulkURL(id int64) string { return "/desk/bulk/" + strconv.FormatInt(id, 10) }

// DeskTicketURL is the address of a ticket in the workspace. Its forms post to
// it (the composer), and to /assign and /priority below it.
func DeskTicketURL(ref string) string { return "/desk/tickets/" + url.PathEscape(ref) }
