package desk

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// What can be done to many tickets at once. The words are stored.
const (
	BulkAssign   = "assign"
	BulkPriority = "priority"
	BulkClose    = "close"
	BulkTag      = "tag"
	BulkTopic    = "topic"
	BulkTeam     = "team"
	BulkKind     = "kind"
	BulkReopen   = "reopen"
	BulkSay      = "say"
	BulkUndo     = "undo"
)

const (
	bulkAtOnce = 100 // tickets of one transaction
	BulkMax    = 10_000
	BulkSayMax = 20_000 // characters of a comment, which is stored with each ticket
)

// JobBulk goes on with a bulk where it stands; JobBulkTell tells of it.
const (
	JobBulk     = "bulk"
	JobBulkTell = "bulk_tell"
)

type bulkJob struct {
	Bulk int64 `json:"bulk"`
}

// BulkInput is one act on many tickets.
type BulkInput struct {
	Tickets  []ticket.ID
	All      *ListInput // instead: every ticket that matches now
	Act      string
	To       org.UserID      // BulkAssign; 0 is nobody
	Priority ticket.Priority // BulkPriority
	Text     string          // BulkSay: the comment; BulkClose: a last word before the closing message, or none
	Say      ticket.Act      // BulkSay: ticket.Comment, Ask or Note
	Tag      string          // BulkTag: its name; a new one becomes a tag
	Topic    ticket.TopicID  // BulkTopic; 0 is none
	Team     org.TeamID      // BulkTeam; 0 is none
	Kind     ticket.Kind     // BulkKind
	Once     string
}

// bulkArgs is what is stored of an act.
type bulkArgs struct {
	To       org.UserID      `json:"to,omitempty"`
	Priority ticket.Priority `json:"priority,omitempty"`
	Text     string          `json:"text,omitempty"`
	Say      ticket.Act      `json:"say,omitempty"`
	Tag      string          `json:"tag,omitempty"`
	Topic    ticket.TopicID  `json:"topic,omitempty"`
	Team     org.TeamID      `json:"team,omitempty"`
	Kind     ticket.Kind     `json:"kind,omitempty"`
}

// StartBulk freezes which tickets are meant and begins: up to a hundred are
// done when it returns, more by a job that goes on after a crash. Each ticket
// is held against the agent's rights when its turn comes; one they may not see
// is refused as absent.
func (d *Desk) StartBulk(ctx context.Context, a access.Actor, in BulkInput) (int64, error) {
	if _, err := staff(a); err != nil {
		return 0, err
	}
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return 0, err
	}
	args, err := in.check(a, names)
	if err != nil {
		return 0, err
	}
	list, err := d.meant(ctx, a, in)
	if err != nil {
		return 0, err
	}
	return d.begin(ctx, a, in.Once, store.Bulk{User: a.User, Act: in.Act, Args: args}, list)
}

// check refuses what no ticket could take, and writes the act down.
func (in BulkInput) check(a access.Actor, names *store.Directory) (string, error) {
	broken := errs.New(errs.Invalid, "error.check_fields")
	switch in.Act {
	case BulkAssign:
		me, _ := a.Desk()
		if c, ok := names.Staff[in.To]; in.To != 0 && (!ok || c.Org != me.Org || !c.User.Active) {
			return "", broken.At("assignee", "error.assignee_unknown")
		}
	case BulkPriority:
		if !in.Priority.Valid() {
			return "", broken.At("priority", "error.priority_unknown")
		}
	case BulkClose:
		if len(in.Text) > MaxText {
			return "", errs.New(errs.TooLarge, "error.check_fields").At("text", "error.text_too_long")
		}
	case BulkSay:
		if in.Say != ticket.Comment && in.Say != ticket.Ask && in.Say != ticket.Note {
			return "", errs.New(errs.Invalid, "error.form_broken")
		}
		in.Text = strings.ReplaceAll(in.Text, "\r\n", "\n")
		switch n := len([]rune(strings.TrimSpace(in.Text))); {
		case n == 0:
			return "", errs.New(errs.Invalid, "error.bulk_says_nothing")
		case n > BulkSayMax:
			return "", errs.New(errs.TooLarge, "error.bulk_says_much", "max", BulkSayMax)
		}
	case BulkTag:
		in.Tag = tagName(in.Tag)
		if n := len([]rune(in.Tag)); n == 0 || n > tagMax {
			return "", errs.New(errs.Invalid, "error.tag_name", "max", tagMax)
		}
	case BulkTopic, BulkReopen:
	case BulkKind:
		if in.Kind != ticket.Question && in.Kind != ticket.Incident {
			return "", broken.At("kind", "error.value_unknown")
		}
	case BulkTeam:
		if !teamOf(a, names, in.Team) {
			return "", broken.At("team", "error.value_unknown")
		}
	default:
		return "", errs.New(errs.Invalid, "error.form_broken")
	}
	raw, err := json.Marshal(bulkArgs{in.To, in.Priority, in.Text, in.Say, in.Tag, in.Topic, in.Team, in.Kind})
	return string(raw), err
}

// meant lists the tickets of a bulk; none and too many are refused.
func (d *Desk) meant(ctx context.Context, a access.Actor, in BulkInput) (list []ticket.ID, err error) {
	list, more := in.Tickets, len(in.Tickets) > BulkMax
	if in.All != nil {
		err = d.reading(ctx, a, *in.All, func(tx *store.Tx, l store.List) (err error) {
			list, more, err = tx.MatchingTickets(l, BulkMax)
			return err
		})
	}
	switch {
	case err != nil:
		return nil, err
	case more:
		return nil, errs.New(errs.TooLarge, "error.bulk_too_many", "max", BulkMax)
	case len(list) == 0:
		return nil, errs.New(errs.Invalid, "error.bulk_none")
	}
	slices.Sort(list)
	return slices.Compact(list), nil
}

// begin stores a bulk and does it at once when it is small.
func (d *Desk) begin(ctx context.Context, a access.Actor, once string, b store.Bulk, list []ticket.ID) (int64, error) {
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return 0, err
	}
	got, err := d.write(ctx, a.User, once, func(tx *store.Tx) (string, error) {
		if err := tx.AddBulk(&b, list); err != nil {
			return "", err
		}
		id := strconv.FormatInt(b.ID, 10)
		if len(list) > bulkAtOnce {
			return id, tx.Enqueue(bulkGoesOn(b.ID))
		}
		_, err := d.bulkBatch(tx, names, &b)
		return id, err
	})
	if err != nil {
		return 0, err
	}
	return number(got), nil
}

func bulkGoesOn(id int64) store.NewJob {
	j := job(JobBulk, bulkJob{id})
	j.Key = "bulk:" + strconv.FormatInt(id, 10)
	return j
}

// BulkProgress is how far a bulk has come, for who began it.
type BulkProgress struct {
	store.Bulk
	To       org.UserID
	Priority ticket.Priority
	Say      ticket.Act
	Tag      string
	Team     org.TeamID
	Kind     ticket.Kind
	Topic    string        // its name, if the desk still has it
	Refusals []BulkRefusal // the first ones
	UndoneBy int64         // the bulk that undoes this one; 0 none
}

// BulkRefusal is a ticket that was left as it is, and why.
type BulkRefusal struct {
	Ticket ticket.ID
	Key    string // of the sentence in the catalogues
	Args   []any
}

// refusalsShown is how many refusals of a bulk are listed.
const refusalsShown = 200

// Bulk tells how far a bulk of the agent's own has come.
func (d *Desk) Bulk(ctx context.Context, a access.Actor, id int64) (BulkProgress, error) {
	var p BulkProgress
	if _, err := staff(a); err != nil {
		return p, err
	}
	err := d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		if p.Bulk, err = tx.Bulk(a.User, id); err != nil {
			return err
		}
		if p.UndoneBy, _, err = tx.UndoOf(id); err != nil {
			return err
		}
		var args bulkArgs
		if err := json.Unmarshal([]byte(p.Args), &args); err != nil {
			return err
		}
		p.To, p.Priority, p.Say, p.Tag, p.Team, p.Kind = args.To, args.Priority, args.Say, args.Tag, args.Team, args.Kind
		if args.Topic != 0 {
			me, _ := a.Desk()
			topics, err := tx.Topics(me.Org)
			if err != nil {
				return err
			}
			for _, t := range topics {
				if t.ID == args.Topic {
					p.Topic = t.Name
				}
			}
		}
		items, err := tx.RefusedItems(id, 0, refusalsShown)
		for _, i := range items {
			p.Refusals = append(p.Refusals, readRefusal(i))
		}
		return err
	})
	return p, err
}

// writeRefusal keeps why a ticket refused: the key, then names and values.
func writeRefusal(e *errs.Error) (string, error) {
	key, args := e.Key, e.Args
	if len(e.Fields) > 0 {
		key, args = e.Fields[0].Key, e.Fields[0].Args
	}
	list := []any{key}
	for i, v := range args {
		if i%2 == 0 {
			list = append(list, v)
			continue
		}
		raw, err := json.Marshal(v)
		if err != nil {
			return "", err
		}
		var text string
		if json.Unmarshal(raw, &text) != nil {
			text = string(raw)
		}
		list = append(list, text)
	}
	raw, err := json.Marshal(list)
	return string(raw), err
}

func readRefusal(i store.BulkItem) BulkRefusal {
	r := BulkRefusal{Ticket: i.Ticket, Key: "error.internal"}
	var list []any
	if json.Unmarshal([]byte(i.Reason), &list) != nil || len(list) == 0 {
		return r
	}
	if key, ok := list[0].(string); ok {
		r.Key, r.Args = key, list[1:]
	}
	return r
}

// UndoBulk does the opposite of a bulk to the tickets that it changed, as far
// as nobody else changed the same since.
func (d *Desk) UndoBulk(ctx context.Context, a access.Actor, id int64, once string) (int64, error) {
	if _, err := staff(a); err != nil {
		return 0, err
	}
	var list []ticket.ID
	err := d.Store.Read(ctx, func(tx *store.Tx) error {
		b, err := tx.Bulk(a.User, id)
		if err != nil {
			return err
		}
		if b.Undoes != 0 || b.Act == BulkSay { // what was said to so many stands
			return errs.Absent()
		}
		if !b.Ended {
			return errs.New(errs.Conflict, "error.bulk_runs")
		}
		by, undone, err := tx.UndoOf(id)
		if err != nil {
			return err
		}
		if undone {
			return errUndone{by}
		}
		list, err = tx.DoneItems(id)
		if err == nil && len(list) == 0 {
			err = errs.New(errs.Conflict, "error.bulk_nothing_to_undo")
		}
		return err
	})
	var undone errUndone
	if errors.As(err, &undone) {
		return undone.by, nil
	}
	if err != nil {
		return 0, err
	}
	return d.begin(ctx, a, once, store.Bulk{User: a.User, Act: BulkUndo, Args: "{}", Undoes: id}, list)
}

// errUndone says which bulk undid it already.
type errUndone struct{ by int64 }

func (errUndone) Error() string { return "the bulk was undone already" }
