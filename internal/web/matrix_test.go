package web_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"balie/internal/authn"
	"balie/internal/desktest"
	"balie/internal/store/storetest"
	"balie/internal/web"
)

// The outcomes of a request that the matrix tells apart; any other is its
// status as text.
const (
	answered  = "answered" // 200, 204, or a redirect that is not to the sign-in page
	toSignIn  = "sign in"  // a redirect to the sign-in page
	absent    = "absent"   // 404
	forbidden = "403"      // seen, but not to be done
	refused   = "422"      // the form is shown again
	noSession = "401"      // a stream without a session
	notHere   = "HD-99999" // a reference that was never given
	nobody    = '-'        // the caller without a session
	callers   = "-ejmfgdsnlvar"
)

// row says what a route answers: for each object the callers that are
// answered. Other people get absent, and nobody is sent to sign in.
type row struct {
	of      string            // which objects stand in the path: ticket, file, mail, view, asset or ""
	ok      map[string]string // object to callers
	other   map[string]string // "object caller" to an outcome that is neither
	unknown string            // what nobody gets, if not toSignIn
	rest    string            // what other people get, if not absent
}

var (
	all       = map[string]string{"": "-ejmfgdsnlvar"}
	people    = map[string]string{"": "ejmfgdsnlvar"}
	staff     = map[string]string{"": "snlva"}
	customers = map[string]string{
		"eva's": "em", "joost's": "jm", "followed": "emf", "fien's": "f", "gijs's": "g", "dora's": "d",
	}
	desks = map[string]string{
		"eva's": "snva", "joost's": "snva", "followed": "snva", "fien's": "snva", "gijs's": "lva", "dora's": "va",
	}
	mails = map[string]string{"to eva": "na", "to the partner": "na", "to the vendor": "a", "to gijs": "la", "to dora": "a"}
)

// matrix has a row for every route: what is not written here is refused.
var matrix = map[string]row{
	"GET /healthz":       {ok: all},
	"GET /static/{file}": {of: "asset", ok: map[string]string{"sheet": all[""]}, unknown: absent},
	"POST /csp":          {ok: all},
	"GET /setup":         {unknown: absent},
	"POST /setup":        {unknown: refused, rest: refused},
	"GET /sign-in":       {ok: all},
	"POST /sign-in":      {unknown: noSession, rest: noSession},
	"POST /sign-out":     {ok: all},
	"POST /language":     {ok: all},
	"POST /theme":        {ok: all},

	"GET /sign-in/code":    {unknown: toSignIn, rest: toSignIn},
	"POST /sign-in/code":   {unknown: toSignIn, rest: toSignIn},
	"GET /forgot":          {ok: all},
	"POST /forgot":         {unknown: refused, rest: refused},
	"GET /password":        {unknown: absent},
	"POST /password":       {unknown: absent},
	"GET /invitation":      {unknown: absent},
	"POST /invitation":     {unknown: absent},
	"GET /request-access":  {ok: all},
	"POST /request-access": {unknown: refused, rest: refused},
	"GET /grant":           {unknown: absent},
	"POST /grant":          {unknown: absent},

	"GET /profile":           {ok: people},
	"POST /profile":          {unknown: toSignIn, rest: refused},
	"POST /profile/password": {unknown: toSignIn, rest: refused},
	"POST /profile/sessions": {ok: people},
	"GET /profile/two-step":  {ok: staff},
	"POST /profile/two-step": {ok: staff},
	"GET /people":            {ok: map[string]string{"": "m"}},
	"POST /people":           {other: map[string]string{" m": refused}},

	"GET /{$}":                  {ok: people},
	"GET /search":               {ok: people},
	"GET /new":                  {ok: people},
	"POST /new":                 {ok: map[string]string{"": "ejmfgd"}, rest: refused},
	"GET /tickets/{ref}":        {of: "ticket", ok: customers},
	"POST /tickets/{ref}/reply": {of: "ticket", ok: customers},
	"POST /new/draft":           {ok: map[string]string{"": "ejmfgd"}},
	"POST /tickets/{ref}/draft": {of: "ticket", ok: customers},
	"POST /tickets/{ref}/close": {of: "ticket", ok: map[string]string{
		"eva's": "em", "joost's": "jm", "followed": "em", "fien's": "f", "gijs's": "g", "dora's": "d",
	}, other: map[string]string{"followed f": forbidden}},
	"POST /tickets/{ref}/people": {of: "ticket", other: outcomes(refused, customers, "emjfgd")},
	"GET /leave":                 {unknown: absent},
	"POST /leave":                {unknown: absent},
	"GET /files/{id}": {of: "file", ok: map[string]string{
		"eva's": "em", "fien's": "f", "gijs's": "g", "dora's": "d",
	}},
	"GET /live": {ok: people, unknown: noSession},

	"GET /desk/{$}":    {ok: staff},
	"GET /desk/invite": {ok: staff},
	"POST /desk/invite": {other: map[string]string{
		" s": refused, " n": refused, " l": refused, " v": refused, " a": refused,
	}},
	"GET /desk/{view}":                  {of: "view", ok: map[string]string{"open": staff[""], "all": staff[""], "escalated": staff[""]}},
	"GET /desk/search":                  {ok: staff},
	"GET /desk/go":                      {ok: staff},
	"POST /desk/bulk":                   {ok: staff},
	"GET /desk/bulk/{id}":               {of: "bulk", ok: map[string]string{"sanne's": "s"}},
	"POST /desk/bulk/{id}/undo":         {of: "bulk", ok: map[string]string{"sanne's": "s"}},
	"POST /desk/views":                  {ok: staff},
	"POST /desk/views/{id}":             {of: "saved", ok: map[string]string{"sanne's": "s", "shared": "sn"}},
	"GET /desk/tickets/{ref}":           {of: "ticket", ok: desks},
	"POST /desk/tickets/{ref}":          {of: "ticket", ok: desks},
	"POST /desk/tickets/{ref}/assign":   {of: "ticket", ok: desks},
	"POST /desk/tickets/{ref}/priority": {of: "ticket", ok: desks},
	"POST /desk/tickets/{ref}/people":   {of: "ticket", ok: desks},
	"POST /desk/tickets/{ref}/tag":      {of: "ticket", ok: desks},
	"POST /desk/tickets/{ref}/classify": {of: "ticket", ok: desks},
	"POST /desk/tickets/{ref}/unmerge":  {of: "ticket", ok: desks},
	"POST /desk/tickets/{ref}/draft":    {of: "ticket", ok: desks},
	"POST /desk/tickets/{ref}/here":     {of: "ticket", ok: desks},
	"POST /desk/tickets/{ref}/hold":     {of: "ticket", ok: seenBy("va"), other: seen(impossible, "snl")},
	"POST /desk/tickets/{ref}/release":  {of: "ticket", other: seen(impossible, "snlva")},
	"POST /desk/tickets/{ref}/undo":     {of: "ticket", other: seen(impossible, "snlva")},
	"POST /desk/tickets/{ref}/entity":   {of: "ticket", other: seen(refused, "snlva")},
	"POST /desk/tickets/{ref}/link":     {of: "ticket", other: seen(refused, "snlva")},
	"POST /desk/tickets/{ref}/unlink":   {of: "ticket", other: seen(refused, "snlva")},
	"POST /desk/tickets/{ref}/merge":    {of: "ticket", other: seen(refused, "snlva")},
	"POST /desk/tickets/{ref}/split":    {of: "ticket", other: seen(refused, "snlva")},
	"GET /desk/files/{id}": {of: "file", ok: map[string]string{
		"eva's": "snva", "hidden": "snva", "fien's": "snva", "gijs's": "lva", "dora's": "va",
	}},
	"GET /desk/live": {ok: staff, unknown: noSession},

	"GET /admin/access":           {ok: map[string]string{"": "nla"}},
	"POST /admin/access":          {ok: map[string]string{"": "nla"}},
	"GET /admin/outbox":           {ok: map[string]string{"": "nla"}},
	"GET /admin/outbox/{id}":      {of: "mail", ok: mails},
	"GET /admin/outbox/{id}/html": {of: "mail", ok: mails},
	"POST /admin/outbox/{id}":     {of: "mail", ok: mails},
}

// want is the outcome for a caller.
func (r row) want(object string, caller rune) string {
	if o, ok := r.other[object+" "+string(caller)]; ok {
		return o
	}
	if strings.ContainsRune(r.ok[object], caller) {
		return answered
	}
	switch {
	case caller == nobody && r.unknown != "":
		return r.unknown
	case caller == nobody:
		return toSignIn
	case r.rest != "":
		return r.rest
	}
	return absent
}

// fields are what the forms of unsafe routes hold.
var fields = map[string]url.Values{
	"POST /setup":                       {"once": {"7.x"}},
	"POST /sign-in":                     {"mail": {"nobody@people.example"}, "password": {"wrong"}},
	"POST /sign-in/code":                {"code": {"000000"}},
	"POST /forgot":                      {"mail": {"no address"}},
	"POST /password":                    {"token": {"7.x"}},
	"POST /invitation":                  {"token": {"7.x"}},
	"POST /request-access":              {"mail": {"no address"}},
	"POST /grant":                       {"token": {"7.x"}},
	"POST /profile":                     {"name": {""}},
	"POST /profile/password":            {"old": {"wrong"}},
	"POST /profile/sessions":            {"session": {"none"}},
	"POST /profile/two-step":            {"do": {"start"}},
	"POST /people":                      {"do": {"nothing"}},
	"POST /desk/invite":                 {"name": {"New"}},
	"POST /admin/access":                {"do": {"relax"}},
	"POST /language":                    {"language": {"en"}},
	"POST /theme":                       {"theme": {"light"}},
	"POST /new":                         {"kind": {"question"}, "subject": {"S"}, "text": {"T"}},
	"POST /tickets/{ref}/reply":         {"text": {"a reply"}},
	"POST /tickets/{ref}/draft":         {"text": {"a draft"}},
	"POST /new/draft":                   {"text": {"a draft"}},
	"POST /desk/bulk":                   {"view": {"open"}, "t": {"99999"}, "do": {"close"}},
	"POST /desk/views":                  {"view": {"open"}, "name": {"Mine"}, "do": {"new"}},
	"POST /desk/views/{id}":             {"view": {"open"}, "do": {"star"}},
	"POST /desk/tickets/{ref}":          {"body": {"a comment"}, "vis": {"reply"}, "do": {"comment"}},
	"POST /desk/tickets/{ref}/assign":   {"to": {"me"}},
	"POST /desk/tickets/{ref}/priority": {"priority": {"2"}},
	"POST /desk/tickets/{ref}/people":   {"mail": {"somebody@new.example"}},
	"POST /desk/tickets/{ref}/tag":      {"tag": {"invoice"}},
	"POST /desk/tickets/{ref}/classify": {"field": {"kind"}, "to": {"2"}, "was": {"1"}},
	"POST /desk/tickets/{ref}/draft":    {"body": {"a draft"}},
	"POST /desk/tickets/{ref}/hold":     {"reason": {"being built"}},
	"POST /desk/tickets/{ref}/release":  {"words": {"It is built."}},
	"POST /tickets/{ref}/people":        {"mail": {"no address"}},
}

func TestIsolation(t *testing.T) {
	maps.Copy(matrix, adminMatrix)
	maps.Copy(fields, adminFields)
	maps.Copy(matrix, mailMatrix)
	maps.Copy(matrix, writingMatrix)
	maps.Copy(fields, writingFields)
	for _, engine := range storetest.Engines(t) {
		t.Run(engine, func(t *testing.T) {
			w := desktest.New(t, engine)
			seen := map[string]bool{}
			for _, r := range w.Web.Routes() {
				name := r.Method + " " + r.Path
				seen[name] = true
				expected, ok := matrix[name]
				if !ok {
					t.Errorf("%s has no row in the matrix", name)
					continue
				}
				t.Run(strings.ReplaceAll(name, "/", "⁄"), func(t *testing.T) { isolate(t, w, r, expected) })
			}
			for name := range matrix {
				if !seen[name] {
					t.Errorf("the matrix has a row for %s, which is no route", name)
				}
			}
		})
	}
}

func isolate(t *testing.T, w *desktest.World, r web.Route, expected row) {
	name := r.Method + " " + r.Path
	things := objectsOf(w, expected.of)
	for _, caller := range callers {
		client := clientOf(w, caller)
		client.Get("/nowhere") // takes what the last answer left to be said
		none := request(client, r, things.absent)
		if expected.of != "" {
			check(t, name+" of an absent one by "+string(caller), none, expected.want("an absent one", caller))
		}
		for object, id := range things.ids {
			if r.Method == http.MethodPost && expected.of == "ticket" {
				id = things.fresh(object) // the caller before may have closed it
			}
			got := request(client, r, id)
			what := fmt.Sprintf("%s of %s by %c", name, object, caller)
			check(t, what, got, expected.want(object, caller))
			if expected.want(object, caller) == absent && expected.of != "" {
				same(t, what, got, id, none, things.absent)
			}
		}
	}
}

// check compares the outcome and looks at what every answer must have.
func check(t *testing.T, what string, p *desktest.Page, want string) {
	t.Helper()
	if got := outcome(p); got != want {
		t.Errorf("%s: %s, want %s", what, got, want)
	}
	headers(t, what, p)
	plainMarkup(t, what, p)
}

func outcome(p *desktest.Page) string {
	switch to := p.Header.Get("Location"); {
	case p.Status == http.StatusSeeOther && strings.HasPrefix(to, "/sign-in") && p.Path != "/sign-out":
		return toSignIn
	case p.Status == http.StatusSeeOther, p.Status == http.StatusOK, p.Status == http.StatusNoContent:
		return answered
	case p.Status == http.StatusNotFound:
		return absent
	}
	return fmt.Sprint(p.Status)
}

// same demands that what the caller may not see answers as what is not there.
func same(t *testing.T, what string, a *desktest.Page, aID string, b *desktest.Page, bID string) {
	t.Helper()
	one := strings.ReplaceAll(desktest.Steady(a.Body), "/"+aID, "/~")
	other := strings.ReplaceAll(desktest.Steady(b.Body), "/"+bID, "/~")
	if one != other {
		n := 0
		for n < min(len(one), len(other)) && one[n] == other[n] {
			n++
		}
		t.Errorf("%s differs from an absent one: %.120q, not %.120q", what, one[n:], other[n:])
	}
	for key := range a.Header {
		if x, y := a.Header.Get(key), b.Header.Get(key); x != y && key != "Date" && key != "Content-Length" {
			t.Errorf("%s: header %s is %q, for an absent one %q", what, key, x, y)
		}
	}
}

func headers(t *testing.T, what string, p *desktest.Page) {
	t.Helper()
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
	} {
		if got := p.Header.Get(name); got != want {
			t.Errorf("%s: %s is %q", what, name, got)
		}
	}
	static := strings.HasPrefix(p.Path, "/static/") && p.Status == http.StatusOK
	if strings.HasSuffix(p.Path, "/image") && p.Status == http.StatusOK { // kept by its reader, asked for each time
		static = p.Header.Get("Cache-Control") == "private, no-cache"
	}
	if cache := p.Header.Get("Cache-Control"); !static && !strings.Contains(cache, "no-store") {
		t.Errorf("%s: Cache-Control is %q", what, cache)
	}
	switch got := p.Header.Get("Content-Security-Policy"); {
	case p.Status == http.StatusOK && ownPolicy.MatchString(p.Path):
		if !strings.Contains(got, "default-src 'none'") || !strings.Contains(got, "sandbox") || strings.Contains(got, "script-src") {
			t.Errorf("%s: policy is %q", what, got)
		}
	case got != web.Policy:
		t.Errorf("%s: policy is %q", what, got)
	}
}

// ownPolicy are the addresses of what somebody else wrote.
var ownPolicy = regexp.MustCompile(`/(files|uploads)/\d+(/image)?$|/(html|original)$`)

// plainMarkup demands that nothing on the page is run or applied in place.
func plainMarkup(t *testing.T, what string, p *desktest.Page) {
	t.Helper()
	if !strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") || strings.HasSuffix(p.Path, "/html") && p.Status == http.StatusOK {
		return
	}
	z := html.NewTokenizer(strings.NewReader(p.Body))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			tag := z.Token()
			own := tag.Data != "style" && tag.Data != "base" && tag.Data != "object" && tag.Data != "embed"
			source := ""
			for _, a := range tag.Attr {
				own = own && a.Key != "style" && a.Key != "srcdoc" && !strings.HasPrefix(a.Key, "on") &&
					!strings.Contains(strings.ToLower(a.Val), "javascript:")
				if a.Key == "src" || a.Key == "href" && tag.Data == "link" {
					source = a.Val
				}
			}
			outside := source != "" && source[0] != '#' && (source[0] != '/' || strings.HasPrefix(source, "//"))
			if !own || outside || tag.Data == "script" && source == "" {
				t.Errorf("%s: the page holds %s", what, tag)
			}
		}
	}
}

func clientOf(w *desktest.World, caller rune) *desktest.Client {
	who := map[rune]*desktest.Person{
		'e': w.Eva, 'j': w.Joost, 'm': w.Mira, 'f': w.Fien, 'g': w.Gijs, 'd': w.Dora, 's': w.Sanne, 'n': w.Noor,
		'l': w.Lotte, 'v': w.Victor, 'a': w.Vera, 'r': w.Former,
	}[caller]
	if who == nil {
		return w.Visitor()
	}
	return who.Client()
}

var parameter = regexp.MustCompile(`\{(ref|id|view|file|kind)\}`)

func request(c *desktest.Client, r web.Route, id string) *desktest.Page {
	path := strings.TrimSuffix(parameter.ReplaceAllString(r.Path, id), "{$}")
	switch {
	case strings.HasSuffix(path, "/live"):
		return c.Stream(path).Page
	case r.Method == http.MethodGet:
		return c.Get(path)
	case r.Path == "/sign-out": // the answer is the same without a session
		return c.World.Visitor().PostForm(path, nil)
	}
	form := url.Values{"once": {authn.NewToken()}}
	for k, v := range fields[r.Method+" "+r.Path] {
		form[k] = v
	}
	if r.Path == "/sign-in" {
		form.Set("mail", authn.NewToken()+"@people.example")
	}
	return c.PostForm(path, form)
}
