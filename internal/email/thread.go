package email

import (
	"slices"
	"strings"
)

// maxReferences is how many ancestors of a message are kept.
const maxReferences = 100

// Thread is what a message says about the conversation it belongs to (RFC 5322
// §3.6.4). All of it are claims of the sender: they may suggest a ticket, they
// give no right to it. Identifiers have their angle brackets; those that could
// not stand in a header again are left out.
type Thread struct {
	ID         string   // Message-ID, or ""
	InReplyTo  []string // usually one
	References []string // oldest first; of very many the oldest and the newest
	Index      ThreadIndex
}

// Ancestors are the messages this one answers, the nearest first, each once.
func (t Thread) Ancestors() []string {
	list := slices.Clone(t.InReplyTo)
	for _, id := range slices.Backward(t.References) {
		if !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	return list
}

func readThread(fields fieldList) Thread {
	t := Thread{Index: ParseThreadIndex(fields.get("thread-index"))}
	if ids := messageIDs(fields.get("message-id"), 1); len(ids) > 0 {
		t.ID = ids[0]
	}
	t.InReplyTo = messageIDs(strings.Join(fields.all("in-reply-to"), " "), 10)
	t.References = messageIDs(strings.Join(fields.all("references"), " "), maxReferences)
	return t
}

// messageIDs finds identifiers in a header that may hold anything: without
// brackets, without blanks between them, folded in the middle, with commas or
// comments. Over limit, the first and the last ones are kept.
func messageIDs(s string, limit int) []string {
	var ids []string
	seen := map[string]bool{}
	add := func(id string) {
		if id = "<" + strings.Join(strings.Fields(id), "") + ">"; isMessageID(id) && !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	for s != "" {
		open := strings.IndexByte(s, '<')
		if open < 0 {
			break
		}
		end := strings.IndexAny(s[open+1:], "<>")
		if end < 0 {
			add(s[open+1:])
			s = ""
			break
		}
		add(s[open+1 : open+1+end])
		s = strings.TrimPrefix(s[open+1+end:], ">")
	}
	if len(ids) == 0 {
		for _, word := range strings.FieldsFunc(s, func(r rune) bool { return r <= ' ' || r == ',' || r == ';' || r == '"' }) {
			add(strings.Trim(word, "()"))
		}
	}
	if len(ids) > limit {
		ids = append(ids[:1:1], ids[len(ids)-limit+1:]...)
	}
	return ids
}
