package authn

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp/hotp"
)

// The second factor is a time-based code (RFC 6238) as every authenticator app
// makes it: SHA-1, six digits, steps of 30 seconds.
const (
	totpStep   = 30 * time.Second
	totpSecret = 20 // bytes, as RFC 4226 §4 recommends
	totpDrift  = 1  // steps that a phone's clock may be off
)

var plain32 = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewSecret makes the secret of a second factor, in base32 as apps take it.
func NewSecret() string {
	b := make([]byte, totpSecret)
	rand.Read(b)
	return plain32.EncodeToString(b)
}

// SecretAddress is the otpauth address that an app reads from a picture.
func SecretAddress(issuer, account, secret string) string {
	label := (&url.URL{Path: strings.ReplaceAll(issuer, ":", " ") + ":" + account}).EscapedPath()
	issued := strings.ReplaceAll(url.QueryEscape(issuer), "+", "%20") // apps show a plus as it is
	return "otpauth://totp/" + strings.TrimPrefix(label, "./") + "?secret=" + secret + "&issuer=" + issued
}

// CheckCode reports for which time step a code is right, one step early or late
// included. That a step is taken only once is for the caller to see (RFC 6238
// §5.2).
func CheckCode(secret, code string, now time.Time) (step int64, ok bool) {
	code = strings.Join(strings.Fields(code), "")
	at := now.Unix() / int64(totpStep/time.Second)
	for s := at - totpDrift; s <= at+totpDrift; s++ {
		if hotp.Validate(code, uint64(s), secret) {
			step, ok = s, true
		}
	}
	return step, ok
}

// CodeAt is the code an app shows at a moment.
func CodeAt(secret string, at time.Time) (string, error) {
	return hotp.GenerateCode(secret, uint64(at.Unix()/int64(totpStep/time.Second)))
}

const (
	recoveryCodes = 10
	recoveryBytes = 10 // 80 random bits, 16 characters
)

// NewRecoveryCodes makes the codes for the day the phone is gone, each to be
// used once, in groups of four characters.
func NewRecoveryCodes() []string {
	out := make([]string, recoveryCodes)
	for i := range out {
		b := make([]byte, recoveryBytes)
		rand.Read(b)
		c := strings.ToLower(plain32.EncodeToString(b))
		out[i] = c[:4] + "-" + c[4:8] + "-" + c[8:12] + "-" + c[12:]
	}
	return out
}

// RecoveryHash is what is stored of a recovery code: a MAC under a key that is
// not, bound to its owner. Case, spaces and dashes do not matter.
func (k LinkKey) RecoveryHash(owner, code string) []byte {
	code = strings.ToLower(strings.NewReplacer("-", "", " ", "").Replace(code))
	h := hmac.New(sha256.New, k.Derive("recovery"))
	h.Write([]byte(owner + "\x00" + code))
	return h.Sum(nil)
}

// Seal encrypts (AES-256-GCM under the sub-key of a purpose) what must lie at
// rest unread; owner is bound to it, so that it opens nowhere else.
func (k LinkKey) Seal(purpose, owner, text string) []byte {
	g := k.cipher(purpose)
	nonce := make([]byte, g.NonceSize())
	rand.Read(nonce)
	return g.Seal(nonce, nonce, []byte(text), []byte(owner))
}

// Open is the inverse of Seal for the same purpose and owner.
func (k LinkKey) Open(purpose, owner string, sealed []byte) (string, error) {
	g := k.cipher(purpose)
	if len(sealed) < g.NonceSize() {
		return "", errors.New("authn: sealed text is cut")
	}
	text, err := g.Open(nil, sealed[:g.NonceSize()], sealed[g.NonceSize():], []byte(owner))
	if err != nil {
		return "", errors.New("authn: sealed text does not open: another key, owner or purpose")
	}
	return string(text), nil
}

func (k LinkKey) cipher(purpose string) cipher.AEAD {
	block, err := aes.NewCipher(k.Derive("seal " + purpose))
	if err == nil {
		var g cipher.AEAD
		if g, err = cipher.NewGCM(block); err == nil {
			return g
		}
	}
	panic("authn: seal: " + err.Error()) // a derived key always has 32 bytes
}
