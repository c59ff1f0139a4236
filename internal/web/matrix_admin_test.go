package web_test

import (
	"net/url"
	"strconv"

	"balie/internal/desktest"
)

// administrators are of both partners and of the vendor.
var administrators = map[string]string{"": "nla"}

// told is the answer to a form that holds too little, for those who may send it.
func told(objects map[string]string) map[string]string {
	out := map[string]string{}
	for object, callers := range objects {
		for _, c := range callers {
			out[object+" "+string(c)] = refused
		}
	}
	return out
}

// Who administers which organization and whom.
var (
	partnersOf = map[string]string{"": "a"}
	onePartner = map[string]string{"the partner": "a", "the other partner": "a"}
	oneEntity  = map[string]string{"bakery": "na", "garden": "la", "cheese": "a"}
	mailTexts  = map[string]string{"held": "nla", "invited": "nla", "every": "nla"}
	oneUser    = map[string]string{"eva": "na", "gijs": "la", "dora": "a", "sanne": "na", "lotte": "la", "victor": "a", "former": "a"}
)

// adminMatrix is the part of the matrix about the administration.
var adminMatrix = map[string]row{
	"GET /admin/{$}":           {ok: administrators},
	"GET /admin/organization":  {ok: administrators},
	"POST /admin/organization": {other: told(administrators)},
	"POST /admin/states":       {ok: administrators},
	"POST /admin/naming":       {ok: partnersOf},
	"GET /admin/partners":      {ok: partnersOf},
	"POST /admin/partners":     {other: told(partnersOf)},
	"GET /admin/partners/{id}": {of: "partner", ok: onePartner},
	"POST /admin/partners/{id}": {
		of: "partner", other: told(onePartner),
	},
	"GET /admin/entities":       {ok: administrators},
	"POST /admin/entities":      {other: told(administrators)},
	"GET /admin/entities/{id}":  {of: "entity", ok: oneEntity},
	"POST /admin/entities/{id}": {of: "entity", other: told(oneEntity)},
	"GET /admin/people":         {ok: administrators},
	"POST /admin/people":        {},
	"GET /admin/people/{id}":    {of: "user", ok: oneUser},
	"POST /admin/people/{id}":   {of: "user", other: told(oneUser)},
	"GET /admin/teams":          {ok: administrators},
	"POST /admin/teams":         {other: told(administrators)},
	"GET /admin/tags":           {ok: administrators},
	"POST /admin/tags":          {other: told(administrators)},
	"GET /admin/topics":         {ok: administrators},
	"POST /admin/topics":        {other: told(administrators)},
	"GET /admin/closing":        {ok: administrators},
	"POST /admin/closing":       {ok: administrators},

	"GET /admin/texts":              {ok: administrators},
	"GET /admin/texts/{kind}":       {of: "text", ok: mailTexts},
	"POST /admin/texts/{kind}":      {of: "text", ok: mailTexts},
	"GET /admin/texts/{kind}/html":  {of: "text", ok: mailTexts},
	"POST /admin/texts/{kind}/html": {of: "text", ok: mailTexts},
}

var adminFields = map[string]url.Values{
	"POST /admin/partners/{id}": {"do": {"save"}},
	"POST /admin/entities/{id}": {"do": {"save"}},
	"POST /admin/people":        {"org": {"99999"}},
	"POST /admin/people/{id}":   {"do": {"nothing"}},
	"POST /admin/closing":       {"language": {"en"}, "text": {"Closed."}},

	"POST /admin/texts/{kind}":      {"language": {"en"}, "lead": {"Hello."}},
	"POST /admin/texts/{kind}/html": {"language": {"en"}, "lead": {"Hello."}},
}

// adminObjects are organizations and people by what the matrix calls them.
func adminObjects(w *desktest.World, kind string) objects {
	o := objects{ids: map[string]string{}, absent: "99999"}
	put := func(name string, id int64) { o.ids[name] = strconv.FormatInt(id, 10) }
	switch kind {
	case "text":
		return objects{ids: map[string]string{"held": "held", "invited": "invited", "every": "every"}, absent: "nothing"}
	case "partner":
		put("the partner", int64(w.Partner.ID))
		put("the other partner", int64(w.OtherPartner.ID))
	case "entity":
		put("bakery", int64(w.Bakery.ID))
		put("garden", int64(w.Garden.ID))
		put("cheese", int64(w.Cheese.ID))
	case "user":
		for name, p := range map[string]*desktest.Person{
			"eva": w.Eva, "gijs": w.Gijs, "dora": w.Dora, "sanne": w.Sanne, "lotte": w.Lotte, "victor": w.Victor, "former": w.Former,
		} {
			put(name, int64(p.ID))
		}
	}
	return o
}
