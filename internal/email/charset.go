package email

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// toUTF8 decodes b, said to be in the charset label. It never fails: a label
// that is unknown, absent or plainly wrong gives way to what the bytes look
// like, and the last resort is windows-1252, in which every byte is something.
func toUTF8(b []byte, label string) string {
	label = strings.ToLower(strings.Trim(label, " \t\"'"))
	switch {
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		b, label = b[3:], "utf-8"
	case bytes.HasPrefix(b, []byte("\xff\xfe")), bytes.HasPrefix(b, []byte("\xfe\xff")):
		return decoded(b, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM))
	}
	if label == "utf-7" || label == "unicode-1-1-utf-7" || label == "x-unicode-2-0-utf-7" {
		return fromUTF7(b)
	}
	enc := encodingOf(label)
	if bytes.Contains(b, []byte("\x1b$")) && isSevenBit(b) {
		return decoded(b, japanese.ISO2022JP) // whatever the label says
	}
	if utf8.Valid(b) && !statefulASCII(enc) {
		return string(b)
	}
	if enc == nil || enc == unicode.UTF8 {
		if nearlyUTF8(b) {
			return strings.ToValidUTF8(string(b), "\uFFFD")
		}
		enc = charmap.Windows1252
	}
	return decoded(b, enc)
}

func decoded(b []byte, enc encoding.Encoding) string {
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		out, _ = charmap.Windows1252.NewDecoder().Bytes(b)
	}
	return strings.ToValidUTF8(string(out), "\uFFFD")
}

// encodingOf knows the labels of browsers (which read ISO-8859-1 as
// windows-1252 and GB2312 as GBK), those of IANA, and some of neither; nil for
// any other.
func encodingOf(label string) encoding.Encoding {
	switch label {
	case "":
		return nil
	case "utf8", "utf-8", "utf_8", "unicode", "unicode-1-1-utf-8":
		return unicode.UTF8
	case "gb2312", "gb_2312-80", "gbk", "x-gbk", "cp936", "ms936", "euc-cn":
		return simplifiedchinese.GB18030
	case "cp932", "ms932", "windows-932", "x-sjis":
		return japanese.ShiftJIS
	}
	if strings.HasPrefix(label, "cp125") {
		label = "windows-" + label[2:]
	}
	if strings.HasPrefix(label, "iso-2022-jp") {
		return japanese.ISO2022JP
	}
	if enc, err := htmlindex.Get(label); err == nil && enc != encoding.Replacement {
		return enc
	}
	if enc, err := ianaindex.MIME.Encoding(label); err == nil {
		return enc
	}
	return nil
}

// statefulASCII reports charsets whose seven-bit bytes are not all ASCII.
func statefulASCII(enc encoding.Encoding) bool {
	return enc == japanese.ISO2022JP || enc == simplifiedchinese.HZGB2312 || twoBytesAChar(enc)
}

func twoBytesAChar(enc encoding.Encoding) bool {
	if enc == nil {
		return false
	}
	name, _ := htmlindex.Name(enc)
	return strings.HasPrefix(name, "utf-16")
}

func isSevenBit(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// nearlyUTF8 reports text with many characters in UTF-8 and few broken ones,
// such as a text cut in the middle of one.
func nearlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && size == 1:
			bad++
		case size > 1:
			good++
		}
		b = b[size:]
	}
	return good > 2*bad
}
