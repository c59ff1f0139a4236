package store_test

import (
	"testing"

	"balie/internal/blob"
	"balie/internal/blob/blobtest"
	"balie/internal/store/storetest"
)

func TestBlobs(t *testing.T) {
	for _, engine := range storetest.Engines(t) {
		t.Run(engine, func(t *testing.T) {
			blobtest.Run(t, func(t *testing.T) blob.Store { return storetest.Open(t, engine, nil).Blobs() })
		})
	}
}
