package email

import (
	"bytes"
	"io"
	"strings"
)

// base64Value gives a byte's six bits; 64 for '=', 65 for bytes to skip. The
// URL-safe letters (RFC 4648 §5) count too.
var base64Value = func() (t [256]byte) {
	for i := range t {
		t[i] = 65
	}
	for i, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") {
		t[c] = byte(i)
	}
	t['-'], t['_'], t['='] = 62, 63, 64
	return t
}()

// uuLines is the encoding of a file found in a text, without "begin" and "end".
const uuLines = "-uu-lines-"

// transferReader undoes a content transfer encoding (RFC 2045 §6) without
// giving up on errors: bytes that do not belong are skipped, and of a broken
// end what is there comes out.
func transferReader(encoding string, raw []byte) io.Reader {
	switch strings.ToLower(strings.Trim(encoding, " \t;\"")) {
	case uuLines:
		return bytes.NewReader(decodeUU(raw))
	case "base64":
		return &base64Reader{raw: raw}
	case "quoted-printable", "quoted_printable", "quotedprintable":
		return &quotedReader{raw: raw}
	case "x-uuencode", "x-uue", "uuencode":
		if _, data, _, ok := nextUU(raw); ok {
			return bytes.NewReader(decodeUU(data))
		}
	}
	return bytes.NewReader(raw)
}

type base64Reader struct {
	raw  []byte
	bits uint32
	has  uint
}

func (r *base64Reader) Read(p []byte) (int, error) {
	n, i := 0, 0
	for i < len(r.raw) && n < len(p) {
		if r.has == 0 {
			if fast, written := r.whole(r.raw[i:], p[n:]); written > 0 {
				i, n = i+fast, n+written
				continue
			}
		}
		v := base64Value[r.raw[i]]
		i++
		switch {
		case v == 64: // padding ends a run; another may follow
			r.has = 0
		case v < 64:
			r.bits = r.bits<<6 | uint32(v)
			if r.has += 6; r.has >= 8 {
				r.has -= 8
				p[n] = byte(r.bits >> r.has)
				n++
			}
		}
		if r.has == 0 {
			r.bits = 0
		}
	}
	r.raw = r.raw[i:]
	if n == 0 && len(r.raw) == 0 && len(p) > 0 {
		return 0, io.EOF
	}
	return n, nil
}

// whole decodes groups of four clean letters.
func (r *base64Reader) whole(src, dst []byte) (read, written int) {
	for len(src)-read >= 4 && len(dst)-written >= 3 {
		s := src[read : read+4]
		a, b, c, d := base64Value[s[0]], base64Value[s[1]], base64Value[s[2]], base64Value[s[3]]
		if (a|b|c|d)&0xC0 != 0 {
			break
		}
		bits := uint32(a)<<18 | uint32(b)<<12 | uint32(c)<<6 | uint32(d)
		dst[written], dst[written+1], dst[written+2] = byte(bits>>16), byte(bits>>8), byte(bits)
		read, written = read+4, written+3
	}
	return read, written
}

// quotedReader reads quoted-printable (RFC 2045 §6.7); an "=" before anything
// else than two hexadecimal digits or a line's end stands for itself.
type quotedReader struct{ raw []byte }

func (r *quotedReader) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) && len(r.raw) > 0 {
		c := r.raw[0]
		if c != '=' {
			p[n] = c
			n, r.raw = n+1, r.raw[1:]
			continue
		}
		if size := softBreak(r.raw); size > 0 {
			r.raw = r.raw[size:]
			continue
		}
		if v, ok := hexByte(r.raw[1:]); ok {
			c = v
			r.raw = r.raw[2:]
		}
		p[n] = c
		n, r.raw = n+1, r.raw[1:]
	}
	if n == 0 && len(p) > 0 {
		return 0, io.EOF
	}
	return n, nil
}

// softBreak is the length of "=", blanks and a line's end at the start of b,
// or 0; the end of the text is a line's end too.
func softBreak(b []byte) int {
	i := 1
	for i < len(b) && i < 100 && (b[i] == ' ' || b[i] == '\t') {
		i++
	}
	switch {
	case i == len(b):
		return i
	case b[i] == '\n':
		return i + 1
	case b[i] == '\r' && i+1 < len(b) && b[i+1] == '\n':
		return i + 2
	}
	return 0
}

func hexByte(b []byte) (byte, bool) {
	if len(b) < 2 {
		return 0, false
	}
	hi, lo := hexDigit(b[0]), hexDigit(b[1])
	return hi<<4 | lo, hi < 16 && lo < 16
}

func hexDigit(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10
	}
	return 255
}
