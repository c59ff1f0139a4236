package crashtest

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"balie/internal/page"
)

// form is one that somebody fills in once and sends until it is answered.
type form struct {
	tag    string // in its text, and nowhere else
	path   string
	submit bool // makes a ticket, else a message on one
	fields url.Values
	file   []byte

	answer string // where the 303 led; "" is no answer yet
}

// body is the form as it goes over the line, the same each time.
func (f *form) body() (io.Reader, string) {
	if f.file == nil {
		return strings.NewReader(f.fields.Encode()), "application/x-www-form-urlencoded"
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, values := range f.fields {
		for _, v := range values {
			w.WriteField(name, v)
		}
	}
	part, _ := w.CreateFormFile("files", f.tag+".txt") // into memory: never fails
	part.Write(f.file)
	w.Close()
	return &b, w.FormDataContentType()
}

// person is somebody signed in.
type person struct {
	client *http.Client
	name   int
	agent  bool
	random *rand.Rand
	forms  int
}

// signIn gives a browser of its own to somebody.
func signIn(t *testing.T, base, mail, password string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &http.Client{
		Jar: jar, Timeout: patience, Transport: &http.Transport{},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	r, err := c.PostForm(base+"/sign-in", url.Values{"mail": {mail}, "password": {password}, "once": {"x"}})
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusSeeOther {
		t.Fatalf("%s is not let in: %s", mail, r.Status)
	}
	return c
}

// fill gives the person's next form: a customer asks or replies, an agent
// comments on what customers asked.
func (p *person) fill(asked []string) *form {
	p.forms++
	f := &form{tag: fmt.Sprintf("form-%d-%d.", p.name, p.forms)}
	f.fields = url.Values{"once": {fmt.Sprintf("once-%d-%d", p.name, p.forms)}, page.AnywayOnward: {"1"}}
	text := "It is about " + f.tag + " Since this morning."
	switch {
	case p.agent:
		f.path = "/desk/tickets/" + asked[p.random.IntN(len(asked))]
		f.fields.Set("do", page.DoComment)
		f.fields.Set("body", text)
	case len(asked) > 0 && p.random.IntN(3) == 0:
		f.path = "/tickets/" + asked[p.random.IntN(len(asked))] + "/reply"
		f.fields.Set("text", text)
	default:
		f.path, f.submit = "/new", true
		f.fields.Set("kind", "incident")
		f.fields.Set("subject", "Question of "+f.tag)
		f.fields.Set("text", text)
	}
	if p.random.IntN(4) == 0 {
		f.file = bytes.Repeat([]byte(f.tag), 1+p.random.IntN(3000))
	}
	return f
}

// send sends the form and gives where the answer led. An error is an answer
// that never came; an answer that is no promise is told in refused.
func (p *person) send(base string, f *form) (answer, refused string, err error) {
	body, kind := f.body()
	r, err := http.NewRequest(http.MethodPost, base+f.path, body)
	if err != nil {
		return "", "", err
	}
	r.GetBody = nil // the transport sends nothing twice by itself
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	got, err := p.client.Do(r)
	if err != nil {
		return "", "", err
	}
	defer got.Body.Close()
	said, err := io.ReadAll(got.Body)
	if err != nil {
		return "", "", err
	}
	to := got.Header.Get("Location")
	if got.StatusCode != http.StatusSeeOther || !strings.Contains(to, "/tickets/HD-") {
		return "", fmt.Sprintf("%s answered %s %s %.300s", f.path, got.Status, to, said), nil
	}
	return to, "", nil
}

// ref is the ticket that the answer led to.
func (f *form) ref() string {
	_, ref, _ := strings.Cut(f.answer, "/tickets/")
	ref, _, _ = strings.Cut(ref, "#")
	return ref
}
