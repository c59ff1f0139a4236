package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"io"
	"time"

	"balie/internal/blob"
	"balie/internal/errs"
)

// chunkSize is the size of every chunk but a blob's last.
const chunkSize = 1 << 20

// Blobs is a blob.Store in the database itself, for PostgreSQL without another
// place for files. Content is read once before the transaction begins, so a
// slow sender holds nothing up.
type Blobs struct{ s *Store }

var _ blob.Store = Blobs{}

// Blobs gives the blobs that this database keeps.
func (s *Store) Blobs() Blobs { return Blobs{s} }

// Put implements blob.Store.
func (b Blobs) Put(ctx context.Context, r io.Reader, max int64) (blob.Info, error) {
	spool := &spool{}
	defer spool.Close()
	sum := sha256.New()
	n, err := blob.Copy(ctx, io.MultiWriter(spool, sum), r, max)
	if err != nil {
		return blob.Info{}, err
	}
	i := blob.Info{Hash: blob.Hash(hex.EncodeToString(sum.Sum(nil))), Size: n}
	if err := b.s.Write(ctx, func(tx *Tx) error { return tx.addBlob(i, spool) }); err != nil {
		return blob.Info{}, blob.Unavailable(err)
	}
	return i, nil
}

// addBlob stores the chunks unless they are there. The upsert holds the row, so
// that a Delete or another Put of the same content comes before or after.
func (tx *Tx) addBlob(i blob.Info, from *spool) error {
	if _, err := tx.exec(stmt("INSERT INTO blob (hash, size, at) VALUES (?,?,?) ON CONFLICT (hash) DO UPDATE SET at = excluded.at",
		string(i.Hash), i.Size, micros(tx.Now))); err != nil {
		return err
	}
	there, err := scalar[int64](tx, stmt("SELECT COUNT(*) FROM blob_chunk WHERE hash = ?", string(i.Hash)))
	if err != nil || there == chunks(i.Size) {
		return err
	}
	if err := from.rewind(); err != nil {
		return err
	}
	chunk := make([]byte, min(chunkSize, i.Size))
	for n := range chunks(i.Size) {
		got, err := io.ReadFull(from, chunk)
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		if _, err := tx.exec(stmt("INSERT INTO blob_chunk (hash, n, bytes) VALUES (?,?,?)", string(i.Hash), n, chunk[:got])); err != nil {
			return err
		}
	}
	return nil
}

func chunks(size int64) int64 { return (size + chunkSize - 1) / chunkSize }

// Open implements blob.Store.
func (b Blobs) Open(ctx context.Context, h blob.Hash) (io.ReadSeekCloser, error) {
	r := &blobReader{ctx: ctx, s: b.s, hash: h, held: -1}
	err := b.s.Read(ctx, func(tx *Tx) (err error) {
		r.size, err = scalar[int64](tx, stmt("SELECT size FROM blob WHERE hash = ?", string(h)))
		return err
	})
	switch {
	case !h.Valid() || errs.Is(err, errs.NotFound):
		return nil, errs.Absent()
	case err != nil:
		return nil, blob.Unavailable(err)
	}
	return r, nil
}

// Has implements blob.Store.
func (b Blobs) Has(ctx context.Context, h blob.Hash) (bool, error) {
	f, err := b.Open(ctx, h)
	if errs.Is(err, errs.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, f.Close()
}

// Delete implements blob.Store.
func (b Blobs) Delete(ctx context.Context, h blob.Hash, age time.Duration) error {
	if !h.Valid() {
		return nil
	}
	err := b.s.Write(ctx, func(tx *Tx) error {
		_, err := scalar[string](tx, stmt("SELECT hash FROM blob WHERE hash = ? AND at <= ?"+tx.s.d.lock(),
			string(h), micros(tx.Now.Add(-age))))
		if errs.Is(err, errs.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		for _, text := range []string{"DELETE FROM blob_chunk WHERE hash = ?", "DELETE FROM blob WHERE hash = ?"} {
			if _, err := tx.exec(stmt(text, string(h))); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return blob.Unavailable(err)
	}
	return nil
}

// Walk implements blob.Store.
func (b Blobs) Walk(ctx context.Context, fn func(blob.Info) error) error {
	for after := ""; ; {
		var page []blob.Info
		err := b.s.Read(ctx, func(tx *Tx) (err error) {
			page, err = collect(tx, stmt("SELECT hash, size FROM blob WHERE hash > ? ORDER BY hash LIMIT 1000", after),
				func(r *sql.Rows, i *blob.Info) error { return r.Scan(&i.Hash, &i.Size) })
			return err
		})
		if err != nil {
			return blob.Unavailable(err)
		}
		for _, i := range page {
			if err := fn(i); err != nil {
				return err
			}
		}
		if len(page) == 0 {
			return nil
		}
		after = string(page[len(page)-1].Hash)
	}
}

// blobReader holds one chunk at a time and no connection between reads.
type blobReader struct {
	ctx   context.Context
	s     *Store
	hash  blob.Hash
	size  int64
	at    int64
	held  int64 // number of the chunk held, -1 for none
	chunk []byte
}

func (r *blobReader) Read(p []byte) (int, error) {
	if r.at >= r.size {
		return 0, io.EOF
	}
	if n := r.at / chunkSize; n != r.held {
		if err := r.fetch(n); err != nil {
			return 0, err
		}
	}
	n := copy(p, r.chunk[r.at%chunkSize:])
	r.at += int64(n)
	return n, nil
}

func (r *blobReader) fetch(n int64) error {
	err := r.s.Read(r.ctx, func(tx *Tx) (err error) {
		r.chunk, err = scalar[[]byte](tx, stmt("SELECT bytes FROM blob_chunk WHERE hash = ? AND n = ?", string(r.hash), n))
		return err
	})
	if err == nil && int64(len(r.chunk)) != min(chunkSize, r.size-n*chunkSize) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		r.held = -1
		return blob.Unavailable(err)
	}
	r.held = n
	return nil
}

func (r *blobReader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += r.size
	}
	if offset < 0 {
		return 0, errors.New("seek before the beginning of a blob")
	}
	r.at = offset
	return offset, nil
}

func (r *blobReader) Close() error { return nil }
