package desk_test

import (
	"slices"
	"strings"
	"testing"

	"balie/internal/access"
	"balie/internal/desk"
	"balie/internal/org"
	"balie/internal/ticket"
)

func TestTeams(t *testing.T) {
	eachAdminWorld(t, func(t *testing.T, w *adminWorld) {
		save := func(a access.Actor, in desk.TeamInput) error { return w.d.SaveTeam(t.Context(), a, in) }
		teams := func(a access.Actor) []desk.TeamRow {
			list, err := w.d.Teams(t.Context(), a)
			w.must(err)
			return list
		}
		in := desk.TeamInput{Name: "Web", Members: []org.UserID{w.sanne.User, w.joost.User, w.joost.User}, Once: "twice"}
		w.must(save(w.sanne, in))
		w.must(save(w.sanne, in))
		list := teams(w.sanne)
		if len(list) != 1 || list[0].Name != "Web" || !slices.Equal(list[0].Members, []org.UserID{w.sanne.User, w.joost.User}) {
			t.Fatalf("teams are %+v", list)
		}
		if len(teams(w.lotte)) != 0 || len(teams(w.vera)) != 0 {
			t.Error("other desks have it, too")
		}
		id := list[0].ID
		w.gone("another desk's team", save(w.lotte, desk.TeamInput{ID: id, Name: "Stolen"}))
		w.gone("the vendor changes a partner's team", save(w.vera, desk.TeamInput{ID: id, Name: "Stolen"}))
		w.gone("an agent", save(w.joost, desk.TeamInput{Name: "X"}))
		w.at(save(w.sanne, desk.TeamInput{Name: "X", Members: []org.UserID{w.lotte.User}}), "members", "error.assignee_unknown")
		w.at(save(w.sanne, desk.TeamInput{Name: "X", Members: []org.UserID{w.eva.User}}), "members", "error.assignee_unknown")
		w.at(save(w.sanne, desk.TeamInput{}), "name", "error.name_missing")
		w.must(save(w.sanne, desk.TeamInput{ID: id, Name: "Web and mail"}))
		if list = teams(w.sanne); list[0].Name != "Web and mail" || len(list[0].Members) != 0 {
			t.Errorf("teams are %+v", list)
		}
	})
}

func TestTags(t *testing.T) {
	eachAdminWorld(t, func(t *testing.T, w *adminWorld) {
		one, two := w.submits(), w.submits()
		for id, names := range map[ticket.ID][]string{one: {"mail", "post"}, two: {"post"}} {
			for _, n := range names {
				w.must(w.d.Tag(t.Context(), w.sanne, id, n, ""))
			}
		}
		w.must(w.d.Tag(t.Context(), w.vera, one, "vendors", ""))
		tags := func(a access.Actor) string {
			list, err := w.d.TagUses(t.Context(), a)
			w.must(err)
			var out []string
			for _, g := range list {
				out = append(out, g.Name+strings.Repeat("!", g.Tickets))
			}
			return strings.Join(out, " ")
		}
		list, err := w.d.TagUses(t.Context(), w.sanne)
		w.must(err)
		mail, post := list[0].ID, list[1].ID
		theirs, err := w.d.TagUses(t.Context(), w.vera)
		w.must(err)

		w.gone("rename another's", w.d.RenameTag(t.Context(), w.sanne, theirs[0].ID, "stolen", ""))
		w.gone("merge another's", w.d.MergeTags(t.Context(), w.sanne, theirs[0].ID, mail, ""))
		w.gone("merge into another's", w.d.MergeTags(t.Context(), w.sanne, mail, theirs[0].ID, ""))
		w.gone("an agent renames", w.d.RenameTag(t.Context(), w.joost, mail, "x", ""))
		w.gone("an agent merges", w.d.MergeTags(t.Context(), w.joost, mail, post, ""))
		w.gone("an agent drops", w.d.DropTag(t.Context(), w.joost, mail, ""))
		w.must(w.d.DropTag(t.Context(), w.sanne, theirs[0].ID, "")) // drops nothing
		w.at(w.d.RenameTag(t.Context(), w.sanne, mail, " POST ", ""), "name", "admin.tag.taken")
		w.at(w.d.RenameTag(t.Context(), w.sanne, mail, "#", ""), "name", "error.tag_name")
		w.at(w.d.MergeTags(t.Context(), w.sanne, mail, mail, ""), "into", "admin.tag.into")
		if got := tags(w.sanne) + "|" + tags(w.vera); got != "mail! post!!|vendors!" {
			t.Fatalf("tags are %s", got)
		}
		w.must(w.d.RenameTag(t.Context(), w.sanne, mail, "Brief", ""))
		w.must(w.d.MergeTags(t.Context(), w.sanne, mail, post, "twice"))
		w.must(w.d.MergeTags(t.Context(), w.sanne, mail, post, "twice"))
		if got := tags(w.sanne); got != "post!!" {
			t.Errorf("merged they are %s", got)
		}
		w.must(w.d.DropTag(t.Context(), w.sanne, post, ""))
		if got := tags(w.sanne) + "|" + tags(w.vera); got != "|vendors!" {
			t.Errorf("dropped they are %s", got)
		}
	})
}

func TestTopics(t *testing.T) {
	eachAdminWorld(t, func(t *testing.T, w *adminWorld) {
		save := func(a access.Actor, in desk.TopicInput) error { return w.d.SaveTopic(t.Context(), a, in) }
		w.must(save(w.sanne, desk.TopicInput{Name: "Moving", Once: "twice"}))
		w.must(save(w.sanne, desk.TopicInput{Name: "Moving", Once: "twice"}))
		list, err := w.d.AllTopics(t.Context(), w.sanne)
		w.must(err)
		if len(list) != 1 || !list[0].Active {
			t.Fatalf("topics are %+v", list)
		}
		id := list[0].ID
		w.at(save(w.sanne, desk.TopicInput{Name: "Moving"}), "name", "admin.topic.taken")
		w.at(save(w.sanne, desk.TopicInput{Name: ""}), "name", "error.name_missing")
		w.gone("another desk's", save(w.lotte, desk.TopicInput{ID: id, Name: "Stolen"}))
		w.gone("an agent", save(w.joost, desk.TopicInput{Name: "X"}))
		w.must(save(w.sanne, desk.TopicInput{ID: id, Name: "Moving house"}))
		if list, err = w.d.AllTopics(t.Context(), w.sanne); err != nil || list[0].Name != "Moving house" || list[0].Active {
			t.Errorf("topics are %+v, %v", list, err)
		}
		if list, err = w.d.AllTopics(t.Context(), w.lotte); err != nil || len(list) != 0 {
			t.Errorf("the other partner has %+v, %v", list, err)
		}
	})
}

func TestClosingMessages(t *testing.T) {
	eachAdminWorld(t, func(t *testing.T, w *adminWorld) {
		closes := func(a access.Actor) string {
			id := w.submits()
			w.must(w.d.Close(t.Context(), a, desk.CloseInput{Ticket: id, Anyway: true}))
			w.settles()
			list := w.portal(w.eva, id).Messages
			return list[len(list)-1].Body
		}
		save := func(a access.Actor, language, text string) error {
			return w.d.SaveClosing(t.Context(), a, language, text, "")
		}
		shipped := closes(w.sanne)
		own := "Dag {name}, {reference} ({subject}) is klaar.\r\n\r\nGroet, {organization} {geen woord}"
		w.must(save(w.sanne, "nl", own))
		w.must(save(w.sanne, "en", "English"))
		w.must(save(w.lotte, "nl", "Of the other partner"))
		for _, a := range []access.Actor{w.sanne, w.vera} {
			got := closes(a)
			if !strings.Contains(got, "Dag Eva, HD-0000") || !strings.Contains(got, "(Checkout shows error 500) is klaar.") ||
				!strings.Contains(got, "Groet, Lindehof IT {geen woord}") {
				t.Errorf("%s closes with %s", a.Name, got)
			}
		}
		list, err := w.d.ClosingMessages(t.Context(), w.sanne)
		w.must(err)
		if len(list) != 2 || list[0].Text != "English" || list[1].Shipped {
			t.Errorf("the messages are %+v", list)
		}
		w.gone("an agent", save(w.joost, "nl", "x"))
		w.gone("a language that we don't speak", save(w.sanne, "fr", "x"))
		w.at(save(w.sanne, "nl", "Hello {nmae}"), "text", "admin.closing.unknown")
		w.at(save(w.sanne, "nl", strings.Repeat("x", 4001)), "text", "error.too_long")
		w.must(save(w.sanne, "nl", "  "))
		if got := closes(w.sanne); got != shipped {
			t.Errorf("after the reset: %s", got)
		}
	})
}

func TestStates(t *testing.T) {
	eachAdminWorld(t, func(t *testing.T, w *adminWorld) {
		save := func(a access.Actor, simple bool, label string) error {
			return w.d.SaveStates(t.Context(), a, desk.StatesInput{Simple: simple, Labels: map[string]map[ticket.State]string{"en": {ticket.Waiting: label}}})
		}
		w.must(save(w.sanne, true, " Awaiting  you "))
		w.gone("an agent", save(w.joost, true, "x"))
		w.at(save(w.sanne, false, strings.Repeat("é", 25)), "waiting-en", "error.too_long")
		names, err := w.d.Names(t.Context())
		w.must(err)
		if !names.Orgs[w.lindehof].Simple || names.Orgs[w.kade].Simple || names.Labels[w.lindehof]["en"]["waiting"] != "Awaiting you" || len(names.Labels) != 1 {
			t.Errorf("labels are %v", names.Labels)
		}
		w.must(save(w.sanne, false, ""))
		if names, err = w.d.Names(t.Context()); err != nil || len(names.Labels) != 0 || names.Orgs[w.lindehof].Simple {
			t.Errorf("labels are %v, %v", names.Labels, err)
		}
	})
}
