package store

import (
	"context"
	"strconv"
	"strings"

	"balie/internal/org"
	"balie/internal/ticket"
)

// Batch is a part of what Bulk writes. All ids are given, and rise from batch
// to batch; shelf and rank are derived here as always.
type Batch struct {
	Tickets  []ticket.Ticket
	People   []Person
	Messages []ticket.Message
	Events   []ticket.Event
	Docs     []Doc
}

// Person is an involvement in a ticket, with the ticket's shelf and public time.
type Person struct {
	Ticket ticket.Ticket
	User   org.UserID
	Role   Role
}

// Bulk fills a store that has no tickets yet, quickly: nothing is durable and
// nothing else may write until it returns; indexes are made at the end, and
// references checked. next gives batches until false. After an error the store
// is to be thrown away.
func (s *Store) Bulk(ctx context.Context, next func() (Batch, bool)) error {
	b := &bulk{s: s, words: map[string]bool{}}
	if s.d.postgres {
		return b.postgres(ctx, next)
	}
	return b.sqlite(ctx, next)
}

// bulk writes rows of any table; line is how the engine takes them.
type bulk struct {
	s     *Store
	words map[string]bool // seen in documents
	line  func(t bulkTable, values []any) error
}

// bulkTable is a table and its columns, in the order of the values.
type bulkTable struct {
	name    string
	columns []string
}

var (
	bulkTickets  = bulkTable{"ticket", append([]string{"id"}, ticketColumns...)}
	bulkPeople   = bulkTable{"person", []string{"ticket_id", "user_id", "role", "shelf", "public_at"}}
	bulkMessages = bulkTable{"message", []string{"id", "ticket_id", "thread_id", "author_id", "desk_id", "partner_id", "hidden", "channel", "at", "body"}}
	bulkEvents   = bulkTable{"event", []string{"id", "ticket_id", "kind", "actor_id", "desk_id", "at", "channel", "message_id", "was", "became"}}
	bulkWords    = bulkTable{"search_word", []string{"word"}}
	bulkDocs     = bulkTable{"search_doc", []string{"id", "ticket_id", "hidden"}}
	bulkVectors  = bulkTable{"search_doc", []string{"id", "ticket_id", "hidden", "words"}}
	bulkTexts    = bulkTable{"search", []string{"rowid", "text"}}
)

// bulkIndexed are the tables whose indexes are made after their rows.
var bulkIndexed = []string{"ticket", "person", "message", "event", "search_doc"}

// add writes a batch, the parents first.
func (b *bulk) add(batch Batch) error {
	for _, t := range batch.Tickets {
		if err := b.line(bulkTickets, append([]any{int64(t.ID)}, ticketValues(t)...)); err != nil {
			return err
		}
	}
	for _, p := range batch.People {
		if err := b.line(bulkPeople, []any{int64(p.Ticket.ID), int64(p.User), int64(p.Role), int64(p.Ticket.Shelf()), micros(p.Ticket.PublicAt)}); err != nil {
			return err
		}
	}
	for _, m := range batch.Messages {
		if err := b.line(bulkMessages, []any{
			int64(m.ID), int64(m.Ticket), int64(m.Ticket), null(m.Author), null(m.Desk), int64(m.Partner),
			flag(m.Hidden), int64(m.Channel), micros(m.At), m.Body,
		}); err != nil {
			return err
		}
	}
	for _, e := range batch.Events {
		if err := b.line(bulkEvents, []any{
			int64(e.ID), int64(e.Ticket), int64(e.Kind), null(e.Actor), null(e.Desk), micros(e.At),
			int64(e.Channel), null(e.Message), e.From, e.To,
		}); err != nil {
			return err
		}
	}
	return b.docs(batch.Docs)
}

func (b *bulk) docs(docs []Doc) error {
	for _, d := range docs {
		row := indexRow{d.id(), int64(d.Ticket.ID), flag(d.Hidden), d.terms()}
		for _, w := range row.terms {
			if completes(w) {
				b.words[w] = true
			}
		}
		if b.s.d.postgres {
			if err := b.line(bulkVectors, []any{row.id, row.ticket, row.hidden, row.vector()}); err != nil {
				return err
			}
			continue
		}
		if err := b.line(bulkDocs, []any{row.id, row.ticket, row.hidden}); err != nil {
			return err
		}
		if err := b.line(bulkTexts, []any{row.id, strings.Join(row.terms, " ")}); err != nil {
			return err
		}
	}
	return nil
}

// copyLine writes a row in the text format of PostgreSQL's COPY.
func copyLine(out []byte, values []any) []byte {
	for i, v := range values {
		if i > 0 {
			out = append(out, '\t')
		}
		switch v := v.(type) {
		case nil:
			out = append(out, `\N`...)
		case int64:
			out = strconv.AppendInt(out, v, 10)
		case string:
			out = append(out, copyEscape.Replace(v)...)
		}
	}
	return append(out, '\n')
}

var copyEscape = strings.NewReplacer(`\`, `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`)
