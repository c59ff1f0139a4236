package desk

import (
	"context"
	"time"

	"balie/internal/authn"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
)

const parksPerHour = 30

const purposeWho = "who"

// WhoToken names a person to their own browser, so that a form it sends after
// the session ended is known to be theirs. It gives no right.
func (d *Desk) WhoToken(who org.UserID) string {
	return d.Links.Sign(purposeWho, int64(who), "", time.Time{})
}

// ReadWho is the inverse of WhoToken; 0 for what is not one.
func (d *Desk) ReadWho(token string) org.UserID {
	id, mac, err := authn.ParseLink(token)
	if err != nil || !d.Links.Verify(mac, purposeWho, id, "", time.Time{}) {
		return 0
	}
	return org.UserID(id)
}

// Park keeps a form of a person whose session ended, for an hour; so many an
// hour from one network.
func (d *Desk) Park(ctx context.Context, token string, who org.UserID, page, form, network string) error {
	return d.Store.Write(ctx, func(tx *store.Tx) error {
		ok, _, err := tx.Try("park "+network, parksPerHour, time.Hour)
		if err != nil {
			return err
		}
		if !ok {
			return errs.New(errs.RateLimited, "error.rate_limited")
		}
		return tx.Park(authn.TokenHash(token), who, page, form)
	})
}

// Parked gives back the form that the person's browser parked on this page,
// until it is sent or its hour is over. To anybody else there is none.
func (d *Desk) Parked(ctx context.Context, token string, who org.UserID, page string) (form string, err error) {
	err = d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		form, err = tx.Parked(authn.TokenHash(token), who, page)
		return err
	})
	return form, err
}

// Unpark forgets it, because it is sent.
func (d *Desk) Unpark(ctx context.Context, token, page string) error {
	return d.Store.Write(ctx, func(tx *store.Tx) error { return tx.Unpark(authn.TokenHash(token), page) })
}
