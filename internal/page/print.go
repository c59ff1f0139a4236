package page

import "balie/internal/ticket"

// How a ticket is printed, in the query "print" of its page. Without it the
// page is printed as PrintPublic.
const (
	PrintPublic = "public" // without hidden comments and what else is for staff
	PrintHidden = "hidden"
)

// PrintURL is the ticket's page, about to be printed.
func PrintURL(ref, how string) string { return DeskTicketURL(ref) + "?print=" + how }

// Paper is how a message's author, or the sentence of an event, stands on paper
// without hidden comments, when customers do not know the vendor's people by
// name. Without a Name it is as on the screen.
type Paper struct{ Name, Organization string }

// staffOnly reports whether an event is none of the customer's business: paper
// leaves it out unless hidden comments are printed.
func (e DeskEntry) staffOnly() bool { return !ticket.Kinds[e.Kind].Public }
