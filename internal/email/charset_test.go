package email

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"
)

// charsets are names as mails have them, with letters of each.
var charsets = []struct {
	labels  string
	enc     encoding.Encoding
	letters string
}{
	{"iso-8859-1 ISO_8859-1 latin1 l1 windows-1252 cp1252 us-ascii", charmap.Windows1252, "éàüßñ€Œ"},
	{"iso-8859-2 latin2", charmap.ISO8859_2, "ęąžčő"},
	{"windows-1250 cp1250 x-cp1250", charmap.Windows1250, "ęąžčő€"},
	{"windows-1251 CP1251", charmap.Windows1251, "Привет"},
	{"koi8-r KOI8-R", charmap.KOI8R, "Привет"},
	{"iso-8859-15 latin-9", charmap.ISO8859_15, "é€Œ"},
	{"iso-8859-7 greek", charmap.ISO8859_7, "αβγ"},
	{"windows-1254 iso-8859-9", charmap.Windows1254, "ığşİ"},
	{"macintosh", charmap.Macintosh, "éüØ"},
	{"shift_jis Shift-JIS cp932 windows-31j x-sjis", japanese.ShiftJIS, "日本語プリンタ"},
	{"euc-jp", japanese.EUCJP, "日本語"},
	{"iso-2022-jp ISO-2022-JP-MS", japanese.ISO2022JP, "日本語プリンタ"},
	{"gb2312 GBK gb18030 cp936", simplifiedchinese.GB18030, "打印机坏了"},
	{"hz-gb-2312", simplifiedchinese.HZGB2312, "打印机"},
	{"big5", traditionalchinese.Big5, "印表機"},
	{"euc-kr ks_c_5601-1987", korean.EUCKR, "프린터"},
	{"utf-8 utf8 UTF_8", unicode.UTF8, "é印🙂"},
	{"utf-16le", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "é印"},
	{"utf-16be", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "é印"},
}

func TestCharsetsGiveTheTextBack(t *testing.T) {
	for _, c := range charsets {
		t.Run(c.labels, func(t *testing.T) {
			runes := rapid.OneOf(rapid.RuneFrom([]rune(c.letters)), rapid.RuneFrom([]rune("abc 12.,\n")))
			rapid.Check(t, func(t *rapid.T) {
				want := rapid.StringOfN(runes, 1, 40, -1).Draw(t, "text")
				raw, err := c.enc.NewEncoder().Bytes([]byte(want))
				if err != nil {
					t.Skip("what the charset lacks")
				}
				if utf8.Valid(raw) && string(raw) != want && !statefulASCII(c.enc) {
					t.Skip("bytes that are UTF-8 are taken for it")
				}
				for label := range strings.FieldsSeq(c.labels) {
					if got := toUTF8(raw, `"`+label+`" `); got != want {
						t.Fatalf("%s: % x reads %q, want %q", label, raw, got, want)
					}
				}
			})
		})
	}
}

// Whatever the label says, words come out: as UTF-8 when they are that, and
// with every byte as some letter otherwise.
func TestWrongCharsetsLoseNothing(t *testing.T) {
	labels := []string{"", "utf-8", "us-ascii", "x-unknown", "iso-8859-1", "utf8mb4", "\x00", strings.Repeat("x", 200)}
	rapid.Check(t, func(t *rapid.T) {
		raw, label := rapid.SliceOf(rapid.Byte()).Draw(t, "raw"), rapid.SampledFrom(append(labels, "utf-16", "utf-7", "hz-gb-2312", "big5")).Draw(t, "label")
		if got := toUTF8(raw, label); !utf8.ValidString(got) || len(raw) > 8 && got == "" {
			t.Fatalf("% x in %q reads %q", raw, label, got)
		}
	})
	for _, label := range labels {
		if got := toUTF8([]byte("Zoë zegt café"), label); got != "Zoë zegt café" {
			t.Errorf("%q makes %q of UTF-8", label, got)
		}
		if got := toUTF8([]byte("Zo\xeb zegt caf\xe9"), label); got != "Zoë zegt café" {
			t.Errorf("%q makes %q of windows-1252", label, got)
		}
	}
	// A text cut inside a character is still UTF-8.
	if got := toUTF8([]byte("één café ë\xc3"), "utf-8"); got != "één café ë\uFFFD" {
		t.Errorf("cut UTF-8 reads %q", got)
	}
	for want, raw := range map[string]string{"é": "\xef\xbb\xbf\xc3\xa9", "ab": "\xff\xfea\x00b\x00", "ba": "\xfe\xff\x00b\x00a"} {
		if got := toUTF8([]byte(raw), "iso-8859-2"); got != want {
			t.Errorf("a byte order mark: % x reads %q, want %q", raw, got, want)
		}
	}
}
