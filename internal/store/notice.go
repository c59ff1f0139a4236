package store

import (
	"database/sql"
	"time"

	"balie/internal/access"
	"balie/internal/org"
	"balie/internal/ticket"
)

// Notice tells a person in the page of an event on a ticket that they see.
type Notice struct {
	User   org.UserID
	Event  ticket.Event
	Actor  org.User // who did it, with the name under which the ticket's desk knows them
	Ticket ticket.Ticket
	Others int // further tickets the same act was done to
	Read   bool
}

// MaxNotices is where counting unread ones ends.
const MaxNotices = 100

// AddNotices stores notices and gives the people who had none of their event
// yet.
func (tx *Tx) AddNotices(list ...Notice) ([]org.UserID, error) {
	if len(list) == 0 {
		return nil, nil
	}
	args := make([]any, 0, len(list)*5)
	for _, n := range list {
		args = append(args, int64(n.User), int64(n.Event.ID), int64(n.Event.Ticket), int64(n.Others), micros(tx.Now))
	}
	return collect(tx, stmt("INSERT INTO notice (user_id, event_id, ticket_id, others, at) VALUES "+rowsOf(len(list), 5)+
		" ON CONFLICT (user_id, event_id) DO NOTHING RETURNING user_id", args...),
		func(r *sql.Rows, id *org.UserID) error { return r.Scan(id) })
}

// Notices gives a page of a person's notices, newest first, before an event (0
// is the start), on tickets of the scope. next is where the following page
// starts, 0 on the last.
func (tx *Tx) Notices(s access.Scope, user org.UserID, before ticket.EventID, limit int) (page []Notice, next ticket.EventID, err error) {
	w := noticesOf(s, user)
	if before != 0 {
		w = w.and("n.event_id < ?", int64(before))
	}
	page, err = collect(tx, stmt("SELECT n.event_id, n.ticket_id, n.others, n.read FROM notice n JOIN ticket t ON t.id = n.ticket_id"+
		w.clause()+" ORDER BY n.event_id DESC LIMIT ?", append(w.args, limit+1)...),
		func(r *sql.Rows, n *Notice) error {
			var read int64
			err := r.Scan(&n.Event.ID, &n.Event.Ticket, &n.Others, &read)
			n.User, n.Read = user, read == 1
			return err
		})
	if len(page) > limit {
		page = page[:limit]
		next = page[limit-1].Event.ID
	}
	if err == nil {
		err = tx.fillNotices(page)
	}
	return page, next, err
}

// fillNotices loads the events, actors and tickets that notices are about.
func (tx *Tx) fillNotices(list []Notice) error {
	if len(list) == 0 {
		return nil
	}
	var events, tickets []int64
	for _, n := range list {
		events, tickets = append(events, int64(n.Event.ID)), append(tickets, int64(n.Event.Ticket))
	}
	gotE, err := collect(tx, stmt(eventSelect+"WHERE id IN (?)", events), scanEvent)
	if err != nil {
		return err
	}
	gotU, err := collect(tx, stmt("SELECT e.id, u.id, "+calledOn+`, u.active FROM event e JOIN users u ON u.id = e.actor_id
		JOIN ticket t ON t.id = e.ticket_id WHERE e.id IN (?)`, events), func(r *sql.Rows, n *Notice) error {
		var active int64
		err := r.Scan(&n.Event.ID, &n.Actor.ID, &n.Actor.Name, &active)
		n.Actor.Active = active == 1
		return err
	})
	if err != nil {
		return err
	}
	gotT, err := collect(tx, stmt(ticketSelect+" WHERE t.id IN (?)", tickets), scanTicket)
	byEvent, byTicket := map[ticket.EventID]ticket.Event{}, map[ticket.ID]ticket.Ticket{}
	for _, e := range gotE {
		byEvent[e.ID] = e
	}
	for _, t := range gotT {
		byTicket[t.ID] = t
	}
	byActor := map[ticket.EventID]org.User{}
	for _, n := range gotU {
		byActor[n.Event.ID] = n.Actor
	}
	for i, n := range list {
		list[i].Event, list[i].Ticket, list[i].Actor = byEvent[n.Event.ID], byTicket[n.Event.Ticket], byActor[n.Event.ID]
		list[i].Read = n.Read || n.Event.ID <= tx.s.soft.SeenLately(n.User, n.Event.Ticket)
	}
	return err
}

func noticesOf(s access.Scope, user org.UserID) where {
	w := where{}.and("n.user_id = ?", int64(user))
	if in := ticketWhere(s); in.text != "" {
		w = w.and(in.text, in.args...)
	}
	return w
}

// UnreadNotices counts a person's unread notices up to MaxNotices.
func (tx *Tx) UnreadNotices(s access.Scope, user org.UserID) (int, error) {
	w := noticesOf(s, user)
	got, err := collect(tx, stmt("SELECT n.ticket_id, n.event_id FROM notice n JOIN ticket t ON t.id = n.ticket_id"+
		w.clause()+" AND n.read = 0 ORDER BY n.event_id DESC LIMIT ?", append(w.args, MaxNotices)...),
		func(r *sql.Rows, e *ticket.Event) error { return r.Scan(&e.Ticket, &e.ID) })
	n := 0
	for _, e := range got {
		if e.ID > tx.s.soft.SeenLately(user, e.Ticket) {
			n++
		}
	}
	return n, err
}

// ReadNotices marks a person's notices up to an event as read.
func (tx *Tx) ReadNotices(user org.UserID, upTo ticket.EventID) error {
	_, err := tx.exec(stmt("UPDATE notice SET read = 1 WHERE user_id = ? AND event_id <= ? AND read = 0", int64(user), int64(upTo)))
	return err
}

// readSeen marks as read what people have seen on the tickets themselves.
func (tx *Tx) readSeen(keys []looked) error {
	users := make([]int64, len(keys))
	for i, k := range keys {
		users[i] = int64(k.user)
	}
	_, err := tx.exec(stmt(`UPDATE notice SET read = 1 WHERE user_id IN (?)`, users).
		add(` AND read = 0 AND EXISTS (SELECT 1 FROM seen s WHERE s.user_id = notice.user_id
		AND s.ticket_id = notice.ticket_id AND s.event_id >= notice.event_id)`))
	return err
}

// PruneNotices removes notices older than a time.
func (tx *Tx) PruneNotices(before time.Time) error {
	_, err := tx.exec(stmt("DELETE FROM notice WHERE at < ?", micros(before)))
	return err
}
