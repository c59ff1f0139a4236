package mailroom

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// dovecot is Debian's Dovecot with an empty mailbox, in a folder of its own.
type dovecot struct {
	t    testing.TB
	port int
	mail string // the folder of the mailbox
	cmd  *exec.Cmd
	conf string
}

func newDovecot(t testing.TB) *dovecot {
	t.Helper()
	dir := shared(t)
	d := &dovecot{t: t, mail: filepath.Join(dir, "mail"), conf: filepath.Join(dir, "dovecot.conf"), port: freePort(t)}
	if err := os.WriteFile(d.conf, []byte(d.config(dir)), 0o644); err != nil {
		t.Fatal(err)
	}
	d.start()
	t.Cleanup(func() {
		d.stop()
		if text, err := os.ReadFile(filepath.Join(dir, "log")); err == nil && t.Failed() {
			t.Logf("%s", text)
		}
	})
	return d
}

// config is for the version that is there: 2.4 has other words for the same.
func (d *dovecot) config(dir string) string {
	version, err := exec.Command("/usr/sbin/dovecot", "--version").Output()
	if err != nil {
		d.t.Fatal(err)
	}
	uid, gid, own := dovecotUsers(d.t)
	words := `
protocols = imap
disable_plaintext_auth = no
mail_location = maildir:%[2]s
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=%[3]s gid=%[4]s home=%[1]s
}
`
	if !strings.HasPrefix(string(version), "2.3.") {
		words = `
protocols {
  imap = yes
}
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = %[2]s
passdb static {
  password = secret
}
userdb static {
  fields {
    uid = %[3]s
    gid = %[4]s
    home = %[1]s
  }
}
`
		own = "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\n" + own
	}
	return own + fmt.Sprintf(words+`
base_dir = %[1]s/run
state_dir = %[1]s/state
log_path = %[1]s/log
listen = 127.0.0.1
ssl = no
first_valid_uid = 1
service imap-login {
  chroot =
  inet_listener imap {
    port = %[5]d
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
`, dir, d.mail, uid, gid, d.port)
}

// dovecotUsers names those it runs as: the user of the test, or where that is
// root those it was installed with, and nobody for the mail.
func dovecotUsers(t testing.TB) (uid, gid, own string) {
	t.Helper()
	u, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	if u.Uid == "0" {
		if u, err = user.Lookup("nobody"); err != nil {
			t.Fatal(err)
		}
		return u.Uid, u.Gid, ""
	}
	g, err := user.LookupGroupId(u.Gid)
	if err != nil {
		t.Fatal(err)
	}
	return u.Uid, u.Gid, fmt.Sprintf("default_internal_user = %[1]s\ndefault_login_user = %[1]s\ndefault_internal_group = %[2]s\n", u.Username, g.Name)
}

func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// start runs it and waits until it answers.
func (d *dovecot) start() {
	d.t.Helper()
	d.cmd = exec.Command("/usr/sbin/dovecot", "-F", "-c", d.conf)
	out := &strings.Builder{}
	d.cmd.Stdout, d.cmd.Stderr = out, out
	if err := d.cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	for {
		c, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(d.port)))
		if err == nil {
			c.Close()
			return
		}
		var status syscall.WaitStatus
		if pid, _ := syscall.Wait4(d.cmd.Process.Pid, &status, syscall.WNOHANG, nil); pid != 0 {
			d.t.Fatalf("dovecot ended: %s", out)
		}
	}
}

func (d *dovecot) stop() {
	_ = d.cmd.Process.Signal(syscall.SIGTERM)
	_ = d.cmd.Wait()
}

func (d *dovecot) box(change func(*Mailbox)) Mailbox {
	return (&post{port: d.port}).box(func(m *Mailbox) {
		m.Password = "secret"
		if change != nil {
			change(m)
		}
	})
}

// client signs in as somebody who looks at the mailbox beside Balie.
func (d *dovecot) client() *imapclient.Client {
	d.t.Helper()
	c, err := imapclient.DialInsecure(net.JoinHostPort("127.0.0.1", strconv.Itoa(d.port)), nil)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { c.Close() })
	if err := c.Login(imapUser, "secret").Wait(); err != nil {
		d.t.Fatal(err)
	}
	return c
}

// deliver puts a mail into the INBOX.
func (d *dovecot) deliver(c *imapclient.Client, raw string) {
	d.t.Helper()
	command := c.Append("INBOX", int64(len(raw)), nil)
	if _, err := command.Write([]byte(raw)); err != nil {
		d.t.Fatal(err)
	}
	if err := command.Close(); err != nil {
		d.t.Fatal(err)
	}
	if _, err := command.Wait(); err != nil {
		d.t.Fatal(err)
	}
}

// marked counts the mails of a folder that have the flags.
func (d *dovecot) marked(c *imapclient.Client, folder string, flags ...imap.Flag) int {
	d.t.Helper()
	if _, err := c.Select(folder, &imap.SelectOptions{ReadOnly: true}).Wait(); err != nil {
		d.t.Fatal(err)
	}
	found, err := c.UIDSearch(&imap.SearchCriteria{Flag: flags}, nil).Wait()
	if err != nil {
		d.t.Fatal(err)
	}
	return len(found.AllUIDs())
}

func TestDovecot(t *testing.T) {
	d, b := newDovecot(t), newBook()
	c := d.client()
	d.deliver(c, letter(1))
	f := NewFetcher(d.box(nil), b.accept, testLog(t)) // polls once an hour
	run(t, f)
	b.wait(t, 1)
	for n := 2; n <= 20; n++ {
		d.deliver(c, letter(n)) // Dovecot tells of it
	}
	b.wait(t, 19)
	if got := b.all(); len(got) != 20 {
		t.Errorf("%d mails were kept", len(got))
	}
	if s := f.State(); s.Error != "" || s.Waiting != 0 {
		t.Errorf("the state is %+v", s)
	}
}

func TestDovecotMarksAndMoves(t *testing.T) {
	d, b := newDovecot(t), newBook()
	c := d.client()
	d.deliver(c, letter(1))
	f := NewFetcher(d.box(nil), b.accept, testLog(t))
	rounds(t, f)
	if n := d.marked(c, "INBOX", taken, imap.FlagSeen); n != 1 {
		t.Errorf("%d mails are marked", n)
	}
	d.deliver(c, letter(2))
	mover := NewFetcher(d.box(func(m *Mailbox) { m.Move = "Done" }), b.accept, testLog(t))
	rounds(t, mover)
	if in, done := d.marked(c, "INBOX"), d.marked(c, "Done", imap.FlagSeen); in != 1 || done != 1 {
		t.Errorf("%d mails in INBOX, %d in Done", in, done)
	}
	b.kept(t, 1, 2)
}

func TestDovecotWithANewUIDValidity(t *testing.T) {
	d, b := newDovecot(t), newBook()
	c := d.client()
	d.deliver(c, letter(1))
	c.Close() // Dovecot's end waits for whoever is there
	f := NewFetcher(d.box(nil), b.accept, testLog(t))
	rounds(t, f)
	before := b.all()[0].Source
	d.stop()
	for _, name := range []string{"dovecot-uidlist", "dovecot.index", "dovecot.index.log", "dovecot.index.cache", "dovecot-uidvalidity"} {
		_ = os.Remove(filepath.Join(d.mail, name))
	}
	if err := os.WriteFile(filepath.Join(d.mail, "dovecot-uidlist"), []byte("3 V4711 N1 Gffffffffffffffffffffffffffffffff\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(d.mail, "dovecot-uidlist"), 0o666); err != nil {
		t.Fatal(err)
	}
	d.start()
	d.deliver(d.client(), letter(2))
	rounds(t, f)
	got := b.all()
	if len(got) != 2 || got[1].raw != letter(2) || !strings.HasPrefix(got[1].Source, "4711/") || before == got[1].Source {
		t.Errorf("kept %+v", got)
	}
}
