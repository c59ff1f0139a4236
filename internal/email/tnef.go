package email

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
)

// Attributes of a TNEF stream (MS-OXTNEF §2.1.3), which Outlook sends as
// winmail.dat, and MAPI properties in it (MS-OXPROPS).
const (
	tnefSignature  = 0x223E9F78
	tnefBody       = 0x0002800C
	tnefNewFile    = 0x00069002
	tnefFileName   = 0x00018010
	tnefFileData   = 0x0006800F
	tnefFileProps  = 0x00069005
	mapiLongName   = 0x3707
	mapiMediaType  = 0x370E
	mapiContentID  = 0x3712
	maxTNEFAttrs   = 5000
	maxTNEFStrings = 64 << 10
)

// tnefContent is what a winmail.dat hides.
type tnefContent struct {
	body  []byte
	files []File
}

// readTNEF reads as far as the stream is well-formed; files stay pieces of b.
func readTNEF(b []byte) (c tnefContent) {
	if len(b) < 6 || binary.LittleEndian.Uint32(b) != tnefSignature {
		return c
	}
	b = b[6:]
	for range maxTNEFAttrs {
		if len(b) < 11 {
			break
		}
		id, size := binary.LittleEndian.Uint32(b[1:]), uint64(binary.LittleEndian.Uint32(b[5:]))
		if size+11 > uint64(len(b)) {
			break
		}
		c.take(id, b[9:9+size])
		b = b[11+size:] // the checksum too
	}
	for i := range c.files {
		if f := &c.files[i]; f.Name == "" {
			f.Name = f.nameByType()
		}
	}
	return c
}

func (c *tnefContent) take(id uint32, value []byte) {
	if id == tnefNewFile {
		c.files = append(c.files, File{Type: "application/octet-stream"})
		return
	}
	if id == tnefBody {
		c.body = bytes.TrimRight(value, "\x00")
		return
	}
	if len(c.files) == 0 {
		return
	}
	f := &c.files[len(c.files)-1]
	switch id {
	case tnefFileData:
		f.raw = value
	case tnefFileName:
		if f.Name == "" {
			f.Name = fileName(toUTF8(bytes.TrimRight(value, "\x00"), ""))
		}
	case tnefFileProps:
		eachMAPIString(value, func(id uint16, s string) {
			switch s = oneLine(s); {
			case s == "":
			case id == mapiLongName && fileName(s) != "":
				f.Name = fileName(s)
			case id == mapiMediaType && len(s) < 100:
				if kind, _ := mediaType(s); strings.Count(kind, "/") == 1 && !f.IsMessage() {
					f.Type = kind
				}
			case id == mapiContentID && len(s) < 500 && !strings.ContainsAny(s, " \"'<>"):
				f.ContentID = s
			}
		})
	}
}

// eachMAPIString visits the text properties of a list (MS-OXTNEF §2.1.3.4).
func eachMAPIString(b []byte, visit func(id uint16, s string)) {
	r := mapiReader{b: b}
	for range r.number() {
		kind, id := r.pair()
		if id >= 0x8000 {
			r.bytes(16)
			if r.number() == 0 {
				r.number()
			} else {
				r.bytes(padded(r.number()))
			}
		}
		values := uint32(1)
		if width, fixed := mapiWidths[kind&^0x1000]; fixed {
			if kind&0x1000 != 0 {
				values = r.number()
			}
			r.bytes(uint64(width) * uint64(values))
		} else {
			for range r.number() {
				size := r.number()
				value := r.bytes(padded(size))
				if r.bad {
					return
				}
				if value = value[:size]; size < maxTNEFStrings {
					visit(id, mapiText(kind, value))
				}
			}
		}
		if r.bad {
			return
		}
	}
}

// mapiWidths are the property types of fixed size, as padded in the stream.
var mapiWidths = map[uint16]int{
	0x0001: 0, 0x0002: 4, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x000A: 4, 0x000B: 4, 0x0014: 8, 0x0040: 8, 0x0048: 16,
}

func mapiText(kind uint16, b []byte) string {
	if kind&^0x1000 == 0x001F {
		units := make([]uint16, len(b)/2)
		for i := range units {
			units[i] = binary.LittleEndian.Uint16(b[2*i:])
		}
		b = []byte(string(utf16.Decode(units)))
	}
	return toUTF8(bytes.TrimRight(b, "\x00"), "")
}

func padded(n uint32) uint64 { return (uint64(n) + 3) &^ 3 }

// mapiReader reads little-endian numbers; after the end all are 0 and bad is
// true.
type mapiReader struct {
	b   []byte
	bad bool
}

func (r *mapiReader) bytes(n uint64) []byte {
	if r.bad = r.bad || n > uint64(len(r.b)); r.bad {
		r.b = nil
		return nil
	}
	v := r.b[:n]
	r.b = r.b[n:]
	return v
}

func (r *mapiReader) number() uint32 {
	if b := r.bytes(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (r *mapiReader) pair() (kind, id uint16) {
	n := r.number()
	return uint16(n), uint16(n >> 16)
}
