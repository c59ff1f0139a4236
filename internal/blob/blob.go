// Package blob keeps bytes under the hash of their content: attachments and
// raw mail. What stands in a blob never changes, so the same content is stored
// once and a reader needs no lock.
package blob

import (
	"context"
	"io"
	"time"
)

// Hash names a blob: the SHA-256 of its content in 64 lower-case hex digits.
type Hash string

// Valid reports whether h has the form of a hash. A Store answers any other
// value as absent, so a hash out of a request is no path.
func (h Hash) Valid() bool {
	if len(h) != 64 {
		return false
	}
	for _, c := range []byte(h) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// Info is what is known of a blob without reading it.
type Info struct {
	Hash Hash
	Size int64 // bytes
}

// Store is where blobs are kept: a folder (Disk) or a database. All methods
// are safe for concurrent use; blobtest holds what every Store must do.
type Store interface {
	// Put reads r to its end and stores it, durable before it returns. Content
	// of more than max bytes is errs.TooLarge; after that, or after an error of
	// r (returned wrapped), nothing is stored. When the store itself fails the
	// error is errs.Unavailable.
	Put(ctx context.Context, r io.Reader, max int64) (Info, error)
	// Open gives the content for reading, to be closed; errs.NotFound when
	// there is none. When the blob is deleted meanwhile, reading gives the
	// content or an error, never less without one.
	Open(ctx context.Context, h Hash) (io.ReadSeekCloser, error)
	// Has reports whether the blob is stored.
	Has(ctx context.Context, h Hash) (bool, error)
	// Delete removes the blob, unless somebody put it within the last age: who
	// puts content and then writes down its hash has that long to do so. That
	// it is absent already is no error.
	Delete(ctx context.Context, h Hash, age time.Duration) error
	// Walk calls fn for every blob in the order of hashes until fn fails and
	// returns fn's error. Blobs put or deleted meanwhile may or may not appear.
	Walk(ctx context.Context, fn func(Info) error) error
}
