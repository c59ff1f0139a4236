package desk

import (
	"sync"
	"time"

	"balie/internal/store"
)

// relayTroubles are the senders for whom the relay was in the way, as far as
// this node knows: their mails may wait for it.
type relayTroubles struct {
	mu       sync.Mutex
	senders  map[string]bool // nil at the start: nobody knows what was before
	hastened time.Time       // when what waits was last tried all at once
}

func (r *relayTroubles) begin(sender string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.senders != nil {
		r.senders[sender] = true
	}
}

// over reports whether a mail of this sender that got through is the end of a
// trouble. A relay that is in and out of it ends none within MailLongest.
func (r *relayTroubles) over(sender string, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return (r.senders == nil || r.senders[sender]) && now.Sub(r.hastened) >= MailLongest
}

func (r *relayTroubles) forget(now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.senders, r.hastened = map[string]bool{}, now
}

// relayIsBack has the mails that wait tried at once, when the relay takes the
// first one after a trouble with its sender. That it takes those of another
// sender is no sign: it may refuse this one as before.
func (d *Desk) relayIsBack(tx *store.Tx, sender string) error {
	if !d.relay.over(sender, tx.Now) {
		return nil
	}
	tx.After(func() { d.relay.forget(tx.Now) })
	return tx.HastenJobs(store.Outside)
}
