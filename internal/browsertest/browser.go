// Package browsertest drives a real Chromium the way a person uses a page: by
// the words that are seen, with mouse and keyboard. It never sleeps: it asks
// the page again and again until a deadline.
package browsertest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// The variables that make test sets.
const (
	program = "BALIE_TEST_CHROMIUM"
	output  = "BALIE_TEST_OUTPUT"
)

const (
	patience = 20 * time.Second // for anything the page is asked to show
	pace     = 15 * time.Millisecond
)

// chromium is the one browser of a test process.
var chromium struct {
	once sync.Once
	ctx  context.Context
	err  error
	stop func()
}

// Main runs a package's tests and ends its browser: for TestMain.
func Main(m *testing.M) int {
	code := m.Run()
	if chromium.stop != nil {
		chromium.stop()
	}
	return code
}

func start() {
	path := os.Getenv(program)
	if path == "" {
		chromium.err = errors.New(program + " is not set: run make test, it finds a Chromium")
		return
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true), chromedp.WindowSize(1440, 900))
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, stop := chromedp.NewContext(allocator)
	chromium.ctx = ctx
	chromium.stop = func() { stop(); stopAllocator() }
	chromium.err = chromedp.Do(ctx)
}

// Tab is a page with cookies of its own.
type Tab struct {
	T    testing.TB
	Base string // the address of the server, without a path
	ctx  context.Context
}

// Open gives a tab of 1440 by 900, closed when the test ends. When the test
// failed, its picture is kept.
func Open(t testing.TB, base string) *Tab {
	t.Helper()
	chromium.once.Do(start)
	if chromium.err != nil {
		t.Fatal(chromium.err)
	}
	ctx, cancel := chromedp.NewContext(chromium.ctx, chromedp.WithNewBrowserContext())
	b := &Tab{T: t, Base: strings.TrimSuffix(base, "/"), ctx: ctx}
	t.Cleanup(func() {
		if t.Failed() {
			b.Picture("failed " + t.Name())
		}
		cancel()
	})
	b.must("open a tab", chromedp.Do(ctx)) // it lives as long as this context, so none with a deadline
	b.Size(1440, 900)
	return b
}

// do runs steps within the patience.
func (b *Tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.T.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.T.Fatalf("%s: %v", what, err)
	}
}

// Size sets the window's inner size; phones have less than 500.
func (b *Tab) Size(width, height int64) {
	b.T.Helper()
	b.do("size", chromedp.EmulateViewport(width, height))
}

// Theme is what the person's system prefers: light or dark.
func (b *Tab) Theme(name string) {
	b.T.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	})
	b.must("theme", err)
}

// Cookie sets a cookie of the server.
func (b *Tab) Cookie(name, value string) {
	b.T.Helper()
	_, err := chromedp.Call(b.ctx, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: b.Base + "/"})
	b.must("cookie", err)
}

// WithoutScript turns the page's own scripts off.
func (b *Tab) WithoutScript() {
	b.T.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	b.must("scripts off", err)
}

func (b *Tab) must(what string, err error) {
	b.T.Helper()
	if err != nil {
		b.T.Fatalf("%s: %v", what, err)
	}
}

// Go opens an address of the server and waits until it is there.
func (b *Tab) Go(path string) {
	b.T.Helper()
	b.do("open "+path, chromedp.Navigate(b.Base+path))
	b.until("open "+path, "document.readyState === 'complete'")
}

// Close closes the tab as a person does: the page hears of it, and the browser
// sends what it was told to send to the end. Nothing more can be done with it.
func (b *Tab) Close() {
	b.T.Helper()
	_, err := chromedp.Call(b.ctx, page.Close, cdp.Empty{})
	b.must("close the tab", err)
}

// Picture keeps a picture of the whole page among the test's output.
func (b *Tab) Picture(name string) { b.T.Helper(); b.keep(name, chromedp.FullScreenshot(100)) }

// Window keeps a picture of what the window shows.
func (b *Tab) Window(name string) { b.T.Helper(); b.keep(name, chromedp.CaptureScreenshot()) }

func (b *Tab) keep(name string, shot chromedp.Action[[]byte]) {
	b.T.Helper()
	dir := os.Getenv(output)
	if dir == "" {
		return
	}
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, shot)
	if err != nil {
		b.T.Logf("picture %s: %v", name, err)
		return
	}
	file := filepath.Join(dir, "browser", strings.NewReplacer("/", "-", ":", "-", " ", "-").Replace(name)+".png")
	b.must("picture", os.MkdirAll(filepath.Dir(file), 0o755))
	b.must("picture", os.WriteFile(file, png, 0o644))
}

// eval gives the value of an expression in the page.
func eval[R any](b *Tab, js string) (R, error) {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[R](js))
}

// until asks the page until an expression is true. While the page changes it
// can't answer; that is no failure.
func (b *Tab) until(what, js string) {
	b.T.Helper()
	tick := time.NewTicker(pace)
	defer tick.Stop()
	var last error
	for end := time.Now().Add(patience); time.Now().Before(end); <-tick.C {
		ok, err := eval[bool](b, "Boolean("+js+")")
		if last = err; ok {
			return
		}
	}
	text, _ := eval[string](b, "document.body.innerText")
	b.T.Fatalf("waited in vain: %s (%v)\n%s", what, last, fmt.Sprintf("%.2000s", text))
}
