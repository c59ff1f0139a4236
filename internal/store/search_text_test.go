package store

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"balie/internal/access"
	"balie/internal/org"
	"balie/internal/ticket"
)

// What is folded once is settled, for every letter there is: a word that the
// index gave is found by that word.
func TestFoldingIsSettled(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) && !unicode.Is(unicode.So, r) {
			continue
		}
		once := fold(string(r))
		if twice := fold(once); twice != once {
			t.Errorf("%U folds to %q, and that to %q", r, once, twice)
		}
		for _, w := range terms(string(r)) {
			if again := terms(w); len(again) != 1 || again[0] != w {
				t.Errorf("%U gives the word %q, and that %q", r, w, again)
			}
		}
	}
	for in, want := range map[string]string{"Ǽlfric ǿst": "aelfric ost", "İstanbul": "istanbul", "ﬁets ﬀ": "fiets ff", "Ⅻ ²": "xii 2", "ｆｕｌｌ": "full"} {
		if got := strings.Join(terms(in), " "); got != want {
			t.Errorf("%q gives %q, want %q", in, got, want)
		}
	}
}

var texts = rapid.StringOf(rapid.OneOf(rapid.RuneFrom([]rune("ab1 .,-'\"_\n")), rapid.RuneFrom([]rune("éÉßæǽĳ½\u0301\u00adـ")), rapid.RuneFrom([]rune("東🎂ก\u200d프"))))

// Any stretch of whole words of a text, put in quotes, is found in it as a run.
func TestWhatIsQuotedStandsInTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fields := strings.Fields(strings.ReplaceAll(texts.Draw(t, "text"), `"`, " "))
		from := rapid.IntRange(0, len(fields)).Draw(t, "from")
		to := rapid.IntRange(from, min(len(fields), from+maxAsked)).Draw(t, "to")
		asked := strings.Join(fields[from:to], " ")
		if len(asked) > maxWords-2 {
			t.Skip("longer than a question may be")
		}
		all := terms(strings.Join(fields, " "))
		for _, phrase := range parseQuery(`"`+asked+`"`, nil).phrases {
			found := false
			for i := 0; i+len(phrase) <= len(all) && !found; i++ {
				found = slices.Equal(all[i:i+len(phrase)], phrase)
			}
			if !found {
				t.Fatalf("%q is no run of %q", phrase, all)
			}
		}
	})
}

// Whoever types the beginning of a name at one of its words, or of an address,
// gets a beginning of what is kept.
func TestPeopleAreFoundByABeginning(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := strings.Join(strings.Fields(texts.Draw(t, "name")), " ")
		mail := rapid.StringMatching(`[a-z0-9.+-]{1,20}@[a-z0-9.-]{1,20}`).Draw(t, "mail")
		kept := startsOf(name, mail)
		words := strings.Fields(name)
		if len(terms(name)) > nameStarts {
			t.Skip("more words than are kept")
		}
		typed := strings.ToUpper(mail[:rapid.IntRange(1, len(mail)).Draw(t, "letters")])
		if len(words) > 0 && rapid.Bool().Draw(t, "by name") {
			from := rapid.IntRange(0, len(words)-1).Draw(t, "word")
			typed = strings.Join(words[from:rapid.IntRange(from+1, len(words)).Draw(t, "to")], " ")
			if len(terms(typed)) == 0 {
				t.Skip("signs alone are no name")
			}
		}
		for _, s := range typedStarts(typed) {
			if slices.ContainsFunc(kept, func(k string) bool { return strings.HasPrefix(k, s) }) {
				return
			}
		}
		t.Fatalf("%q gives %q, none of which begins one of %q", typed, typedStarts(typed), kept)
	})
	for _, none := range []string{"", "  ", "\xff"} {
		if got := typedStarts(none); len(got) > 0 {
			t.Errorf("%q asks for %q", none, got)
		}
	}
	if long := startsOf(strings.Repeat("é", 500), strings.Repeat("x", 500)); slices.ContainsFunc(long, func(s string) bool { return len(s) > nameMax }) {
		t.Errorf("kept: %q", long)
	}
}

// A document is found within exactly those scopes whose people may read it:
// what is hidden has no mark of a customer, and one partner's alone.
func TestDocumentsAreMarkedForThoseWhoMayReadThem(t *testing.T) {
	some := func(t *rapid.T, name string) int64 { return rapid.Int64Range(1, 12).Draw(t, name) }
	rapid.Check(t, func(t *rapid.T) {
		d := Doc{
			Ticket:  ticket.Ticket{ID: ticket.ID(some(t, "ticket")), Partner: org.ID(some(t, "partner")), Entity: org.ID(some(t, "entity"))},
			Hidden:  rapid.Bool().Draw(t, "hidden"),
			Partner: org.ID(some(t, "then")),
			Author:  texts.Draw(t, "author"),
			Lent:    rapid.Bool().Draw(t, "lent"),
			Parts:   rapid.SliceOfN(texts, 0, 3).Draw(t, "parts"),
		}
		for range rapid.IntRange(0, 3).Draw(t, "people") {
			d.People = append(d.People, org.UserID(some(t, "person")))
		}
		me := org.UserID(some(t, "me"))
		member := func(tier org.Tier, id int64, r org.Rights) org.Membership {
			return org.Membership{User: me, Org: org.ID(id), Tier: tier, Parent: org.VendorID, Rights: r}
		}
		desk, entity := some(t, "my desk"), some(t, "my entity")
		agent := access.DeskScope(access.Actor{User: me, Memberships: []org.Membership{member(org.Partner, desk, org.Agent)}})
		whole := access.PortalScope(access.Actor{User: me, Memberships: []org.Membership{member(org.Entity, entity, org.SeesAll)}})
		own := access.OwnScope(access.Actor{User: me})
		involved := slices.Contains(d.People, me)
		list := d.terms()
		for _, c := range []struct {
			name  string
			scope access.Scope
			reads bool
		}{
			{"an agent", agent, d.Hidden && int64(d.Partner) == desk || !d.Hidden && int64(d.Ticket.Partner) == desk},
			{"who sees all of an entity", whole, !d.Hidden && (involved || int64(d.Ticket.Entity) == entity)},
			{"who is involved", own, !d.Hidden && involved},
		} {
			tokens, ok := searchTokens(c.scope)
			finds := slices.ContainsFunc(tokens, func(token string) bool { return slices.Contains(list, "_"+token) })
			if !ok || finds != c.reads {
				t.Fatalf("%s finds it: %v, reads it: %v\n%+v\n%q", c.name, finds, c.reads, d, list)
			}
		}
		for _, text := range append(d.Parts, d.Author) {
			for _, w := range terms(text) {
				if strings.ContainsAny(w, "_'\"\\ ") {
					t.Fatalf("the word %q reads as a mark, or ends a phrase", w)
				}
			}
		}
	})
	if tokens, ok := searchTokens(access.Scope{}); ok || tokens != nil {
		t.Error("nobody finds something")
	}
}

// Documents stand in the order of their messages, each ticket's head just
// before its first.
func TestDocumentsHaveTheirPlace(t *testing.T) {
	last := int64(-1)
	for m := ticket.MessageID(1); m < 50; m++ {
		head, body := docID(m, true), docID(m, false)
		if head <= last || body != head+1 || messageOf(head) != 0 || messageOf(body) != m {
			t.Fatalf("message %d: %d %d, read as %d %d", m, head, body, messageOf(head), messageOf(body))
		}
		last = body
	}
}

// Both engines' languages hold the same match, and no word ends a phrase early.
func TestMatchesAreWrittenForEachEngine(t *testing.T) {
	m := match{{{"_p7"}}, {{"mail", "server"}, {"mail", "servers"}}, {{"traag"}}}
	if got, want := m.fts(), `("_p7") AND ("mail server" OR "mail servers") AND ("traag")`; got != want {
		t.Errorf("SQLite: %s", got)
	}
	if got, want := m.tsquery(), `(('_p7')) & (('mail' <-> 'server') | ('mail' <-> 'servers')) & (('traag'))`; got != want {
		t.Errorf("PostgreSQL: %s", got)
	}
	row := indexRow{id: 1 << 13, terms: append([]string{"a", "b", "a"}, slices.Repeat([]string{"c"}, 20000)...)}
	v := row.vector()
	if !strings.HasPrefix(v, "'a':1,3 'b':2 'c':4,5,") || strings.Count(v, ",") != 1+maxPositions-1 || !strings.Contains(v, "'_s13_1':16383 ") {
		t.Errorf("a vector begins %.60s and ends %s", v, v[len(v)-60:])
	}
}
