package letter

// Kind names a mail; it is the middle of the catalogue keys mail.KIND.title
// and mail.KIND.lead.
type Kind string

const (
	Confirmation  Kind = "confirmation"
	NewAtDesk     Kind = "new_at_desk"
	NewReply      Kind = "new_reply"
	NewResponse   Kind = "new_response"
	WorkingOnIt   Kind = "working_on_it"
	Assigned      Kind = "assigned"
	HandedOver    Kind = "handed_over"
	HiddenComment Kind = "hidden_comment"
	Closed        Kind = "closed"
	Reopened      Kind = "reopened"
	Held          Kind = "held"
	HoldOver      Kind = "hold_over"
	HoldStands    Kind = "hold_stands"
	Merged        Kind = "merged"
	TeamGiven     Kind = "team_given"
	Added         Kind = "added"
	Edited        Kind = "edited"
)

// form is how a kind of mail is built.
type form struct {
	talk   bool // part of the conversation: the ticket's subject is its title
	words  bool // it carries the message
	thread bool // it carries the public thread so far
	hidden bool // it tells of something hidden: neither words nor quote, ever
	staff  bool // for agents alone

	leads []string // where what happened is said in more than one way
	fills []string // what its sentences name beside what all of them may
}

var forms = map[Kind]form{
	Confirmation:  {leads: []string{"lead", "lead_unverified"}},
	NewAtDesk:     {words: true, staff: true, fills: []string{"who"}},
	NewReply:      {talk: true, words: true, fills: []string{"who"}},
	NewResponse:   {talk: true, words: true, staff: true, fills: []string{"who"}},
	WorkingOnIt:   {fills: []string{"who"}},
	Assigned:      {staff: true, fills: []string{"who"}},
	HandedOver:    {hidden: true, staff: true, leads: []string{"sent", "returned", "took_over", "got_back"}, fills: []string{"who"}},
	HiddenComment: {hidden: true, staff: true, fills: []string{"who"}},
	Closed:        {talk: true, words: true, fills: []string{"who"}},
	Reopened:      {talk: true, words: true, fills: []string{"who"}},
	Held:          {fills: []string{"who", "reason"}},
	HoldOver:      {staff: true},
	HoldStands:    {staff: true, fills: []string{"reason"}},
	Merged:        {fills: []string{"into"}},
	TeamGiven:     {staff: true, fills: []string{"who", "team"}},
	Added:         {thread: true, fills: []string{"who"}},
	Edited:        {talk: true, staff: true, fills: []string{"who"}},
}

// Known reports whether there is such a mail.
func (k Kind) Known() bool {
	_, ok := forms[k]
	return ok
}

// Automatic reports whether the mail is the system's own notice, rather than
// the words of a person passed on (RFC 3834 §5).
func (k Kind) Automatic() bool { return !forms[k].talk }

// Carries reports whether the mail holds the words of a public message: only
// the answer to such a one may become public.
func (k Kind) Carries() bool { return forms[k].words }

// lead is the key of the sentence that says what happened.
func (f form) lead(in Input) string {
	if in.Kind == HandedOver {
		return "mail.handed_over." + in.Event
	}
	if in.Kind == Confirmation && in.Name == "" {
		return "mail.confirmation.lead_unverified"
	}
	return "mail." + string(in.Kind) + ".lead"
}
