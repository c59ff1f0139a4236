package store_test

import (
	"testing"

	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/store/storetest"
)

func TestEachPersonHearsOfAnEventOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		w := storetest.NewWorld(t, st)
		made := w.Submit(t, st, w.Customers[0], "a")
		mail := func(n int) store.MailOut {
			return store.MailOut{Event: made.LastEvent, Ticket: made.ID, User: w.Staff[n].User, Kind: "tell"}
		}
		free := store.MailOut{User: w.Staff[0].User, Kind: "reset", State: store.MailHeld, MessageID: "<1@x.example>"}
		add := func(mails ...store.MailOut) (added []store.MailOut) {
			change(t, st, func(tx *store.Tx) (err error) {
				added, err = tx.AddMailOut(mails...)
				return err
			})
			return added
		}
		if got := add(mail(0), mail(1), mail(0), free, free); len(got) != 4 {
			t.Fatalf("added %+v", got)
		}
		got := add(mail(1), mail(2))
		if len(got) != 1 || got[0].ID == 0 || got[0].User != w.Staff[2].User || got[0].State != store.MailWaiting || got[0].Ticket != made.ID {
			t.Errorf("added %+v", got)
		}
	})
}

func TestMailMovesThroughItsStates(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, e storetest.Env) {
		w := storetest.NewWorld(t, st)
		var mails []store.MailOut
		change(t, st, func(tx *store.Tx) (err error) {
			for range 5 {
				got, err := tx.AddMailOut(store.MailOut{User: w.Staff[0].User, Kind: "reset"})
				if err != nil {
					return err
				}
				mails = append(mails, got...)
			}
			return nil
		})
		change(t, st, func(tx *store.Tx) error {
			for _, err := range []error{
				tx.MarkSent(mails[0].ID, "<a@b.example>"), tx.MarkFailed(mails[1].ID, "550 no \x00 such"),
				tx.MarkHeld(mails[2].ID), tx.MarkWaiting(mails[3].ID, "421 busy"),
			} {
				if err != nil {
					return err
				}
			}
			m, err := tx.LockMailOut(mails[0].ID)
			if m.State != store.MailSent || m.MessageID != "<a@b.example>" || !m.SentAt.Equal(e.Clock.Now()) {
				t.Errorf("sent: %+v", m)
			}
			return err
		})
		if err := st.Write(t.Context(), func(tx *store.Tx) error { return tx.MarkSent(9999, "") }); !errs.Is(err, errs.NotFound) {
			t.Errorf("an unknown mail: %v", err)
		}
		look(t, st, func(tx *store.Tx) error {
			if m, err := tx.MailOut(mails[1].ID); m.State != store.MailFailed || m.Error != "550 no ? such" || m.User != org.UserID(mails[1].User) {
				t.Errorf("failed: %+v, %v", m, err)
			}
			held, err := tx.HeldMail(10)
			if len(held) != 1 || held[0].ID != mails[2].ID {
				t.Errorf("held: %+v", held)
			}
			return err
		})
		for _, row := range []struct {
			state store.MailState
			want  int
		}{{0, 5}, {store.MailWaiting, 2}, {store.MailSent, 1}} {
			seen, next, pages := 0, int64(0), 0
			for last := int64(1 << 60); pages == 0 || next != 0; pages++ {
				look(t, st, func(tx *store.Tx) error {
					page, after, err := tx.ListMailOut(row.state, next, 2)
					for _, m := range page {
						if m.ID >= last || (row.state != 0 && m.State != row.state) {
							t.Errorf("listed %+v after %d", m, last)
						}
						last = m.ID
						seen++
					}
					next = after
					return err
				})
			}
			if seen != row.want || pages != (row.want+1)/2 {
				t.Errorf("state %v: %d mails on %d pages", row.state, seen, pages)
			}
		}
	})
}
