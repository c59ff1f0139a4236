package desktest

import (
	"context"
	"strings"

	"balie/internal/desk"
	"balie/internal/store"
)

// Receives takes a mail in as a door does, lets the work that waits be done,
// and gives what became of it.
func (w *World) Receives(raw string) store.Inbound {
	w.T.Helper()
	w.must(w.Desk.AcceptMail(context.Background(), desk.MailIn{Door: "test", Source: desk.Token()}, strings.NewReader(raw)))
	w.Settle()
	var list []store.Inbound
	w.must(w.Store.Read(context.Background(), func(tx *store.Tx) (err error) {
		list, _, err = tx.ListInbound(0, 0, 0, 1)
		return err
	}))
	if len(list) == 0 {
		w.T.Fatal("no mail came in")
	}
	return list[0]
}
