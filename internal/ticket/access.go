package ticket

// AccessRequest stands in To of the event that submits a request for access:
// the requester is not known to own the address, so nothing is confirmed by
// mail.
const AccessRequest = "access"

// AsksAccess reports whether the event is the submission of such a request.
func (e Event) AsksAccess() bool { return e.Kind == Submitted && e.To == AccessRequest }
