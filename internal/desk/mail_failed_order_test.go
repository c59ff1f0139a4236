package desk

import (
	"slices"
	"testing"

	"balie/internal/org"
)

// Telling locks each desk, so all begin with the same: of two who tell of mails
// to several partners neither waits for the other.
func TestTheVendorHearsFirstOfMailThatFailed(t *testing.T) {
	for box, want := range map[org.ID][]org.ID{
		0: {org.VendorID}, org.VendorID: {org.VendorID}, 5: {org.VendorID, 5},
	} {
		if got := logReaders(box); !slices.Equal(got, want) {
			t.Errorf("of one to %d hear %v, want %v", box, got, want)
		}
	}
}
