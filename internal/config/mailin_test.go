package config

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestMailboxes(t *testing.T) {
	c, err := load(t, nil, []string{"BALIE_IMAP_TOKEN=get-token"}, map[string]string{"balie.conf": "imap = imaps://help%40example.com:a%20b%3Ac@IMAP.example.com " +
		"imap://support@mail.example.org:1143/Lists%2FHelp/New?move=Done&since=2026-01-31&for=help@example.org imap://me:x@127.0.0.1/INBOX?starttls=off\n"})
	if err != nil {
		t.Fatal(err)
	}
	want := []Mailbox{
		{Host: "imap.example.com", Port: 993, TLS: TLSImplicit, User: "help@example.com", Password: "a b:c", Folder: "INBOX", For: "help@example.com"},
		{
			Host: "mail.example.org", Port: 1143, TLS: TLSRequired, User: "support", Folder: "Lists/Help/New", Move: "Done",
			Since: time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC), For: "help@example.org",
		},
		{Host: "127.0.0.1", Port: 143, TLS: TLSOff, User: "me", Password: "x", Folder: "INBOX"},
	}
	if !slices.Equal(c.MailIn.Mailboxes, want) || c.MailIn.Token != "get-token" || c.MailIn.Poll != time.Minute {
		t.Errorf("%+v", c.MailIn)
	}
	if text := fmt.Sprintf("%v", c); strings.Contains(text, "a b:c") {
		t.Error("a password shows")
	}
}

func TestMailboxesThatAreWrong(t *testing.T) {
	for _, v := range []string{
		"imap.example.com", "pop3s://a:hunter2@host", "imaps://host/INBOX", "imaps://:hunter2@host", "imaps://a:hunter2@host:0",
		"imap://a:hunter2@host?starttls=off", "imap://a:hunter2@host?starttls=optional", "imaps://a:hunter2@host?starttls=off",
		"imaps://a:hunter2@host?since=yesterday", "imaps://a:hunter2@host?for=nobody", "imaps://a:hunter2@host?mvoe=Done",
		"imaps://a:hunter2@host/INBOX?move=INBOX", "imaps://a:hunter2@host imaps://a:hunter3@HOST/INBOX", "imaps://a@host",
	} {
		_, err := load(t, nil, []string{"BALIE_IMAP=" + v}, nil)
		if err == nil || strings.Contains(err.Error(), "hunter") || !strings.Contains(err.Error(), "imap") {
			t.Errorf("%s gives %v", v, err)
		}
	}
}

func TestMailDoors(t *testing.T) {
	c, err := load(t, []string{"--smtp-listen=:25", "--lmtp-listen=/run/balie/lmtp", "--mail-for=help@example.com, @b.example", "--mail-certificate=c", "--mail-key=k"}, nil, nil)
	if err != nil || c.MailIn.SMTP != ":25" || c.MailIn.LMTP != "/run/balie/lmtp" || !slices.Equal(c.MailIn.For, []string{"help@example.com", "@b.example"}) {
		t.Errorf("%+v, %v", c.MailIn, err)
	}
	for _, args := range [][]string{
		{"--smtp-listen=25"},
		{"--smtp-listen=/run/x"},
		{"--lmtp-listen=run/x"},
		{"--mail-for=help"},
		{"--mail-for=Help <a@b.example>"},
		{"--mail-for=a@b.example c@d.example"},
		{"--mail-certificate=c"},
		{"--mail-key=k"},
		{"--imap-poll=1s"},
		{"--imap-poll=often"},
	} {
		if _, err := load(t, args, nil, nil); err == nil || !strings.Contains(err.Error(), strings.TrimPrefix(strings.Split(args[0], "=")[0], "--")) {
			t.Errorf("%s gives %v", args, err)
		}
	}
}

func TestReplyAddresses(t *testing.T) {
	c, err := load(t, []string{"--reply-address=reply@a.example, answers@b.example"}, nil, nil)
	if err != nil || c.ReplyAddress != "reply@a.example" || !slices.Equal(c.ReplyAlso, []string{"answers@b.example"}) {
		t.Errorf("%q %q, %v", c.ReplyAddress, c.ReplyAlso, err)
	}
	for _, v := range []string{"reply", "Us <reply@a.example>", "reply+x@a.example", "reply@a.example,", "a-very-long-name-indeed@a.example", "reply@a.example,x+y@b.example"} {
		if _, err := load(t, []string{"--reply-address=" + v}, nil, nil); err == nil {
			t.Errorf("%s is taken", v)
		}
	}
}
