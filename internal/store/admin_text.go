package store

import (
	"database/sql"
	"strings"

	"balie/internal/errs"
	"balie/internal/org"
)

// Labels are an organization's own names of states, by language and then by
// the state's name.
type Labels map[string]map[string]string

// labelText is what the names of such texts begin with.
const labelText = "label."

// OrgText gives what an organization says in its own words, "" when it says
// what we ship.
func (tx *Tx) OrgText(of org.ID, name, language string) (string, error) {
	text, err := scalar[string](tx, stmt("SELECT text FROM org_text WHERE org_id = ? AND name = ? AND language = ?", int64(of), name, language))
	if errs.Is(err, errs.NotFound) {
		err = nil
	}
	return text, err
}

// SetOrgText stores it; "" goes back to what we ship.
func (tx *Tx) SetOrgText(of org.ID, name, language, text string) error {
	tx.After(tx.s.DropNames)
	if text == "" {
		_, err := tx.exec(stmt("DELETE FROM org_text WHERE org_id = ? AND name = ? AND language = ?", int64(of), name, language))
		return err
	}
	_, err := tx.exec(stmt(`INSERT INTO org_text (org_id, name, language, text) VALUES (?,?,?,?)
		ON CONFLICT (org_id, name, language) DO UPDATE SET text = excluded.text`, int64(of), name, language, text))
	return err
}

// SetLabel stores an organization's own name of a state; "" goes back to ours.
func (tx *Tx) SetLabel(of org.ID, state, language, text string) error {
	return tx.SetOrgText(of, labelText+state, language, text)
}

func (d *Directory) fillLabels(tx *Tx) error {
	type row struct {
		of                   org.ID
		name, language, text string
	}
	rows, err := collect(tx, stmt("SELECT org_id, name, language, text FROM org_text WHERE name LIKE 'label.%'"),
		func(r *sql.Rows, v *row) error { return r.Scan(&v.of, &v.name, &v.language, &v.text) })
	for _, v := range rows {
		if d.Labels[v.of] == nil {
			d.Labels[v.of] = Labels{}
		}
		if d.Labels[v.of][v.language] == nil {
			d.Labels[v.of][v.language] = map[string]string{}
		}
		d.Labels[v.of][v.language][strings.TrimPrefix(v.name, labelText)] = v.text
	}
	return err
}
