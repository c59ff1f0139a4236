package desk

import (
	"context"
	"maps"
	"slices"
	"time"
	"unicode/utf8"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/letter"
	"balie/internal/locale"
	"balie/internal/org"
	"balie/internal/store"
)

// MailKind names a mail.
type MailKind = letter.Kind

// MailTextGroup is kinds of mail that go to the same people.
type MailTextGroup struct {
	Name  string
	Kinds []MailTextRow
}

// MailTextRow is a kind of mail, and in which languages the own desk says
// something of its own in it.
type MailTextRow struct {
	Kind MailKind
	Own  []string
}

// MailTexts lists the mails that an administrator may word for their own desk.
func (d *Desk) MailTexts(ctx context.Context, a access.Actor) ([]MailTextGroup, error) {
	me, err := administers(a)
	if err != nil {
		return nil, err
	}
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return nil, err
	}
	own := map[string][]string{}
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		list, err := tx.MailTextsNow(me.Org)
		for _, m := range list {
			if len(m.Texts) > 0 {
				own[m.Kind] = append(own[m.Kind], m.Language)
			}
		}
		return err
	})
	var out []MailTextGroup
	for _, g := range letter.Groups() {
		group := MailTextGroup{Name: g.Name}
		for _, k := range g.Kinds {
			if k != letter.HandedOver || names.TwoTier() {
				slices.Sort(own[string(k)])
				group.Kinds = append(group.Kinds, MailTextRow{k, own[string(k)]})
			}
		}
		out = append(out, group)
	}
	return out, err
}

// MailText is what a desk says in a kind of mail, in one language.
type MailText struct {
	Kind     MailKind
	Language string
	Parts    []MailTextPart
	Ways     []string // the parts of which a mail says one, where there are several
	Seen     int64    // which one it is, for the form
}

// Own reports whether the desk says anything of its own.
func (m MailText) Own() bool {
	return slices.ContainsFunc(m.Parts, func(p MailTextPart) bool { return p.Text != p.Shipped })
}

// About reports whether the mail is about access: its title is its subject.
func (m MailText) About() bool { return m.Kind.AboutAccess() }

// Greets reports whether the mail begins with a greeting of its own.
func (m MailText) Greets() bool { return m.About() && !m.Kind.ForStaff() }

// BothSides reports whether the mail goes to customers, whose words these are,
// and to agents.
func (m MailText) BothSides() bool { return m.Kind == letter.Closed || m.Kind == letter.Reopened }

// MailTextPart is one sentence of it.
type MailTextPart struct {
	letter.Part
	Text    string // as it is said
	Shipped string // the one we ship, "" where we say nothing
}

// MailText gives what the actor's own desk says in a kind of mail.
func (d *Desk) MailText(ctx context.Context, a access.Actor, k letter.Kind, language string) (m MailText, err error) {
	me, err := administers(a)
	if err != nil {
		return m, err
	}
	l, err := d.worded(k, language)
	if err != nil {
		return m, err
	}
	m = MailText{Kind: k, Language: language, Ways: letter.Ways(k)}
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		now, err := mailTextNow(tx, me.Org, k, language)
		for _, p := range letter.Parts(k) {
			part := MailTextPart{Part: p, Text: now.Texts[p.Name], Shipped: shipped(l, p)}
			if part.Text == "" {
				part.Text = part.Shipped
			}
			m.Parts = append(m.Parts, part)
		}
		m.Seen = seenText(now)
		return err
	})
	return m, err
}

// worded is the language of a kind of mail that can be worded in it.
func (d *Desk) worded(k letter.Kind, language string) (*locale.Locale, error) {
	if !slices.Contains(d.Texts.Languages(), language) || letter.Parts(k) == nil {
		return nil, errs.Absent()
	}
	return d.Texts.In(language, time.UTC), nil
}

func shipped(l *locale.Locale, p letter.Part) string {
	if !l.Has(p.Key) {
		return ""
	}
	return l.T(p.Key)
}

func mailTextNow(tx *store.Tx, of org.ID, k letter.Kind, language string) (store.MailText, error) {
	list, err := tx.MailTextsNow(of)
	for _, m := range list {
		if m.Kind == string(k) && m.Language == language {
			return m, err
		}
	}
	return store.MailText{Kind: string(k), Language: language}, err
}

func seenText(m store.MailText) int64 {
	if m.Since.IsZero() {
		return 0
	}
	return m.Since.UnixMicro()
}

// MailTextInput words a kind of mail in one language. What is left empty, and
// with Reset everything, is said as we ship it.
type MailTextInput struct {
	Kind     MailKind
	Language string
	Texts    map[string]string // by part
	Reset    bool
	Seen     int64
	Way      string // for a preview: which of its ways
	Once     string
}

// tidy is what was typed as it is kept, without what says what we ship.
func (in MailTextInput) tidy(l *locale.Locale) (map[string]string, error) {
	out := map[string]string{}
	problem := errs.New(errs.Invalid, "error.check_fields")
	for _, p := range letter.Parts(in.Kind) {
		text := p.Tidy(in.Texts[p.Name])
		if text == "" || text == shipped(l, p) || in.Reset {
			continue
		}
		if utf8.RuneCountInString(text) > p.Max {
			problem = problem.At(p.Name, "error.too_long", "max", p.Max)
		} else if word := letter.Unknown(text, p.Words); word != "" {
			problem = problem.At(p.Name, "admin.texts.unknown", "word", word)
		}
		out[p.Name] = text
	}
	if len(problem.Fields) > 0 {
		return nil, problem
	}
	return out, nil
}

// SaveMailText keeps how the actor's own desk words a kind of mail, for all
// that happens from now on. It refuses when somebody else changed it since it
// was shown.
func (d *Desk) SaveMailText(ctx context.Context, a access.Actor, in MailTextInput) error {
	me, err := administers(a)
	if err != nil {
		return err
	}
	l, err := d.worded(in.Kind, in.Language)
	if err != nil {
		return err
	}
	texts, err := in.tidy(l)
	if err != nil {
		return err
	}
	_, err = d.write(ctx, a.User, in.Once, func(tx *store.Tx) (string, error) {
		if _, err := tx.LockOrganization(me.Org); err != nil {
			return "", err
		}
		now, err := mailTextNow(tx, me.Org, in.Kind, in.Language)
		switch {
		case err != nil || maps.Equal(now.Texts, texts):
			return "", err
		case seenText(now) != in.Seen:
			return "", errs.New(errs.Conflict, "admin.texts.meanwhile")
		}
		return "", tx.AddMailText(me.Org, store.MailText{Kind: string(in.Kind), Language: in.Language, Texts: texts})
	})
	return err
}

// ownWords are what an organization says in a mail instead of the catalogue's
// sentences, as it stood when the mail's receiver was to be told.
func ownWords(tx *store.Tx, of org.ID, language string, k letter.Kind, staff bool, at time.Time) (map[string]string, error) {
	list, err := tx.MailTexts(of, language, at, string(k), string(letter.Every))
	return letter.Own(k, staff, said(list, language)), err
}

func said(list []store.MailText, language string) letter.Said {
	out := letter.Said{}
	for _, m := range list {
		if m.Language == language {
			out[letter.Kind(m.Kind)] = m.Texts
		}
	}
	return out
}
