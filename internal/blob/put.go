package blob

import (
	"context"
	"fmt"
	"io"
	"math"

	"balie/internal/errs"
)

// Copy copies r to w for a Store's Put and counts: content of more than max
// bytes is errs.TooLarge, an error of r is returned wrapped, an error of w is
// errs.Unavailable, and a ctx that ends stops it.
func Copy(ctx context.Context, w io.Writer, r io.Reader, max int64) (int64, error) {
	max = min(max, math.MaxInt64-1)
	src := &source{ctx: ctx, r: io.LimitReader(r, max+1)}
	n, err := io.Copy(w, src)
	switch {
	case src.err != nil:
		return n, fmt.Errorf("read upload: %w", src.err)
	case err != nil:
		return n, Unavailable(err)
	case n > max:
		return n, errs.New(errs.TooLarge, "blob.too_large", "limit", size(max))
	}
	return n, nil
}

// Unavailable is the error of a Store that could not do its work.
func Unavailable(cause error) error {
	return errs.New(errs.Unavailable, "blob.unavailable").Because(cause)
}

// source remembers that the reader failed, and not the writer.
type source struct {
	ctx context.Context
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	if s.err = s.ctx.Err(); s.err != nil {
		return 0, s.err
	}
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// size writes a limit in the largest unit that is exact.
func size(n int64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MB", n>>20)
	case n >= 1<<10 && n%(1<<10) == 0:
		return fmt.Sprintf("%d kB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}
