package ticket

import "balie/internal/org"

// Shelf is where a ticket lies, derived from state, holder and answering desk.
// The numbers are stored and indexed.
type Shelf int8

const (
	OpenAtPartner   Shelf = 1
	OpenAtVendor    Shelf = 2
	PartnerAnswered Shelf = 3
	VendorAnswered  Shelf = 4
	ShelfOnHold     Shelf = 5
	ShelfClosed     Shelf = 6
)

// Shelf derives where the ticket lies.
func (t Ticket) Shelf() Shelf {
	switch t.State {
	case Open:
		if t.Holder == org.VendorID {
			return OpenAtVendor
		}
		return OpenAtPartner
	case Waiting:
		if t.Answered == org.VendorID {
			return VendorAnswered
		}
		return PartnerAnswered
	case OnHold:
		return ShelfOnHold
	}
	return ShelfClosed
}

// View is a named list of the workspace.
type View string

const (
	ViewOpen       View = "open"
	ViewMine       View = "mine"
	ViewUnassigned View = "unassigned"
	ViewWaiting    View = "waiting"
	ViewOther      View = "other"
	ViewEscalated  View = "escalated"
	ViewHold       View = "hold"
	ViewClosed     View = "closed"
	ViewAll        View = "all"
)

// ViewInfo says what a view holds. Shelves are as seen from a partner and from
// the vendor; none means every shelf.
type ViewInfo struct {
	View        View
	Partner     []Shelf
	Vendor      []Shelf
	Mine        bool // only what is assigned to me
	Nobodys     bool // only what has no assignee at the desk
	Counted     bool // shows a live count
	TwoTierOnly bool // needs a partner to mean anything
}

// Views in the order of the navigation.
var Views = []ViewInfo{
	{View: ViewOpen, Partner: []Shelf{OpenAtPartner}, Vendor: []Shelf{OpenAtVendor}, Counted: true},
	{View: ViewMine, Mine: true, Counted: true},
	{View: ViewUnassigned, Partner: []Shelf{OpenAtPartner}, Vendor: []Shelf{OpenAtVendor}, Nobodys: true, Counted: true},
	{View: ViewWaiting, Partner: []Shelf{PartnerAnswered}, Vendor: []Shelf{VendorAnswered}, Counted: true},
	{View: ViewOther, Partner: []Shelf{VendorAnswered}, Vendor: []Shelf{PartnerAnswered}, Counted: true, TwoTierOnly: true},
	{View: ViewEscalated, Partner: []Shelf{OpenAtVendor}, Vendor: []Shelf{OpenAtPartner}, Counted: true, TwoTierOnly: true},
	{View: ViewHold, Partner: []Shelf{ShelfOnHold}, Vendor: []Shelf{ShelfOnHold}, Counted: true},
	{View: ViewClosed, Partner: []Shelf{ShelfClosed}, Vendor: []Shelf{ShelfClosed}},
	{View: ViewAll},
}

// ViewNamed finds a view's row.
func ViewNamed(v View) (ViewInfo, bool) {
	for _, i := range Views {
		if i.View == v {
			return i, true
		}
	}
	return ViewInfo{}, false
}

// Shelves is what the view shows to the given desk.
func (v ViewInfo) Shelves(desk org.ID) []Shelf {
	if desk == org.VendorID {
		return v.Vendor
	}
	return v.Partner
}

// Waits reports whether everything in the view waits for somebody else: with
// simple states such views hide.
func (v ViewInfo) Waits() bool {
	return v.View == ViewWaiting || v.View == ViewOther || v.View == ViewHold
}

// Sort is an order of a list; each has its index.
type Sort string

const (
	SortUpdated Sort = "updated" // newest change first: the default
	SortCreated Sort = "created" // newest first
	SortDue     Sort = "due"     // soonest first; not on Closed and All
	SortQueue   Sort = "queue"   // priority, then who waits longest; Open only
)

// Sorts lists the orders that the view offers.
func (v ViewInfo) Sorts() []Sort {
	switch v.View {
	case ViewOpen:
		return []Sort{SortUpdated, SortCreated, SortDue, SortQueue}
	case ViewMine, ViewUnassigned:
		return []Sort{SortUpdated}
	case ViewClosed, ViewAll:
		return []Sort{SortUpdated, SortCreated}
	}
	return []Sort{SortUpdated, SortCreated, SortDue}
}
