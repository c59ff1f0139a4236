package page

import (
	"slices"
	"strings"
)

// shortcuts is the sheet behind "?": what works, by the place it works in.
var shortcuts = []struct {
	title string
	keys  []shortcut
}{
	{"keys.anywhere", []shortcut{
		{"go.title", []string{"Ctrl", "K"}},
		{"new.title", []string{"C"}},
		{"keys.search", []string{"/"}},
		{"keys.sheet", []string{"?"}},
		{"view.open", []string{"G", "O"}},
		{"view.mine", []string{"G", "M"}},
		{"view.unassigned", []string{"G", "U"}},
		{"view.waiting", []string{"G", "W"}},
		{"view.hold", []string{"G", "H"}},
		{"view.escalated", []string{"G", "E"}},
		{"view.closed", []string{"G", "C"}},
		{"view.all", []string{"G", "A"}},
		{"admin.title", []string{"G", "D"}},
	}},
	{"keys.list", []shortcut{
		{"keys.down_up", []string{"J", "K"}},
		{"keys.open", []string{"Enter"}},
		{"keys.select", []string{"X"}},
		{"keys.select_range", []string{"Shift", "J", "K"}},
		{"keys.assign", []string{"A"}},
		{"ticket.priority", []string{"P"}},
		{"bulk.close", []string{"E"}},
		{"bulk.undo", []string{"Z"}},
		{"list.filter", []string{"F"}},
		{"list.star", []string{"S"}},
		{"bulk.clear", []string{"Esc"}},
	}},
	{"keys.ticket", []shortcut{
		{"keys.reply", []string{"R"}},
		{"keys.hidden", []string{"H"}},
		{"keys.send", []string{"Ctrl", "Enter"}},
		{"keys.assign", []string{"A"}},
		{"ticket.priority", []string{"P"}},
		{"keys.close_ticket", []string{"E"}},
		{"keys.hand_over", []string{"V"}},
		{"keys.messages", []string{"N", "B"}},
		{"keys.tickets", []string{"J", "K"}},
		{"keys.back", []string{"U"}},
		{"keys.leave", []string{"Esc"}},
	}},
}

type shortcut struct {
	text string
	keys []string
}

// offers reports whether a key does something for this person: a jump leads to
// what stands in the side.
func (d Desk) offers(s shortcut) bool {
	if s.text == "keys.hand_over" {
		return d.Tier != ""
	}
	if s.keys[0] != "G" {
		return true
	}
	key := strings.ToLower(strings.Join(s.keys, " "))
	return slices.ContainsFunc(d.Views, func(v NavView) bool { return jump(v.View) == key }) ||
		slices.ContainsFunc(d.More, func(l NavLink) bool { return l.Key == key })
}
