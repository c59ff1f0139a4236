package page

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"balie/internal/ticket"
)

func TestMarkupWritesTextAsTemplatesDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.RuneFrom([]rune("a é<>&\"'`=/\x00\n🎂"))).Draw(t, "s")
		m := markup{}
		m.text(s)
		if got := string(m.b); got != templ.EscapeString(s) {
			t.Fatalf("%q became %q, not %q", s, got, templ.EscapeString(s))
		}
	})
}

// hostile fills every text of a row with what would break out of its place.
func hostile(row any) {
	const bad = `"'><script>x</script>&`
	v := reflect.ValueOf(row).Elem()
	for i := range v.NumField() {
		switch f := v.Field(i); {
		case f.Kind() == reflect.String:
			f.SetString(bad)
		case f.Kind() == reflect.Struct && f.CanAddr() && f.Type() != reflect.TypeFor[time.Time]():
			hostile(f.Addr().Interface())
		case f.Type() == reflect.TypeFor[[]Piece]():
			f.Set(reflect.ValueOf([]Piece{{bad, true}, {bad, false}}))
		}
	}
}

// Whatever stands in a row stays text: the same tags as in a harmless one.
func TestRowsKeepTextInItsPlace(t *testing.T) {
	at := time.Date(2026, 6, 2, 9, 12, 0, 0, time.UTC)
	desk, found, portal := DeskRow{}, FoundRow{}, PortalRow{}
	hostile(&desk)
	hostile(&found)
	hostile(&portal)
	desk.Deadline, desk.Unread, found.Hidden, portal.Unread = DeadlineView{Due: at.Add(time.Hour)}, true, true, true
	desk.State.Reason, portal.Priority, portal.State = ticket.ReasonNew, 1, ticket.Open
	shell := sceneShell(sceneLocale(t, "en"))
	for name, c := range map[string]templ.Component{
		"desk":   deskRows(DeskList{Desk: shell, Rows: []DeskRow{desk, desk}}),
		"found":  foundRows(DeskSearch{Desk: shell, Rows: []FoundRow{found, found}}),
		"portal": portalRows(Portal{Base: shell.Base}, []PortalRow{portal, portal}),
	} {
		var b bytes.Buffer
		if err := Render(t.Context(), &b, c); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.String(), "<script") || !strings.Contains(b.String(), "&lt;script") {
			t.Errorf("%s: %s", name, b.String())
		}
		doc, err := html.Parse(strings.NewReader("<table>" + b.String() + "</table>"))
		if err != nil {
			t.Fatal(err)
		}
		rows, attrs := 0, 0
		for n := range doc.Descendants() {
			if n.Data == "script" {
				t.Errorf("%s: a script", name)
			}
			if n.Data == "tr" {
				rows++
			}
			for _, a := range n.Attr {
				attrs++
				if strings.ContainsAny(a.Key, `"'<>&`) || a.Key == "x" {
					t.Errorf("%s: an attribute %q", name, a.Key)
				}
			}
		}
		if rows != 2 || attrs < 10 {
			t.Errorf("%s: %d rows, %d attributes", name, rows, attrs)
		}
	}
}
