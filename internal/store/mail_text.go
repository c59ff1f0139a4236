package store

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"balie/internal/org"
)

// MailText is what an organization says in a kind of mail, by part, since when.
// Without texts it says what we ship.
type MailText struct {
	Language string
	Kind     string
	Since    time.Time
	Texts    map[string]string
}

const mailTextSelect = "SELECT language, kind, since, texts FROM mail_text m WHERE org_id = ?"

func scanMailText(r *sql.Rows, m *MailText) error {
	var since int64
	var texts string
	if err := r.Scan(&m.Language, &m.Kind, &since, &texts); err != nil {
		return err
	}
	m.Since = fromMicros(since)
	if err := json.Unmarshal([]byte(texts), &m.Texts); err != nil {
		return fmt.Errorf("mail text: %w", err)
	}
	return nil
}

// MailTexts gives what an organization says in two kinds of mail that were told
// at a time: a text counts for what comes after it.
func (tx *Tx) MailTexts(of org.ID, language string, at time.Time, kind, too string) ([]MailText, error) {
	return collect(tx, stmt(mailTextSelect+` AND language = ? AND kind IN (?,?) AND since = (SELECT MAX(n.since) FROM mail_text n
		WHERE n.org_id = m.org_id AND n.language = m.language AND n.kind = m.kind AND n.since < ?)`,
		int64(of), language, kind, too, micros(at)), scanMailText)
}

// MailTextsNow gives the newest of every kind and language.
func (tx *Tx) MailTextsNow(of org.ID) ([]MailText, error) {
	return collect(tx, stmt(mailTextSelect+` AND since = (SELECT MAX(n.since) FROM mail_text n
		WHERE n.org_id = m.org_id AND n.language = m.language AND n.kind = m.kind)`, int64(of)), scanMailText)
}

// AddMailText stores what counts from now on, always after the one before.
// Lock the organization first.
func (tx *Tx) AddMailText(of org.ID, m MailText) error {
	texts, err := json.Marshal(m.Texts)
	if err != nil {
		return err
	}
	if m.Texts == nil {
		texts = []byte("{}")
	}
	last, err := scalar[int64](tx, stmt("SELECT COALESCE(MAX(since), 0) FROM mail_text WHERE org_id = ? AND language = ? AND kind = ?",
		int64(of), m.Language, m.Kind))
	if err != nil {
		return err
	}
	_, err = tx.exec(stmt("INSERT INTO mail_text (org_id, language, kind, since, texts) VALUES (?,?,?,?,?)",
		int64(of), m.Language, m.Kind, max(micros(tx.Now), last+1), string(texts)))
	return err
}
