package page

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/a-h/templ"
	"github.com/boombuler/barcode/qr"
)

// quietZone is the white edge that readers need, in modules (ISO/IEC 18004).
const quietZone = 4

// QR draws text as a picture that phones read, as SVG. It is black on white in
// the dark theme too.
func QR(text, label string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		code, err := qr.Encode(text, qr.M, qr.Auto)
		if err != nil {
			return fmt.Errorf("picture of the key: %w", err)
		}
		n := code.Bounds().Dx()
		var path strings.Builder
		for y := range n {
			for x := range n {
				if r, _, _, _ := code.At(x, y).RGBA(); r == 0 {
					fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+quietZone, y+quietZone)
				}
			}
		}
		side := n + 2*quietZone
		_, err = fmt.Fprintf(w, `<svg class="qrcode" viewBox="0 0 %d %d" role="img" aria-label="%s" shape-rendering="crispEdges">`+
			`<rect width="%d" height="%d" fill="#fff"/><path d="%s" fill="#000"/></svg>`,
			side, side, templ.EscapeString(label), side, side, path.String())
		return err
	})
}
