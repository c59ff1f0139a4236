package desk

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// SavedView is one of a person's tabs above a list.
type SavedView struct {
	store.SavedView
	Mine bool // the person may change it
}

// Look is what a list's address says beside its page: filter, sort and which
// columns are hidden.
type Look struct {
	Filter Filter
	Sort   ticket.Sort
	Hidden []string
}

// Columns are those that a person may hide.
var Columns = []string{"priority", "entity", "assignee", "state", "due", "created", "updated"}

// ReadLook reads a look from a list's address.
func ReadLook(q url.Values) Look {
	l := Look{Filter: ReadFilter(q), Sort: ticket.Sort(q.Get("sort"))}
	for _, c := range Columns {
		if has(q, "hide", c) {
			l.Hidden = append(l.Hidden, c)
		}
	}
	return l
}

// Query is the inverse of ReadLook.
func (l Look) Query() url.Values {
	q := l.Filter.Query()
	if l.Sort != "" {
		q.Set("sort", string(l.Sort))
	}
	if len(l.Hidden) > 0 {
		q.Set("hide", strings.Join(l.Hidden, ","))
	}
	return q
}

// Look is what the saved view shows.
func (v SavedView) Look() Look {
	q, _ := url.ParseQuery(v.Query) // written by Look.Query
	return ReadLook(q)
}

// With whom a saved view is shared, beside the number of a team.
const (
	SharedNone = ""
	SharedAll  = "all"
)

// SaveInput is a view to be saved.
type SaveInput struct {
	ID    int64 // of the one to change; 0 makes a new one
	View  ticket.View
	Name  string
	Share string // SharedNone, SharedAll, or a team's number
	Look  Look
	Once  string
}

const (
	savedNameMax = 60 // characters
	savedMax     = 50 // views of one person on one list
)

// SavedViews lists the tabs that a person has above a view.
func (d *Desk) SavedViews(ctx context.Context, a access.Actor, of ticket.View) ([]SavedView, error) {
	if _, err := staff(a); err != nil {
		return nil, err
	}
	me, _ := a.Desk()
	var out []SavedView
	err := d.Store.Read(ctx, func(tx *store.Tx) error {
		list, err := tx.SavedViews(me.Org, a.User, of)
		for _, v := range list {
			out = append(out, saved(a, v))
		}
		return err
	})
	return out, err
}

// saved says whether the actor may change the view: its owner, and of a shared
// one an administrator of the organization.
func saved(a access.Actor, v store.SavedView) SavedView {
	return SavedView{v, v.Owner == a.User || a.Administers(v.Org) && (v.Shared || v.Team != 0)}
}

// TeamsOf lists the teams that an agent may share with: those they are in.
func (d *Desk) TeamsOf(ctx context.Context, a access.Actor) (out []org.TeamID, err error) {
	err = d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		out, err = tx.TeamsOf(a.User)
		return err
	})
	return out, err
}

// SaveView stores a list's look under a name, or changes one that is stored.
func (d *Desk) SaveView(ctx context.Context, a access.Actor, in SaveInput) (int64, error) {
	if _, err := staff(a); err != nil {
		return 0, err
	}
	me, _ := a.Desk()
	in.Name = strings.Join(strings.Fields(strings.ToValidUTF8(in.Name, "")), " ")
	broken := errs.New(errs.Invalid, "error.check_fields")
	if in.Name == "" {
		return 0, broken.At("name", "error.view_name_missing")
	}
	if utf8.RuneCountInString(in.Name) > savedNameMax {
		return 0, broken.At("name", "error.view_name_long", "max", savedNameMax)
	}
	info, ok := ticket.ViewNamed(in.View)
	if !ok || in.Look.Sort != "" && !slices.Contains(info.Sorts(), in.Look.Sort) {
		return 0, errs.Absent()
	}
	got, err := d.write(ctx, a.User, in.Once, func(tx *store.Tx) (string, error) {
		v := store.SavedView{Org: me.Org, Owner: a.User}
		if in.ID != 0 {
			old, err := d.ownView(tx, a, in.ID)
			if err != nil {
				return "", err
			}
			v = old.SavedView
		} else if list, err := tx.SavedViews(me.Org, a.User, in.View); err != nil {
			return "", err
		} else if len(list) >= savedMax {
			return "", errs.New(errs.TooLarge, "error.views_too_many", "max", savedMax)
		}
		v.View, v.Name, v.Query = in.View, in.Name, in.Look.Query().Encode()
		if err := share(tx, a, &v, in.Share); err != nil {
			return "", err
		}
		if in.ID != 0 {
			return number64(v.ID), tx.ChangeSavedView(v)
		}
		err := tx.AddSavedView(&v)
		return number64(v.ID), err
	})
	return number(got), err
}

// share says who else has the view; a team has to be one that the agent is in,
// or the one it is shared with already.
func share(tx *store.Tx, a access.Actor, v *store.SavedView, with string) error {
	was := v.Team
	v.Shared, v.Team = with == SharedAll, 0
	if with == SharedNone || with == SharedAll {
		return nil
	}
	teams, err := tx.TeamsOf(a.User)
	if err != nil {
		return err
	}
	v.Team = org.TeamID(number(with))
	if v.Team == 0 || v.Team != was && !slices.Contains(teams, v.Team) {
		return errs.Absent()
	}
	return nil
}

// ownView loads a saved view that the actor may change.
func (d *Desk) ownView(tx *store.Tx, a access.Actor, id int64) (SavedView, error) {
	me, _ := a.Desk()
	v, err := tx.SavedView(me.Org, a.User, id)
	if err != nil {
		return SavedView{}, err
	}
	own := saved(a, v)
	if !own.Mine {
		return own, errs.New(errs.Forbidden, "error.view_not_yours")
	}
	return own, nil
}

// RemoveView takes a saved view from everybody who has it.
func (d *Desk) RemoveView(ctx context.Context, a access.Actor, id int64) error {
	if _, err := staff(a); err != nil {
		return err
	}
	return d.Store.Write(ctx, func(tx *store.Tx) error {
		if _, err := d.ownView(tx, a, id); err != nil {
			return err
		}
		return tx.RemoveSavedView(id)
	})
}

// StarView stars a tab for the person alone, or takes the star back.
func (d *Desk) StarView(ctx context.Context, a access.Actor, id int64, star bool) error {
	if _, err := staff(a); err != nil {
		return err
	}
	me, _ := a.Desk()
	return d.Store.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.SavedView(me.Org, a.User, id); err != nil {
			return err
		}
		return tx.StarSavedView(a.User, id, star)
	})
}

// MoveView moves a tab one place to the left or to the right, for the person
// alone; starred tabs stay before the others.
func (d *Desk) MoveView(ctx context.Context, a access.Actor, id int64, right bool) error {
	if _, err := staff(a); err != nil {
		return err
	}
	me, _ := a.Desk()
	return d.Store.Write(ctx, func(tx *store.Tx) error {
		v, err := tx.SavedView(me.Org, a.User, id)
		if err != nil {
			return err
		}
		list, err := tx.SavedViews(me.Org, a.User, v.View)
		if err != nil {
			return err
		}
		ids := make([]int64, len(list))
		for i := range list {
			ids[i] = list[i].ID
		}
		at := slices.Index(ids, id)
		to := at - 1
		if right {
			to = at + 1
		}
		if to < 0 || to >= len(ids) || list[to].Star != list[at].Star {
			return nil
		}
		ids[at], ids[to] = ids[to], ids[at]
		return tx.PlaceSavedViews(a.User, ids)
	})
}

// savedCounts are the numbers on saved views: bounded, kept in process for a
// moment.
type savedCounts = lockedMap[savedKey, savedCount]

type savedKey struct {
	me    org.UserID
	view  ticket.View
	query string
}

type savedCount struct {
	n    int
	more bool
	read time.Time
}

// savedPace is how old the number on a saved view may be.
const savedPace = 5 * time.Second

// CountSaved counts what a saved view shows, as of the last few seconds.
func (d *Desk) CountSaved(ctx context.Context, a access.Actor, v SavedView) (n int, more bool, err error) {
	key := savedKey{a.User, v.View, v.Query}
	if k, ok := d.savedCounts.get(key); ok && time.Since(k.read) < savedPace {
		return k.n, k.more, nil
	}
	n, more, err = d.CountList(ctx, a, ListInput{View: v.View, Filter: v.Look().Filter})
	if errs.Is(err, errs.NotFound) {
		return 0, false, nil // it names a customer or a colleague who is gone
	}
	if err == nil {
		d.savedCounts.put(key, savedCount{n, more, time.Now()})
	}
	return n, more, err
}
