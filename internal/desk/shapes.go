package desk

import (
	"context"
	"time"

	"balie/internal/authn"
	"balie/internal/store"
)

// The shapes of answers that come from the store as they are: faces name them
// here and never reach below the desk.
type (
	PersonRow  = store.PersonRow
	Row        = store.Row
	PublicRow  = store.PublicRow
	ListPage   = store.ListPage
	PublicPage = store.PublicPage
	Cursor     = store.Cursor
	File       = store.Upload
	Involved   = store.Involved
	Draft      = store.Draft
	FormDraft  = store.PortalDraft
	Tag        = store.Tag
	Topic      = store.Topic
	Linked     = store.Linked
	Directory  = store.Directory
	SignedIn   = store.SignedIn
	Near       = store.Near
)

// Groups of shelves that customers tell apart.
var (
	ShelvesWaiting = store.ShelvesWaiting
	ShelvesOurs    = store.ShelvesOurs
	ShelvesClosed  = store.ShelvesClosed
)

// Names gives the names of all parties, systems and staff at this moment.
func (d *Desk) Names(ctx context.Context) (*Directory, error) { return d.Store.Directory(ctx) }

// Used remembers when a session was last used.
func (d *Desk) Used(who SignedIn, at time.Time) { d.Store.Soft().SessionUsed(who.Session.Hash, at) }

// Token makes an unguessable word for forms and cookies.
func Token() string { return authn.NewToken() }

// LinkKind says why two tickets point to each other.
type LinkKind = store.LinkKind

// The kinds of links.
const (
	LinkRelated = store.LinkRelated
	LinkSplit   = store.LinkSplit
	LinkMerged  = store.LinkMerged

	LinkSuggested = store.LinkSuggested
)
