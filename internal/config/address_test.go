package config

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// An address that our mails come from must be one that can be sent: what is
// taken here is what goes over the wire.
func TestAddressesThatMailCanBeSentFrom(t *testing.T) {
	for v, want := range map[string]string{
		"help@example.com": "help@example.com", "Helpdesk <Help.Desk@EXAMPLE.com>": "Help.Desk@example.com", "help@café.example": "help@xn--caf-dma.example",
		"\"Desk, front\" <a+b@x.nl>": "a+b@x.nl", "o'neil_2@localhost": "o'neil_2@localhost", strings.Repeat("a", 64) + "@x.nl": strings.Repeat("a", 64) + "@x.nl",
	} {
		c, err := load(t, []string{"--mail-from=" + v}, nil, nil)
		if err != nil || c.MailFrom.Address != want {
			t.Errorf("%s is %q, %v", v, c.MailFrom.Address, err)
		}
	}
	for _, v := range []string{
		"help", "help@", "@example.com", "a@b; c@d", "\"a b\"@example.com", "hülp@example.com", "help@[192.0.2.1]", "help@-x.nl", "help@a_b.nl", "help@a..nl",
		strings.Repeat("a", 65) + "@x.nl", "=?utf-8?q?a=0D=0Ab?= <help@example.com>", "a.@x.nl", "help@" + strings.Repeat("a", 64) + ".nl",
	} {
		for _, name := range []string{"mail-from", "reply-address"} {
			if _, err := load(t, []string{"--" + name + "=" + v}, nil, nil); err == nil || !strings.Contains(err.Error(), "setting "+name) {
				t.Errorf("%s=%s gives %v", name, v, err)
			}
		}
	}
	c, err := load(t, []string{"--reply-address=Reply@CAFÉ.example,answers@B.example"}, nil, nil)
	if err != nil || c.ReplyAddress != "Reply@xn--caf-dma.example" || fmt.Sprint(c.ReplyAlso) != "[answers@b.example]" {
		t.Errorf("%q %q, %v", c.ReplyAddress, c.ReplyAlso, err)
	}
}

// The sender that is derived can be sent from, too.
func TestTheSenderIsDerivedFromTheHost(t *testing.T) {
	for base, want := range map[string]string{
		"https://help.example.com": "balie@help.example.com", "https://Help.Example.COM:8443/": "balie@help.example.com", "https://192.0.2.1": "balie@localhost",
		"https://[2001:db8::1]:444": "balie@localhost", "https://help.café.example": "balie@help.xn--caf-dma.example", "https://help_desk.example": "balie@localhost",
		"https://localhost": "balie@localhost",
	} {
		c, err := load(t, []string{"--base-url=" + base}, nil, nil)
		if err != nil || c.MailFrom.Address != want {
			t.Errorf("%s: %q, %v", base, c.MailFrom.Address, err)
		}
	}
}

func TestBaseURL(t *testing.T) {
	for v, want := range map[string]string{
		"https://help.example.com": "https://help.example.com", "https://HELP.example.com:8443/": "https://help.example.com:8443", "http://localhost:8420": "http://localhost:8420",
		"http://[::1]:80": "http://[::1]:80", "http://app.localhost": "http://app.localhost", "https://CAFÉ.example:444": "https://xn--caf-dma.example:444", "https://a_b.example": "https://a_b.example",
	} {
		c, err := load(t, []string{"--base-url=" + v}, nil, nil)
		if err != nil || c.BaseURL.String() != want {
			t.Errorf("%s is %s, %v", v, c.BaseURL, err)
			continue
		}
		if again, err := load(t, []string{"--base-url=" + c.BaseURL.String()}, nil, nil); err != nil || *again.BaseURL != *c.BaseURL {
			t.Errorf("%s, given again, is %v, %v", c.BaseURL, again.BaseURL, err)
		}
	}
	for _, v := range []string{
		"help.example.com", "//help.example.com", "ftp://help.example.com", "https://", "https://:443", "https://h/path", "https://h?x=y", "https://h#x", "https://u@h",
		"https://h:0", "https://h:65536", "https://h:x", "http://help.example.com", "http://192.0.2.1", "https://é..example", "javascript:alert(1)",
	} {
		if c, err := load(t, []string{"--base-url=" + v}, nil, nil); err == nil {
			t.Errorf("%s is taken as %s", v, c.BaseURL)
		}
	}
	// Plain http beyond this machine is asked for by name.
	if c, err := load(t, []string{"--base-url=http://help.example.com", "--insecure-http"}, nil, nil); err != nil || c.BaseURL.Scheme != "http" {
		t.Errorf("%v, %v", c.BaseURL, err)
	}
	for listen, want := range map[string]string{":8420": "http://localhost:8420", "0.0.0.0:80": "http://localhost:80", "[::]:80": "http://localhost:80", "127.0.0.1:0": "http://127.0.0.1:0", "[::1]:9": "http://[::1]:9"} {
		if c, err := load(t, []string{"--listen=" + listen}, nil, nil); err != nil || c.BaseURL.String() != want {
			t.Errorf("listening on %s: %v, %v", listen, c.BaseURL, err)
		}
	}
	if _, err := load(t, []string{"--listen=192.0.2.1:80"}, nil, nil); err == nil || !strings.Contains(err.Error(), "derived from listen: flag --listen") {
		t.Errorf("listening for others: %v", err)
	}
}

// What is written of a relay or a mailbox is what is read, whatever signs the
// password holds.
func TestSecretsWithAnySigns(t *testing.T) {
	any := rapid.StringOfN(rapid.RuneFrom([]rune("aZ0 :/@?#%&=+[]é\"'\\")), 1, 20, -1)
	rapid.Check(t, func(t *rapid.T) {
		user, password := any.Draw(t, "user"), any.Draw(t, "password")
		where := url.URL{Scheme: "smtps", User: url.UserPassword(user, password), Host: "mail.example.com:4465"}
		var c Config
		if !setSMTP(&c, where.String()) || c.SMTP.User != user || string(c.SMTP.Password) != password || c.SMTP.Port != 4465 {
			t.Fatalf("%s reads %+v", where.String(), c.SMTP)
		}
		where.Scheme, where.Path = "imaps", "/"+any.Draw(t, "folder")
		move := any.Draw(t, "move")
		where.RawQuery = url.Values{"move": {move}, "since": {"2026-02-28"}}.Encode()
		folder := strings.TrimPrefix(where.Path, "/")
		ok := setIMAP(&c, where.String())
		if ok == (folder == move) {
			t.Fatalf("%s is taken: %v", where.String(), ok)
		}
		if !ok {
			return
		}
		m := c.MailIn.Mailboxes[0]
		if m.User != user || string(m.Password) != password || m.Folder != folder || m.Move != move || !m.Since.Equal(time.Date(2026, 2, 28, 0, 0, 0, 0, time.UTC)) {
			t.Fatalf("%s reads %+v", where.String(), m)
		}
		for _, printed := range []string{fmt.Sprintf("%v %+v %s", m, c.SMTP.Password, m.Password), fmt.Sprintf("%+v", *c.SMTP)} {
			if len(password) > 6 && !strings.Contains(user+folder+move, password) && strings.Contains(printed, password) {
				t.Fatalf("%s prints its password: %s", where.String(), printed)
			}
		}
	})
}

// Every setting says what it wants when it gets nonsense, and takes its own
// default and, in a file and in the environment, the same values as a flag.
func TestEverySettingIsReadAlikeEverywhere(t *testing.T) {
	right := map[string]string{
		"data": "/srv/balie", "listen": "127.0.0.1:1", "base-url": "https://a.example", "insecure-http": "true", "database": "postgres://u@db/x", "database-wait": "5s",
		"smtp": "smtps://u:p@h", "mail-from": "a@b.example", "reply-address": "r@b.example", "auth-server": "mx.b.example", "smtp-listen": ":25", "lmtp-listen": "/run/l",
		"mail-for": "@b.example", "imap": "imaps://u:p@h", "imap-token": "tool", "imap-poll": "10s", "upload-max": "2MB", "trusted-proxy": "::1", "log": "json", "log-level": "debug",
		"demo": "true", "allow-root": "true", "mail-certificate": "c", "mail-key": "k",
	}
	wrong := map[string]string{
		"listen": "nowhere", "base-url": "x", "insecure-http": "yes", "database": "x", "database-wait": "2h", "smtp": "x", "mail-from": "x", "reply-address": "x", "auth-server": "a b",
		"smtp-listen": "x", "lmtp-listen": "x", "mail-for": "x", "imap": "x", "imap-poll": "25h", "upload-max": "2GB", "trusted-proxy": "10.0.0.0/33", "log": "xml", "log-level": "loud", "demo": "1", "allow-root": "TRUE",
	}
	for _, f := range fields() {
		v, known := right[f.name]
		if !known {
			t.Errorf("%s is not tried", f.name)
			continue
		}
		also := []string{}
		if strings.HasPrefix(f.name, "mail-c") || strings.HasPrefix(f.name, "mail-k") {
			also = []string{"BALIE_MAIL_CERTIFICATE=c", "BALIE_MAIL_KEY=k"} // they need each other
		}
		flag, err1 := load(t, []string{"--" + f.name + "= " + v + " "}, also, nil)
		env, err2 := load(t, nil, append(also, f.env()+"="+v), nil)
		file, err3 := load(t, nil, also, map[string]string{"balie.conf": "\ufeff  " + f.name + "=" + v + "\r\n"})
		plain, _ := load(t, nil, nil, nil)
		if err1 != nil || err2 != nil || err3 != nil {
			t.Errorf("%s: %v, %v, %v", f.name, err1, err2, err3)
			continue
		}
		a, b, c := shown(flag), shown(env), shown(file)
		if a != b || b != c || a == shown(plain) {
			t.Errorf("%s: flag %s\nenvironment %s\nfile %s", f.name, a, b, c)
		}
		if v, ok := wrong[f.name]; ok {
			_, err := load(t, nil, []string{f.env() + "=" + v}, nil)
			if err == nil || !strings.Contains(err.Error(), f.name) || !strings.Contains(err.Error(), f.env()) || !strings.HasSuffix(err.Error(), f.expects) || f.secret == strings.Contains(err.Error(), fmt.Sprintf("%q", v)) {
				t.Errorf("%s: %v", f.name, err)
			}
		}
	}
}

// shown is all of it in words; a pointer would say where it points.
func shown(c Config) string {
	relay := fmt.Sprint(c.SMTP == nil)
	if c.SMTP != nil {
		relay = fmt.Sprintf("%+v", *c.SMTP)
	}
	base := c.BaseURL.String()
	c.SMTP, c.BaseURL = nil, nil
	return fmt.Sprintf("%+v %s %s %s", c, relay, base, c.Database.DSN())
}

func TestTrustedProxiesAreNetworks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := [4]byte(rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "address"))
		bits := rapid.IntRange(0, 32).Draw(t, "bits")
		want := netip.PrefixFrom(netip.AddrFrom4(b), bits).Masked()
		var c Config
		if !setTrustedProxies(&c, fmt.Sprintf("%d.%d.%d.%d/%d, 2001:db8::/32", b[0], b[1], b[2], b[3], bits)) || len(c.TrustedProxies) != 2 || c.TrustedProxies[0] != want {
			t.Fatalf("%v, want %v first", c.TrustedProxies, want)
		}
	})
	for _, v := range []string{"x", "10.0.0.1/33", "10.0.0.0/8,", "fe80::1%eth0", "10.0.0.0/8 192.0.2.1", "proxy.example.com"} {
		if setTrustedProxies(new(Config), v) {
			t.Errorf("%s is taken", v)
		}
	}
}

func TestLinesAreWrapped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-z]{1,12}`), 0, 40).Draw(t, "words")
		lines := wrap(strings.Join(words, "  "), 20)
		for _, l := range lines {
			if len(l) > 20 || l != strings.TrimSpace(l) {
				t.Fatalf("a line %q", l)
			}
		}
		if got := strings.Join(strings.Fields(strings.Join(lines, " ")), " "); got != strings.Join(words, " ") {
			t.Fatalf("%q became %q", words, lines)
		}
	})
}
