package main

import (
	"context"
	"errors"
	"io"
	"log/slog"

	"github.com/spf13/cobra"

	"balie/internal/config"
	"balie/internal/desk"
	"balie/internal/errs"
)

// Exit codes that mail servers know (sysexits.h).
const (
	exitData  = 65 // the mail can never be taken
	exitLater = 75 // try again
)

func mailCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "mail", Short: "Take a mail in, or say what would become of it", GroupID: "run", Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(deliverCommand(), explainCommand())
	return cmd
}

func deliverCommand() *cobra.Command {
	from := ""
	cmd := &cobra.Command{
		Use: "deliver [recipient...]", Short: "Take in the mail on standard input",
		Long: `Take in the mail on standard input, whether the server runs or not: it becomes a
message on a ticket when the server does. For a mail server that hands mail to
programs.

Exit code 0 says that the mail is safe, 65 that it is too large, and 75 that it
could not be taken, for whatever reason, and must be handed in again.`,
		Example: `  balie mail deliver --data /srv/balie --from eva@customer.example help@example.com < message`,
	}
	settings(cmd, where...)
	cmd.Flags().StringVar(&from, "from", "", "the `address` of the envelope's sender; none for a bounce")
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return coded{err, exitLater} })
	cmd.RunE = func(cmd *cobra.Command, to []string) error {
		c, err := load(cmd)
		if err != nil {
			return coded{err, exitLater}
		}
		if from == "MAILER-DAEMON" { // as Postfix writes an empty sender
			from = ""
		}
		err = deliver(cmd.Context(), c, desk.MailIn{Door: "pipe", From: from, To: to}, cmd.InOrStdin(), logger(c, cmd.ErrOrStderr()))
		switch {
		case errs.Is(err, errs.TooLarge):
			return coded{errors.New("the mail is larger than 50 MB"), exitData}
		case err != nil:
			return coded{err, exitLater}
		}
		return nil
	}
	return cmd
}

// deliver hands one mail to the desk; after nil it is durable.
func deliver(ctx context.Context, c config.Config, in desk.MailIn, raw io.Reader, log *slog.Logger) error {
	p, err := existing(ctx, c)
	if err != nil {
		return err
	}
	d := desk.New(desk.Options{Store: p.store, Blobs: p.blobs, Log: log}) // taking in needs no more
	return errors.Join(d.AcceptMail(ctx, in, raw), p.close())
}
