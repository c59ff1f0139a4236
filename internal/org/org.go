// Package org knows the parties and the people: organizations of three tiers,
// their systems and teams, users, and who belongs where with which rights.
package org

import "unicode"

// ID, UserID, SystemID and TeamID are row ids; 0 means none.
type (
	ID       int64
	UserID   int64
	SystemID int64
	TeamID   int64
)

// VendorID is the one vendor: set-up creates it first, on every store.
const VendorID ID = 1

// Tier is an organization's place between the maker and the customer.
type Tier int8

const (
	Vendor  Tier = 1 // runs the installation
	Partner Tier = 2 // supports its own entities
	Entity  Tier = 3 // a customer
)

func (t Tier) String() string {
	return [...]string{"", "vendor", "partner", "entity"}[t]
}

// Organization is a party. Parent is the vendor for a partner, the first desk
// (a partner, or the vendor itself) for an entity, and 0 for the vendor.
type Organization struct {
	ID       ID
	Tier     Tier
	Parent   ID
	Name     string
	Language string // catalogue code: "en", "nl"
	Zone     string // IANA time zone
	Hue      int    // brand hue class, 0 to 23
	Mail     string // the address its mail comes from
	Notify   string // where its desk is told of new work; "" is Mail
	Simple   bool   // waiting and on hold show as open
}

// ToldAt is the address at which the desk as a whole is told of new work, ""
// when only its people are.
func (o Organization) ToldAt() string {
	if o.Notify != "" {
		return o.Notify
	}
	return o.Mail
}

// System is something an entity owns and asks about.
type System struct {
	ID       SystemID
	Entity   ID
	Name     string
	Archived bool // used no more: nobody asks about it
}

// Team is a group of agents of one organization.
type Team struct {
	ID       TeamID
	Org      ID
	Name     string
	Archived bool // given up: only its name is left
}

// User is a person. Without a password it is a contact: mail reaches it, it
// can't sign in.
type User struct {
	ID       UserID
	Name     string
	Mail     string // as the person writes it; looked up by its canonical form
	Language string
	Theme    string // "", "light" or "dark"
	Active   bool   // false: left; shown as a former user, never mailed
	MailOff  bool   // does not want "new at your desk" mails
	KeysOff  bool   // does not want keyboard shortcuts
}

// Initials gives one or two letters for the person's round, those with which
// the first and the last word of the name begin.
func Initials(name string) string {
	var first, last string
	start := true
	for _, r := range name {
		switch {
		case r == '-' || unicode.IsSpace(r):
			start = true
		case !start || unicode.IsPunct(r): // "Eva (Bakkerij)"
		case first == "":
			first, start = string(unicode.ToUpper(r)), false
		default:
			last, start = string(unicode.ToUpper(r)), false
		}
	}
	return first + last
}
