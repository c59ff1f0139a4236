package store

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"balie/internal/org"
	"balie/internal/ticket"
)

// Doc is a message, or a ticket's head, as the index is to find it.
type Doc struct {
	Ticket  ticket.Ticket
	People  []org.UserID     // involved: customers who find what is public
	Message ticket.MessageID // the message; for the head the ticket's first one
	Head    bool
	Hidden  bool
	Partner org.ID   // whose agents find a hidden message
	Author  string   // the writer's name, for from:
	Lent    bool     // customers do not know the writer by that name
	Parts   []string // texts; no phrase runs from one into the next
}

// HeadDoc is a ticket's head: its subject, reference and people. first is its
// first message, prefix what references begin with.
func HeadDoc(t ticket.Ticket, people []Involved, first ticket.MessageID, prefix string) Doc {
	d := Doc{
		Ticket: t, Message: first, Head: true,
		Parts: []string{t.Subject, ticket.Ref(prefix, t.ID) + " " + strconv.FormatInt(int64(t.ID), 10)},
	}
	for _, p := range people {
		if !p.Active {
			continue // nobody is to be found by a name that is not shown
		}
		d.People = append(d.People, p.User)
		d.Parts = append(d.Parts, p.Name, p.Mail)
		if p.User == t.Requester {
			d.Author = p.Name
		}
	}
	return d
}

// MessageDoc is a message with the names of its files and its ticket's subject,
// so that words of both are found together; text is its body without markup.
func MessageDoc(t ticket.Ticket, people []Involved, m ticket.Message, author, text string) Doc {
	d := Doc{
		Ticket: t, Message: m.ID, Hidden: m.Hidden, Partner: m.Partner, Author: author, Parts: []string{t.Subject, text},
		Lent: m.Desk == org.VendorID && t.Partner != org.VendorID,
	}
	for _, p := range people {
		d.People = append(d.People, p.User)
	}
	for _, f := range m.Files {
		d.Parts = append(d.Parts, f.Name)
	}
	return d
}

// id places the document by its message; the head stands just before the
// ticket's first.
func (d Doc) id() int64 { return docID(d.Message, d.Head) }

func docID(m ticket.MessageID, head bool) int64 { return 2*int64(m) + 1 - flag(head) }

// Marks of the terms that are no words: no text can produce an underscore.
const (
	markPartner = "_p" // that partner's agents may find it
	markEntity  = "_e" // who sees all of that entity may find it
	markPerson  = "_u" // that person may find it
	markOwner   = "_o" // belongs to that entity
	markTicket  = "_t" // belongs to that ticket
	markAuthor  = "_a" // a word of the author's name
	markLent    = "_v" // the same, for agents alone
	markBreak   = "_"  // between two texts
)

func mark(kind string, id int64) string { return fmt.Sprintf("%s%d", kind, id) }

// terms gives the document in the order of its words. A hidden message has no
// term by which a customer could find it, and only its own partner's.
func (d Doc) terms() []string {
	t := d.Ticket
	out := []string{mark(markTicket, int64(t.ID)), mark(markOwner, int64(t.Entity))}
	if d.Hidden {
		out = append(out, mark(markPartner, int64(d.Partner)))
	} else {
		out = append(out, mark(markPartner, int64(t.Partner)), mark(markEntity, int64(t.Entity)))
		for _, u := range d.People {
			out = append(out, mark(markPerson, int64(u)))
		}
	}
	author := markAuthor
	if d.Lent {
		author = markLent
	}
	for _, name := range terms(d.Author) {
		out = append(out, author+name)
	}
	for i, part := range d.Parts {
		if i > 0 {
			out = append(out, markBreak)
		}
		out = append(out, terms(part)...)
	}
	return out[:min(len(out), maxTerms+len(d.People)+100)]
}

// completes reports whether a beginning may stand for the term: it is a word,
// or one of an author's name.
func completes(term string) bool {
	return len(term) >= prefixMin && (term[0] != '_' || strings.HasPrefix(term, markAuthor) || strings.HasPrefix(term, markLent))
}

// words are those terms, each once.
func words(list []string) []string {
	var out []string
	for _, w := range list {
		if completes(w) {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// IndexDocs stores documents, or replaces them: what it is given is what is
// found, nothing older.
func (tx *Tx) IndexDocs(docs ...Doc) error {
	for len(docs) > 0 {
		n := min(len(docs), 50)
		if err := tx.indexDocs(docs[:n]); err != nil {
			return err
		}
		docs = docs[n:]
	}
	return nil
}

func (tx *Tx) indexDocs(docs []Doc) error {
	var rows []indexRow
	var found []string
	last := map[int64]int{}
	for i, d := range docs {
		last[d.id()] = i
	}
	for i, d := range docs {
		if last[d.id()] != i {
			continue
		}
		list := d.terms()
		rows = append(rows, indexRow{d.id(), int64(d.Ticket.ID), flag(d.Hidden), list})
		found = append(found, list...)
	}
	if err := tx.addWords(words(found)); err != nil {
		return err
	}
	if tx.s.d.postgres {
		return tx.indexPostgres(rows)
	}
	return tx.indexSQLite(rows)
}

// indexRow is a document ready for its engine.
type indexRow struct {
	id, ticket, hidden int64
	terms              []string
}

func (tx *Tx) addWords(list []string) error {
	for len(list) > 0 {
		n := min(len(list), 256)
		args := make([]any, n)
		for i, w := range list[:n] {
			args[i] = w
		}
		if _, err := tx.exec(stmt("INSERT INTO search_word (word) VALUES "+rowsOf(n, 1)+" ON CONFLICT DO NOTHING", args...)); err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

// RemoveDocs makes a ticket and its thread unfindable, in the transaction that
// takes them away.
func (tx *Tx) RemoveDocs(id ticket.ID) error {
	list, err := tx.docsOf(id)
	if err != nil || len(list) == 0 {
		return err
	}
	if !tx.s.d.postgres {
		if _, err := tx.exec(stmt("DELETE FROM search WHERE rowid IN (?)", list)); err != nil {
			return err
		}
	}
	_, err = tx.exec(stmt("DELETE FROM search_doc WHERE id IN (?)", list))
	return err
}

// docsOf lists the ids that the ticket's documents have, stored or not.
func (tx *Tx) docsOf(id ticket.ID) ([]int64, error) {
	messages, err := tx.threadIDs(id)
	var out []int64
	for _, m := range messages {
		out = append(out, docID(m, true), docID(m, false))
	}
	return out, err
}
