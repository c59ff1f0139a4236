package store

import (
	"balie/internal/org"
	"balie/internal/ticket"
)

// indexOf names the index made for a view and a sort, seen from a desk; "" is
// the table's own order.
func indexOf(v ticket.ViewInfo, s ticket.Sort, desk org.ID) string {
	name := "ticket_"
	if desk != org.VendorID {
		name = "ticket_partner_"
	}
	switch {
	case v.Mine:
		return name + "mine"
	case v.Nobodys:
		return name + "nobody"
	case s == ticket.SortDue:
		return name + "due"
	case s == ticket.SortQueue:
		return name + "line"
	}
	whole := len(v.Shelves(desk)) == 0
	switch {
	case s == ticket.SortUpdated && whole:
		return name + "updated"
	case s == ticket.SortUpdated:
		return name + "shelf_updated"
	case !whole:
		return name + "shelf"
	case desk == org.VendorID:
		return ""
	}
	return name + "created"
}

// using has SQLite walk the index: without statistics, or with old ones, it
// would guess. PostgreSQL weighs its costs itself.
func (d dialect) using(index string) string {
	if d.postgres || index == "" {
		return ""
	}
	return " INDEXED BY " + index
}
