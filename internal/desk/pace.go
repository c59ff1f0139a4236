package desk

import (
	"time"

	"balie/internal/store"
	"balie/internal/ticket"
)

// expected is the time within which the asker of a new ticket can expect an
// answer, as its confirmation keeps it: a retry says the same, whatever was
// answered meanwhile. It is "" where nothing can be said.
func expected(tx *store.Tx, t ticket.Ticket) (string, error) {
	answered, waiting, err := tx.FirstAnswers(t)
	within := ticket.Pace(answered, waiting)
	if err != nil || within == 0 {
		return "", err
	}
	return within.String(), nil
}

// readExpected is the inverse; 0 where nothing was kept.
func readExpected(kept string) time.Duration {
	within, err := time.ParseDuration(kept)
	if err != nil {
		return 0
	}
	return within
}
