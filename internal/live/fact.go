// Package live carries committed facts to open pages, in the memory of one
// node: which tickets changed, and who looks at a ticket right now. It carries
// ids only; a page fetches content again through its authorised route.
package live

// Fact says that a ticket changed and whom that may concern. Zero means none.
type Fact struct {
	Ticket, Partner, Entity  int64
	ShelfBefore, ShelfAfter  int8 // as in ticket.Shelf; before is 0 for a new ticket
	Moved                    bool // it came to its shelf, or to the top of it
	Public                   bool // customers may notice
	Event, Actor             int64
	Assignee, AssigneeBefore int64
	People                   []int64 // users involved, the requester among them
	Notice                   bool    // nothing changed: People have a notice more, or read one
}

// counts reports whether the fact moves a view's count.
func (f Fact) counts() bool {
	return f.ShelfBefore != f.ShelfAfter || f.Assignee != f.AssigneeBefore
}

// Topic is what a connection listens to. The hub looks connections up by the
// topics of a fact, so a fact only visits pages it may concern.
type Topic struct {
	kind int8
	id   int64
}

const (
	everything int8 = iota + 1
	ticket
	partner
	entity
	person
)

// Everything is the topic of every fact: the vendor's views.
func Everything() Topic { return Topic{kind: everything} }

// Ticket is the topic of one ticket's facts.
func Ticket(id int64) Topic { return Topic{ticket, id} }

// Partner is the topic of the facts of one partner's tickets: its agents' views.
func Partner(id int64) Topic { return Topic{partner, id} }

// Entity is the topic of the facts of one entity's tickets: a customer who
// sees all of it.
func Entity(id int64) Topic { return Topic{entity, id} }

// Person is the topic of facts of tickets the user is involved in or was or is
// assigned to.
func Person(user int64) Topic { return Topic{person, user} }

// each calls fn for every topic of the fact; a topic may come twice.
func (f Fact) each(fn func(Topic)) {
	if f.Notice {
		for _, user := range f.People {
			fn(Person(user))
		}
		return
	}
	fn(Everything())
	fn(Ticket(f.Ticket))
	fn(Partner(f.Partner))
	fn(Entity(f.Entity))
	fn(Person(f.Assignee))
	fn(Person(f.AssigneeBefore))
	for _, user := range f.People {
		fn(Person(user))
	}
}
