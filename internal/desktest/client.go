package desktest

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// Client is a browser without a screen: it keeps cookies, reads pages, fills
// and sends their forms. It follows no redirect by itself.
type Client struct {
	World *World
	http  *http.Client
	jar   *cookiejar.Jar
}

// Visitor is a client that nobody has signed in with.
func (w *World) Visitor() *Client {
	jar, err := cookiejar.New(nil)
	w.must(err)
	return &Client{World: w, jar: jar, http: &http.Client{
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Get fetches a page.
func (c *Client) Get(path string, headers ...string) *Page {
	c.World.T.Helper()
	return c.Send(http.MethodGet, path, nil, headers...)
}

// Send makes a request as a page of ours makes it; headers alternate name and
// value and may undo that.
func (c *Client) Send(method, path string, body io.Reader, headers ...string) *Page {
	c.World.T.Helper()
	at, err := c.World.address().Parse(path)
	c.World.must(err)
	r, err := http.NewRequest(method, at.String(), body)
	c.World.must(err)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Accept-Language", "en")
	r.Header.Set("Accept-Encoding", "identity")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := c.http.Do(r)
	c.World.must(err)
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	c.World.must(err)
	return &Page{Client: c, Path: path, Status: answer.StatusCode, Header: answer.Header, Body: string(raw)}
}

// PostForm sends fields as a form without files does.
func (c *Client) PostForm(path string, fields url.Values, headers ...string) *Page {
	c.World.T.Helper()
	return c.Send(http.MethodPost, path, strings.NewReader(fields.Encode()),
		append([]string{"Content-Type", "application/x-www-form-urlencoded"}, headers...)...)
}

// Cookies are those that would be sent.
func (c *Client) Cookies() []*http.Cookie { return c.jar.Cookies(c.World.address()) }

// SignIn fills and sends the sign-in form.
func (c *Client) SignIn(mail, password string) *Page {
	c.World.T.Helper()
	return c.Get("/sign-in").Form("Sign in").Set("mail", mail).Set("password", password).Press("Sign in")
}

// address is where the server listens, whatever people call it.
func (w *World) address() *url.URL { return &url.URL{Scheme: "http", Host: w.Base.Host} }

// Page is an answer.
type Page struct {
	Client *Client
	Path   string
	Status int
	Header http.Header
	Body   string
}

// Follow goes where a redirect leads, to the end; any other answer is itself.
func (p *Page) Follow() *Page {
	p.Client.World.T.Helper()
	for range 5 {
		to := p.Header.Get("Location")
		if p.Status != http.StatusSeeOther || to == "" {
			return p
		}
		p = p.Client.Get(to)
	}
	p.Client.World.T.Fatalf("redirects without end, to %s", p.Path)
	return nil
}

// Text is what a person reads on the page, with single spaces.
func (p *Page) Text() string { return TextOf(p.Body) }

func (p *Page) doc() *html.Node {
	doc, err := html.Parse(strings.NewReader(p.Body))
	p.Client.World.must(err)
	return doc
}

// TextOf is the text in HTML that a person reads, with single spaces.
func TextOf(source string) string {
	doc, err := html.Parse(strings.NewReader(source))
	if err != nil {
		return ""
	}
	return textOf(doc)
}

func textOf(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data + " ")
		}
		if n.Type == html.ElementNode && strings.Contains(" script style template head svg kbd ", " "+n.Data+" ") {
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(n)
	return strings.Join(strings.Fields(b.String()), " ")
}
