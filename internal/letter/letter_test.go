package letter

import (
	"flag"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"balie/internal/locale"
	"balie/internal/richtext"
	"balie/internal/ticket"
)

var update = flag.Bool("update", false, "write the expected letters anew")

func texts(t *testing.T) *locale.Catalogues {
	t.Helper()
	c, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func amsterdam(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// scene is a mail of the kind with every field filled.
func scene(t *testing.T, k Kind, lang string) Input {
	in := Input{
		Kind: k, L: texts(t).In(lang, amsterdam(t)), Name: "Eva van Dam",
		Brand: Brand{"Lindehof IT", 0, "support@lindehof.example"},
		At:    time.Date(2026, 6, 3, 6, 54, 0, 0, time.UTC),
		Who:   Author{"Sanne de Wit", "Lindehof IT"},
		Ref:   "HD-00123", Subject: "Checkout shows error 500 after payment",
		Entity: "Bakkerij Van Dam", System: "Webshop", People: []string{"Eva van Dam", "Bram van Dam"},
		Priority: 3, State: ticket.Open,
		Words: richtext.FromText("Good morning Eva,\n\nI see the same error, see https://status.example/500. No order is <lost>."),
		Files: []File{{"oven <left>.pdf", "https://help.example/files/7", 7 << 20}, {"log.txt", "https://help.example/files/8", 900}},
		Quote: Quote{Own: true, At: time.Date(2026, 6, 3, 6, 41, 0, 0, time.UTC), Words: richtext.FromText("Since this morning our customers see a white page.")},
		Link:  "https://help.example/tickets/HD-00123",
	}
	switch k {
	case Confirmation:
		in.Expected = 4 * time.Hour
	case NewReply:
		in.State = ticket.Waiting
	case Closed:
		in.State = ticket.Closed
	case Held:
		in.State, in.HoldReason = ticket.OnHold, "The new payment module is being built"
	case HoldStands:
		in.State, in.HoldReason = ticket.OnHold, "The new payment module is being built"
	case Merged:
		in.Into, in.Link = "HD-00118", "https://help.example/tickets/HD-00118"
	case TeamGiven:
		in.Team = "Second line"
	case HandedOver:
		in.Event = "sent"
	case Added:
		in.Thread, in.Quote = []Quote{in.Quote, {Who: Author{"Bram <van> Dam", ""}, At: in.At, Words: richtext.FromText("It is <lost> here too.")}}, Quote{}
		in.Leave = "https://help.example/leave?token=1.x"
	}
	switch k {
	case Confirmation, NewReply, NewResponse, HiddenComment:
		in.Answer = true
	}
	switch k {
	case NewAtDesk, NewResponse, Assigned, HandedOver, HiddenComment, HoldOver, HoldStands, TeamGiven, Edited:
		in.Staff, in.Name, in.Link = true, "Joost Bakker", "https://help.example/desk/tickets/HD-00123"
		in.Quote.Own, in.Quote.Who = false, Author{"Eva van Dam", "Bakkerij Van Dam"}
	}
	return in
}

func TestLetters(t *testing.T) {
	for kind := range forms {
		for _, lang := range []string{"en", "nl"} {
			subject, text, page := Write(scene(t, kind, lang))
			for ending, got := range map[string]string{".txt": "Subject: " + subject + "\n\n" + text, ".html": page} {
				golden(t, string(kind)+"."+lang+ending, got)
			}
		}
	}
}

// TestTheLetterAboutMany says where its list ends, and that an answer reaches
// none of it.
func TestTheLetterAboutMany(t *testing.T) {
	for _, lang := range []string{"en", "nl"} {
		in := scene(t, NewReply, lang)
		in.ManyMore = 4_900
		for _, ref := range []string{"HD-00123", "HD-00124"} {
			in.Many = append(in.Many, Line{ref, "The <oven> is cold", "https://help.example/tickets/" + ref})
		}
		in.Link = "https://help.example/"
		subject, text, page := Write(in)
		golden(t, "many."+lang+".txt", "Subject: "+subject+"\n\n"+text)
		golden(t, "many."+lang+".html", page)
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s:\n%s", name, d)
	}
}

// TestHiddenWordsAreNeverWritten hands the words to a letter that tells of
// something hidden; and the same words to one that may say them, so that the
// test would notice if it looked for the wrong thing.
func TestHiddenWordsAreNeverWritten(t *testing.T) {
	const sentinel = "kwikstaart"
	for kind, f := range forms {
		for _, event := range []string{"sent", "returned", "took_over", "got_back"} {
			in := scene(t, kind, "nl")
			in.Event, in.Words = event, richtext.FromText(sentinel)
			in.Quote.Words = richtext.FromText(sentinel)
			subject, text, page := Write(in)
			said := strings.Contains(subject+text+page, sentinel)
			if said == f.hidden {
				t.Errorf("%s %s: the words are in the mail: %v", kind, event, said)
			}
		}
	}
}

// TestTextSaysWhatTheHTMLSays compares the words of both bodies.
func TestTextSaysWhatTheHTMLSays(t *testing.T) {
	for kind := range forms {
		in := scene(t, kind, "en")
		in.Words = richtext.FromText("One paragraph.")
		_, text, page := Write(in)
		for _, word := range strings.Fields(text) {
			if word = strings.Trim(word, ":>-"); word != "" && !strings.Contains(visible(t, page)+in.Link+in.Files[0].Link+in.Files[1].Link, word) {
				t.Errorf("%s: the HTML lacks %q", kind, word)
			}
		}
	}
}

// visible is what the HTML's body says.
func visible(t *testing.T, page string) string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range doc.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "style" && n.Parent.Data != "title" {
			b.WriteString(n.Data + " ")
		}
	}
	return b.String()
}

// TestMarkupOfOthersStaysText puts markup and line ends where people's words go.
func TestMarkupOfOthersStaysText(t *testing.T) {
	const evil = "<script>x</script>\r\nBcc: all@example.com"
	for kind := range forms {
		in := scene(t, kind, "en")
		in.Name, in.Subject, in.Entity, in.System, in.HoldReason = evil, evil, evil, evil, evil
		in.Brand.Name, in.Brand.Address, in.People = evil, evil, []string{evil, evil}
		in.Who, in.Quote.Who = Author{evil, evil}, Author{evil, evil}
		in.Link = "javascript:alert(1)"
		in.Words = richtext.Clean(`<p>see <img src="/files/1" alt="a tree"><img src="https://spy.example/p.gif"></p>`)
		subject, text, page := Write(in)
		if strings.ContainsAny(subject, "\r\n") {
			t.Errorf("%s: the subject has a line end: %q", kind, subject)
		}
		if strings.Contains(text, "\nBcc:") {
			t.Errorf("%s: a name starts a line:\n%s", kind, text)
		}
		for _, bad := range []string{"<script", "javascript:", "<img", "spy.example"} {
			if strings.Contains(page, bad) {
				t.Errorf("%s: the page has %s", kind, bad)
			}
		}
	}
}

func TestPicturesThatGoAlong(t *testing.T) {
	in := scene(t, NewReply, "en")
	in.Words = richtext.Clean(`<p>See <img src="/files/1/image" alt="an oven"> src="/files/1/image" <img src="/files/11/image" alt="a door"></p>`,
		richtext.Images(func(src string) (string, bool) { return src, true }))
	in.Pictures = map[string]string{"/files/1/image": "file1@x.example"}
	_, text, page := Write(in)
	if strings.Count(page, "cid:") != 1 || !strings.Contains(page, `<img src="cid:file1@x.example" alt="an oven">`) || strings.Contains(page, "/files/11/") {
		t.Errorf("the page is\n%s", page)
	}
	if !strings.Contains(text, "See an oven") || !strings.Contains(text, "a door") || strings.Contains(text, "cid:") {
		t.Errorf("the text is\n%s", text)
	}
}

func TestOfAnAuthor(t *testing.T) {
	in := scene(t, NewReply, "nl")
	for want, who := range map[string]Author{
		"Sanne van Lindehof IT": {"Sanne", "Lindehof IT"},
		"Eva van Dam":           {"Eva van Dam", ""},
		"Lindehof IT":           {},
	} {
		if got := in.who(who); got != want {
			t.Errorf("%v: %q, want %q", who, got, want)
		}
	}
}

// TestColours holds the conversion to known colours, and white text readable
// on every brand's button.
func TestColours(t *testing.T) {
	for want, c := range map[string][3]float64{
		"#ff0000": {0.627955, 0.257683, 29.2339}, "#00ff00": {0.866440, 0.294827, 142.4953},
		"#0000ff": {0.452014, 0.313214, 264.0520}, "#808080": {0.599871, 0, 0},
	} {
		if got := string(oklch(c[0], c[1], c[2])); got != want {
			t.Errorf("%v is %s, want %s", c, got, want)
		}
	}
	for hue := range 24 {
		for name, c := range map[string]string{"light": string(coloursOf(hue).Accent), "dark": string(coloursOf(hue).DarkButton)} {
			if ratio := 1.05 / (luminance(t, c) + 0.05); ratio < 4.5 {
				t.Errorf("hue %d, %s: white on %s has contrast %.2f", hue, name, c, ratio)
			}
		}
	}
}

// luminance is WCAG's relative luminance of #rrggbb.
func luminance(t *testing.T, c string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(strings.TrimPrefix(c, "#"), 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v := float64(n>>(16-8*i)&255) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}
