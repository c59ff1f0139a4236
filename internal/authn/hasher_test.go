package authn

import (
	"context"
	"errors"
	"strings"
	"testing"
)

func TestHashAndVerify(t *testing.T) {
	h := NewHasher(2)
	hash, err := h.Hash(t.Context(), "café au lait!")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash %q", hash)
	}
	again, err := h.Hash(t.Context(), "café au lait!")
	if err != nil || again == hash {
		t.Errorf("the salt repeats: %v", err)
	}
	for password, want := range map[string]bool{
		"café au lait!": true, "cafe\u0301 au lait!": true, // the é in one and in two code points
		"cafe au lait!": false, "": false, "café au lait! ": false,
	} {
		if ok, err := h.Verify(t.Context(), hash, password); ok != want || err != nil {
			t.Errorf("%q: %v, %v", password, ok, err)
		}
	}
}

// The vector stands in the tests of the reference implementation (test.c).
func TestVerifyKeepsTheCostOfTheHash(t *testing.T) {
	const hash = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if ok, err := NewHasher(1).Verify(t.Context(), hash, "password"); !ok || err != nil {
		t.Errorf("%v, %v", ok, err)
	}
}

func TestVerifyRefusesWhatIsNoHash(t *testing.T) {
	const salt, sum = "AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	for _, hash := range []string{
		"", "secret", "$2a$10$abc", "$argon2i$v=19$m=8,t=1,p=1$" + salt + "$" + sum,
		"$argon2id$v=18$m=8,t=1,p=1$" + salt + "$" + sum, "$argon2id$v=19$m=8,t=1$" + salt + "$" + sum,
		"$argon2id$v=19$m=0,t=1,p=1$" + salt + "$" + sum, "$argon2id$v=19$m=8,t=0,p=1$" + salt + "$" + sum,
		"$argon2id$v=19$m=4000000,t=1,p=1$" + salt + "$" + sum, "$argon2id$v=19$m=8,t=1,p=1$" + salt + "$",
		"$argon2id$v=19$m=8,t=1,p=1$!$" + sum,
	} {
		if ok, err := NewHasher(1).Verify(t.Context(), hash, ""); ok || err == nil {
			t.Errorf("%q: %v, %v", hash, ok, err)
		}
	}
}

func TestHasherIsBounded(t *testing.T) {
	h := NewHasher(1)
	h.slots <- struct{}{} // one computation that goes on
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- h.VerifyNobody(ctx, "somebody else") }()
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("did not wait for its turn: %v", err)
	}
	<-h.slots
	if err := h.VerifyNobody(t.Context(), "somebody else"); err != nil {
		t.Error(err)
	}
	if len(h.slots) != 0 {
		t.Error("keeps its turn")
	}
}
