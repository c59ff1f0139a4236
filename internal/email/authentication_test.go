package email

import (
	"reflect"
	"testing"
)

func TestAuthentication(t *testing.T) {
	const from = "From: Eva <eva@example.com>\r\n"
	for name, c := range map[string]struct {
		fields string
		want   Authentication
		proves bool
	}{
		"nothing": {from, Authentication{}, false},
		"all pass": {
			"Authentication-Results: mx.desk.example.nl;\r\n dkim=pass (2048-bit key; unprotected) header.d=example.com header.i=@example.com header.s=s1 header.b=\"ab;c\";\r\n" +
				" spf=pass (mx: domain of eva@example.com designates 192.0.2.1 as permitted sender) smtp.mailfrom=bounce@mail.example.com;\r\n dmarc=pass (p=REJECT) header.from=example.com\r\n" + from,
			Authentication{SPF: "pass", DKIM: "pass", DMARC: "pass", SPFDomain: "mail.example.com", DKIMDomains: []string{"example.com"}, FromDomain: "example.com", Aligned: true},
			true,
		},
		"two fields of ours": {
			"Authentication-Results: MX.desk.example.nl; dmarc=pass header.from=example.com\r\nAuthentication-Results: mx.desk.example.nl 1; spf=softfail smtp.mailfrom=x@example.com\r\n" + from,
			Authentication{SPF: "softfail", DMARC: "pass", SPFDomain: "example.com", FromDomain: "example.com"},
			true,
		},
		"another server": {"Authentication-Results: mx.evil.example; dmarc=pass header.from=example.com\r\n" + from, Authentication{}, false},
		"longer name":    {"Authentication-Results: mx.desk.example.nl.evil.example; dmarc=pass header.from=example.com\r\n" + from, Authentication{}, false},
		"no name":        {"Authentication-Results: dmarc=pass header.from=example.com\r\n" + from, Authentication{}, false},
		"topmost counts": {
			"Authentication-Results: mx.desk.example.nl; dmarc=fail header.from=example.com; dkim=none\r\nAuthentication-Results: mx.desk.example.nl; dmarc=pass header.from=example.com; dkim=pass header.d=example.com\r\n" + from,
			Authentication{DMARC: "fail", DKIM: "none", FromDomain: "example.com"},
			false,
		},
		"words of the sender are no result": {
			"Authentication-Results: mx.desk.example.nl; spf=fail reason=\"x; dmarc=pass header.from=example.com\" smtp.mailfrom=\"a;dmarc=pass\"@evil.example; dkim=none (; dmarc=pass header.from=example.com;)\r\n" + from,
			Authentication{SPF: "fail", DKIM: "none", SPFDomain: "evil.example"},
			false,
		},
		"another domain than From": {
			"Authentication-Results: mx.desk.example.nl; dmarc=pass header.from=evil.example; dkim=pass header.d=evil.example\r\n" + from,
			Authentication{DKIM: "pass", DMARC: "pass", DKIMDomains: []string{"evil.example"}, FromDomain: "evil.example"},
			false,
		},
		"two authors": {
			"Authentication-Results: mx.desk.example.nl; dmarc=pass header.from=example.com; dkim=pass header.d=example.com\r\nFrom: x@evil.example\r\n" + from,
			Authentication{DKIM: "pass", DMARC: "pass", DKIMDomains: []string{"example.com"}, FromDomain: "example.com"},
			false,
		},
		"a public suffix is no organization": {
			"Authentication-Results: mx.desk.example.nl; dkim=pass header.d=other.co.uk; spf=pass smtp.mailfrom=x@co.uk\r\nFrom: eva@example.co.uk\r\n",
			Authentication{SPF: "pass", DKIM: "pass", SPFDomain: "co.uk", DKIMDomains: []string{"other.co.uk"}},
			false,
		},
		"one of two signatures": {
			"Authentication-Results: mx.desk.example.nl; dkim=pass header.i=@news.example.com; dkim=fail header.d=example.org\r\n" + from,
			Authentication{DKIM: "pass", DKIMDomains: []string{"news.example.com"}, Aligned: true},
			false,
		},
		"unknown methods": {
			"Authentication-Results: mx.desk.example.nl; none; x-thing=pass a=b; arc=pass; iprev=pass policy.iprev=192.0.2.1; auth; dmarc=none header.from=example.com\r\n" + from,
			Authentication{DMARC: "none", FromDomain: "example.com"},
			false,
		},
	} {
		m := read(t, c.fields+"\r\n")
		got := m.Authentication("mx.desk.example.nl")
		if !reflect.DeepEqual(got, c.want) || got.Proves(m) != c.proves {
			t.Errorf("%s: %+v, proves %v", name, got, got.Proves(m))
		}
		if none := m.Authentication(""); !reflect.DeepEqual(none, Authentication{}) {
			t.Errorf("%s: without a trusted name: %+v", name, none)
		}
	}
}
