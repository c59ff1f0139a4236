package ticket

import (
	"time"

	"balie/internal/org"
)

// Message is one entry by a person. Hidden ones are for partner and vendor
// agents alone, and of partners only for the one it was shared by.
type Message struct {
	ID      MessageID
	Ticket  ID
	Author  org.UserID
	Desk    org.ID // the organization the author spoke for
	Partner org.ID // the ticket's partner when it was written
	Hidden  bool
	Body    string // cleaned HTML
	Rest    string // likewise: what folds away under a message that came by mail
	At      time.Time
	Channel Channel
	Files   []File

	PublicFrom time.Time // when customers may read it; until then it can be undone
	EditedAt   time.Time
}

// File is an attachment of a message. Name is what the sender called it: data
// to show, never a path.
type File struct {
	ID      int64
	Message MessageID
	Name    string
	Type    string
	Size    int64
	Hash    string
	Hidden  bool
	Upload  int64 // the upload it was, until it is stored
	Since   time.Time
}

// PublicMessage is what a customer may know of a message: it has no place for
// anything hidden.
type PublicMessage struct {
	ID     MessageID
	Author org.UserID
	Desk   org.ID
	Body   string
	At     time.Time
	Files  []File

	Edited   bool
	EditedAt time.Time
}
