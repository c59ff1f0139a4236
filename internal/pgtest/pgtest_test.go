package pgtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestURLGivesEachTestItsOwnDatabase(t *testing.T) {
	var gone string
	t.Run("while it runs", func(t *testing.T) {
		one, other := URL(t), URL(t)
		run(t, one, "CREATE TABLE mine (id int)")
		run(t, other, "CREATE TABLE mine (id int)")
		gone = one
		stay, err := pgx.Connect(t.Context(), one) // dropped although somebody is connected
		if err != nil {
			t.Fatal(err)
		}
		defer stay.Close(context.Background())
	})
	if conn, err := pgx.Connect(t.Context(), gone); err == nil {
		conn.Close(t.Context())
		t.Error("the database is there after its test")
	}
}

func TestFromTemplatePreparesOnceAndCopies(t *testing.T) {
	name := rand.Text()
	var prepared atomic.Int32
	prepare := func(url string) error {
		prepared.Add(1)
		return execAt(url, "CREATE TABLE kept (id int)")
	}
	var urls [4]string
	var all sync.WaitGroup
	for i := range urls {
		all.Go(func() { urls[i] = FromTemplate(t, name, prepare) })
	}
	all.Wait()
	for _, url := range urls {
		run(t, url, "INSERT INTO kept VALUES (1)")
		run(t, url, "CREATE TABLE mine (id int)")
	}
	if n := prepared.Load(); n != 1 {
		t.Errorf("prepared %d times, want once", n)
	}
}

func TestFromTemplateForgetsAFailedPreparation(t *testing.T) {
	name := rand.Text()
	said := failure(t, func(t testing.TB) {
		FromTemplate(t, name, func(url string) error {
			if err := execAt(url, "CREATE TABLE half (id int)"); err != nil {
				return err
			}
			return errors.New("power cut")
		})
	})
	if !strings.Contains(said, "power cut") {
		t.Errorf("the test fails with %q, want the cause", said)
	}
	url := FromTemplate(t, name, func(string) error { return nil })
	run(t, url, "CREATE TABLE half (id int)")
}

func TestWithoutServerTheTestFails(t *testing.T) {
	t.Setenv(server, "")
	said := failure(t, func(t testing.TB) { URL(t) })
	if !strings.Contains(said, "make test") {
		t.Errorf("the test fails with %q, want a sentence that names make test", said)
	}
}

func run(t *testing.T, url, statement string) {
	t.Helper()
	if err := execAt(url, statement); err != nil {
		t.Fatal(err)
	}
}

func execAt(url, statement string) error {
	conn, err := pgx.Connect(context.Background(), url)
	if err != nil {
		return err
	}
	defer conn.Close(context.Background())
	_, err = conn.Exec(context.Background(), statement)
	return err
}

// failing is a test whose end by Fatalf can be looked at.
type failing struct {
	testing.TB
	said string
}

func (f *failing) Fatalf(format string, args ...any) {
	f.said = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// failure returns what the test that do runs ended with.
func failure(t *testing.T, do func(testing.TB)) string {
	t.Helper()
	f := &failing{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		do(f)
	}()
	<-done
	return f.said
}
