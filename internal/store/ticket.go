package store

import (
	"database/sql"
	"strings"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/ticket"
)

const (
	flagFront int64 = 1 << iota
	flagNewReply
	flagWorkedOn
)

var ticketColumns = []string{
	"partner_id", "entity_id", "system_id", "requester_id", "holder_id", "answered_id",
	"partner_assignee_id", "vendor_assignee_id", "team_id", "vendor_team_id",
	"state", "shelf", "reason", "rank", "kind", "priority", "channel", "flags",
	"created_at", "updated_at", "public_at", "line_at", "due_at", "closed_at", "hold_until",
	"last_event_id", "last_public_id", "hold_reason", "subject", "excerpt",
	"topic_id", "merged_id", "hushed_until", "shown_state", "shown_shelf",
}

var ticketSelect = "SELECT t.id, t." + strings.Join(ticketColumns, ", t.") + " FROM ticket t"

func ticketValues(t ticket.Ticket) []any {
	flags := flag(t.Front)*flagFront | flag(t.NewReply)*flagNewReply | flag(t.WorkedOn)*flagWorkedOn
	return []any{
		int64(t.Partner), null(t.Entity), null(t.System), int64(t.Requester), int64(t.Holder), null(t.Answered),
		null(t.PartnerAssignee), null(t.VendorAssignee), null(t.PartnerTeam), null(t.VendorTeam),
		int64(t.State), int64(t.Shelf()), int64(t.Reason), int64(t.Rank()), int64(t.Kind), int64(t.Priority), int64(t.Channel), flags,
		micros(t.CreatedAt), micros(t.UpdatedAt), micros(t.PublicAt), micros(t.LineAt), dueMicros(t.DueAt), micros(t.ClosedAt), micros(t.HoldUntil),
		int64(t.LastEvent), int64(t.LastPublic), t.HoldReason, t.Subject, t.Excerpt,
		null(t.Topic), null(t.Merged), micros(t.HushedUntil), int64(t.StoredState()), int64(t.CustomerShelf()),
	}
}

func scanTicket(r *sql.Rows, t *ticket.Ticket) error {
	var entity, system, answered, partnerAssignee, vendorAssignee, team, vendorTeam, topic, merged sql.NullInt64
	var shelf, rank, flags, created, updated, public, line, due, closed, hold, hushed int64
	err := r.Scan(&t.ID, &t.Partner, &entity, &system, &t.Requester, &t.Holder, &answered,
		&partnerAssignee, &vendorAssignee, &team, &vendorTeam,
		&t.State, &shelf, &t.Reason, &rank, &t.Kind, &t.Priority, &t.Channel, &flags,
		&created, &updated, &public, &line, &due, &closed, &hold,
		&t.LastEvent, &t.LastPublic, &t.HoldReason, &t.Subject, &t.Excerpt,
		&topic, &merged, &hushed, &t.Shown, &t.ShownShelf)
	t.Entity, t.System, t.Answered = org.ID(entity.Int64), org.SystemID(system.Int64), org.ID(answered.Int64)
	t.PartnerAssignee, t.VendorAssignee = org.UserID(partnerAssignee.Int64), org.UserID(vendorAssignee.Int64)
	t.PartnerTeam, t.VendorTeam = org.TeamID(team.Int64), org.TeamID(vendorTeam.Int64)
	t.Topic, t.Merged = ticket.TopicID(topic.Int64), ticket.ID(merged.Int64)
	t.HushedUntil = fromMicros(hushed)
	t.Front, t.NewReply, t.WorkedOn = flags&flagFront != 0, flags&flagNewReply != 0, flags&flagWorkedOn != 0
	t.CreatedAt, t.UpdatedAt, t.PublicAt = fromMicros(created), fromMicros(updated), fromMicros(public)
	t.LineAt, t.DueAt, t.ClosedAt, t.HoldUntil = fromMicros(line), fromDue(due), fromMicros(closed), fromMicros(hold)
	return err
}

// AddTicket stores a new ticket and gives it its id.
func (tx *Tx) AddTicket(t *ticket.Ticket) error {
	id, err := scalar[int64](tx, stmt("INSERT INTO ticket ("+strings.Join(ticketColumns, ", ")+") VALUES "+
		rowsOf(1, len(ticketColumns))+" RETURNING id", ticketValues(*t)...))
	t.ID = ticket.ID(id)
	return err
}

// SaveTicket writes the whole row back.
func (tx *Tx) SaveTicket(t ticket.Ticket) error {
	return tx.later(stmt("UPDATE ticket SET "+strings.Join(ticketColumns, " = ?, ")+" = ? WHERE id = ?",
		append(ticketValues(t), int64(t.ID))...), nil)
}

// Ticket loads a ticket within the scope; outside it, it does not exist.
func (tx *Tx) Ticket(s access.Scope, id ticket.ID) (ticket.Ticket, error) {
	return tx.loadTicket(s, id, "")
}

// LockTicket is Ticket for one that is about to change: nobody else changes it
// until the transaction ends. If its last change is later than the
// transaction's time, because we waited for whoever made it or clocks differ,
// tx.Now moves up to it: what happens to a ticket never goes back in time. So
// lock before using tx.Now.
func (tx *Tx) LockTicket(s access.Scope, id ticket.ID) (ticket.Ticket, error) {
	t, err := tx.loadTicket(s, id, tx.s.d.lock())
	tx.notBefore(t)
	return t, err
}

func (tx *Tx) notBefore(t ticket.Ticket) {
	if t.UpdatedAt.After(tx.Now) {
		tx.Now = t.UpdatedAt
	}
}

func (tx *Tx) loadTicket(s access.Scope, id ticket.ID, lock string) (ticket.Ticket, error) {
	w := where{}.and("t.id = ?", int64(id))
	if in := ticketWhere(s); in.text != "" {
		w = w.and(in.text, in.args...)
	}
	t, err := one(tx, stmt(ticketSelect+w.clause()+lock, w.args...), scanTicket)
	if errs.Is(err, errs.NotFound) {
		return t, errs.Absent()
	}
	return t, err
}

// Tickets loads those of several tickets that are within the scope.
func (tx *Tx) Tickets(s access.Scope, list []ticket.ID) (map[ticket.ID]ticket.Ticket, error) {
	out := map[ticket.ID]ticket.Ticket{}
	if len(list) == 0 {
		return out, nil
	}
	q := stmt(ticketSelect+" WHERE t.id IN (?)", ids(list))
	if in := ticketWhere(s); in.text != "" {
		q.add(" AND "+in.text, in.args...)
	}
	got, err := collect(tx, q, scanTicket)
	for _, t := range got {
		out[t.ID] = t
	}
	return out, err
}

// LockTicketForJob is LockTicket for the system's own work, outside any scope.
func (tx *Tx) LockTicketForJob(id ticket.ID) (ticket.Ticket, error) {
	t, err := one(tx, stmt(ticketSelect+" WHERE t.id = ?"+tx.s.d.lock(), int64(id)), scanTicket)
	tx.notBefore(t)
	return t, err
}
