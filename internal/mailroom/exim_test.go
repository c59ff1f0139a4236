package mailroom

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"
)

// mta is Exim, configured to hand all mail to one LMTP socket.
type mta struct {
	t      testing.TB
	config string
	dir    string
}

// newMTA puts Exim's configuration and queue into a folder of their own; the
// one of the machine is not touched.
func newMTA(t testing.TB, socket string) *mta {
	t.Helper()
	dir := shared(t)
	m := &mta{t: t, dir: dir, config: filepath.Join(dir, "exim.conf")}
	if err := os.WriteFile(m.config, fmt.Appendf(nil, `
log_file_path = %[1]s/%%slog
spool_directory = %[1]s
primary_hostname = mta.test
keep_environment =
deliver_drop_privilege = true
message_size_limit = 100M
smtp_accept_max_per_connection = 0
%[3]sbegin acl
begin routers
all:
  driver = accept
  transport = desk
begin transports
desk:
  driver = lmtp
  socket = %[2]s
  batch_max = 100
  timeout = 1m
begin retry
* * F,2h,1s
`, dir, socket, itself(t)), 0o644); err != nil {
		t.Fatal(err)
	}
	return m
}

// itself makes Exim run as whoever runs the test, unless that is root, whose
// rights it always gives up.
func itself(t testing.TB) string {
	u, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	if u.Uid == "0" {
		return ""
	}
	return fmt.Sprintf("exim_user = %s\nexim_group = %s\ntrusted_users = %s\n", u.Uid, u.Gid, u.Username)
}

// shared gives a folder that another user of the machine can use, too: Exim
// gives up the rights of root before it delivers.
func shared(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "balie-mail")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	return dir
}

// exim runs it and gives what it said.
func (m *mta) exim(input string, args ...string) string {
	m.t.Helper()
	cmd := exec.CommandContext(m.t.Context(), "/usr/sbin/exim4", append([]string{"-C", m.config}, args...)...)
	cmd.Stdin = strings.NewReader(input)
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		m.t.Fatalf("exim %v: %v", args, err)
	}
	return string(out)
}

// submit gives Exim a mail, which delivers it at once if it can.
func (m *mta) submit(raw string, to ...string) {
	m.t.Helper()
	if out := m.exim(raw, append([]string{"-odf", "-oi", "-f", "eva@customer.example"}, to...)...); out != "" {
		m.t.Errorf("exim says %s", out)
	}
}

// queue lists what waits in Exim's queue.
func (m *mta) queue() string {
	m.t.Helper()
	return m.exim("", "-bp")
}

func (m *mta) log() string {
	text, _ := os.ReadFile(filepath.Join(m.dir, "mainlog"))
	return string(text)
}

func TestEximDeliversByLMTP(t *testing.T) {
	b := newBook()
	_, at := open(t, b, func(o *Options, l *limits) { o.LMTP, l.size = true, 1<<20 })
	m := newMTA(t, at.String())

	m.submit(letter(1), "help@example.com", "help+tag@example.com")
	got := b.all()
	if len(got) != 1 || !strings.HasSuffix(got[0].raw, "\r\n\r\nText 1\r\n") || len(got[0].To) != 2 || got[0].From != "eva@customer.example" {
		t.Fatalf("kept %+v\n%s", got, m.log())
	}

	b.failing(func(string) error { return errors.New("the disk is full") })
	m.submit(letter(2), "help@example.com")
	if q := m.queue(); !strings.Contains(q, "help@example.com") {
		t.Errorf("a mail that was put off is not in the queue: %q", q)
	}
	b.failing(nil)
	m.exim("", "-qff")
	if q := m.queue(); q != "" || len(b.all()) != 2 {
		t.Errorf("after trying again %d were kept, and there wait %q\n%s", len(b.all()), q, m.log())
	}

	m.submit("Subject: large\n\n"+strings.Repeat(strings.Repeat("x", 998)+"\n", 2_000), "help@example.com")
	if log := m.log(); !strings.Contains(log, "552") || len(b.all()) != 2 {
		t.Errorf("%d were kept; Exim tells\n%s", len(b.all()), log)
	}
	m.submit(letter(3), "nobody@example.com")
	if log := m.log(); !strings.Contains(log, "550 5.1.1") || len(b.all()) > 3 {
		t.Errorf("%d were kept; Exim tells\n%s", len(b.all()), log)
	}
}
