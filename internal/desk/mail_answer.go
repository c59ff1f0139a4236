package desk

import (
	"strings"
	"time"

	"balie/internal/store"
	"balie/internal/ticket"
)

// How often new mail is answered by itself: each address, those that nobody
// vouches for, and all of these together. Two helpdesks that answer each other
// stop at the third mail.
var (
	answersEach      = answerLimit{"address ", 2, 10 * time.Minute}
	answersStranger  = answerLimit{"stranger ", 1, 24 * time.Hour}
	answersStrangers = answerLimit{"strangers", 200, time.Hour}
)

type answerLimit struct {
	name   string
	times  int
	window time.Duration
}

// allows counts an answer, and reports whether it may go.
func (a answerLimit) allows(tx *store.Tx, who string) (bool, error) {
	ok, _, err := tx.Try("mail answer "+a.name+who, a.times, a.window)
	return ok, err
}

// answer is what the sender of a new ticket is told: see
// ticket.Event.Confirmed.
func (l *landing) answer(v verdict) (string, error) {
	bounces := strings.TrimSpace(l.in.Header("Return-Path")) == "<>"
	if v.quiet || !l.user.Active || bounces {
		return ticket.Unconfirmed, nil
	}
	if ok, err := answersEach.allows(l.tx, l.key); err != nil || !ok {
		return ticket.Unconfirmed, err
	}
	if !l.stranger {
		return "", nil
	}
	if ok, err := answersStranger.allows(l.tx, l.key); err != nil || !ok {
		return ticket.Unconfirmed, err
	}
	if ok, err := answersStrangers.allows(l.tx, ""); err != nil || !ok {
		return ticket.Unconfirmed, err
	}
	return ticket.Unverified, nil
}
