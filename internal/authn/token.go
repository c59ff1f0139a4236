package authn

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
)

// NewToken gives 256 random bits as base64url (43 characters): the value of a
// session's cookie. Only its TokenHash is stored.
func NewToken() string {
	b := make([]byte, 32)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// TokenHash is the SHA-256 under which a token is stored and looked up. A fast
// hash is enough: the token is random, so there is nothing to guess.
func TokenHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
