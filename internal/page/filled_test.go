package page

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"balie/internal/locale"
	"balie/internal/richtext"
	"balie/internal/ticket"
)

// filler puts something into every field of a page's struct, each number and,
// where text has a %d, each text another one.
type filler struct {
	l    *locale.Locale
	text string
	on   bool // what every flag is
	n    int64
}

func (f *filler) fill(v reflect.Value) {
	f.n++
	switch of := v.Interface().(type) {
	case DeskEntry: // a message, or else an event
		f.fields(v)
		of = v.Interface().(DeskEntry)
		if f.on {
			of.Sentence = ""
		} else {
			of.Message = 0
		}
		v.Set(reflect.ValueOf(of))
		return
	case *locale.Locale:
		v.Set(reflect.ValueOf(f.l))
		return
	case *Assets:
		v.Set(reflect.ValueOf(LoadAssets()))
		return
	case time.Time:
		v.Set(reflect.ValueOf(scene(3, 10, 1)))
		return
	case richtext.HTML:
		v.Set(reflect.ValueOf(richtext.FromText("words")))
		return
	case []Problem: // of a field that is not there the summary would point nowhere
		return
	case ticket.EventKind:
		v.Set(reflect.ValueOf(ticket.Replied))
		return
	}
	switch v.Kind() {
	case reflect.String:
		s := f.text
		if strings.Contains(s, "%d") {
			s = fmt.Sprintf(s, f.n)
		}
		v.SetString(s)
	case reflect.Bool:
		v.SetBool(f.on)
	case reflect.Int8: // a state, a kind, a reason: a page has words for a few alone
		v.SetInt(1)
	case reflect.Int, reflect.Int64:
		v.SetInt(f.n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			f.fill(v.Index(i))
		}
	case reflect.Array:
		for i := range v.Len() {
			f.fill(v.Index(i))
		}
	case reflect.Struct:
		f.fields(v)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem())
	}
}

func (f *filler) fields(v reflect.Value) {
	for i := range v.NumField() {
		if v.Type().Field(i).IsExported() {
			f.fill(v.Field(i))
		}
	}
}

// with fills a struct and draws it.
func with[T any](f filler, page func(T) templ.Component) templ.Component {
	var p T
	f.fill(reflect.ValueOf(&p).Elem())
	return page(p)
}

func with2[A, B any](f filler, page func(A, B) templ.Component) templ.Component {
	var a A
	f.fill(reflect.ValueOf(&a).Elem())
	f.n += 10_000
	return with(f, func(b B) templ.Component { return page(a, b) })
}

// everyPage draws all pages that take a struct of their own.
func everyPage(f filler) map[string]templ.Component {
	return map[string]templ.Component{
		"access": with2(f, AccessPage), "forgot": with2(f, ForgotPage), "new password": with2(f, NewPasswordPage), "second step": with2(f, SecondStepPage),
		"people": with2(f, PeoplePage), "invite": with2(f, DeskInvitePage), "ask for access": with2(f, RequestAccessPage), "grant": with2(f, GrantPage),
		"set up": with2(f, SetupPage), "sign in": with2(f, SignInPage), "addresses": with(f, AdminAddressesPage), "teams": with(f, AdminTeamsPage),
		"tags": with(f, AdminTagsPage), "topics": with(f, AdminTopicsPage), "outbox": with2(f, OutboxPage), "outbox mail": with2(f, OutboxMailPage),
		"mail log": with2(f, MailLogPage), "logged mail": with2(f, LoggedMailPage), "organization": with(f, AdminOrgPage), "organizations": with(f, AdminOrgsPage),
		"admin people": with(f, AdminPeoplePage), "admin person": with(f, AdminPersonPage), "texts": with(f, AdminTextsPage), "text": with(f, AdminTextPage),
		"closing": with(f, AdminClosingPage), "bulk": with(f, DeskBulkPage), "list": with(f, DeskListPage), "new": with(f, DeskNewPage),
		"search": with(f, DeskSearchPage), "go": with2(f, DeskGoPage), "ticket": with(f, DeskTicketPage), "notices": with2(f, NoticesPage),
		"portal list": with2(f, PortalListPage), "portal new": with2(f, PortalNewPage), "portal search": with2(f, PortalSearchPage), "portal ticket": with2(f, PortalTicketPage),
		"profile": with2(f, PortalProfilePage), "desk profile": with2(f, DeskProfilePage), "two steps": with2(f, TwoStepPage),
		"error": with2(f, PortalErrorPage), "desk error": with2(f, DeskErrorPage),
	}
}

// tags are a document's elements with the names of their attributes.
func tags(t *testing.T, text string) (out []string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		var names []string
		for _, a := range n.Attr {
			names = append(names, a.Key)
		}
		slices.Sort(names)
		out = append(out, n.Data+" "+strings.Join(names, " "))
	}
	return out
}

// Whatever a text on any page holds, it is text: the page has the same tags and
// attributes as with harmless words.
func TestNoTextOfAnyPageIsMarkup(t *testing.T) {
	l := sceneLocale(t, "en")
	for _, on := range []bool{true, false} {
		plain := everyPage(filler{l: l, text: "word", on: on})
		for _, bad := range []string{`"'><script>x</script>&`, "'onclick='x", "</textarea></title><style>x</style>", "`<!--"} {
			for name, c := range everyPage(filler{l: l, text: bad, on: on}) {
				got, want := tags(t, draw(t, c)), tags(t, draw(t, plain[name]))
				if len(got) < 20 || !slices.Equal(got, want) {
					t.Errorf("%s with %q: %d tags, %d with words", name, bad, len(got), len(want))
				}
			}
		}
	}
}

// Every page with everything on it, and with everything off, can be read and
// sent: no id twice, no label that points nowhere, no field that is not sent.
func TestEveryPageIsASoundDocument(t *testing.T) {
	for _, code := range languages {
		l := sceneLocale(t, code)
		for _, on := range []bool{true, false} {
			for name, c := range everyPage(filler{l: l, text: "/word%d", on: on}) {
				text := draw(t, c)
				if found := inline.FindString(staticURL.ReplaceAllString(text, "")); found != "" {
					t.Errorf("%s %s: inline %q", code, name, found)
				}
				root, err := html.Parse(strings.NewReader(text))
				if err != nil {
					t.Fatal(err)
				}
				for _, d := range defects(root) {
					t.Errorf("%s %s (%v): %s", code, name, on, d)
				}
			}
		}
	}
}

// Who looks after two organizations has a form for each: what is wrong in one
// stands there, and its labels and links lead to its own fields.
func TestFormsOfTwoOrganizationsStayApart(t *testing.T) {
	l := sceneLocale(t, "en")
	one := PeopleOf{Org: "7", Name: "Bakkerij Van Dam", Invite: Invite{Once: "a", Org: "7"}}
	two := PeopleOf{Org: "8", Name: "Molen Van Dam", Invite: Invite{Once: "b", Org: "8", Mail: "x", Problems: []Problem{{"mail", "That is no address."}}}}
	text := draw(t, PeoplePage(scenePortal(l), []PeopleOf{one, two}))
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range defects(root) {
		t.Error(d)
	}
	first, second, _ := strings.Cut(text, `id="invite-8"`)
	for _, want := range []string{`href="#f-8-mail"`, `for="f-8-mail"`, `id="f-8-mail"`, "f-8-mail-error"} {
		if !strings.Contains(second, want) {
			t.Errorf("the second form lacks %s", want)
		}
	}
	if strings.Contains(first, "no address") || !strings.Contains(first, `for="f-7-mail"`) {
		t.Error("the first form says what is wrong in the second")
	}
}
