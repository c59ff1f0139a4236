package desk

import (
	"context"
	"time"

	"balie/internal/authn"
	"balie/internal/errs"
	"balie/internal/store"
)

const parksPerHour = 30

// Park keeps a form of somebody whose session ended, for an hour; so many an
// hour from one network.
func (d *Desk) Park(ctx context.Context, token, page, form, network string) error {
	return d.Store.Write(ctx, func(tx *store.Tx) error {
		ok, _, err := tx.Try("park "+network, parksPerHour, time.Hour)
		if err != nil {
			return err
		}
		if !ok {
			return errs.New(errs.RateLimited, "error.rate_limited")
		}
		return tx.Park(authn.TokenHash(token), page, form)
	})
}

// Unpark gives a parked form back, once.
func (d *Desk) Unpark(ctx context.Context, token string) (page, form string, err error) {
	err = d.Store.Write(ctx, func(tx *store.Tx) (err error) {
		page, form, err = tx.Unpark(authn.TokenHash(token))
		return err
	})
	return page, form, err
}
