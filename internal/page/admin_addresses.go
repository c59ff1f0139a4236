package page

import "balie/internal/locale"

// AdminAddresses is where the own desk receives mail.
type AdminAddresses struct {
	Admin
	Own     string // the desk's own address, or ""
	Rows    []AddressRow
	Address string        // of a new one, as typed
	Systems []AdminChoice // by entity
	Topics  []AdminChoice
}

// AddressRow is an address besides the own one, with what its tickets are
// about; System and Topic are names, or "".
type AddressRow struct{ Address, System, Topic string }

// about says what new tickets that come to an address are about.
func (r AddressRow) about(l *locale.Locale) string {
	switch {
	case r.System != "" && r.Topic != "":
		return l.T("admin.address.about", "system", r.System, "topic", r.Topic)
	case r.System+r.Topic != "":
		return r.System + r.Topic
	}
	return l.T("admin.address.about_nothing")
}
