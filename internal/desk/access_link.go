package desk

import (
	"strconv"
	"strings"
	"time"

	"balie/internal/authn"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
)

// What secret links are for. The subject of each is written here alone.
const (
	purposePassword = "password" // a person's id and the mark of the password they have now
	purposeInvite   = "invite"   // an invitation's id and the address it is for
	purposeGrant    = "grant"    // who asks for access, as JSON
)

const (
	resetLife   = time.Hour
	welcomeLife = 24 * time.Hour
	inviteLife  = 7 * 24 * time.Hour
	grantLife   = 7 * 24 * time.Hour
)

// usedLately is how long after its use a link answers the same form again, for
// somebody who pressed twice.
const usedLately = time.Minute

// errLink is the one answer for a link that was never ours, was used, or had
// its day.
func errLink() *errs.Error { return errs.New(errs.NotFound, "link.unknown") }

// link finds the link of a token that is ours and not expired. It may be used
// already: who acts on it calls tx.UseLink.
func (d *Desk) link(tx *store.Tx, purpose, token string) (store.Link, error) {
	id, mac, err := authn.ParseLink(token)
	if err != nil {
		return store.Link{}, errLink()
	}
	l, err := tx.Link(id)
	if errs.Is(err, errs.NotFound) {
		err = errLink()
	}
	if err != nil {
		return l, err
	}
	if l.Purpose != purpose || !d.Links.Verify(mac, purpose, id, l.Subject, l.ExpiresAt) || !tx.Now.Before(l.ExpiresAt) {
		return l, errLink()
	}
	return l, nil
}

// freshLink is link for one that was not used.
func (d *Desk) freshLink(tx *store.Tx, purpose, token string) (store.Link, error) {
	l, err := d.link(tx, purpose, token)
	if err == nil && !l.UsedAt.IsZero() {
		err = errLink()
	}
	return l, err
}

// use spends a link; of two who come at once one gets errLink.
func use(tx *store.Tx, id int64) error {
	err := tx.UseLink(id)
	if errs.Is(err, errs.NotFound) {
		err = errLink()
	}
	return err
}

// pages are where the links lead.
var linkPages = map[string]string{purposePassword: "password", purposeInvite: "invitation", purposeGrant: "grant"}

// address is a link as it stands in a mail.
func (d *Desk) address(l store.Link) string {
	return d.Base.JoinPath(linkPages[l.Purpose]).String() + "?token=" + d.Links.Sign(l.Purpose, l.ID, l.Subject, l.ExpiresAt)
}

// pair is a subject of a number and a word.
func pair(n int64, word string) string { return strconv.FormatInt(n, 10) + " " + word }

func unpair(subject string) (n int64, word string) {
	head, word, _ := strings.Cut(subject, " ")
	n, _ = strconv.ParseInt(head, 10, 64) // written by pair
	return n, word
}

// passwordMark changes with a person's password: a link that carries the old
// one no longer counts.
func passwordMark(c store.Credential) string {
	sum := authn.TokenHash(c.Password)
	return strconv.FormatInt(int64(c.User), 36) + "-" + strings.ToLower(hexOf(sum[:8]))
}

func userOf(l store.Link) (org.UserID, string) {
	id, mark := unpair(l.Subject)
	return org.UserID(id), mark
}
