package blob_test

import (
	"testing"

	"balie/internal/blob"
	"balie/internal/blob/blobtest"
)

func TestMemory(t *testing.T) {
	blobtest.Run(t, func(*testing.T) blob.Store { return &blob.Memory{} })
}
