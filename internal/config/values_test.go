package config

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/netip"
	"slices"
	"strings"
	"testing"
)

func TestSMTP(t *testing.T) {
	for _, row := range []struct {
		value string
		want  Relay
	}{
		{"smtp://relay.example", Relay{"relay.example", 587, "", "", TLSRequired}},
		{"smtp://u%40x:p%2Fw@relay.example:2525", Relay{"relay.example", 2525, "u@x", "p/w", TLSRequired}},
		{"smtps://u:p@relay.example", Relay{"relay.example", 465, "u", "p", TLSImplicit}},
		{"smtp://127.0.0.1:25?starttls=off", Relay{"127.0.0.1", 25, "", "", TLSOff}},
		{"smtp://relay.example?starttls=optional", Relay{"relay.example", 587, "", "", TLSOptional}},
		{"smtp://u:p@[::1]:25?starttls=off", Relay{"::1", 25, "u", "p", TLSOff}},
	} {
		c, err := load(t, []string{"--smtp=" + row.value}, nil, nil)
		if err != nil || *c.SMTP != row.want {
			t.Errorf("%s: %+v, %v", row.value, c.SMTP, err)
		}
	}
}

func TestUploadMax(t *testing.T) {
	for value, want := range map[string]int64{"1MB": 1 << 20, "40 mb": 40 << 20, "2048kB": 2 << 20, "1GB": 1 << 30} {
		c, err := load(t, []string{"--upload-max=" + value}, nil, nil)
		if err != nil || c.UploadMax != want {
			t.Errorf("%s: %d, %v", value, c.UploadMax, err)
		}
	}
}

func TestTrustedProxies(t *testing.T) {
	c, err := load(t, []string{"--trusted-proxy=10.1.2.3/8, 192.0.2.7,::1"}, nil, nil)
	want := []netip.Prefix{
		netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("192.0.2.7/32"), netip.MustParsePrefix("::1/128"),
	}
	if err != nil || !slices.Equal(c.TrustedProxies, want) {
		t.Errorf("%v, %v", c.TrustedProxies, err)
	}
}

// Each wrong value holds the sentinel where a password could stand.
func TestErrorsShowNoPassword(t *testing.T) {
	for _, arg := range []string{
		"--database=mysql://u:hunter2@db/x", "--database=postgres://u:hunter2@", "--database=postgres://u:hunter2%zz@db/x",
		"--database=hunter2", "--smtp=smtp://u:hunter2@", "--smtp=smtp://u:hunter2@h:port", "--smtp=imap://u:hunter2@h",
		"--smtp=smtp://u:hunter2@relay.example?starttls=off", "--smtp=smtp://u:hunter2@relay.example?starttls=optional",
		"--smtp=smtps://u:hunter2@h?starttls=off", "--smtp=smtp://u:hunter2@h?starttls=maybe", "--smtp=smtp://u:hunter2@h?tls=1",
		"--smtp=smtp://u:hunter2@h:0", "--smtp=smtp://:hunter2@h", "--base-url=https://u:x@h",
	} {
		_, err := load(t, []string{arg}, nil, nil)
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", arg, err)
		}
	}
	for _, file := range []string{"postgres://u:hunter2@db/x?sslmode=off", "smtp hunter2"} {
		_, err := load(t, nil, nil, map[string]string{"balie.conf": file})
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func TestConfigPrintsNoPassword(t *testing.T) {
	c, err := load(t, []string{"--database=postgres://u:hunter2@db/x?sslpassword=hunter2", "--smtp=smtps://u:hunter2@h"}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(c.Database.DSN(), "u:hunter2@db") || string(c.SMTP.Password) != "hunter2" {
		t.Errorf("the values themselves are lost: %s %+v", c.Database.DSN(), *c.SMTP)
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("start", "database", c.Database, "password", c.SMTP.Password, "smtp", *c.SMTP, "all", c)
	printed := fmt.Sprintf("%v %+v %s %v %+v", c, c, c.Database, *c.SMTP, *c.SMTP) + log.String()
	if strings.Contains(printed, "hunter2") {
		t.Error(printed)
	}
}
