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

// How often one person's mails to one ticket are told to the others. Beyond that
// a mail still is a message, and the ticket moves; nobody is mailed about it, so
// that two programs behind two addresses end their talk.
var (
	toldSoon = answerLimit{"ticket soon ", 3, 10 * time.Minute}
	toldDay  = answerLimit{"ticket day ", 20, 24 * time.Hour}
)

// told counts a message by mail, and reports whether others hear of it.
func (l *landing) told(t ticket.Ticket) (bool, error) {
	pair := ticket.IDText(t.ID) + " " + l.key
	for _, limit := range []answerLimit{toldSoon, toldDay} {
		if ok, err := limit.allows(l.tx, pair); err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

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
