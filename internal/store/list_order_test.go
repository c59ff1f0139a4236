package store

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"balie/internal/org"
	"balie/internal/ticket"
)

var columnName = regexp.MustCompile(`\b[te]\.(\w+)`)

// keysOf are a row's values by the names of their columns.
func keysOf(r Row) map[string]int64 {
	return map[string]int64{"id": int64(r.ID), "updated_at": micros(r.UpdatedAt), "due_at": dueMicros(r.DueAt), "rank": r.rank, "line_at": r.lineAt}
}

func compareBy(columns []string, a, b map[string]int64) int {
	for _, c := range columns {
		if n := cmp.Compare(a[c], b[c]); n != 0 {
			return n
		}
	}
	return 0
}

// A page goes on right behind the row that the one before ended with, in every
// order and also backwards, however many rows share a key.
func TestPagesGoOnWhereTheyEnded(t *testing.T) {
	at := func(t *rapid.T, name string) time.Time {
		if n := rapid.Int64Range(0, 3).Draw(t, name); n > 0 {
			return fromMicros(n)
		}
		return time.Time{}
	}
	for sort, forward := range orders {
		for _, o := range []order{forward, {forward.columns, !forward.desc}} {
			rapid.Check(t, func(t *rapid.T) {
				var rows []Row
				for id := range ticket.ID(rapid.IntRange(1, 12).Draw(t, "rows")) {
					rows = append(rows, Row{
						ID: id + 1, UpdatedAt: at(t, "updated"), DueAt: at(t, "due"),
						rank: rapid.Int64Range(0, 2).Draw(t, "rank"), lineAt: rapid.Int64Range(0, 2).Draw(t, "line"),
					})
				}
				var columns []string
				for _, m := range columnName.FindAllStringSubmatch(o.by("t"), -1) {
					columns = append(columns, m[1])
				}
				sign := 1
				if strings.Contains(o.by("t"), " DESC") {
					sign = -1
				}
				slices.SortFunc(rows, func(a, b Row) int { return sign * compareBy(columns, keysOf(a), keysOf(b)) })
				for i, last := range rows {
					text, args := o.after(o.cursor(last))
					var asked []string
					for _, m := range columnName.FindAllStringSubmatch(text, -1) {
						asked = append(asked, m[1])
					}
					bound := map[string]int64{}
					for k, c := range asked {
						bound[c] = args[k].(int64)
					}
					for k, r := range rows {
						n := compareBy(asked, keysOf(r), bound)
						behind := strings.Contains(text, "> ") && n > 0 || strings.Contains(text, "< ") && n < 0
						if behind != (k > i) {
							t.Fatalf("%s %s: %s %v behind row %d: %v", sort, o.by("t"), text, args, i, keysOf(r))
						}
					}
				}
			})
		}
	}
}

// A filter compares nothing that the page near it did not read.
func TestFiltersReadWhatTheyCompare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		some := func(name string) int64 { return rapid.Int64Range(0, 2).Draw(t, name) }
		f := Filter{
			Entity: org.ID(some("entity")), System: org.SystemID(some("system")), Kind: ticket.Kind(some("kind")), Tag: ticket.TagID(some("tag")),
			Topic: ticket.TopicID(some("topic")), Team: org.TeamID(some("team")), Nobody: rapid.Bool().Draw(t, "nobody"),
			Assignees: rapid.SliceOfN(rapid.Just(org.UserID(4)), 0, 5).Draw(t, "assignees"), States: rapid.SliceOfN(rapid.Just(ticket.Open), 0, 3).Draw(t, "states"),
			Priorities: rapid.SliceOfN(rapid.Just(ticket.Priority(1)), 0, 3).Draw(t, "priorities"), Subject: rapid.SampledFrom([]string{"", "a", "a b?", " "}).Draw(t, "subject"),
		}
		for _, desk := range []org.ID{org.VendorID, 7} {
			w, read := f.where(dialect{postgres: desk == 7}, desk, "e"), append(f.columns(desk), "id")
			for _, m := range columnName.FindAllStringSubmatch(w.text, -1) {
				if !slices.Contains(read, m[1]) {
					t.Fatalf("%s compares %s, which is not among %q", w.text, m[1], read)
				}
			}
			if n := strings.Count(w.text, "?"); n != len(w.args) {
				t.Fatalf("%s has %d marks and %d values", w.text, n, len(w.args))
			}
			if f.empty() != (w.text == "") {
				t.Fatalf("%+v is empty: %v", f, f.empty())
			}
		}
	})
}

// likes reads a LIKE pattern with '!' as its escape, in any case of ASCII.
func likes(pattern, s string) bool {
	if pattern == "" {
		return s == ""
	}
	switch pattern[0] {
	case '%':
		return likes(pattern[1:], s) || s != "" && likes(pattern, s[1:])
	case '_':
		return s != "" && likes(pattern[1:], s[1:])
	case '!':
		pattern = pattern[1:]
	}
	return s != "" && pattern != "" && strings.EqualFold(s[:1], pattern[:1]) && likes(pattern[1:], s[1:])
}

// globs reads a GLOB pattern.
func globs(pattern, s []rune) bool {
	if len(pattern) == 0 {
		return len(s) == 0
	}
	switch pattern[0] {
	case '*':
		return globs(pattern[1:], s) || len(s) > 0 && globs(pattern, s[1:])
	case '?':
		return len(s) > 0 && globs(pattern[1:], s[1:])
	case '[':
		end := 2 + slices.Index(pattern[2:], ']')
		return len(s) > 0 && slices.Contains(pattern[1:end], s[0]) && globs(pattern[end+1:], s[1:])
	}
	return len(s) > 0 && s[0] == pattern[0] && globs(pattern[1:], s[1:])
}

// holdsWord is what the engines are to find: the word in any case.
func holdsWord(s, word string) bool {
	for from := range s {
		for to := range s[from:] + " " {
			if strings.EqualFold(s[from:from+to], word) {
				return true
			}
		}
	}
	return false
}

// Whatever signs of their patterns a word holds, both engines look for the word.
func TestSubjectsAreSearchedForAsTyped(t *testing.T) {
	ascii, more := rapid.RuneFrom([]rune("abB!%_*?[]^.$+(){}|\\'-")), rapid.RuneFrom([]rune("éÉßñКк"))
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringOfN(rapid.OneOf(ascii, ascii, more), 1, 4, -1).Draw(t, "word")
		subject := rapid.StringOfN(rapid.OneOf(ascii, more), 0, 4, -1).Draw(t, "before") + rapid.SampledFrom([]string{word, strings.ToUpper(word), ""}).Draw(t, "in") + rapid.StringOfN(ascii, 0, 3, -1).Draw(t, "behind")
		want := holdsWord(subject, word)
		for _, d := range []dialect{{}, {postgres: true}} {
			w := Filter{Subject: word}.where(d, 7, "t")
			pattern := w.args[0].(string)
			var got bool
			switch {
			case strings.Contains(w.text, "LIKE"):
				got = likes(pattern, subject)
			case strings.Contains(w.text, "GLOB"):
				got = globs([]rune(pattern), []rune(subject))
			default:
				got = regexp.MustCompile(pattern).MatchString(subject)
			}
			if got != want {
				t.Fatalf("%q in %q: %v by %s %q, want %v", word, subject, got, w.text, pattern, want)
			}
		}
	})
}

// A condition that is built on goes its own way; the one before stays.
func TestConditionsDoNotShare(t *testing.T) {
	base := where{}.and("a = ?", 1).and("b = ?", 2).and("c = ?", 3)
	left, right := base.and("d = ?", 4), base.and("e = ?", 5)
	if left.text != base.text+" AND d = ?" || right.text != base.text+" AND e = ?" || left.args[3] != 4 || right.args[3] != 5 || len(base.args) != 3 {
		t.Errorf("%+v %+v %+v", base, left, right)
	}
	if got := base.clause(); got != " WHERE a = ? AND b = ? AND c = ?" || (where{}).clause() != "" {
		t.Errorf("%q", got)
	}
}
