package live

// News is what one node tells the others, in JSON: one of the two.
type News struct {
	Fact *Fact `json:",omitempty"`
	Sign *Sign `json:",omitempty"`
}

// Sign is a user's sign of life on a ticket; see Hub.Looking.
type Sign struct {
	Ticket, User int64
	Typing       bool
}
