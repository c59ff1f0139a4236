package store_test

import (
	"slices"
	"strings"
	"testing"

	"balie/internal/store"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

// tales stores tickets that went through some of everything.
func tales(t *testing.T, st *store.Store, w *storetest.World) []ticket.Ticket {
	t.Helper()
	var out []ticket.Ticket
	for n := range 8 {
		out = append(out, w.Submit(t, st, w.Customers[n*2], "a"))
	}
	agent := w.Staff[0].Agent(ticket.Workspace)
	change(t, st, func(tx *store.Tx) error {
		for i, act := range []ticket.Act{ticket.Comment, ticket.Ask, ticket.Note, ticket.Hold, ticket.Close} {
			next, e, err := out[i].Next(act, agent, tx.Now)
			if err != nil {
				return err
			}
			body := ""
			if act <= ticket.Note && act != ticket.Reply {
				body = "<p>said</p>"
			}
			if err := storetest.Say(tx, &next, e, act == ticket.Note, body); err != nil {
				return err
			}
			out[i] = next
		}
		next, e, _ := out[5].Assign(agent.Org, w.Staff[1].User, agent, tx.Now)
		out[5] = next
		return storetest.Say(tx, &out[5], e, false, "")
	})
	return out
}

func TestVerifyFindsNothingInASoundStore(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		tales(t, st, storetest.NewWorld(t, st))
		if problems, err := st.Verify(t.Context()); len(problems) > 0 || err != nil {
			t.Errorf("%v, %v", problems, err)
		}
	})
}

func TestVerifyFindsEachKindOfDamage(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		tales(t, st, storetest.NewWorld(t, st))
		for _, row := range []struct {
			damage, table string
			id            int64
			what          string
		}{
			{"UPDATE ticket SET shelf = 6 WHERE id = 6", "ticket", 6, "lies on shelf 6"},
			{"UPDATE ticket SET rank = 2 WHERE id = 7", "ticket", 7, "with rank 2"},
			{"UPDATE person SET shelf = 3 WHERE ticket_id = 6", "person", 6, "on shelf 3"},
			{"UPDATE person SET public_at = public_at - 1 WHERE ticket_id = 8", "person", 8, "finds it"},
			{"DELETE FROM person WHERE ticket_id = 7", "ticket", 7, "not among its people"},
			{"UPDATE ticket SET last_event_id = last_event_id - 1 WHERE id = 3", "ticket", 3, "its last events"},
			{"UPDATE ticket SET last_public_id = 0 WHERE id = 2", "ticket", 2, "its last events"},
			{"UPDATE ticket SET updated_at = updated_at - 1 WHERE id = 3", "ticket", 3, "before its last events"},
			{"UPDATE ticket SET public_at = public_at - 1 WHERE id = 2", "ticket", 2, "before its last events"},
			{"UPDATE event SET message_id = NULL WHERE id = 2", "message", 2, "named by 0"},
			{"UPDATE event SET message_id = 1 WHERE kind = 11", "event", 14, "names message 1 of ticket 1"},
			{"UPDATE event SET message_id = 5 WHERE kind = 9", "message", 5, "named by 2"},
			{"UPDATE message SET hidden = 1 WHERE id = 4", "event", 4, "names the hidden message 4"},
			{"UPDATE event SET kind = 99 WHERE id = 8", "event", 8, "unknown kind 99"},
			{"INSERT INTO file (ticket_id, message_id, name, type, size, hash) VALUES (2, 1, 'a', 'b', 1, 'c')", "file", 1, "is of ticket 2"},
			{"INSERT INTO job (kind, args, state, run_at, at) VALUES ('x', 'null', 2, 0, 0)", "job", 1, "without a lease"},
			{"INSERT INTO mail_out (user_id, kind, state, at) VALUES (1, 'x', 2, 5)", "mail_out", 1, "sent at 0"},
			{"DELETE FROM people_name WHERE user_id = 5 AND desk_id = 1", "people_name", 5, "other names"},
			{"UPDATE people_name SET name = name || 'x' WHERE user_id = 6 AND desk_id > 1", "people_name", 6, "other names"},
			{"INSERT INTO people_name (desk_id, name, user_id, org_id) VALUES (3, 'x', 1, 1)", "people_name", 1, "other names"},
			{"INSERT INTO mail_out (event_id, ticket_id, user_id, kind, state, at) VALUES (2, 1, 1, 'x', 1, 5)", "mail_out", 2, "another ticket"},
		} {
			told := func() (all []store.Problem, found bool) {
				all, err := st.Verify(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				return all, slices.ContainsFunc(all, func(p store.Problem) bool {
					return p.Table == row.table && p.ID == row.id && strings.Contains(p.What, row.what)
				})
			}
			if all, found := told(); found {
				t.Errorf("before %s: %v", row.damage, all)
			}
			if err := store.Break(t.Context(), st, row.damage); err != nil {
				t.Fatal(err)
			}
			if all, found := told(); !found {
				t.Errorf("after %s only %v", row.damage, all)
			}
		}
	})
}

func TestVerifyReadsMoreThanOneBatch(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		w := storetest.NewWorld(t, st)
		change(t, st, func(tx *store.Tx) error {
			for range 1100 {
				c := w.Customers[0]
				entity := c.Entities()[0].Org
				_, err := storetest.Add(tx, ticket.Ticket{Subject: "a", Kind: ticket.Incident, Partner: w.Desk(entity), Entity: entity, Requester: c.User},
					c.Customer(entity, ticket.Portal))
				if err != nil {
					return err
				}
			}
			return nil
		})
		if problems, err := st.Verify(t.Context()); len(problems) > 0 || err != nil {
			t.Fatalf("%v, %v", problems, err)
		}
		if err := store.Break(t.Context(), st, "UPDATE ticket SET rank = 5 WHERE id IN (1, 500, 501, 1100)"); err != nil {
			t.Fatal(err)
		}
		problems, err := st.Verify(t.Context())
		if len(problems) != 4 || err != nil {
			t.Errorf("%v, %v", problems, err)
		}
	})
}

func TestFileHashesGivesFilesAndUploads(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store, _ storetest.Env) {
		w := storetest.NewWorld(t, st)
		made := w.Submit(t, st, w.Customers[0], "a")
		change(t, st, func(tx *store.Tx) error {
			m, err := tx.Messages(made.ID, 0)
			if err != nil {
				return err
			}
			m[0].Files = []ticket.File{{Name: "a", Type: "b", Size: 7, Hash: "aa"}, {Name: "c", Type: "d", Size: 8, Hash: "bb"}}
			if err := tx.AddFiles(m[0]); err != nil {
				return err
			}
			return tx.AddUpload(&store.Upload{User: w.Customers[0].User, Name: "x", Type: "y", Size: 9, Hash: "cc"})
		})
		got := map[string]int64{}
		err := st.FileHashes(t.Context(), func(table string, id int64, hash string, size int64) error {
			got[table+" "+hash] = size
			return nil
		})
		if err != nil || len(got) != 3 || got["file aa"] != 7 || got["file bb"] != 8 || got["upload cc"] != 9 {
			t.Errorf("%v, %v", got, err)
		}
	})
}
