package authn

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// cost is what one argon2id computation takes.
type cost struct {
	memory  uint32 // KiB
	time    uint32 // passes
	threads uint8
}

// present is the cost of new hashes; a stored hash keeps its own.
var present = cost{memory: 19 * 1024, time: 2, threads: 1}

// The largest cost Verify agrees to, so that a tampered row cannot take all
// memory.
var largest = cost{memory: 256 * 1024, time: 16, threads: 8}

const (
	saltBytes = 16
	sumBytes  = 32
)

// Hasher computes argon2id with at most a fixed number of computations at
// once: each takes 19 MiB, so many sign-ins at the same time wait in line
// instead of taking the machine's memory. Safe for concurrent use.
type Hasher struct {
	slots chan struct{}
}

// NewHasher makes a Hasher that computes at most parallel (at least 1) hashes
// at a time.
func NewHasher(parallel int) *Hasher {
	return &Hasher{slots: make(chan struct{}, max(parallel, 1))}
}

// Hash gives the PHC string ($argon2id$v=19$m=…) to store for a password. The
// only error is that of a ctx which ended while waiting for a turn.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltBytes)
	rand.Read(salt)
	sum, err := h.compute(ctx, present, password, salt, sumBytes)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		present.memory, present.time, present.threads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(sum)), nil
}

// Verify reports whether password is the one hash was made of. A hash that is
// no argon2id PHC string is an error, as is a ctx that ended while waiting.
func (h *Hasher) Verify(ctx context.Context, hash, password string) (bool, error) {
	c, salt, want, err := parsePHC(hash)
	if err != nil {
		return false, err
	}
	got, err := h.compute(ctx, c, password, salt, uint32(len(want)))
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

// VerifyNobody does the work of Verify for an address that nobody has, so that
// the time of an answer does not tell which addresses are known.
func (h *Hasher) VerifyNobody(ctx context.Context, password string) error {
	_, err := h.compute(ctx, present, password, make([]byte, saltBytes), sumBytes)
	return err
}

// compute waits for a turn. Passwords are compared as NFC (RFC 8265, section
// 4.2), because keyboards differ in how they write an é.
func (h *Hasher) compute(ctx context.Context, c cost, password string, salt []byte, length uint32) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("password hash: %w", err)
	}
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("password hash: %w", ctx.Err())
	}
	defer func() { <-h.slots }()
	return argon2.IDKey(norm.NFC.Bytes([]byte(password)), salt, c.time, c.memory, c.threads, length), nil
}

var errPHC = errors.New("password hash: not an argon2id PHC string")

func parsePHC(hash string) (c cost, salt, sum []byte, err error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, errPHC
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.time, &c.threads); err != nil {
		return c, nil, nil, errPHC
	}
	if c.memory == 0 || c.time == 0 || c.threads == 0 ||
		c.memory > largest.memory || c.time > largest.time || c.threads > largest.threads {
		return c, nil, nil, errPHC
	}
	salt, saltErr := base64.RawStdEncoding.DecodeString(parts[4])
	sum, sumErr := base64.RawStdEncoding.DecodeString(parts[5])
	if saltErr != nil || sumErr != nil || len(salt) < 8 || len(sum) < 16 || len(sum) > 64 {
		return c, nil, nil, errPHC
	}
	return c, salt, sum, nil
}
