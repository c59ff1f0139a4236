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

// Parked gives back the form that was parked on this page, until it is sent or
// its hour is over.
func (d *Desk) Parked(ctx context.Context, token, page string) (form string, err error) {
	err = d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		form, err = tx.Parked(authn.TokenHash(token), page)
		return err
	})
	return form, err
}

// Unpark forgets it, because it is sent.
func (d *Desk) Unpark(ctx context.Context, token, page string) error {
	return d.Store.Write(ctx, func(tx *store.Tx) error { return tx.Unpark(authn.TokenHash(token), page) })
}
