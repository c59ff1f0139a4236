package store

import (
	"context"
	"database/sql"
	"slices"

	"balie/internal/blob"
)

// orphanBatch is how many blobs are looked for among the rows together.
const orphanBatch = 1000

// Orphans calls fn for every blob that no file, no upload and no mail that came
// in names, until fn fails. Content that is being uploaded is among them until its row is there.
func (s *Store) Orphans(ctx context.Context, blobs blob.Store, fn func(blob.Info) error) error {
	var batch []blob.Info
	look := func() error {
		orphans, err := s.unnamed(ctx, batch)
		batch = batch[:0]
		for _, i := range orphans {
			if err == nil {
				err = fn(i)
			}
		}
		return err
	}
	err := blobs.Walk(ctx, func(i blob.Info) error {
		if batch = append(batch, i); len(batch) < orphanBatch {
			return nil
		}
		return look()
	})
	if err != nil || len(batch) == 0 {
		return err
	}
	return look()
}

// unnamed gives those of the blobs, at least one and in order, that nothing
// names.
func (s *Store) unnamed(ctx context.Context, list []blob.Info) ([]blob.Info, error) {
	first, last := string(list[0].Hash), string(list[len(list)-1].Hash)
	named := map[blob.Hash]bool{}
	err := s.Read(ctx, func(tx *Tx) error {
		_, err := collect(tx, stmt(`SELECT hash FROM file WHERE hash BETWEEN ? AND ? UNION SELECT hash FROM upload WHERE hash BETWEEN ? AND ?
			UNION SELECT hash FROM inbound WHERE hash BETWEEN ? AND ?`, first, last, first, last, first, last), func(r *sql.Rows, _ *struct{}) error {
			var h blob.Hash
			err := r.Scan(&h)
			named[h] = true
			return err
		})
		return err
	})
	return slices.DeleteFunc(slices.Clone(list), func(i blob.Info) bool { return named[i.Hash] }), err
}
