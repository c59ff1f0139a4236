package desk

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"balie/internal/access"
	"balie/internal/errs"
	"balie/internal/letter"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/ticket"
)

// closingText is the closing message's name among an organization's texts.
const closingText = "closing"

// closingMax is the longest closing message in characters.
const closingMax = 4000

// ClosingPlaceholders are what a closing message may name.
var ClosingPlaceholders = []string{"name", "reference", "subject", "organization"}

// ClosingMessage is an organization's closing message in one language.
type ClosingMessage struct {
	Language string
	Text     string
	Shipped  bool // it is the one we ship
}

// ClosingMessages gives those of the actor's own desk, in every language.
func (d *Desk) ClosingMessages(ctx context.Context, a access.Actor) ([]ClosingMessage, error) {
	me, err := administers(a)
	if err != nil {
		return nil, err
	}
	var out []ClosingMessage
	err = d.Store.Read(ctx, func(tx *store.Tx) error {
		for _, code := range d.Texts.Languages() {
			own, err := tx.OrgText(me.Org, closingText, code)
			if err != nil {
				return err
			}
			m := ClosingMessage{code, own, own == ""}
			if m.Shipped {
				m.Text = d.shippedClosing(code)
			}
			out = append(out, m)
		}
		return nil
	})
	return out, err
}

func (d *Desk) shippedClosing(language string) string {
	return d.Texts.In(language, time.UTC).T("closing.message")
}

// SaveClosing keeps the closing message of the actor's own desk in a language;
// an empty one, or the one we ship, goes back to the one we ship.
func (d *Desk) SaveClosing(ctx context.Context, a access.Actor, language, text, once string) error {
	me, err := administers(a)
	if err != nil {
		return err
	}
	if !slices.Contains(d.Texts.Languages(), language) {
		return errs.Absent()
	}
	text = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\r\n", "\n"))
	problem := errs.New(errs.Invalid, "error.check_fields")
	if utf8.RuneCountInString(text) > closingMax {
		return problem.At("text", "error.too_long", "max", closingMax)
	}
	if unknown := letter.Unknown(text, ClosingPlaceholders); unknown != "" {
		return problem.At("text", "admin.closing.unknown", "word", unknown)
	}
	if text == d.shippedClosing(language) {
		text = ""
	}
	_, err = d.write(ctx, a.User, once, func(tx *store.Tx) (string, error) {
		return "", tx.SetOrgText(me.Org, closingText, language, text)
	})
	return err
}

// FillClosing puts a ticket's words into a closing message.
func FillClosing(text, name, reference, subject, organization string) string {
	return strings.NewReplacer("{name}", name, "{reference}", reference, "{subject}", subject, "{organization}", organization).Replace(text)
}

// closingWords is the closing message that customers of the ticket's first
// desk get, in the requester's language.
func (d *Desk) closingWords(tx *store.Tx, t ticket.Ticket) (string, error) {
	u, err := tx.User(t.Requester)
	if err != nil {
		return "", err
	}
	language := u.Language
	if !slices.Contains(d.Texts.Languages(), language) {
		language = d.Texts.Match(language)
	}
	text, err := tx.OrgText(t.Partner, closingText, language)
	if err != nil {
		return "", err
	}
	if text == "" {
		text = d.shippedClosing(language)
	}
	if !strings.Contains(text, "{") {
		return text, nil
	}
	names, err := d.Store.Directory(tx.Context())
	if err != nil {
		return "", err
	}
	first, _, _ := strings.Cut(u.Name, " ")
	return FillClosing(text, first, ticket.Ref(d.Prefix, t.ID), t.Subject, names.Orgs[t.Partner].Name), nil
}

// LabelStates are the states whose name an organization may choose.
var LabelStates = []ticket.State{ticket.Open, ticket.Waiting, ticket.OnHold, ticket.Closed}

// labelMax is the longest name of a state in characters.
const labelMax = 24

// StatesInput is how an organization shows states: Labels are its own names by
// language and state, "" being ours.
type StatesInput struct {
	Simple bool
	Labels map[string]map[ticket.State]string
	Once   string
}

// SaveStates keeps how the actor's own desk, and the portal of its customers,
// show states.
func (d *Desk) SaveStates(ctx context.Context, a access.Actor, in StatesInput) error {
	me, err := administers(a)
	if err != nil {
		return err
	}
	problem := errs.New(errs.Invalid, "error.check_fields")
	for _, code := range d.Texts.Languages() {
		for _, s := range LabelStates {
			if utf8.RuneCountInString(oneLine(in.Labels[code][s])) > labelMax {
				problem = problem.At(s.String()+"-"+code, "error.too_long", "max", labelMax)
			}
		}
	}
	if len(problem.Fields) > 0 {
		return problem
	}
	_, err = d.write(ctx, a.User, in.Once, func(tx *store.Tx) (string, error) {
		o, err := tx.LockOrganization(me.Org)
		if err != nil {
			return "", err
		}
		o.Simple = in.Simple
		if err := tx.SaveOrganization(o); err != nil {
			return "", err
		}
		return "", d.saveLabels(tx, me.Org, in.Labels)
	})
	return err
}

func (d *Desk) saveLabels(tx *store.Tx, of org.ID, labels map[string]map[ticket.State]string) error {
	for _, code := range d.Texts.Languages() {
		for _, s := range LabelStates {
			if err := tx.SetLabel(of, s.String(), code, oneLine(labels[code][s])); err != nil {
				return err
			}
		}
	}
	return nil
}
