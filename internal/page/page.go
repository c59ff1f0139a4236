// Package page is what people see: components and pages in templ, filled from
// plain structs, and the static files they load. It decides nothing and knows
// no HTTP; the same component renders a whole page and its fragments.
package page

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/a-h/templ"

	"balie/internal/locale"
	"balie/internal/org"
)

// Faces of the product: they share parts and differ in size, warmth and bundle.
const (
	FaceAgent  = "agent"
	FacePortal = "portal"
)

// Base is what every page needs, whatever it shows.
type Base struct {
	L      *locale.Locale
	Assets *Assets
	Title  string // without the product's name
	Face   string // FaceAgent or FacePortal
	Theme  string // "", "light" or "dark"; "" follows the system
	Brand  BrandView
	Me     Person // nobody is signed in when its Name is empty
	Now    time.Time
	Path   string // path and query of this page: forms return to it
	Mark   string // the live mark at which this page was made
	Live   string // where its live updates come from; "" has none
	NoKeys bool   // the person switched keyboard shortcuts off
	Flash  string // one sentence about what just happened, already translated
}

// BrandView is whose name and colour the page carries.
type BrandView struct {
	Name string
	Hue  int // 0 to 23, see hues.css; 0 is Balie's own
}

// class is the root's class: only a hue that differs needs one.
func (b BrandView) class() string {
	if h := hue(b.Hue); h != 0 {
		return fmt.Sprintf("b%d", h)
	}
	return ""
}

// title is the browser's title: what, then whose.
func (b Base) title() string {
	if b.Brand.Name == "" {
		return b.Title
	}
	return b.Title + " · " + b.Brand.Name
}

// Person is somebody as the page names them.
type Person struct {
	Name     string
	Initials string
	Hue      int    // 0 to 23
	Tier     string // "c" customer, "p" partner, "v" vendor
}

// PersonOf gives the person a hue that stays theirs. The tier is c, p or v.
func PersonOf(id int64, name, tier string) Person {
	return Person{Name: name, Initials: org.Initials(name), Hue: hue(int(id%hues) * 7), Tier: tier}
}

// TierOf names an organization's tier for Person.
func TierOf(t org.Tier) string {
	switch t {
	case org.Vendor:
		return "v"
	case org.Partner:
		return "p"
	}
	return "c"
}

// First is the name that colleagues use.
func (p Person) First() string {
	first, _, _ := strings.Cut(p.Name, " ")
	return first
}

const hues = 24

func hue(n int) int { return ((n % hues) + hues) % hues }

// Render writes the component into w, whole or not at all as far as the caller
// sends w only when the error is nil.
func Render(ctx context.Context, w *bytes.Buffer, c templ.Component) error {
	if err := c.Render(ctx, w); err != nil {
		return fmt.Errorf("render: %w", err)
	}
	return nil
}
