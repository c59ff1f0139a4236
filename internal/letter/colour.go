package letter

import (
	"fmt"
	"html/template"
	"math"
)

// colours are a brand's, for mail programs that know only #rrggbb: the same
// lightness and chroma as the pages' tokens.
type colours struct {
	Accent, Tint, Line                       template.CSS
	DarkButton, DarkLink, DarkTint, DarkLine template.CSS
}

func coloursOf(hue int) colours {
	h := float64((264 + 15*hue) % 360)
	return colours{
		Accent: oklch(0.430, 0.145, h), Tint: oklch(0.963, 0.016, h), Line: oklch(0.870, 0.050, h),
		DarkButton: oklch(0.525, 0.150, h), DarkLink: oklch(0.790, 0.095, h),
		DarkTint: oklch(0.268, 0.048, h), DarkLine: oklch(0.400, 0.085, h),
	}
}

// oklch gives the sRGB colour of a lightness, chroma and hue (CSS Color 4
// §10); chroma that sRGB lacks is taken away.
func oklch(lightness, chroma, degrees float64) template.CSS {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	for {
		r, g, b := linear(lightness, chroma*cos, chroma*sin)
		if chroma < 0.001 || min(r, g, b) >= -0.0005 && max(r, g, b) <= 1.0005 {
			return template.CSS(fmt.Sprintf("#%02x%02x%02x", channel(r), channel(g), channel(b)))
		}
		chroma *= 0.98
	}
}

// linear is Oklab to linear sRGB.
func linear(lightness, a, b float64) (red, green, blue float64) {
	l := cube(lightness + 0.3963377774*a + 0.2158037573*b)
	m := cube(lightness - 0.1055613458*a - 0.0638541728*b)
	s := cube(lightness - 0.0894841775*a - 1.2914855480*b)
	return 4.0767416621*l - 3.3077115913*m + 0.2309699292*s,
		-1.2684380046*l + 2.6097574011*m - 0.3413193965*s,
		-0.0041960863*l - 0.7034186147*m + 1.7076147010*s
}

func cube(x float64) float64 { return x * x * x }

// channel is one value from 0 to 1 as a byte, with sRGB's curve.
func channel(x float64) int {
	x = min(1, max(0, x))
	if x <= 0.0031308 {
		x *= 12.92
	} else {
		x = 1.055*math.Pow(x, 1/2.4) - 0.055
	}
	return int(math.Round(255 * x))
}
