package locale

import "strconv"

// Number returns n with its thousands grouped: 1,204 or 1.204.
func (l *Locale) Number(n int) string {
	var buf [40]byte
	return string(l.appendNumber(buf[:0], int64(n)))
}

func (l *language) appendNumber(out []byte, n int64) []byte {
	var buf [20]byte
	digits := strconv.AppendInt(buf[:0], n, 10)
	if digits[0] == '-' {
		out, digits = append(out, '-'), digits[1:]
	}
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			out = append(out, l.group...)
		}
		out = append(out, d)
	}
	return out
}

// Size returns a number of bytes in the unit people read (1 kB = 1,000 bytes):
// 812 B, 1.2 MB, 340 kB. One decimal below ten, none above.
func (l *Locale) Size(bytes int64) string { return string(l.appendSize(nil, bytes)) }

// Bytes is an argument of T that is written as a size.
type Bytes int64

func (l *language) appendSize(out []byte, bytes int64) []byte {
	units := [...]string{" B", " kB", " MB", " GB", " TB"}
	unit, tenths := 0, bytes*10
	if bytes >= 1000 {
		value := bytes
		for unit = 1; unit < len(units)-1 && value >= 999_500; unit++ {
			value /= 1000
		}
		tenths = (value + 50) / 100
	}
	if unit == 0 || tenths >= 100 {
		out = l.appendNumber(out, (tenths+5)/10)
	} else {
		out = l.appendNumber(out, tenths/10)
		out = append(out, l.decimal...)
		out = append(out, byte('0'+tenths%10))
	}
	return append(out, units[unit]...)
}
