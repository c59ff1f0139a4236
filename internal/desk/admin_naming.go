package desk

import (
	"context"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
)

// SaveNaming says how customers of partners see the vendor's people; only the
// vendor's administrators may.
func (d *Desk) SaveNaming(ctx context.Context, a access.Actor, n org.Naming, once string) error {
	me, err := administers(a)
	if err != nil {
		return err
	}
	if me.Tier != org.Vendor {
		return errs.Absent()
	}
	if !n.Known() {
		return errs.New(errs.Invalid, "error.form_broken")
	}
	_, err = d.write(ctx, a.User, once, func(tx *store.Tx) (string, error) { return "", tx.SetNaming(n) })
	return err
}
