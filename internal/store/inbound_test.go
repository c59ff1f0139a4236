package store_test

import (
	"strings"
	"testing"
	"time"

	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

func TestInboundMail(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		w := storetest.NewWorld(t, st)
		made := w.Submit(t, st, w.Customers[0], "a")
		var first int64
		add := func(door, source string, desk org.ID) (id int64) {
			change(t, st, func(tx *store.Tx) (err error) {
				id, err = tx.AddInbound(store.Inbound{
					Door: door, Source: source, From: "a@b.example\x00", To: []string{strings.Repeat("x", 3000), "c@d.example"}, Hash: "h", Size: 3, Org: desk,
				})
				return err
			})
			return id
		}
		first = add("smtp", "1", 0)
		if add("smtp", "1", 0) != 0 || add("imap", "1", 7) == 0 || add("smtp", "2", 7) == 0 {
			t.Error("a mail is not one row for each door and source")
		}
		change(t, st, func(tx *store.Tx) error {
			m, err := tx.LockInbound(first)
			if err != nil || m.State != store.InboundWaiting || len(m.To) != 2 || len(m.To[0]) != 3000 || m.From != "a@b.example?" || !m.At.Equal(e.Clock.Now()) {
				t.Errorf("%+v, %v", m, err)
			}
			_, err = tx.InboundBroke(first, 3, true, "failed", "it broke")
			return err
		})
		list := func(state store.InboundState, desk org.ID, before int64, limit int) (page []store.Inbound, next int64) {
			change(t, st, func(tx *store.Tx) (err error) {
				page, next, err = tx.ListInbound(state, desk, before, limit)
				return err
			})
			return page, next
		}
		if page, _ := list(store.InboundFailed, 0, 0, 9); len(page) != 1 || page[0].Error != "it broke" || page[0].Tries != 3 {
			t.Errorf("%+v", page)
		}
		if page, next := list(0, 7, 0, 1); len(page) != 1 || next == 0 {
			t.Errorf("%+v, then %d", page, next)
		} else if page, next = list(0, 7, next, 1); len(page) != 1 || next != 0 {
			t.Errorf("%+v, then %d", page, next)
		}
		change(t, st, func(tx *store.Tx) error {
			if again, err := tx.InboundAgain(first); err != nil || !again {
				t.Errorf("%v, %v", again, err)
			}
			if again, err := tx.InboundAgain(first); err != nil || again {
				t.Errorf("what waits is made to wait again: %v", err)
			}
			return nil
		})
		// What waits without a job for a while is no whole data.
		e.Clock.Advance(2 * time.Minute)
		found, err := st.Verify(t.Context())
		if err != nil || len(found) != 3 {
			t.Errorf("%v, %v", found, err)
		}
		change(t, st, func(tx *store.Tx) error {
			m, err := tx.Inbound(first)
			if err != nil {
				return err
			}
			m.State, m.Reason, m.Ticket, m.MailID, m.Digest = store.InboundDone, "new", made.ID, "<1@x>", "d"
			if err := tx.EndInbound(m); err != nil {
				return err
			}
			if lost, err := tx.FailLostInbound(time.Minute, "failed"); err != nil || len(lost) != 2 {
				t.Errorf("%d lost, %v", len(lost), err)
			}
			return nil
		})
		if found, err = st.Verify(t.Context()); err != nil || len(found) != 1 || !strings.Contains(found[0].What, "its message") {
			t.Errorf("a mail that is done is no message: %v, %v", found, err)
		}
		change(t, st, func(tx *store.Tx) error {
			if _, err := tx.InboundKnown("<1@x>", "other", 0); !errs.Is(err, errs.NotFound) {
				t.Errorf("another mail with its Message-ID is it: %v", err)
			}
			if m, err := tx.InboundKnown("<1@x>", "d", 0); err != nil || m.ID != first {
				t.Errorf("%+v, %v", m, err)
			}
			_, err := tx.InboundKnown("<1@x>", "d", first)
			if !errs.Is(err, errs.NotFound) {
				t.Errorf("it is its own twin: %v", err)
			}
			return nil
		})
	})
}

func TestMessageIDsFindTheirTicket(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		w := storetest.NewWorld(t, st)
		a, b := w.Submit(t, st, w.Customers[0], "a"), w.Submit(t, st, w.Customers[0], "b")
		change(t, st, func(tx *store.Tx) error {
			if err := tx.AddMailIDs(a.ID, firstMessage(t, tx, a.ID), store.MailName{ID: "<own@x>"}, []string{"<up@x>", "<up@x>", "<own@x>"}); err != nil {
				return err
			}
			if err := tx.AddMailIDs(b.ID, firstMessage(t, tx, b.ID), store.MailName{}, []string{"<up@x>", "<own@x>"}); err != nil {
				return err
			}
			if err := tx.AddMailIDs(a.ID, 0, store.MailName{}, nil); err != nil {
				return err
			}
			_, err := tx.AddMailOut(store.MailOut{Event: a.LastEvent, Ticket: a.ID, User: w.Staff[0].User, Kind: "hidden_comment", MessageID: "<out@x>"})
			return err
		})
		change(t, st, func(tx *store.Tx) error {
			got, err := tx.MailIDs([]string{"<own@x>", "<up@x>", "<out@x>", "<nobody@x>"})
			if err != nil || len(got) != 5 {
				t.Errorf("%+v, %v", got, err)
			}
			for _, m := range got {
				wantMessage := m.ID == "<own@x>" && m.Ticket == a.ID
				if m.Out != (m.ID == "<out@x>") || m.Out && m.Kind != "hidden_comment" || (m.Message != 0) != wantMessage {
					t.Errorf("%+v", m)
				}
			}
			if out, err := tx.SentAs("<out@x>"); err != nil || out.Ticket != a.ID {
				t.Errorf("%+v, %v", out, err)
			}
			if _, err := tx.SentAs(""); !errs.Is(err, errs.NotFound) {
				t.Errorf("a mail without a Message-ID is found: %v", err)
			}
			heard, err := tx.Heard(a.ID, e.Clock.Now(), 5)
			if err != nil || len(heard) != 1 || heard[0].ID != "<own@x>" {
				t.Errorf("%v, %v", heard, err)
			}
			if heard, err = tx.Heard(a.ID, e.Clock.Now().Add(-time.Second), 5); err != nil || len(heard) != 0 {
				t.Errorf("heard before it came: %v, %v", heard, err)
			}
			return nil
		})
	})
}

func firstMessage(t *testing.T, tx *store.Tx, of ticket.ID) ticket.MessageID {
	t.Helper()
	list, err := tx.Messages(of, 0)
	if err != nil || len(list) == 0 {
		t.Fatal(err)
	}
	return list[0].ID
}
