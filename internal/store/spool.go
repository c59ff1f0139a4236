package store

import (
	"bytes"
	"errors"
	"io"
	"os"
)

// spool keeps what is written to it: a chunk in memory, more in a temporary
// file that Close removes.
type spool struct {
	memory bytes.Buffer
	file   *os.File
	reader io.Reader
}

func (s *spool) Write(p []byte) (int, error) {
	if s.file == nil && s.memory.Len()+len(p) <= chunkSize {
		return s.memory.Write(p)
	}
	if s.file == nil {
		f, err := os.CreateTemp("", "balie-blob-*")
		if err != nil {
			return 0, err
		}
		s.file = f
		if _, err := f.Write(s.memory.Bytes()); err != nil {
			return 0, err
		}
	}
	return s.file.Write(p)
}

// rewind makes Read begin at the start.
func (s *spool) rewind() error {
	if s.file == nil {
		s.reader = bytes.NewReader(s.memory.Bytes())
		return nil
	}
	s.reader = s.file
	_, err := s.file.Seek(0, io.SeekStart)
	return err
}

func (s *spool) Read(p []byte) (int, error) { return s.reader.Read(p) }

func (s *spool) Close() error {
	if s.file == nil {
		return nil
	}
	return errors.Join(s.file.Close(), os.Remove(s.file.Name()))
}
