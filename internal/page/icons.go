package page

import "github.com/a-h/templ"

// Icon draws one icon of the sprite at 16 pixels. It is decoration: the text
// beside it, or a .vh text, says what it means.
func Icon(name string) templ.Component { return icon(name, "i") }

// IconSm draws it at 14 pixels.
func IconSm(name string) templ.Component { return icon(name, "i i--sm") }

// IconMd, IconLg and IconXl draw it at 18, 22 and 28 pixels.
func IconMd(name string) templ.Component { return icon(name, "i i--md") }
func IconLg(name string) templ.Component { return icon(name, "i i--lg") }
func IconXl(name string) templ.Component { return icon(name, "i i--xl") }

func icon(name, class string) templ.Component {
	return drawn(func(m *markup) { m.icon(name, class) })
}
