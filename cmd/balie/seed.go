package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"balie/internal/seed"
	"balie/internal/store"
)

func seedCommand() *cobra.Command {
	o := seed.Options{}
	cmd := &cobra.Command{
		Use: "seed", Short: "Fill an empty place with made-up tickets", GroupID: "care", Args: cobra.NoArgs,
		Long: `Fill an empty place with a made-up company and as many tickets as asked, to see
how Balie does at a size or to measure it. The same numbers give the same data.
Prints a line for each kind of person: sign-in ROLE ADDRESS PASSWORD.`,
		Example: "  balie seed --data /tmp/large --tickets 100000",
	}
	settings(cmd, where...)
	cmd.Flags().IntVar(&o.Tickets, "tickets", 1000, "how many tickets")
	cmd.Flags().Uint64Var(&o.Seed, "seed", 1, "which data: the same number gives the same")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if o.Tickets < 100 {
			return refusal{errors.New("--tickets must be at least 100")}
		}
		c, err := load(cmd)
		if err != nil {
			return err
		}
		p, err := openPlace(cmd.Context(), c, storeOptions(c))
		if err != nil {
			return err
		}
		o.Password = seed.Password
		o.Progress = func(done int) { fmt.Fprintf(cmd.ErrOrStderr(), "%d of %d tickets\n", done, o.Tickets) }
		return errors.Join(p.seed(cmd.Context(), o, cmd.OutOrStdout()), p.close())
	}
	return cmd
}

// seed fills the place and prints who can sign in.
func (p *place) seed(ctx context.Context, o seed.Options, out io.Writer) error {
	used := false
	err := p.store.Read(ctx, func(tx *store.Tx) (err error) {
		used, err = tx.HasVendor()
		return err
	})
	if err == nil && used {
		err = refusal{errors.New("this place holds data already; seed fills an empty one, --data names it")}
	}
	if err != nil {
		return err
	}
	filled, err := seed.Fill(ctx, p.store, o)
	if err != nil {
		return err
	}
	for _, s := range []struct {
		role string
		who  seed.SignIn
	}{
		{"vendor-admin", filled.Admin},
		{"vendor-agent", filled.Vendor},
		{"partner-agent", filled.Partner},
		{"other-partner-agent", filled.Other},
		{"customer", filled.Many},
		{"customer-admin", filled.All},
	} {
		fmt.Fprintf(out, "sign-in %s %s %s\n", s.role, s.who.Mail, o.Password)
	}
	return nil
}
