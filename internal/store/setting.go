package store

import "balie/internal/errs"

// Setting gives a stored setting, "" when it was never set.
func (tx *Tx) Setting(name string) (string, error) {
	v, err := scalar[string](tx, stmt("SELECT value FROM setting WHERE name = ?", name))
	if errs.Is(err, errs.NotFound) {
		return "", nil
	}
	return v, err
}

// SetSetting stores a setting.
func (tx *Tx) SetSetting(name, value string) error {
	_, err := tx.exec(stmt("INSERT INTO setting (name, value) VALUES (?,?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value))
	return err
}
