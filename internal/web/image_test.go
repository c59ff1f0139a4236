package web_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"testing"

	"balie/internal/desktest"
)

// sendAhead posts one file as script does.
func sendAhead(t *testing.T, c *desktest.Client, name, mediaType, content string) (*desktest.Page, int64, string) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	h := textproto.MIMEHeader{"Content-Type": {mediaType}, "Content-Disposition": {fmt.Sprintf(`form-data; name="files"; filename=%q`, name)}}
	p, err := m.CreatePart(h)
	if err != nil {
		t.Fatal(err)
	}
	p.Write([]byte(content))
	m.Close()
	got := c.Send(http.MethodPost, "/uploads", &b, "Content-Type", m.FormDataContentType())
	var answer struct {
		Files []struct {
			ID    int64 `json:",string"`
			Image string
		}
		Problem string
	}
	if err := json.Unmarshal([]byte(got.Body), &answer); err != nil {
		t.Fatalf("%s: %v", got.Body, err)
	}
	if len(answer.Files) == 0 {
		return got, 0, answer.Problem
	}
	return got, answer.Files[0].ID, answer.Files[0].Image
}

func TestFilesSentAheadBelongToTheMessage(t *testing.T) {
	eachEngine(t, func(t *testing.T, w *desktest.World) {
		tk := ask(w, "eva's")
		eva := w.Eva.Client()
		_, id, image := sendAhead(t, eva, "../../dot.gif", "image/gif", "GIF89a\x01\x00\x01\x00\x00\x00\x00;")
		if image == "" {
			t.Fatal("the picture is not known as one")
		}
		_, plain, none := sendAhead(t, eva, "a.svg", "image/svg+xml", "<svg onload='x()'/>")
		if none != "" {
			t.Errorf("a drawing may be seen at %s", none)
		}
		back := eva.PostForm("/new", url.Values{"kept": {fmt.Sprint(id)}, "text": {"Look"}})
		if back.Status != http.StatusUnprocessableEntity || !strings.Contains(back.Body, fmt.Sprintf(`src="/uploads/%d/image"`, id)) {
			t.Errorf("a refused form does not show its picture: %d", back.Status)
		}
		html := fmt.Sprintf(`<p>Look: <img src=%q alt="dot.gif"></p><img src="/uploads/%d/image" alt="drawing">`, image, plain)
		got := eva.PostForm("/tickets/"+tk.Ref+"/reply", url.Values{
			"text": {"Look:"}, "text_html": {html}, "kept": {fmt.Sprint(id), fmt.Sprint(plain)},
		})
		if got.Status != http.StatusSeeOther {
			t.Fatalf("replied: %d %s", got.Status, got.Text())
		}
		page := w.Sanne.Client().Get("/desk/tickets/" + tk.Ref).Body
		at := strings.Index(page, `<p>Look: <img src="/files/`)
		if at < 0 || strings.Contains(page, "/uploads/") || !strings.Contains(page, "dot.gif</span>") {
			t.Fatalf("the agent's page shows\n%s", page)
		}
		src, _, _ := strings.Cut(page[at+len(`<p>Look: <img src="`):], `"`)
		shown := w.Sanne.Client().Get(src)
		if shown.Status != http.StatusOK || shown.Header.Get("Content-Type") != "image/gif" || !strings.HasPrefix(shown.Header.Get("Content-Disposition"), "inline") {
			t.Errorf("%s: %d %v", src, shown.Status, shown.Header)
		}
		if p := shown.Header.Get("Content-Security-Policy"); p != "default-src 'none'; sandbox" || shown.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("policy %q", p)
		}
		if again := w.Sanne.Client().Get(src, "If-None-Match", shown.Header.Get("ETag")); again.Status != http.StatusNotModified {
			t.Errorf("asked again: %d", again.Status)
		}
		if again := w.Gijs.Client().Get(src, "If-None-Match", shown.Header.Get("ETag")); again.Status != http.StatusNotFound {
			t.Errorf("a stranger who knows it: %d", again.Status)
		}
	})
}

func TestAFileTooLargeIsRefusedInWords(t *testing.T) {
	eachEngine(t, func(t *testing.T, w *desktest.World) {
		got, id, problem := sendAhead(t, w.Eva.Client(), "big.bin", "", strings.Repeat("x", int(w.Desk.Upload)+1))
		if got.Status != http.StatusRequestEntityTooLarge || id != 0 || !strings.Contains(problem, "big.bin") {
			t.Errorf("%d, file %d, %q", got.Status, id, problem)
		}
	})
}

func TestARefusedFormKeepsTheLooks(t *testing.T) {
	eachEngine(t, func(t *testing.T, w *desktest.World) {
		got := w.Eva.Client().PostForm("/new", url.Values{"text_html": {`<p>It is <b onclick="x()">bold</b></p>`}, "text": {"It is bold"}})
		if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Body, `data-html="&lt;p&gt;It is &lt;b&gt;bold&lt;/b&gt;&lt;/p&gt;"`) {
			t.Errorf("%d\n%s", got.Status, got.Body)
		}
	})
}
