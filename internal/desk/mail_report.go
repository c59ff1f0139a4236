package desk

import (
	"cmp"
	"strings"
	"time"

	"balie/internal/email"
	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/store"
)

// report takes news of a mail of ours: one that came back is marked, and its
// ticket says so to staff. It is no message on a ticket, and never answered.
func (l *landing) report() error {
	m, err := l.tx.SentAs(l.auto.Original)
	if errs.Is(err, errs.NotFound) || l.auto.Original == "" {
		return l.ends(store.InboundRefused, string(l.auto.Class)+"_unknown")
	}
	if err != nil {
		return err
	}
	l.row.Ticket = m.Ticket
	if l.auto.Class == email.BounceFailed && m.State == store.MailSent {
		if err := l.cameBack(m); err != nil {
			return err
		}
	}
	return l.ends(store.InboundRefused, string(l.auto.Class))
}

func (l *landing) cameBack(m store.MailOut) error {
	var own string
	to, why := "", ""
	for _, f := range l.auto.Failures {
		if !f.Delayed {
			to, why = f.Recipient, strings.TrimSpace(f.Status+" "+f.Reason)
			break
		}
	}
	if m.User > 0 {
		u, err := l.tx.User(m.User)
		if err != nil {
			return err
		}
		own = u.Mail
	}
	to = cmp.Or(to, own)
	if why == "" {
		why = l.d.Texts.In(l.names.Orgs[l.row.Org].Language, time.UTC).T("mailin.came_back")
	}
	if own != "" { // not whom the bounce names: anybody may have written that
		if err := l.tx.SetMailTrouble(email.CanonicalAddr(own), why, true); err != nil {
			return err
		}
	}
	return l.d.mailFailed(l.tx, m, to, why)
}

// accessSubject is the name among an organization's texts of the subject that
// asks for access.
const accessSubject = "access_subject"

// asksAccess finds out whether the subject asks for access, and in which
// language, by the words of the mailbox's desk.
func (l *landing) asksAccess() error {
	for _, code := range l.d.Texts.Languages() {
		words, err := l.d.accessSubject(l.tx, l.row.Org, code)
		if err != nil {
			return err
		}
		if email.SubjectIs(l.in.Subject, words) {
			l.facts.access, l.language = true, code
			return nil
		}
	}
	return nil
}

// accessSubject is a desk's own, or the one we ship.
func (d *Desk) accessSubject(tx *store.Tx, of org.ID, language string) (string, error) {
	own, err := tx.OrgText(of, accessSubject, language)
	if own == "" {
		own = d.Texts.In(language, time.UTC).T("mailin.access_subject")
	}
	return own, err
}

// limitAskMail counts with the form: whoever asks by both asks that often.
var limitAskMail = limit{"access ", limitAsk.account, 0, limitAsk.window}

// requestAccess leaves the job that the form leaves. What is answered, and to
// whom, is the same.
func (l *landing) requestAccess() error {
	if l.key == "" {
		return l.ends(store.InboundRefused, "no_sender")
	}
	if err := limitAskMail.count(l.tx, l.key, ""); err != nil {
		if errs.Is(err, errs.RateLimited) {
			return l.ends(store.InboundRefused, "access_often")
		}
		return err
	}
	name := plainName(l.in.From.Name)
	if key, _ := nameProblem(name); key != "" {
		name = l.in.From.Addr
	}
	why := []rune(strings.TrimSpace(l.in.text))
	args := accessArgs{
		Name: name, Mail: l.in.From.Addr, Key: l.key, Why: string(why[:min(len(why), maxWhy)]), Language: l.language, Desk: l.row.Org,
	}
	if err := l.tx.Enqueue(job(JobAccess, args)); err != nil {
		return err
	}
	return l.ends(store.InboundRefused, "access")
}
