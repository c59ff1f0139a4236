package demo

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"balie/internal/desk"
	"balie/internal/errs"
	"balie/internal/store"
)

// SignIn is one way into the demo.
type SignIn struct {
	Role     string // vendor-admin, vendor-agent, partner-agent, other-partner-agent, customer, customer-admin
	Name     string
	Mail     string
	Password string
}

// ErrNotDemo says that the store holds something else, which SignIns must not
// touch.
var ErrNotDemo = errors.New("the data is not that of a demo")

// mark is the setting by which a played store is known.
const mark = "demo"

// SignIns gives everybody in a played store one new password, and lists the
// people to sign in as.
func SignIns(ctx context.Context, d *desk.Desk) ([]SignIn, error) {
	c, err := readCompany()
	if err != nil {
		return nil, err
	}
	password := "demo-" + strings.ToLower(rand.Text()[:10])
	hash, err := d.Hasher.Hash(ctx, password)
	if err != nil {
		return nil, err
	}
	var list []SignIn
	err = d.Store.Write(ctx, func(tx *store.Tx) error {
		if is, err := tx.Setting(mark); err != nil || is == "" {
			return errors.Join(err, ErrNotDemo)
		}
		for _, p := range c.People {
			known, err := tx.Credential(p.Mail)
			if errs.Is(err, errs.NotFound) {
				continue // somebody changed the address in the demo
			}
			if err != nil {
				return err
			}
			if err := tx.SetPassword(known.User, hash); err != nil {
				return fmt.Errorf("demo password: %w", err)
			}
			if p.Demo != "" {
				list = append(list, SignIn{p.Demo, p.Name, p.Mail, password})
			}
		}
		return nil
	})
	return list, err
}
