package browsertest

import (
	"context"
	_ "embed"
	"encoding/json"
	"strings"

	"github.com/chromedp/chromedp"
)

// axeSource is axe-core 4.14.1 (MPL 2.0, see axe/LICENSE.txt), unchanged.
//
//go:embed axe/axe.min.js
var axeSource string

type finding struct {
	ID     string `json:"id"`
	Impact string `json:"impact"`
	Help   string `json:"help"`
	Nodes  []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

// Accessible demands that axe finds nothing serious or critical on the page,
// by WCAG 2.2 A and AA and its best practices.
func (b *Tab) Accessible(what string) {
	b.T.Helper()
	b.axe(what, "{ resultTypes: ['violations'] }")
}

// Contrast demands the same of colours alone: all that a theme may change.
func (b *Tab) Contrast(what string) {
	b.T.Helper()
	b.axe(what, "{ resultTypes: ['violations'], runOnly: ['color-contrast', 'link-in-text-block'] }")
}

func (b *Tab) axe(what, options string) {
	b.T.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 2*patience)
	defer cancel()
	if !b.Has("globalThis.axe") {
		_, err := chromedp.Run(ctx, chromedp.Evaluate[chromedp.Void](axeSource+";undefined"))
		b.must("load axe", err)
	}
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](
		`axe.run(document, `+options+`).then(r => JSON.stringify(r.violations))`, chromedp.EvalAwaitPromise))
	b.must("run axe", err)
	var found []finding
	b.must("read axe", json.Unmarshal([]byte(text), &found))
	for _, f := range found {
		if f.Impact != "serious" && f.Impact != "critical" {
			b.T.Logf("%s: %s %s: %s", what, f.Impact, f.ID, f.Help)
			continue
		}
		for _, n := range f.Nodes {
			b.T.Errorf("%s: %s %s: %s\n%s\n%s", what, f.Impact, f.ID, f.Help, n.HTML, strings.TrimSpace(n.Summary))
		}
	}
}
