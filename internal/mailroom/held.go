package mailroom

import (
	"time"

	"github.com/emersion/go-imap/v2"
)

// heldLeast and heldMost bound how long a mail that failed waits.
const (
	heldLeast = 10 * time.Second
	heldMost  = time.Hour
)

// held are the mails of a mailbox that could not be taken, and when each is
// tried again: none keeps the others waiting, or is forgotten. It lives as long
// as the process; after a new start all of them are tried at once.
type held map[heldKey]*heldMail

type heldKey struct {
	validity uint32
	uid      imap.UID
}

type heldMail struct {
	again time.Time
	pause backoff
}

// hold puts a mail off.
func (h held) hold(k heldKey) {
	m := h[k]
	if m == nil {
		m = &heldMail{pause: backoff{least: heldLeast, most: heldMost}}
		h[k] = m
	}
	m.again = time.Now().Add(m.pause.next())
}

// waits reports a mail whose time has not come.
func (h held) waits(k heldKey) bool {
	m := h[k]
	return m != nil && time.Now().Before(m.again)
}

// until shortens a wait to the time of the next mail.
func (h held) until(d time.Duration) time.Duration {
	for _, m := range h {
		d = min(d, max(time.Until(m.again), 0))
	}
	return d
}

// keep forgets the mails that are no longer there.
func (h held) keep(validity uint32, uids []imap.UID) {
	there := map[heldKey]bool{}
	for _, uid := range uids {
		there[heldKey{validity, uid}] = true
	}
	for k := range h {
		if !there[k] {
			delete(h, k)
		}
	}
}
