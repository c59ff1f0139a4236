package store

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// A backup is a tar in gzip: header, the database, then whatever the caller
// adds (blobs). Secret keys are kept apart and never in it.
const (
	archiveFormat = 1
	headerName    = "balie.json"
	databaseDir   = "database/"
	sqliteName    = databaseDir + "balie.db"
)

// header is a backup's first entry.
type header struct {
	Format int       `json:"format"`
	Engine string    `json:"engine"`
	Schema int64     `json:"schema"`
	Made   time.Time `json:"made"`
	Tables []table   `json:"tables,omitempty"` // PostgreSQL: in the order of their entries
}

type table struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
}

func (t table) entry() string { return databaseDir + t.Name + ".copy" }

func (d dialect) name() string {
	if d.postgres {
		return "postgres"
	}
	return "sqlite"
}

// Archive is a backup being written.
type Archive struct {
	gz   *gzip.Writer
	tar  *tar.Writer
	made time.Time
}

func newArchive(w io.Writer, made time.Time) *Archive {
	gz := gzip.NewWriter(w)
	return &Archive{gz, tar.NewWriter(gz), made}
}

// AddFile adds an entry beside the database, to be given back by Restore. r
// must give exactly size bytes.
func (a *Archive) AddFile(name string, size int64, r io.Reader) error {
	if name == headerName || strings.HasPrefix(name, databaseDir) {
		return fmt.Errorf("backup: the name %s is the database's", name)
	}
	return a.add(name, size, r)
}

func (a *Archive) add(name string, size int64, r io.Reader) error {
	err := a.tar.WriteHeader(&tar.Header{Name: name, Size: size, Mode: 0o600, ModTime: a.made, Format: tar.FormatPAX})
	if err != nil {
		return fmt.Errorf("backup %s: %w", name, err)
	}
	n, err := io.Copy(a.tar, r)
	if err == nil && n != size {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return fmt.Errorf("backup %s: %w", name, err)
	}
	return nil
}

func (a *Archive) addHeader(h header) error {
	text, err := json.MarshalIndent(h, "", "  ")
	if err != nil {
		return err
	}
	return a.add(headerName, int64(len(text)), strings.NewReader(string(text)))
}

// addOpen adds a file from its start to its end.
func (a *Archive) addOpen(name string, f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return a.add(name, info.Size(), f)
}

func (a *Archive) close() error { return errors.Join(a.tar.Close(), a.gz.Close()) }

// unarchive reads a backup from its start: first the header, then entry for
// each of the others. A damaged or cut archive is an error at its end, when
// entry has seen everything.
func unarchive(r io.Reader, first func(header) error, entry func(name string, r io.Reader) error) error {
	gz, err := gzip.NewReader(r)
	if err != nil {
		return err
	}
	t := tar.NewReader(gz)
	for n := 0; ; n++ {
		e, err := t.Next()
		if err == io.EOF {
			_, err = io.Copy(io.Discard, gz) // to the checksum
			if err == nil && n == 0 {
				err = io.ErrUnexpectedEOF
			}
			return err
		}
		if err != nil {
			return err
		}
		if n > 0 {
			if err := entry(e.Name, t); err != nil {
				return err
			}
			continue
		}
		var h header
		if e.Name != headerName {
			return errors.New("no backup of Balie")
		}
		if err := json.NewDecoder(t).Decode(&h); err != nil {
			return err
		}
		if err := first(h); err != nil {
			return err
		}
	}
}
