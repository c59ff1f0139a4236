package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"path/filepath"

	"github.com/spf13/cobra"

	"balie/internal/authn"
	"balie/internal/config"
	"balie/internal/desk"
	"balie/internal/email"
	"balie/internal/errs"
	"balie/internal/live"
	"balie/internal/locale"
)

func explainCommand() *cobra.Command {
	from := ""
	cmd := &cobra.Command{
		Use: "explain [recipient...]", Short: "Say what would become of the mail on standard input, and why",
		Long: `Say what would become of the mail on standard input if it came in now, and why:
how it is read, which tickets it names and what its sender may do there, where it
would go, and who would be told. Nothing is stored, counted or sent, and the
server may run. Give it the settings that the server has.`,
		Example: `  balie mail explain --config /etc/balie/balie.conf help@example.com < message`,
	}
	settings(cmd, append(where, "base-url", "insecure-http", "mail-from", "reply-address", "auth-server", "mail-for")...)
	cmd.Flags().StringVar(&from, "from", "", "the `address` of the envelope's sender; none for a bounce")
	cmd.RunE = func(cmd *cobra.Command, to []string) error {
		c, err := load(cmd)
		if err != nil {
			return err
		}
		in := desk.MailIn{Door: "pipe", From: from, To: to}
		x, texts, err := explain(cmd.Context(), c, in, cmd.InOrStdin(), logger(c, cmd.ErrOrStderr()))
		if errs.Is(err, errs.TooLarge) {
			return coded{errors.New("the mail is larger than 50 MB: no door would take it"), exitData}
		}
		if err != nil {
			return err
		}
		_, err = io.WriteString(cmd.OutOrStdout(), explanation(x, texts))
		return err
	}
	return cmd
}

// explain asks the desk, wired as the server wires it but for what only sending
// and serving need.
func explain(ctx context.Context, c config.Config, in desk.MailIn, raw io.Reader, log *slog.Logger) (desk.ExplainedMail, *locale.Locale, error) {
	texts, err := locale.Load()
	if err != nil {
		return desk.ExplainedMail{}, nil, err
	}
	st, err := unchanged(ctx, c)
	if err != nil {
		return desk.ExplainedMail{}, nil, err
	}
	key, err := authn.LoadKey(filepath.Join(c.Data, "secret.key"))
	if errors.Is(err, fs.ErrNotExist) {
		err = refusal{fmt.Errorf("there is no secret.key in %s, by which answers to our mails are known; --data names the server's folder", c.Data)}
	}
	if err != nil {
		return desk.ExplainedMail{}, nil, errors.Join(err, st.Close())
	}
	d := desk.New(desk.Options{
		Store: st, Texts: texts, Hub: live.NewHub(st.Now), Links: key, Log: log,
		MailFrom: email.Address{Name: c.MailFrom.Name, Addr: c.MailFrom.Address}, Base: c.BaseURL,
		ReplyAddress: c.ReplyAddress, ReplyAlso: c.ReplyAlso, AuthServer: c.AuthServer, MailFor: mailFor(c.MailIn),
	})
	x, err := d.ExplainMail(ctx, in, raw)
	return x, texts.In("en", st.Now().Location()), errors.Join(err, st.Close())
}
