package page

import (
	"bytes"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"balie/internal/errs"
	"balie/internal/org"
	"balie/internal/ticket"
)

// Whatever a reference or a word holds, addresses stay paths of ours that read
// back as what they were made of.
func TestAddressesHoldAnyWord(t *testing.T) {
	word := rapid.StringOfN(rapid.RuneFrom([]rune("aZ0-_ /?#%&=+é\"'<>.;:@\\")), 1, 12, -1)
	rapid.Check(t, func(t *rapid.T) {
		w := word.Draw(t, "word")
		for _, address := range []string{DeskTicketURL(w), PortalTicketURL(w), TextURL(w, w), OutboxURL(MailState(w)), MailLogURL(MailInState(w)), DeskViewURL("open", ticket.Sort(w)), textHTMLURL(w, w), NoticeRow{Ref: w}.url()} {
			u, err := url.Parse(address)
			if err != nil || u.Host != "" || !strings.HasPrefix(address, "/") || strings.HasPrefix(address, "//") || strings.ContainsAny(address, "\"<> \\") {
				t.Fatalf("%q: %v", address, err)
			}
		}
		u, _ := url.Parse(DeskTicketURL(w))
		if got := strings.TrimPrefix(u.Path, "/desk/tickets/"); got != w || u.RawQuery+u.Fragment != "" {
			t.Fatalf("%q leads to %q", w, got)
		}
		u, _ = url.Parse(textHTMLURL(w, w))
		if u.Path != "/admin/texts/"+w+"/html" || u.Query().Get("language") != w {
			t.Fatalf("%q: %s", w, u)
		}
	})
}

// Another order keeps the rest of what a list's address says, and a form
// without some of it keeps all else.
func TestAnotherLookKeepsTheRest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := url.Values{}
		for _, name := range rapid.SliceOfDistinct(rapid.SampledFrom([]string{"priority", "saved", "hide", "subject", "state"}), rapid.ID).Draw(t, "names") {
			q.Set(name, rapid.SampledFrom([]string{"1,2", "a b&c", "é", "12"}).Draw(t, "value"))
		}
		v, _ := ticket.ViewNamed(ticket.ViewAll)
		p := DeskList{View: v, Look: q.Encode()}
		u, err := url.Parse(p.sorted(ticket.SortDue))
		if err != nil || u.Path != "/desk/all" {
			t.Fatal(u, err)
		}
		got := u.Query()
		if got.Get("sort") != string(ticket.SortDue) {
			t.Fatalf("%s has another order", u)
		}
		got.Del("sort")
		if got.Encode() != q.Encode() {
			t.Fatalf("%s, of %s", u, q.Encode())
		}
		rest := url.Values{}
		for _, h := range p.rest("hide", "saved") {
			rest.Add(h.Name, h.Value)
		}
		q.Del("hide")
		q.Del("saved")
		if rest.Encode() != q.Encode() {
			t.Fatalf("kept %s, want %s", rest.Encode(), q.Encode())
		}
	})
}

// A button beside the composer sends what it says and the page's token.
func TestButtonsBesideTheComposerSendTheirValues(t *testing.T) {
	p := DeskTicket{Ref: "HD-00007", TeamID: 4, Acts: DeskActs{Once: "t&k"}}
	for _, c := range []struct {
		got        any
		values     string
		formaction any
	}{
		{p.aside("tag", "tag", "a=b&c", "odd")["value"], "once=t%26k&tag=a%3Db%26c", p.aside("tag")["formaction"]},
		{p.asideTyped("hold", "f", "x", "y")["value"], "once=t%26k&typed=f&x=y", p.asideTyped("hold", "f")["formaction"]},
		{p.asideTeam("9")["value"], "once=t%26k&team=9&wasteam=4", p.asideTeam("")["formaction"]},
	} {
		if c.got != c.values || !strings.HasPrefix(fmt.Sprint(c.formaction), "/desk/tickets/HD-00007/") {
			t.Errorf("%v to %v, want %s", c.got, c.formaction, c.values)
		}
	}
	if f := asideField("f", "until"); f["name"] != "f.until" || f["form"] != "composer" {
		t.Errorf("%v", f)
	}
	now := scene(3, 11, 2)
	for left, want := range map[time.Duration]string{10 * time.Second: "10000", 1500 * time.Microsecond: "1", -time.Second: "0"} {
		p.Now, p.Acts.Undo = now, now.Add(left)
		if got := p.undoMillis(); got != want {
			t.Errorf("%v before the end: %s", left, got)
		}
	}
}

func TestADeadlineComesNear(t *testing.T) {
	l := sceneLocale(t, "en")
	now := scene(3, 11, 0)
	for _, c := range []struct {
		name       string
		since, due time.Duration // hours
		stopped    bool
		look       string
	}{
		{"half of a long time", -50, 50, false, "calm"},
		{"just before three quarters", -74, 26, false, "calm"},
		{"at three quarters", -75, 25, false, "soon"},
		{"past it", -100, -1, false, "over"},
		{"stopped, and past it", -100, -1, true, "paused"},
	} {
		d := DeadlineView{Since: now.Add(c.since * time.Hour), Due: now.Add(c.due * time.Hour), Stopped: c.stopped}
		if look, text := d.read(l, now); look != c.look || text == "" || deadlineIcons[look] == "" {
			t.Errorf("%s: %s %q, want %s", c.name, look, text, c.look)
		}
	}
	if look, text := (DeadlineView{Stopped: true}).read(l, now); look+text != "" {
		t.Errorf("no promise reads %q %q", look, text)
	}
}

// Every picture that is chosen by what a thing is stands in the sprite.
func TestEveryIconIsThere(t *testing.T) {
	sprite, _ := LoadAssets().Lookup(LoadAssets().URL("icons.svg"))
	has := func(name string) bool { return bytes.Contains(sprite.Body, []byte(`id="i-`+name+`"`)) }
	var names []string
	for k := range ticket.Kinds {
		icon, _ := eventIcon(k)
		names = append(names, icon)
	}
	for _, v := range ticket.Views {
		names = append(names, ViewIcon(v.View))
		icon, _, _ := DeskList{View: v}.empty()
		names = append(names, icon)
	}
	for shelf := ticket.OpenAtPartner; shelf <= ticket.ShelfClosed; shelf++ {
		names = append(names, "st-"+StateFor(shelf, 7, 0).Look, "st-"+StateFor(shelf, org.VendorID, 0).Look)
	}
	for _, w := range failureWords {
		names = append(names, w.icon)
	}
	for _, icon := range deadlineIcons {
		names = append(names, icon)
	}
	for _, tool := range editorTools {
		names = append(names, tool.icon)
	}
	for _, s := range portalStates {
		names = append(names, s.icon)
	}
	for _, k := range kindCards {
		names = append(names, k.icon)
	}
	for _, name := range names {
		if !has(name) {
			t.Errorf("there is no picture %q", name)
		}
	}
}

func TestWhatABrowserIsCalled(t *testing.T) {
	l := sceneLocale(t, "en")
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0":         "Edge|Windows",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36":                   "Chrome|Windows",
		"Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0":                                                            "Firefox|Linux",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile Safari/604.1":  "Safari|iPhone",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0 Mobile Safari/604.1":   "Chrome|iPhone",
		"Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/5": "Samsung Internet|Android",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15":             "Safari|macOS",
		"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36":                        "Chrome|ChromeOS",
		"Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 OPR/111.0":                                             "Opera|Windows",
	} {
		browser, system, _ := strings.Cut(want, "|")
		if got := device(l, agent); got != l.T("profile.sessions.device", "browser", browser, "system", system) {
			t.Errorf("%s\nis called %q, want %q", agent, got, want)
		}
	}
	for agent, want := range map[string]string{"curl/8.5.0": l.T("profile.sessions.unknown"), "": l.T("profile.sessions.unknown"), "x (Linux)": "Linux", "Firefox/1": "Firefox"} {
		if got := device(l, agent); got != want {
			t.Errorf("%q is called %q, want %q", agent, got, want)
		}
	}
}

// A secret is shown in groups that are easy to type, and nothing of it is lost.
func TestASecretIsShownInGroups(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.StringMatching(`[A-Z2-7]{0,40}`).Draw(t, "secret")
		shown := SecondView{Secret: secret}.key()
		if strings.ReplaceAll(shown, " ", "") != secret || shown != strings.TrimSpace(shown) {
			t.Fatalf("%q is shown as %q", secret, shown)
		}
		for i, g := range strings.Fields(shown) {
			if len(g) > 4 || len(g) < 4 && i != len(strings.Fields(shown))-1 {
				t.Fatalf("%q is shown as %q", secret, shown)
			}
		}
	})
	text := draw(t, QR("otpauth://totp/x?secret=ABC", `a "picture"`))
	box := regexp.MustCompile(`viewBox="0 0 (\d+) (\d+)"`).FindStringSubmatch(text)
	if box == nil || box[1] != box[2] || !strings.Contains(text, `aria-label="a &#34;picture&#34;"`) {
		t.Fatalf("%.200s", text)
	}
	for _, m := range regexp.MustCompile(`M(\d+) (\d+)h`).FindAllStringSubmatch(text, -1) {
		var x, y, side int
		fmt.Sscan(m[1]+" "+m[2]+" "+box[1], &x, &y, &side)
		if min(x, y) < quietZone || max(x, y) >= side-quietZone {
			t.Fatalf("a module at %d %d of %d stands in the white edge", x, y, side)
		}
	}
	if !strings.Contains(text, "M4 4h") || strings.Contains(text, "M5 5h") {
		t.Error("the corner is no corner of such a picture")
	}
}

// Colleagues whose numbers follow each other have different colours, and each
// keeps theirs.
func TestPeopleHaveColoursOfTheirOwn(t *testing.T) {
	seen := map[int]bool{}
	for id := int64(1); id <= hues; id++ {
		h := PersonOf(id, "x", "p").Hue
		if seen[h] || h < 0 || h >= hues || PersonOf(id+hues*1000, "y", "v").Hue != h {
			t.Errorf("person %d has the colour %d", id, h)
		}
		seen[h] = true
	}
	if hue(-1) != hues-1 || (BrandView{Hue: hues}).class() != "" || (BrandView{Hue: -1}).class() != "b23" {
		t.Error("colours beyond the last")
	}
}

// What an event says is parted behind the name of who did it, and nowhere else.
func TestSentencesArePartedBehindTheName(t *testing.T) {
	for _, c := range []struct{ name, sentence, who, did string }{
		{"Sanne", "Sanne set the priority", "Sanne", " set the priority"}, {"Sanne", "Sannes set it", "", "Sannes set it"}, {"", "It was closed", "", "It was closed"}, {"Sanne", "Sanne", "", "Sanne"}, {"Sanne", "By Sanne it was", "", "By Sanne it was"},
	} {
		if who, did := (DeskEntry{Author: Person{Name: c.name}, Sentence: c.sentence}).said(); who != c.who || did != c.did {
			t.Errorf("%q: %q %q", c.sentence, who, did)
		}
	}
	p := DeskTicket{From: ticket.ViewMine}
	if p.newest() != "#compose" || p.firstUnread() != 0 || p.back() != "/desk/mine" {
		t.Errorf("an empty thread: %s %d %s", p.newest(), p.firstUnread(), p.back())
	}
	p.Near.Back = "/desk/open?sort=due"
	p.Thread = []DeskEntry{{Event: 3, Message: 2}, {Event: 5, Unread: true}, {Event: 6, Message: 4, Unread: true}}
	if p.newest() != "#m4" || p.firstUnread() != 5 || p.back() != "/desk/open?sort=due" {
		t.Errorf("%s %d %s", p.newest(), p.firstUnread(), p.back())
	}
	if p.Thread = p.Thread[:2]; p.newest() != "#e5" {
		t.Error(p.newest())
	}
}

// A field says what is wrong with it to whoever does not see the page.
func TestFieldsAreWired(t *testing.T) {
	l := sceneLocale(t, "en")
	f := FieldProps{L: l, Name: "mail", Problems: []Problem{{"name", "x"}, {"mail", "first"}, {"mail", "second"}}}
	if a := f.Input(); f.Error() != "first" || a["aria-invalid"] != "true" || a["aria-describedby"] != "f-mail-error" || a["required"] != true {
		t.Errorf("%v", a)
	}
	f.Hint, f.Problems, f.Optional, f.Form = "as in x@y", nil, true, "7"
	a := f.Input()
	if _, invalid := a["aria-invalid"]; invalid || a["aria-describedby"] != "f-7-mail-hint" || a["required"] != nil || a["id"] != "f-7-mail" || a["name"] != "mail" {
		t.Errorf("%v", a)
	}
	if Problems(l, nil) != nil {
		t.Error("no error is a problem")
	}
	whole := Problems(l, errs.Absent())
	if len(whole) != 1 || whole[0].Name != "" || whole[0].Text == "" {
		t.Errorf("%v", whole)
	}
	parts := Problems(l, errs.New(errs.Invalid, "error.invalid").At("password", "password.too_short", "min", 12).At("mail", "mail.address_invalid"))
	if len(parts) != 2 || parts[0].Name != "password" || !strings.Contains(parts[0].Text, "12") || parts[1].Name != "mail" {
		t.Errorf("%v", parts)
	}
}

func TestCountsThatEnd(t *testing.T) {
	l := sceneLocale(t, "en")
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", Many - 1: "9,999", Many: "9,999+", 3 * Many: "9,999+"} {
		if got := countText(l, n); got != want {
			t.Errorf("%d is %q", n, got)
		}
	}
	for n, want := range map[int]string{1: "1", 99: "99", 100: "99+", 5000: "99+"} {
		if got := noticesText(n); got != want {
			t.Errorf("%d notices are %q", n, got)
		}
	}
}
