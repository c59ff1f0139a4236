package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"balie/internal/config"
	"balie/internal/demo"
	"balie/internal/desk"
)

func serveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "serve", Short: "Serve the helpdesk", GroupID: "run", Args: cobra.NoArgs,
		Long: `Serve the helpdesk until SIGTERM or Ctrl+C. Then open requests get ten seconds
to end; a second signal does not wait for them.

On a new installation it prints a link that sets it up: it works once, for a
day, and each start prints a new one until somebody used it.`,
		Example: `  balie serve
  balie serve --listen 127.0.0.1:9000 --data /srv/balie --base-url https://help.example.com
  balie serve --demo --data /tmp/balie-demo`,
	}
	settings(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		c, err := load(cmd)
		if err != nil {
			return err
		}
		return serve(cmd.Context(), c, cmd.OutOrStdout(), cmd.ErrOrStderr())
	}
	return cmd
}

// garbage is how far the heap grows before it is collected, in percent: a page
// leaves much behind at once, and there is room for some megabytes more.
const garbage = 200

// serve runs the server until ctx ends. The port is bound first: whoever
// connects while the rest starts waits a moment instead of being refused.
func serve(ctx context.Context, c config.Config, out, problems io.Writer) error {
	if os.Geteuid() == 0 && !c.AllowRoot && !c.Demo {
		return refusal{errors.New("refuses to run as root, who could read and write everything if anything went wrong; start it as a user of its own, or set allow-root if you know why")}
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("the address %s cannot be listened on: %w", c.Listen, err)
	}
	defer listener.Close()
	bound := reachable(listener.Addr())
	if c.BaseURL.Port() == "0" { // derived from listen, whose port was ours to choose
		c.BaseURL.Host = bound
	}
	s, err := newServer(ctx, c, logger(c, problems))
	if err != nil {
		return err
	}
	greeting, err := s.greet(ctx)
	if err != nil {
		return errors.Join(err, s.doors.close(), s.place.close())
	}
	debug.SetGCPercent(garbage)
	return s.run(ctx, listener, func() { fmt.Fprintf(out, "%sready http://%s\n", greeting, bound) })
}

// reachable is a bound address as somebody on this machine would enter it.
func reachable(a net.Addr) string {
	at, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return a.String()
	}
	if at.Addr().IsUnspecified() {
		return fmt.Sprintf("localhost:%d", at.Port())
	}
	return at.String()
}

// greet gives what the operator has to know before anybody can sign in: the
// link that sets a new installation up, or the ways into a demo.
func (s *server) greet(ctx context.Context) (string, error) {
	fresh, err := s.desk.NeedsSetUp(ctx)
	switch {
	case err != nil:
		return "", err
	case s.config.Demo:
		return s.greetDemo(ctx, fresh)
	case fresh:
		link, err := s.desk.SetUpLink(ctx)
		return "set-up " + link + "\n", err
	}
	return "", nil
}

func (s *server) greetDemo(ctx context.Context, fresh bool) (string, error) {
	if fresh {
		if err := demo.Play(ctx, s.desk, s.clock); err != nil {
			return "", fmt.Errorf("the demo could not be filled: %w", err)
		}
		debug.FreeOSMemory()
	}
	list, err := demo.SignIns(ctx, s.desk)
	if errors.Is(err, demo.ErrNotDemo) {
		return "", refusal{fmt.Errorf("%s holds a helpdesk that is no demo; name another folder with --data, or leave out --demo", s.where())}
	}
	text := ""
	for _, in := range list {
		text += fmt.Sprintf("sign-in %s %s %s\n", in.Role, in.Mail, in.Password)
	}
	return text, err
}

// where names the data for a person.
func (s *server) where() string {
	if s.config.Database.IsSQLite() {
		return s.config.Data
	}
	return s.config.Database.String()
}

// kinds says what does the jobs that use cases leave behind.
func (s *server) kinds() {
	s.jobs.Handle(desk.JobTell, s.desk.Tell)
	s.jobs.Handle(desk.JobIndex, s.desk.Index)
	s.jobs.Handle(desk.JobBulk, s.desk.RunBulk)
	s.jobs.Handle(desk.JobBulkTell, s.desk.TellBulk)
	s.jobs.HandleOften(desk.JobSendMail, desk.MailAttempts, desk.MailLongest, s.desk.SendMail)
	s.jobs.HandleAtMost(desk.JobReceiveMail, desk.MailInAttempts, s.desk.ReceiveMail)
	s.jobs.Handle(desk.JobForgot, s.desk.MailPassword)
	s.jobs.Handle(desk.JobAccess, s.desk.DecideAccess)
	s.jobs.Handle(desk.JobTidy, s.desk.Tidy)
	s.jobs.Every("tidy", tidyEvery, desk.JobTidy)
	s.jobs.Handle(desk.JobSweep, s.desk.Sweep)
	s.jobs.Every("sweep", sweepEvery, desk.JobSweep)
	s.jobs.Handle(desk.JobReveal, s.desk.Reveal)
	s.jobs.Handle(desk.JobRehome, s.desk.Rehome)
	s.jobs.Handle(desk.JobPass, s.desk.PassOn)
	s.jobs.Handle(desk.JobReindex, s.desk.Reindex)
	s.jobs.Handle(desk.JobDropTeam, s.desk.DropTeam)
	s.jobs.Handle(desk.JobEndHolds, s.desk.EndHolds)
	s.jobs.Handle(desk.JobRemindHold, s.desk.RemindHold)
	s.jobs.Every("holds", time.Minute, desk.JobEndHolds)
}
