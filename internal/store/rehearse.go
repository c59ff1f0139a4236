package store

import (
	"context"
	"database/sql"
	"errors"
	"regexp"
	"strconv"
	"strings"
)

// beyond is above every id that is ever given. Rows of a rehearsal get those
// that follow.
const beyond = int64(1) << 60

// rehearsal numbers the rows of a transaction that leaves nothing.
type rehearsal struct {
	numbered map[string]bool // tables whose ids a sequence gives
	last     int64
}

// errRehearsed ends a rehearsal that went well.
var errRehearsed = errors.New("rehearsed")

// Rehearse runs fn in a transaction of which nothing stays, whatever it does:
// what fn wrote is undone, and no id is used up. PostgreSQL does not take back
// what a sequence gave, so there rows get ids that no sequence ever reaches.
func (s *Store) Rehearse(ctx context.Context, fn func(*Tx) error) error {
	err := s.Write(ctx, func(tx *Tx) error {
		if tx.s.d.postgres {
			numbered, err := collect(tx, stmt("SELECT table_name FROM information_schema.columns WHERE table_schema = current_schema() AND column_name = 'id' AND is_identity = 'YES'"),
				func(r *sql.Rows, name *string) error { return r.Scan(name) })
			if err != nil {
				return err
			}
			tx.rehearsal = &rehearsal{last: beyond, numbered: map[string]bool{}}
			for _, name := range numbered {
				tx.rehearsal.numbered[name] = true
			}
		}
		if err := fn(tx); err != nil {
			return err
		}
		return errRehearsed
	})
	if errors.Is(err, errRehearsed) {
		return nil
	}
	return err
}

var insertion = regexp.MustCompile(`^INSERT INTO (\w+) \(([^)]*)\)\s+VALUES `)

// number gives the rows that a statement adds their ids, where a sequence would.
func (r *rehearsal) number(text string) string {
	found := insertion.FindStringSubmatchIndex(text)
	if found == nil || !r.numbered[text[found[2]:found[3]]] {
		return text
	}
	var b strings.Builder
	b.WriteString(text[:found[4]] + "id, " + text[found[4]:found[1]])
	rest := text[found[1]:]
	for strings.HasPrefix(rest, "(") {
		r.last++
		row := rowEnd(rest)
		b.WriteString("(" + strconv.FormatInt(r.last, 10) + "," + rest[1:row])
		rest = rest[row:]
		if strings.HasPrefix(rest, ",(") {
			b.WriteByte(',')
			rest = rest[1:]
		}
	}
	return b.String() + rest
}

// rowEnd is where the row ends that a text begins with.
func rowEnd(text string) int {
	depth := 0
	for i, sign := range []byte(text) {
		switch sign {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}
