package page

import (
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"balie/internal/richtext"
	"balie/internal/ticket"
)

// DeskActs is what may be done to a ticket beside writing on it, and what came
// of it.
type DeskActs struct {
	Once  string     // of the small forms: each page's forms share it
	Typed url.Values // what a refused form held, to be shown again

	MayHold    bool
	MayRelease bool
	FirstDay   time.Time // the first day that a hold may end on

	Topic    string // "" for none
	Topics   []DeskChoice
	Systems  []DeskChoice
	Entities []string // names to choose from; nil: it can't be set
	EntityID int64

	Tags  []DeskTag
	Known []string // names of the desk's tags

	Links  []DeskLink
	Merged string    // the reference of the ticket that goes on for this one
	Undo   time.Time // until when the reader's last comment can be undone
}

// DeskChoice is a value of a field.
type DeskChoice struct {
	Value   int64
	Name    string
	Current bool
}

// was is the present value among the choices, 0 for none.
func was(list []DeskChoice) string {
	for _, c := range list {
		if c.Current {
			return strconv.FormatInt(c.Value, 10)
		}
	}
	return "0"
}

// DeskTag is a tag on the ticket.
type DeskTag struct {
	ID   ticket.TagID
	Name string
}

// DeskLink is another ticket that this one points to. Note says why; Remove is
// whether the link may be taken away.
type DeskLink struct {
	DeskOther
	Note   string
	Remove bool
}

// DeskFormer is what a message said before it was changed.
type DeskFormer struct {
	At   time.Time
	Body richtext.HTML
}

// DeskHere is a colleague who looks at the same ticket.
type DeskHere struct {
	Person Person
	Typing bool
}

// act is the address of a small form.
func (p DeskTicket) act(name string) string { return DeskTicketURL(p.Ref) + "/" + name }

// AsideAct is the field of a button made by aside.
const AsideAct = "act"

// aside makes a button that acts on the ticket with these values, names and
// values by turns. It sends the composer along, so that what is typed there is
// kept without script too.
func (p DeskTicket) aside(act string, values ...string) templ.Attributes {
	q := url.Values{"once": {p.Acts.Once}}
	for i := 0; i+1 < len(values); i += 2 {
		q.Set(values[i], values[i+1])
	}
	return templ.Attributes{"form": "composer", "formaction": p.act(act), "name": AsideAct, "value": q.Encode()}
}

// AsideTyped is the value of a button made by asideTyped that names its fields.
const AsideTyped = "typed"

// asideTyped is aside for a button beside fields. They belong to the composer's
// form, too, each under the name of these fields and its own.
func (p DeskTicket) asideTyped(act, fields string, values ...string) templ.Attributes {
	return p.aside(act, append(values, AsideTyped, fields)...)
}

// asideField is a field for a button made by asideTyped. Enter presses that.
func asideField(fields, name string) templ.Attributes {
	return templ.Attributes{"form": "composer", "name": fields + "." + name, "data-enter": true}
}

func (p DeskTicket) asideTeam(to string) templ.Attributes {
	return p.aside("assign", "wasteam", number64(int64(p.TeamID)), "team", to)
}

// undoMillis is how long the notice to undo stays.
func (p DeskTicket) undoMillis() string {
	return strconv.FormatInt(max(0, p.Acts.Undo.Sub(p.Now).Milliseconds()), 10)
}
