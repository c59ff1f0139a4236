package ticket

// What stands in To of the event that submits a ticket says what its asker is
// told of it; "" is the confirmation.
const (
	AccessRequest = "access"     // nothing: they are not known to own the address
	Unconfirmed   = "quiet"      // nothing: a program wrote, or they were told enough
	Unverified    = "unverified" // that it came in, with none of their own words: anybody may have written
)

// Confirmed reports whether the asker is told by mail that the ticket came in.
func (e Event) Confirmed() bool {
	return e.Kind != Submitted || e.To != AccessRequest && e.To != Unconfirmed
}
