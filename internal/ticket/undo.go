package ticket

import (
	"strconv"
	"time"
)

// UndoTime is how long an agent's public comment can be undone: nothing is
// mailed before, and customers know the ticket as it was.
const UndoTime = 10 * time.Second

// Hush keeps from customers, until a time, what became of the ticket since
// before: they see its former state and reason, and no later update.
func (t Ticket) Hush(before Ticket, until time.Time) Ticket {
	t.HushedUntil, t.Shown, t.ShownShelf = until, before.StoredState(), before.CustomerShelf()
	t.PublicAt, t.LastPublic = before.PublicAt, before.LastPublic
	t.HoldReason, t.HoldUntil = before.HoldReason, before.HoldUntil
	return t
}

// Reveal ends the hush: from now on customers know what the events that stand
// say.
func (t Ticket) Reveal(events []Event) Ticket {
	for _, e := range Standing(events) {
		if e.Info().Moves == BothAt {
			t.LastPublic, t.PublicAt = e.ID, e.At
		}
	}
	t.HushedUntil = time.Time{}
	if t.State != OnHold {
		t.HoldReason, t.HoldUntil = "", time.Time{}
	}
	return t
}

// PublicState is the state as a customer knows it at a time.
func (t Ticket) PublicState(now time.Time) State {
	if t.HushedUntil.After(now) {
		return t.Shown
	}
	return t.State
}

// StoredState and CustomerShelf are what customers' lists go by: the former
// ones until the hush is over and somebody revealed it.
func (t Ticket) StoredState() State {
	if t.HushedUntil.IsZero() {
		return t.State
	}
	return t.Shown
}

// CustomerShelf is the shelf that goes with StoredState.
func (t Ticket) CustomerShelf() Shelf {
	if t.HushedUntil.IsZero() {
		return t.Shelf()
	}
	return t.ShownShelf
}

// Undoable reports whether all that happened since a comment is the comment
// itself: one act of one person at one moment.
func Undoable(since []Event) bool {
	for _, e := range since {
		if e.Actor != since[0].Actor || !e.At.Equal(since[0].At) || (e.Kind != Commented && e.Kind != Asked && e.Kind != TookOver) {
			return false
		}
	}
	return len(since) > 0
}

// Withdraw gives the ticket back as it was before an act that began with the
// event first; the event says so to staff.
func (t Ticket) Withdraw(before Ticket, first EventID, b By, now time.Time) (Ticket, Event) {
	e := Event{Ticket: t.ID, Kind: Withdrawn, Actor: b.User, Desk: b.Org, At: now, Channel: b.Channel, From: idText(int64(first))}
	before.stamp(e)
	return before, e
}

// Standing leaves out the events that were withdrawn.
func Standing(events []Event) []Event {
	var out []Event
	for _, e := range events {
		if e.Kind == Withdrawn {
			first, _ := strconv.ParseInt(e.From, 10, 64) // written by Withdraw
			for len(out) > 0 && out[len(out)-1].ID >= EventID(first) {
				out = out[:len(out)-1]
			}
		}
		out = append(out, e)
	}
	return out
}
