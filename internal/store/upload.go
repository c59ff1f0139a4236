package store

import (
	"database/sql"
	"time"

	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/ticket"
)

// Upload is a file that waits for its message; its owner alone may use it.
type Upload struct {
	ID   int64
	User org.UserID
	Name string
	Type string
	Size int64
	Hash string
}

// AddUpload stores an upload whose bytes are in the blob store already.
func (tx *Tx) AddUpload(u *Upload) error {
	var err error
	u.ID, err = scalar[int64](tx, stmt("INSERT INTO upload (user_id, name, type, size, hash, at) VALUES (?,?,?,?,?,?) RETURNING id",
		int64(u.User), u.Name, u.Type, u.Size, u.Hash, micros(tx.Now)))
	return err
}

func scanUpload(r *sql.Rows, u *Upload) error {
	return r.Scan(&u.ID, &u.User, &u.Name, &u.Type, &u.Size, &u.Hash)
}

// Uploads gives a person's uploads of these ids, in the order of the ids.
func (tx *Tx) Uploads(user org.UserID, list []int64) ([]Upload, error) {
	if len(list) == 0 {
		return nil, nil
	}
	got, err := collect(tx, stmt("SELECT id, user_id, name, type, size, hash FROM upload WHERE id IN (?)", list).
		add(" AND user_id = ?", int64(user)), scanUpload)
	return asListed(got, list), err
}

// asListed sorts uploads as their ids are listed: those of one form are sent at
// once, so they arrive, and get their ids, in any order.
func asListed(got []Upload, list []int64) []Upload {
	return inOrder(got, list, func(u Upload) int64 { return u.ID })
}

// UseUploads turns uploads into files, in the order of the ids, and removes
// them; every id must still be the person's own.
func (tx *Tx) UseUploads(user org.UserID, list []int64) ([]ticket.File, error) {
	if len(list) == 0 {
		return nil, nil
	}
	got, err := collect(tx, stmt("DELETE FROM upload WHERE id IN (?)", list).
		add(" AND user_id = ? RETURNING id, user_id, name, type, size, hash", int64(user)), scanUpload)
	if err != nil {
		return nil, err
	}
	if len(got) != len(list) {
		return nil, errs.New(errs.Invalid, "error.upload_gone").At("files", "error.upload_gone")
	}
	files := make([]ticket.File, len(got))
	for i, u := range asListed(got, list) {
		files[i] = ticket.File{Upload: u.ID, Name: u.Name, Type: u.Type, Size: u.Size, Hash: u.Hash}
	}
	return files, nil
}

// DropOldUploads removes uploads older than two days that no draft of their
// owner waits with; their bytes are for whoever sweeps the blobs.
func (tx *Tx) DropOldUploads() error {
	_, err := tx.exec(stmt(`DELETE FROM upload WHERE at < ? AND NOT EXISTS (
		SELECT 1 FROM (SELECT user_id, uploads FROM draft UNION ALL SELECT user_id, uploads FROM portal_draft) d
		WHERE d.user_id = upload.user_id AND ' ' || d.uploads || ' ' LIKE '% ' || CAST(upload.id AS TEXT) || ' %')`,
		micros(tx.Now.Add(-48*time.Hour))))
	return err
}
