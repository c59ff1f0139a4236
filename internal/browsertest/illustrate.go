package browsertest

import (
	"os"
	"path/filepath"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Illustrate keeps what the window shows, for the guides: small, and under a name
// that stays.
func (b *Tab) Illustrate(name string) {
	b.T.Helper()
	dir := os.Getenv(output)
	if dir == "" {
		return
	}
	quality := int64(82)
	got, err := chromedp.Call(b.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatWebp, Quality: &quality})
	b.must("picture", err)
	file := filepath.Join(dir, "guide", name+".webp")
	b.must("picture", os.MkdirAll(filepath.Dir(file), 0o755))
	b.must("picture", os.WriteFile(file, got.Data, 0o644))
}
