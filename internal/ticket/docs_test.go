package ticket_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"balie/internal/org"
	"balie/internal/ticket"
)

var update = flag.Bool("update", false, "write the pages of docs that show the tables of this package")

// inStep compares a page of docs with the tables it shows.
func inStep(t *testing.T, name, want string) {
	t.Helper()
	path := "../../docs/" + name
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s differs from the tables: run go test ./internal/ticket -update", path)
	}
}

const printed = "This page is printed from `internal/ticket/%s` by a test that fails when they differ.\n" +
	"To change it, change the table and run `go test ./internal/ticket -update`.\n\n"

// page begins a page that a table in the given file prints.
func page(title, file string) *strings.Builder {
	var b strings.Builder
	b.WriteString("# " + title + "\n\n" + strings.Replace(printed, "%s", file, 1))
	return &b
}

// row writes a line of a Markdown table, with a dash where a cell is empty.
func row(b *strings.Builder, cells ...string) {
	for _, c := range cells {
		if c == "" {
			c = "–"
		}
		b.WriteString("| " + c + " ")
	}
	b.WriteString("|\n")
}

func heading(b *strings.Builder, cells ...string) {
	row(b, cells...)
	b.WriteString(strings.Repeat("| --- ", len(cells)) + "|\n")
}

// plain is a stored name in words.
func plain(name string) string { return strings.ReplaceAll(name, "_", " ") }

func TestStatesPage(t *testing.T) {
	b := page("States", "next.go")
	b.WriteString("What follows when somebody does something to a ticket. What is not here is impossible: it is\n" +
		"refused with the reason, and nothing changes. Who may see a ticket at all is decided before, in\n" +
		"`internal/access`; of the agents, only the vendor's and those of the ticket's own partner act on it.\n\n")
	b.WriteString("## Whose turn, after each act\n\n")
	cells := []string{"act"}
	for _, s := range states {
		cells = append(cells, "when "+plain(s.String()))
	}
	heading(b, cells...)
	for act := ticket.Reply; act <= ticket.Release; act++ {
		cells := []string{plain(act.String())}
		for _, s := range states {
			to := ""
			for _, st := range ticket.Steps() {
				if st.Act != act.String() || st.From != s.String() {
					continue
				}
				if to != "" && to != plain(st.To) {
					t.Errorf("%s when %s leads to %s and to %s: one cell does not show it", act, s, to, st.To)
				}
				to = plain(st.To)
			}
			cells = append(cells, to)
		}
		row(b, cells...)
	}
	b.WriteString("\n## Every step\n\n")
	heading(b, "act", "from", "who", "to", "desk that holds it", "reason in the list", "event")
	for _, s := range ticket.Steps() {
		row(b, plain(s.Act), plain(s.From), s.Who, plain(s.To), s.Desk, plain(s.Reason), "`"+ticket.Kinds[s.Event].Name+"`")
	}
	b.WriteString("\nA customer of the vendor itself has a *direct* ticket: it can't be sent, returned or taken back.\n" +
		"When another desk than the one that holds it asks, `took_over` is recorded beside `asked`.\n\n" +
		"A ticket whose answer is owed stays so when it moves between desks. The *reason* is what the\n" +
		"workspace shows under the state; *answer owed* also means that the ticket stands behind those that wait.\n")
	inStep(t, "states.md", b.String())
}

func TestViewsPage(t *testing.T) {
	sorts := map[ticket.Sort]string{
		ticket.SortUpdated: "last update, newest first", ticket.SortCreated: "created, newest first",
		ticket.SortDue: "due, soonest first", ticket.SortQueue: "queue order",
	}
	shelves := map[ticket.Shelf]string{
		ticket.OpenAtPartner: "open at the partner", ticket.OpenAtVendor: "open at the vendor",
		ticket.PartnerAnswered: "waiting, the partner answered", ticket.VendorAnswered: "waiting, the vendor answered",
		ticket.ShelfOnHold: "on hold", ticket.ShelfClosed: "closed",
	}
	b := page("Views", "shelf.go")
	b.WriteString("## Shelves\n\nWhere a ticket lies, derived from its state, the desk that holds it and the desk that answered.\n\n")
	heading(b, "shelf", "what lies there", "a partner's agents find it in", "the vendor's agents find it in")
	for s := ticket.OpenAtPartner; s <= ticket.ShelfClosed; s++ {
		row(b, string('0'+rune(s)), shelves[s], viewsOf(t, s, partnerOrg), viewsOf(t, s, vendorOrg))
	}
	b.WriteString("\n## Views\n\nIn the order of the navigation. Each shows only what the agent may see.\n\n")
	heading(b, "view", "at a partner", "at the vendor", "only", "count", "orders, the first is the default")
	en := catalogues(t)["en"]
	for _, v := range ticket.Views {
		only := ""
		switch {
		case v.Mine:
			only = "assigned to me, not closed"
		case v.Nobodys:
			only = "without an assignee at my desk"
		case v.TwoTierOnly:
			only = "where there are partners"
		}
		count := ""
		if v.Counted {
			count = "yes"
		}
		var orders []string
		for _, s := range v.Sorts() {
			orders = append(orders, sorts[s])
		}
		row(b, en.T("view."+string(v.View)), words(shelves, v.Partner), words(shelves, v.Vendor), only, count, strings.Join(orders, "; "))
	}
	b.WriteString("\nQueue order is the line: P1 first, then those near their maximum, then P2 to P4, each by the moment\n" +
		"the customer's wait began; tickets whose answer is owed stand behind them.\n")
	inStep(t, "views.md", b.String())
}

func viewsOf(t *testing.T, s ticket.Shelf, desk org.ID) string {
	en := catalogues(t)["en"]
	var out []string
	for _, v := range ticket.Views {
		for _, has := range v.Shelves(desk) {
			if has == s {
				out = append(out, en.T("view."+string(v.View)))
			}
		}
	}
	return strings.Join(out, ", ")
}

func words(names map[ticket.Shelf]string, list []ticket.Shelf) string {
	if len(list) == 0 {
		return "everything"
	}
	var out []string
	for _, s := range list {
		out = append(out, names[s])
	}
	return strings.Join(out, "; ")
}
