package ticket

import (
	"time"

	"balie/internal/org"
)

// Event is one recorded change, in the order of its id; it is never altered.
// Timeline, live update and mail all come from it.
type Event struct {
	ID      EventID
	Ticket  ID
	Kind    EventKind
	Actor   org.UserID // 0: the system itself
	Desk    org.ID     // the organization the actor acted for
	At      time.Time
	Channel Channel
	Message MessageID
	From    string // the old value, as the kind defines it
	To      string // the new value
}

// Info is the kind's row in the table.
func (e Event) Info() KindInfo { return Kinds[e.Kind] }
