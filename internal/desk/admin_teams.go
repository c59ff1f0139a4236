package desk

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// TeamRow is a team with its members.
type TeamRow struct {
	org.Team
	Members []org.UserID
}

// Teams lists the teams of the actor's own desk, by name.
func (d *Desk) Teams(ctx context.Context, a access.Actor) ([]TeamRow, error) {
	me, err := administers(a)
	if err != nil {
		return nil, err
	}
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return nil, err
	}
	var out []TeamRow
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		members, err := tx.TeamMembers(me.Org)
		for _, t := range names.Teams {
			if t.Org == me.Org && !t.Archived {
				out = append(out, TeamRow{t, members[t.ID]})
			}
		}
		return err
	})
	slices.SortFunc(out, func(x, y TeamRow) int {
		return strings.Compare(strings.ToLower(x.Name)+" "+number64(int64(x.ID)), strings.ToLower(y.Name)+" "+number64(int64(y.ID)))
	})
	return out, err
}

// TeamInput is a team; without an ID a new one.
type TeamInput struct {
	ID      org.TeamID
	Name    string
	Members []org.UserID
	Once    string
}

// SaveTeam keeps a team of the actor's own desk. Its members are active agents
// of that desk.
func (d *Desk) SaveTeam(ctx context.Context, a access.Actor, in TeamInput) error {
	me, err := administers(a)
	if err != nil {
		return err
	}
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return err
	}
	t := org.Team{ID: in.ID, Org: me.Org, Name: oneLine(in.Name)}
	problem := errs.New(errs.Invalid, "error.check_fields")
	if key, args := nameProblem(t.Name); key != "" {
		problem = problem.At("name", key, args...)
	}
	in.Members = slices.Compact(slices.Sorted(slices.Values(in.Members)))
	for _, u := range in.Members {
		if c := names.Staff[u]; c.Org != me.Org || !c.User.Active {
			problem = problem.At("members", "error.assignee_unknown")
			break
		}
	}
	if len(problem.Fields) > 0 {
		return problem
	}
	_, err = d.write(ctx, a.User, in.Once, func(tx *store.Tx) (string, error) {
		if t.ID != 0 {
			return "", tx.SaveTeam(t, in.Members...)
		}
		return "", tx.AddTeam(&t, in.Members...)
	})
	return err
}

// TagUses lists the tags of the actor's own desk with their use.
func (d *Desk) TagUses(ctx context.Context, a access.Actor) (list []store.TagUse, err error) {
	me, err := administers(a)
	if err != nil {
		return nil, err
	}
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		list, err = tx.TagUses(me.Org)
		return err
	})
	return list, err
}

// RenameTag gives a tag of the actor's own desk another name, on every ticket.
// A name that another tag has is refused: merging says what is meant.
func (d *Desk) RenameTag(ctx context.Context, a access.Actor, id ticket.TagID, name, once string) error {
	me, err := administers(a)
	if err != nil {
		return err
	}
	name = tagName(name)
	problem := errs.New(errs.Invalid, "error.check_fields")
	if n := utf8.RuneCountInString(name); n == 0 || n > tagMax {
		return problem.At("name", "error.tag_name", "max", tagMax)
	}
	_, err = d.write(ctx, a.User, once, func(tx *store.Tx) (string, error) {
		other, err := tx.TagNamed(me.Org, name)
		if err == nil && other != 0 && other != id {
			err = problem.At("name", "admin.tag.taken")
		}
		if err != nil {
			return "", err
		}
		return "", tx.RenameTag(me.Org, id, name)
	})
	return err
}

// MergeTags puts a tag on every ticket that has another, which goes.
func (d *Desk) MergeTags(ctx context.Context, a access.Actor, from, into ticket.TagID, once string) error {
	me, err := administers(a)
	if err != nil {
		return err
	}
	if from == into || into == 0 {
		return errs.New(errs.Invalid, "error.check_fields").At("into", "admin.tag.into")
	}
	_, err = d.write(ctx, a.User, once, func(tx *store.Tx) (string, error) { return "", tx.MergeTags(me.Org, from, into) })
	return err
}

// DropTag takes a tag off every ticket and forgets it.
func (d *Desk) DropTag(ctx context.Context, a access.Actor, id ticket.TagID, once string) error {
	me, err := administers(a)
	if err != nil {
		return err
	}
	_, err = d.write(ctx, a.User, once, func(tx *store.Tx) (string, error) { return "", tx.DropTag(me.Org, id) })
	return err
}

// AllTopics lists the topics of the actor's own desk, also those that can't be
// chosen any more.
func (d *Desk) AllTopics(ctx context.Context, a access.Actor) (list []store.Topic, err error) {
	me, err := administers(a)
	if err != nil {
		return nil, err
	}
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		list, err = tx.Topics(me.Org)
		return err
	})
	return list, err
}

// TopicInput is a topic; without an ID a new one.
type TopicInput struct {
	ID     ticket.TopicID
	Name   string
	Active bool
	Once   string
}

// SaveTopic keeps a topic of the actor's own desk.
func (d *Desk) SaveTopic(ctx context.Context, a access.Actor, in TopicInput) error {
	me, err := administers(a)
	if err != nil {
		return err
	}
	t := store.Topic{ID: in.ID, Org: me.Org, Name: oneLine(in.Name), Active: in.Active}
	if key, args := nameProblem(t.Name); key != "" {
		return errs.New(errs.Invalid, "error.check_fields").At("name", key, args...)
	}
	_, err = d.write(ctx, a.User, in.Once, func(tx *store.Tx) (string, error) {
		list, err := tx.Topics(me.Org)
		if err != nil {
			return "", err
		}
		if slices.ContainsFunc(list, func(o store.Topic) bool { return o.Name == t.Name && o.ID != t.ID }) {
			return "", errs.New(errs.Invalid, "error.check_fields").At("name", "admin.topic.taken")
		}
		if t.ID != 0 {
			return "", tx.SaveTopic(t)
		}
		_, err = tx.AddTopic(me.Org, t.Name)
		return "", err
	})
	return err
}
