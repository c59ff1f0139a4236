package ticket

// Step is a row of the state machine in words, for the tests that print it.
type Step struct {
	Act, From, Who, To, Desk, Reason string
	Event                            EventKind
}

var whoNames = map[who]string{
	customer: "customer", anyDesk: "agent of the partner or the vendor", holder: "agent of the desk that holds it",
	vendor: "agent of the vendor", notHolder: "agent of the partner, while the vendor holds it",
	vendorOrSystem: "agent of the vendor, or the system",
}

var deskNames = map[desk]string{
	stays: "stays", actors: "the actor's", answering: "the one that answered", toVendor: "the vendor", toPartner: "the partner",
}

// Steps gives every row, in the order of the table.
func Steps() []Step {
	var out []Step
	for _, s := range steps {
		reason := "as it was"
		if s.why != asItWas {
			reason = s.why.String()
		}
		out = append(out, Step{s.act.String(), s.from.String(), whoNames[s.who], s.to.String(), deskNames[s.desk], reason, s.event})
	}
	return out
}
