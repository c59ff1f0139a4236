package authn

import (
	"bytes"
	"encoding/base32"
	"net/url"
	"strings"
	"testing"
	"time"
)

// The vectors of RFC 6238, appendix B, for SHA-1, cut to six digits.
func TestCodesOfTheStandard(t *testing.T) {
	secret := base32.StdEncoding.EncodeToString([]byte("12345678901234567890"))
	for at, code := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		now := time.Unix(at, 0)
		if got, err := CodeAt(secret, now); err != nil || got != code {
			t.Errorf("at %d: %s, %v", at, got, err)
		}
		step, ok := CheckCode(secret, code[:3]+" "+code[3:], now)
		if !ok || step != at/30 {
			t.Errorf("at %d: step %d, %v", at, step, ok)
		}
		for off, want := range map[int64]bool{-60: false, -30: true, 30: true, 60: false} {
			if at+off < 0 {
				continue
			}
			if step, ok := CheckCode(secret, code, now.Add(time.Duration(off)*time.Second)); ok != want || ok && step != at/30 {
				t.Errorf("%d seconds off %d: step %d, %v", off, at, step, ok)
			}
		}
	}
	for _, code := range []string{"", "0", "28708", "2870822", "abcdef", "287083"} {
		if _, ok := CheckCode(secret, code, time.Unix(59, 0)); ok {
			t.Errorf("%q is taken", code)
		}
	}
}

func TestSecretAddress(t *testing.T) {
	s := NewSecret()
	if len(s) != 32 || s == NewSecret() {
		t.Errorf("secret %q", s)
	}
	u, err := url.Parse(SecretAddress("Kade & Co: desk", "vera@kade.example", s))
	if err != nil || u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/Kade & Co  desk:vera@kade.example" {
		t.Fatalf("%v, %v", u, err)
	}
	if q := u.Query(); q.Get("secret") != s || q.Get("issuer") != "Kade & Co: desk" || strings.Contains(u.RawQuery, "+") {
		t.Errorf("%s", u.RawQuery)
	}
}

func TestRecoveryCodes(t *testing.T) {
	codes := NewRecoveryCodes()
	seen := map[string]bool{}
	for _, c := range codes {
		if len(c) != 19 || seen[c] {
			t.Errorf("code %q", c)
		}
		seen[c] = true
	}
	h := testKey.RecoveryHash("7", codes[0])
	if !bytes.Equal(h, testKey.RecoveryHash("7", " "+strings.ToUpper(strings.ReplaceAll(codes[0], "-", "")))) {
		t.Error("dashes and case matter")
	}
	for name, other := range map[string][]byte{
		"owner": testKey.RecoveryHash("8", codes[0]), "code": testKey.RecoveryHash("7", codes[1]),
		"key": LinkKey(bytes.Repeat([]byte{9}, keyBytes)).RecoveryHash("7", codes[0]),
	} {
		if bytes.Equal(h, other) {
			t.Errorf("the same with another %s", name)
		}
	}
}

func TestSealedOpensOnlyWhereItBelongs(t *testing.T) {
	sealed := testKey.Seal("totp", "7", "SECRET")
	if got, err := testKey.Open("totp", "7", sealed); got != "SECRET" || err != nil {
		t.Fatalf("%q, %v", got, err)
	}
	if bytes.Contains(sealed, []byte("SECRET")) || bytes.Equal(sealed, testKey.Seal("totp", "7", "SECRET")) {
		t.Error("readable, or without a nonce of its own")
	}
	bent := bytes.Clone(sealed)
	bent[len(bent)-1] ^= 1
	for name, try := range map[string]func() (string, error){
		"owner":   func() (string, error) { return testKey.Open("totp", "8", sealed) },
		"purpose": func() (string, error) { return testKey.Open("other", "7", sealed) },
		"bytes":   func() (string, error) { return testKey.Open("totp", "7", bent) },
		"nothing": func() (string, error) { return testKey.Open("totp", "7", nil) },
		"key":     func() (string, error) { return LinkKey(bytes.Repeat([]byte{9}, keyBytes)).Open("totp", "7", sealed) },
	} {
		if got, err := try(); err == nil {
			t.Errorf("opens with another %s: %q", name, got)
		}
	}
}
