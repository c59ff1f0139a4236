package page

import (
	"balie/internal/locale"
	"balie/internal/ticket"
)

// portalStates puts a state in the customer's words: whose turn it is.
var portalStates = map[ticket.State]struct{ tone, icon, key string }{
	ticket.Waiting: {"you", "st-wait", "portal.state.waiting"},
	ticket.Open:    {"us", "st-open", "portal.state.open"},
	ticket.OnHold:  {"hold", "st-hold", "portal.state.hold"},
	ticket.Closed:  {"done", "st-closed", "portal.state.closed"},
}

// CustomerStates is what customers are told that the states are.
func CustomerStates(l *locale.Locale) map[ticket.State]string {
	names := map[ticket.State]string{}
	for s, v := range portalStates {
		names[s] = l.T(v.key)
	}
	return names
}

var portalKinds = map[ticket.Kind]string{
	ticket.Question: "portal.ticket.kind.question",
	ticket.Incident: "portal.ticket.kind.incident",
}

// portalPriorities are the word and the meaning of each priority.
var portalPriorities = map[ticket.Priority]struct{ word, means string }{
	1: {"portal.priority.1", "portal.priority.1.means"},
	2: {"portal.priority.2", "portal.priority.2.means"},
	3: {"portal.priority.3", "portal.priority.3.means"},
	4: {"portal.priority.4", "portal.priority.4.means"},
}

// panelIn is what the panel above the conversation looks like in each state:
// it stands out only when the customer must do something.
var panelIn = map[ticket.State]struct{ class, icon, title, text string }{
	ticket.Waiting: {"ask", "", "portal.panel.waiting.title", "portal.panel.waiting.text"},
	ticket.Open:    {"pbox pbox--tint", "clock", "portal.panel.open.title", "portal.panel.open.text"},
	ticket.OnHold:  {"pbox", "pause", "portal.panel.hold.title", "portal.panel.hold.text"},
	ticket.Closed:  {"pbox", "circle-check", "portal.panel.closed.title", "portal.panel.closed.text"},
}
