package seed

import (
	"math/rand/v2"
	"strings"
)

// Words that the benchmark looks for: Common stands in about a tenth of the
// tickets, Rare in about twenty messages whatever the size, Phrase in a
// five-hundredth of the messages though its words are frequent, Absent nowhere.
const (
	Common = "printer"
	Rare   = "zilverreiger"
	Phrase = `"haperende verbinding"`
	Absent = "xylofoonconcert"
)

// writer makes text of one language: word frequencies fall off as in speech.
type writer struct {
	lexicon
	words []string // by rank
	zipf  *rand.Zipf
}

func newWriter(l lexicon, r *rand.Rand) *writer {
	w := &writer{lexicon: l}
	w.words = append(w.words, l.little...)
	rest := append(append(append([]string{}, l.things...), l.deeds...), l.ways...)
	r.Shuffle(len(rest), func(i, k int) { rest[i], rest[k] = rest[k], rest[i] })
	w.words = append(w.words, rest...)
	var tail []string
	for _, a := range l.things {
		for _, b := range l.things {
			if a != b {
				tail = append(tail, a+b)
			}
		}
	}
	r.Shuffle(len(tail), func(i, k int) { tail[i], tail[k] = tail[k], tail[i] })
	w.words = append(w.words, tail...)
	w.zipf = rand.NewZipf(r, 1.15, 12, uint64(len(w.words)-1))
	return w
}

// sentence is a phrase as people write, or words by their frequency.
func (w *writer) sentence(b *strings.Builder, r *rand.Rand) {
	if r.IntN(3) == 0 {
		p := w.phrases[r.IntN(len(w.phrases))]
		b.WriteString(strings.ToUpper(p[:1]) + p[1:] + ".")
		return
	}
	n := 4 + r.IntN(9)
	for i := range n {
		word := w.words[w.zipf.Uint64()]
		if i == 0 {
			word = capital(word)
		} else {
			b.WriteByte(' ')
		}
		b.WriteString(word)
	}
	if r.IntN(12) == 0 {
		b.WriteString(" " + code(r))
	}
	b.WriteByte('.')
}

// message is one to six sentences of text.
func (w *writer) message(r *rand.Rand, extra string) string {
	var b strings.Builder
	n := 1 + r.IntN(3)
	if r.IntN(4) == 0 {
		n += r.IntN(4)
	}
	for i := range n {
		if i > 0 {
			b.WriteByte(' ')
		}
		w.sentence(&b, r)
	}
	if extra != "" {
		b.WriteString(" " + extra + ".")
	}
	return b.String()
}

func (w *writer) subject(r *rand.Rand) string {
	if r.IntN(5) < 2 {
		s := w.subjects
		return s[r.IntN(len(s))]
	}
	return capital(w.ways[r.IntN(len(w.ways))]) + " " + w.things[r.IntN(len(w.things))] + " " + w.deeds[r.IntN(len(w.deeds))] + " " + w.words[w.zipf.Uint64()]
}

func (w *writer) name(r *rand.Rand) string {
	return w.names[r.IntN(len(w.names))] + " " + w.families[r.IntN(len(w.families))]
}

func capital(s string) string {
	if s[0] >= 'a' && s[0] <= 'z' {
		return string(s[0]-32) + s[1:]
	}
	return s
}

// code is an error or order number.
func code(r *rand.Rand) string {
	const digits = "0123456789"
	b := []byte{"EFRS"[r.IntN(4)], '-'}
	for range 5 {
		b = append(b, digits[r.IntN(10)])
	}
	return string(b)
}
