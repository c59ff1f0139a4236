package browsertest_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"balie/internal/browsertest"
	"balie/internal/desktest"
	"balie/internal/store/storetest"
)

// The set-up page, and the forms as they come back with problems.
func TestPagesOfForms(t *testing.T) {
	t.Parallel()
	engine := storetest.Engines(t)[0]
	fresh := desktest.Empty(t, engine)
	newChrome(t, fresh)
	link, err := fresh.Desk.SetUpLink(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	at, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	setup := browsertest.Open(t, fresh.Base.String())
	w := desktest.New(t, engine)
	c := newChrome(t, w)
	q := w.Eva.Submits("Forms", "Which come back.")
	eva, sanne := c.tab(w.Eva), c.tab(w.Sanne)
	for _, theme := range []string{"light", "dark"} {
		for _, width := range []int64{1440, 390} {
			for _, b := range []*browsertest.Tab{setup, eva, sanne} {
				b.Theme(theme)
				b.Size(width, 900)
			}
			name := fmt.Sprintf("en %s %d", theme, width)
			setup.Go(at.RequestURI())
			look(setup, "setup "+name)
			setup.Submit("Start")
			look(setup, "setup problems "+name)
			eva.Go("/new")
			eva.Submit("Send ticket")
			eva.See("Choose a question or an incident.")
			look(eva, "portal new problems "+name)
			sanne.Go("/desk/tickets/" + q.Ref)
			sanne.Fill("Comment", "typed while it changed")
			w.Face = desktest.Web{}
			w.Eva.Answers(q, "Something more, "+name)
			sanne.Has(`document.querySelector('form[data-composer]').addEventListener('formdata', e => e.formData.set('seen', '1')) ?? true`) // as if the answer had not been on screen
			sanne.Submit("Add comment and wait for user")
			sanne.See("This ticket changed while you were writing.")
			look(sanne, "desk conflict "+name)
			if !strings.Contains(sanne.Text(), "Eva Meijer") {
				t.Errorf("%s: the conflict does not say who", name)
			}
		}
	}
}
