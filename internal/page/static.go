package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"
)

//go:embed static/css/*.css static/js/*.js static/vendor/*/*.js static/icons.svg static/favicon.svg
var static embed.FS

// bundles are the files that pages load, each joined from its parts in order.
// A page loads one sheet and one script of its face, and the icons; the editor
// comes when somebody writes. vendor holds others' work as it was published,
// each with its licence and version.
var bundles = map[string][]string{
	"desk.css": {
		"css/layers.css", "css/reset.css", "css/tokens.css", "css/hues.css", "css/base.css", "css/layout-desk.css",
		"css/components.css", "css/editor.css", "css/components-desk.css", "css/pages-desk.css", "css/components-list.css", "css/pages-admin.css", "css/pages-settings.css",
		"css/adapt-desk.css", "css/print.css",
	},
	"portal.css": {
		"css/layers.css", "css/reset.css", "css/tokens.css", "css/hues.css", "css/base.css", "css/layout-portal.css",
		"css/components.css", "css/editor.css", "css/components-portal.css", "css/pages-portal.css", "css/pages-access.css", "css/pages-settings.css",
		"css/adapt-portal.css", "css/print.css",
	},
	"desk.js":     {"js/live.js", "js/forms.js", "js/composer.js", "js/seen.js", "js/list.js", "js/palette.js", "js/keys.js", "js/upload.js", "js/writing.js", "js/suggest.js", "js/print.js"},
	"portal.js":   {"js/live.js", "js/forms.js", "js/seen.js", "js/upload.js", "js/writing.js", "js/draft.js"},
	"editor.js":   {"vendor/squire-rte/squire.js", "vendor/dompurify/purify.min.js", "js/editor.js"},
	"icons.svg":   {"icons.svg"},
	"favicon.svg": {"favicon.svg"},
}

// File is one static file, ready to be sent. Its name carries a hash of its
// content, so it may be kept for ever.
type File struct {
	Body []byte
	Gzip []byte // the same at the best compression
	Type string // Content-Type
}

// Assets are the static files by the path they are served at.
type Assets struct {
	files map[string]File
	urls  map[string]string
}

// LoadAssets joins, hashes and compresses the static files, once a process; the
// result never changes.
var LoadAssets = sync.OnceValue(func() *Assets {
	a := &Assets{files: map[string]File{}, urls: map[string]string{}}
	for name, parts := range bundles {
		body := join(name, parts)
		sum := sha256.Sum256(body)
		ext := path.Ext(name)
		url := "/static/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
		a.urls[name] = url
		a.files[url] = File{Body: body, Gzip: squeeze(body), Type: mediaTypes[ext]}
	}
	return a
})

// URL is the address of a bundle such as "desk.css". An unknown name is a
// defect of ours and panics.
func (a *Assets) URL(name string) string {
	url, ok := a.urls[name]
	if !ok {
		panic("no such asset: " + name)
	}
	return url
}

// Lookup finds the file served at path, such as "/static/desk.0123456789ab.css".
func (a *Assets) Lookup(path string) (File, bool) {
	f, ok := a.files[path]
	return f, ok
}

func join(name string, parts []string) []byte {
	var b bytes.Buffer
	for _, p := range parts {
		text, err := fs.ReadFile(static, "static/"+p)
		if err != nil {
			panic(fmt.Sprintf("asset %s: %v", name, err))
		}
		// A block gives each script its own names.
		if path.Ext(name) == ".js" {
			fmt.Fprintf(&b, "{\n%s\n}\n", text)
			continue
		}
		b.Write(text)
	}
	return b.Bytes()
}

func squeeze(body []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(body)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err) // writing to memory at a valid level cannot fail
	}
	return b.Bytes()
}

var mediaTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}
