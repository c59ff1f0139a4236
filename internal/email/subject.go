package email

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// answerWords and forwardWords stand before the colon of an answered or a
// forwarded subject, in the languages of common programs.
const (
	answerWords  = " re aw antw antwort sv vs svar rv ref rif r res odp ynt atb bls hl ré réf отв ответ α απ 回复 答复 回覆 返信 답장 "
	forwardWords = " fw fwd wg doorst dst doorgestuurd tr vb vl vidarebefordrat videresendt i enc pd rv-fwd reenv továbbítás пересл пер προ 转发 轉寄 転送 전달 "
)

// subjectPrefix cuts one "Re:" or "Fwd:" off, also "Re[2]:", "AW (3):" and
// those with a wide colon.
func subjectPrefix(s string) (rest string, forward, ok bool) {
	s = strings.TrimSpace(s)
	head := s[:min(len(s), 40)]
	i := strings.IndexAny(head, ":：")
	if i < 1 {
		return s, false, false
	}
	word := lower(strings.TrimSpace(head[:i]))
	if k := strings.IndexAny(word, "[(^"); k > 0 && strings.Trim(word[k:], "[]()^0123456789 ") == "" {
		word = strings.TrimSpace(word[:k])
	}
	if word == "" || strings.Contains(word, " ") {
		return s, false, false
	}
	forward = strings.Contains(forwardWords, " "+word+" ")
	if !forward && !strings.Contains(answerWords, " "+word+" ") {
		return s, false, false
	}
	return strings.TrimLeft(strings.TrimLeft(s[i:], ":："), " \t"), forward, true
}

// IsForward reports a subject whose outermost prefix says that the mail was
// sent on, so that what it quotes is what it is about.
func IsForward(subject string) bool {
	_, forward, ok := subjectPrefix(subject)
	return ok && forward
}

// Topic is the subject without "Re:", "Fwd:" and their like, and without the
// references of tickets such as [HD-00123]. It may be empty.
func Topic(subject, prefix string) string {
	subject = squeeze(withoutReferences(subject, prefix))
	for {
		rest, _, ok := subjectPrefix(subject)
		if !ok {
			return subject
		}
		subject = rest
	}
}

// TicketNumbers finds the references "[HD-00123]" in a subject; prefix is
// "HD". They are a claim of the sender. At most ten are found.
func TicketNumbers(subject, prefix string) []int64 {
	var numbers []int64
	eachReference(subject, prefix, func(_, _ int, n int64) {
		if len(numbers) < 10 {
			numbers = append(numbers, n)
		}
	})
	return numbers
}

func withoutReferences(subject, prefix string) string {
	var b strings.Builder
	last := 0
	eachReference(subject, prefix, func(from, to int, _ int64) {
		b.WriteString(subject[last:from] + " ")
		last = to
	})
	return b.String() + subject[last:]
}

func eachReference(s, prefix string, found func(from, to int, n int64)) {
	for at := 0; prefix != ""; {
		i := strings.IndexByte(s[at:], '[')
		if i < 0 {
			return
		}
		from := at + i
		at = from + 1
		end := strings.IndexByte(s[from:min(len(s), from+len(prefix)+30)], ']')
		if end < 0 {
			continue
		}
		inner := s[from+1 : from+end]
		if len(inner) <= len(prefix)+1 || !strings.EqualFold(inner[:len(prefix)], prefix) || inner[len(prefix)] != '-' {
			continue
		}
		if n, err := strconv.ParseUint(inner[len(prefix)+1:], 10, 63); err == nil && n > 0 {
			at = from + end + 1
			found(from, at, int64(n))
		}
	}
}

// SubjectIs reports whether the subject is one of the phrases, loosely: case,
// accents, blanks, punctuation and "Re:" do not count. Empty phrases never do.
func SubjectIs(subject string, phrases ...string) bool {
	subject = loose(Topic(subject, ""))
	for _, p := range phrases {
		if p = loose(p); p != "" && p == subject {
			return true
		}
	}
	return false
}

// loose keeps letters and digits, without case and accents.
func loose(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKD.String(s))
}
