package email

import (
	"bytes"
	"encoding/binary"
	"io"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"
)

// tnefAttr is one attribute of a TNEF stream, with a checksum that nobody reads.
func tnefAttr(id uint32, value []byte) []byte {
	b := binary.LittleEndian.AppendUint32([]byte{2}, id)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(value)))
	return append(append(b, value...), 0, 0)
}

func tnefStream(attrs ...[]byte) []byte {
	b := binary.LittleEndian.AppendUint32(nil, tnefSignature)
	return append(append(b, 1, 0), bytes.Join(attrs, nil)...)
}

// mapi writes properties (MS-OXTNEF §2.1.3.4).
type mapi struct {
	b []byte
	n uint32
}

func (m *mapi) number(n uint32) { m.b = binary.LittleEndian.AppendUint32(m.b, n) }

func (m *mapi) prop(kind, id uint16) {
	m.n++
	m.number(uint32(id)<<16 | uint32(kind))
}

func (m *mapi) sized(value []byte) {
	m.number(uint32(len(value)))
	m.b = append(append(m.b, value...), make([]byte, padded(uint32(len(value)))-uint64(len(value)))...)
}

func (m *mapi) string8(id uint16, s string) {
	m.prop(0x001E, id)
	m.number(1)
	m.sized([]byte(s + "\x00"))
}

func (m *mapi) unicode(id uint16, s string) {
	m.prop(0x001F, id)
	m.number(1)
	var raw []byte
	for _, u := range append(utf16.Encode([]rune(s)), 0) {
		raw = binary.LittleEndian.AppendUint16(raw, u)
	}
	m.sized(raw)
}

func (m *mapi) bytes() []byte { return append(binary.LittleEndian.AppendUint32(nil, m.n), m.b...) }

// noise are properties of every other shape, between which the names stand.
var noise = map[string]func(m *mapi){
	"nothing":      func(m *mapi) { m.prop(0x0001, 0x3001) },
	"short":        func(m *mapi) { m.prop(0x0002, 0x3002); m.number(7) },
	"boolean":      func(m *mapi) { m.prop(0x000B, 0x7FFD); m.number(1) },
	"time":         func(m *mapi) { m.prop(0x0040, 0x3007); m.number(1); m.number(2) },
	"class":        func(m *mapi) { m.prop(0x0048, 0x3008); m.b = append(m.b, make([]byte, 16)...) },
	"many longs":   func(m *mapi) { m.prop(0x1003, 0x3009); m.number(3); m.number(1); m.number(2); m.number(3) },
	"binary":       func(m *mapi) { m.prop(0x0102, 0x3702); m.number(1); m.sized([]byte{1, 2, 3, 4, 5}) },
	"empty binary": func(m *mapi) { m.prop(0x0102, 0x3703); m.number(1); m.sized(nil) },
	"many strings": func(m *mapi) {
		m.prop(0x101E, 0x300A)
		m.number(2)
		m.sized([]byte("a\x00"))
		m.sized([]byte("bcd\x00"))
	},
	"named by id": func(m *mapi) {
		m.prop(0x0003, 0x8005)
		m.b = append(m.b, make([]byte, 16)...)
		m.number(0)
		m.number(9)
		m.number(7)
	},
	"named by name": func(m *mapi) {
		m.prop(0x0003, 0x8006)
		m.b = append(m.b, make([]byte, 16)...)
		m.number(1)
		m.sized([]byte("k\x00e\x00y\x00"))
		m.number(7)
	},
	"other string": func(m *mapi) { m.string8(0x3704, "SHORT~1.DOC") },
}

func TestTNEFNamesAreFoundAmongEverything(t *testing.T) {
	kinds := make([]string, 0, len(noise))
	for k := range noise {
		kinds = append(kinds, k)
	}
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"Überblick Q2.docx", "印刷.pdf", "a.txt", "foto's.zip"}), 1, 4, rapid.ID).Draw(t, "names")
		attrs := [][]byte{tnefAttr(0x00089006, []byte{0, 0, 1, 0}), tnefAttr(tnefBody, []byte("Zie bijlage.\r\n\x00"))}
		var content [][]byte
		for _, name := range names {
			var m mapi
			add := func() {
				for _, k := range rapid.SliceOfN(rapid.SampledFrom(kinds), 0, 6).Draw(t, "noise") {
					noise[k](&m)
				}
			}
			add()
			m.unicode(mapiLongName, name)
			add()
			m.string8(mapiMediaType, "Application/X-Thing")
			add()
			m.string8(mapiContentID, "pic@here")
			data := anyBytes.Draw(t, "content")
			content = append(content, data)
			about := rapid.Permutation([][]byte{tnefAttr(tnefFileName, []byte("SHORT~1.TXT\x00")), tnefAttr(tnefFileData, data), tnefAttr(tnefFileProps, m.bytes())}).Draw(t, "order")
			attrs = append(append(attrs, tnefAttr(tnefNewFile, make([]byte, 14))), about...)
		}
		c := readTNEF(tnefStream(attrs...))
		if string(c.body) != "Zie bijlage.\r\n" || len(c.files) != len(names) {
			t.Fatalf("body %q, %d files", c.body, len(c.files))
		}
		for i, f := range c.files {
			got, _ := io.ReadAll(f.Open())
			if f.Name != names[i] || f.Type != "application/x-thing" || f.ContentID != "pic@here" || !bytes.Equal(got, content[i]) {
				t.Fatalf("%q is %+v", names[i], f)
			}
		}
	})
}

func TestTNEFThatIsBroken(t *testing.T) {
	var m mapi
	m.string8(mapiLongName, "long name.pdf")
	m.string8(mapiMediaType, "message/rfc822")
	m.string8(mapiContentID, `<a b">`)
	whole := tnefStream(
		tnefAttr(tnefFileData, []byte("before any file")),
		tnefAttr(tnefNewFile, nil), tnefAttr(tnefFileName, []byte(`C:\x\short.txt`+"\x00")), tnefAttr(tnefFileData, []byte("data")), tnefAttr(tnefFileProps, m.bytes()),
		tnefAttr(tnefNewFile, nil), tnefAttr(tnefFileData, []byte("no name")),
	)
	c := readTNEF(whole)
	if len(c.files) != 2 || c.files[0].Name != "long name.pdf" || c.files[0].ContentID != "" || c.files[1].Name != "file.bin" {
		t.Errorf("%+v", c.files)
	}
	// Cut anywhere, it gives no more than it had, and whole files as they were.
	for n := range whole {
		cut := readTNEF(whole[:n])
		for i, f := range cut.files {
			if f.raw != nil && string(f.raw) != []string{"data", "no name"}[i] {
				t.Errorf("cut at %d: %+v", n, f)
			}
		}
	}
	if c := readTNEF(append([]byte("PK\x03\x04"), whole...)); c.body != nil || c.files != nil {
		t.Errorf("another file gives %+v", c)
	}
	huge := tnefStream(tnefAttr(tnefNewFile, nil), tnefAttr(tnefFileName, []byte("a.txt")), tnefAttr(tnefFileProps, []byte("\xff\xff\xff\xff\x1e\x00\x07\x37\xff\xff\xff\xff\xff\xff\xff\xff")))
	if c := readTNEF(huge); len(c.files) != 1 || c.files[0].Name != "a.txt" {
		t.Errorf("with a count that lies: %+v", c)
	}
}

// ber writes one element; size is how its length is written: in as many bytes,
// 0 for the short form where that does, -1 for none.
func ber(tag byte, value []byte, size int) []byte {
	switch {
	case size < 0:
		return append(append([]byte{tag, 0x80}, value...), 0, 0)
	case size == 0 && len(value) < 0x80:
		return append([]byte{tag, byte(len(value))}, value...)
	}
	b := []byte{tag, 0x80 | byte(max(size, 3))}
	for i := max(size, 3) - 1; i >= 0; i-- {
		b = append(b, byte(len(value)>>(8*i)))
	}
	return append(b, value...)
}

// The mail in a signed envelope comes out however its length is written and in
// however many pieces.
func TestSignedMailComesOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := []byte("Content-Type: text/plain\r\n\r\n" + rapid.StringN(0, 300, -1).Draw(t, "words"))
		size := func() int { return rapid.SampledFrom([]int{0, 3, 4}).Draw(t, "size") }
		content := ber(0x04, want, size())
		if rapid.Bool().Draw(t, "pieces") {
			var inner []byte
			step := rapid.IntRange(1, 100).Draw(t, "step")
			for rest := want; len(rest) > 0; rest = rest[min(step, len(rest)):] {
				inner = append(inner, ber(0x04, rest[:min(step, len(rest))], size())...)
			}
			content = ber(0x24, inner, rapid.SampledFrom([]int{-1, 0, 3}).Draw(t, "outer"))
		}
		explicit := ber(0xA0, content, rapid.SampledFrom([]int{-1, 0, 4}).Draw(t, "explicit"))
		envelope := append(append(anyBytes.Draw(t, "before"), dataOID...), explicit...)
		envelope = append(envelope, ber(0xA0, []byte("certificates"), 0)...)
		if got := signedContent(envelope); !bytes.Equal(got, want) {
			t.Fatalf("% x gives %q, want %q", envelope, got, want)
		}
	})
}

func TestEnvelopesThatHoldNoMail(t *testing.T) {
	oid := string(dataOID)
	for name, raw := range map[string]string{
		"nothing": "", "another content": "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03\xa0\x03\x04\x01a", "no content": oid, "one byte": oid + "\xa0",
		"not explicit": oid + "\x04\x01a", "explicit and empty": oid + "\xa0\x00", "a length that is none": oid + "\xa0\x85\x01\x01\x01\x01\x01\x04\x01a",
		"a length cut short": oid + "\xa0\x84\x01", "no octets": oid + "\xa0\x03\x30\x01a", "far away": string(make([]byte, 5000)) + oid + "\xa0\x03\x04\x01a",
	} {
		if got := signedContent([]byte(raw)); got != nil {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := signedContent([]byte(oid + "\xa0\x84\x7f\xff\xff\xff\x04\x84\x7f\xff\xff\xffab")); string(got) != "ab" {
		t.Errorf("cut short: %q", got)
	}
}
