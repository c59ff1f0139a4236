package blob

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"slices"
	"sync"
	"time"

	"balie/internal/errs"
)

// Memory is a Store for what nobody is to keep. Its zero value is empty.
type Memory struct {
	mu   sync.Mutex
	kept map[Hash]inMemory
}

type inMemory struct {
	content []byte
	at      time.Time
}

// Put implements Store; a crash loses it, as it is meant.
func (m *Memory) Put(ctx context.Context, r io.Reader, max int64) (Info, error) {
	var content bytes.Buffer
	n, err := Copy(ctx, &content, r, max)
	if err != nil {
		return Info{}, err
	}
	sum := sha256.Sum256(content.Bytes())
	info := Info{Hash: Hash(hex.EncodeToString(sum[:])), Size: n}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept == nil {
		m.kept = map[Hash]inMemory{}
	}
	m.kept[info.Hash] = inMemory{content.Bytes(), time.Now()}
	return info, nil
}

// Open implements Store.
func (m *Memory) Open(_ context.Context, h Hash) (io.ReadSeekCloser, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b, ok := m.kept[h]
	if !ok {
		return nil, errs.Absent()
	}
	return nothingToClose{bytes.NewReader(b.content)}, nil
}

type nothingToClose struct{ io.ReadSeeker }

func (nothingToClose) Close() error { return nil }

// Has implements Store.
func (m *Memory) Has(_ context.Context, h Hash) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, ok := m.kept[h]
	return ok, nil
}

// Delete implements Store.
func (m *Memory) Delete(_ context.Context, h Hash, age time.Duration) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if time.Since(m.kept[h].at) >= age {
		delete(m.kept, h)
	}
	return nil
}

// Walk implements Store.
func (m *Memory) Walk(_ context.Context, fn func(Info) error) error {
	m.mu.Lock()
	hashes := slices.Sorted(maps.Keys(m.kept))
	m.mu.Unlock()
	for _, h := range hashes {
		m.mu.Lock()
		b, ok := m.kept[h]
		m.mu.Unlock()
		if !ok {
			continue
		}
		if err := fn(Info{Hash: h, Size: int64(len(b.content))}); err != nil {
			return err
		}
	}
	return nil
}
