package desk

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"balie/internal/letter"
	"balie/internal/org"
	"balie/internal/store"
)

// accessRow is a mail about access in the outbox, and whether the reader may
// see it. Its link can make a person, so a partner's administrators see only
// mails of their own desk to people who belong nowhere else.
func (r *outboxReader) accessRow(tx *store.Tx, m store.MailOut) (row OutboxRow, visible bool, err error) {
	if r.desk != org.VendorID {
		if m.From != r.desk {
			return row, false, nil
		}
		memberships, err := tx.Memberships(m.User)
		if err != nil {
			return row, false, err
		}
		for _, b := range memberships {
			if b.Org != r.desk && b.Parent != r.desk {
				return row, false, nil
			}
		}
	}
	row = OutboxRow{
		ID: m.ID, Kind: m.Kind, State: m.State.String(), Reason: m.Error, MessageID: m.MessageID, At: m.At, SentAt: m.SentAt,
	}
	a, err := r.d.writeAccess(tx, r.names, m)
	switch {
	case errors.Is(err, errNotTheirs):
		row.Subject = r.d.Texts.In(r.names.Orgs[r.desk].Language, zoneNamed("UTC")).T("outbox.kind." + m.Kind)
		row.To, row.Address, err = r.receiver(tx, m)
		return row, err == nil, err
	case err != nil:
		return row, false, err
	}
	row.Subject, _, _ = letter.WriteAccess(a.in)
	row.To, row.Address = a.to.Name, a.to.Addr
	if row.To == "" {
		row.To, row.Address = a.to.Addr, ""
	}
	return row, true, nil
}

// receiver names whoever a mail was for, though it can't be written any more.
func (r *outboxReader) receiver(tx *store.Tx, m store.MailOut) (name, address string, err error) {
	if m.User != 0 {
		u, err := tx.User(m.User)
		return u.Name, u.Mail, err
	}
	var said about
	if err := json.Unmarshal([]byte(m.About), &said); err != nil {
		return "", "", fmt.Errorf("mail about access: %w", err)
	}
	return said.Mail, "", nil
}

// readAccess writes a mail about access for an administrator to read. Once the
// mail is sent its link is its receiver's alone.
func (r *outboxReader) readAccess(tx *store.Tx, m store.MailOut, out *OutboxMail) error {
	a, err := r.d.writeAccess(tx, r.names, m)
	if errors.Is(err, errNotTheirs) {
		return nil
	}
	if err != nil {
		return err
	}
	out.From, out.Link = a.by.Addr, a.in.Link
	if m.State == store.MailSent && m.Link != 0 {
		out.Link, a.in.Link = "", tokenless(a.in.Link)
	}
	out.Subject, out.Text, out.HTML = letter.WriteAccess(a.in)
	return nil
}

// tokenless is a link as those read it whose it is not.
func tokenless(link string) string {
	page, _, _ := strings.Cut(link, "?")
	return page + "?token=…"
}
