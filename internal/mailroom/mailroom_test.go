package mailroom

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"sync"
	"testing"

	"balie/internal/desk"
	"balie/internal/errs"
)

// book stands for the desk: it keeps each mail once, by door and source, and
// can be told to fail.
type book struct {
	mu    sync.Mutex
	names map[string]bool
	mails []mail
	fail  func(raw string) error // asked before a mail is kept
	came  chan struct{}          // gets one for each mail that was kept
	began chan struct{}          // for each that is handed in
	ended chan error             // for each, how it ended
}

type mail struct {
	desk.MailIn
	raw string
}

func newBook() *book {
	return &book{names: map[string]bool{}, came: make(chan struct{}, 10_000), began: make(chan struct{}, 10_000), ended: make(chan error, 10_000)}
}

func (b *book) accept(ctx context.Context, in desk.MailIn, raw io.Reader) error {
	b.began <- struct{}{}
	err := b.keep(ctx, in, raw)
	b.ended <- err
	return err
}

func (b *book) keep(ctx context.Context, in desk.MailIn, raw io.Reader) error {
	text, err := io.ReadAll(io.LimitReader(raw, desk.MailMax+1))
	if err != nil {
		return err
	}
	if len(text) > desk.MailMax {
		return errs.New(errs.TooLarge, "mail.message_too_large")
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fail != nil {
		if err := b.fail(string(text)); err != nil {
			return err
		}
	}
	name := in.Door + " " + in.Source
	if in.Source == "" {
		name += fmt.Sprintf("%x %s %s", sha256.Sum256(text), in.From, in.To)
	}
	if !b.names[name] {
		b.names[name] = true
		b.mails = append(b.mails, mail{in, string(text)})
		b.came <- struct{}{}
	}
	return ctx.Err()
}

// failing sets what is asked before a mail is kept.
func (b *book) failing(f func(raw string) error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fail = f
}

func (b *book) all() []mail {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.mails)
}

// wait returns once n more mails were kept.
func (b *book) wait(t testing.TB, n int) {
	t.Helper()
	for range n {
		select {
		case <-b.came:
		case <-t.Context().Done():
			t.Fatal("the test ended before the mail came")
		}
	}
}

// testLog writes to the test's output.
func testLog(t testing.TB) *slog.Logger {
	return slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelDebug}))
}
