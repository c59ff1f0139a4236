package email

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"time"
)

// ThreadIndex is the content of Outlook's Thread-Index: equal roots are one
// conversation. It is a claim of the sender. The zero value is none.
type ThreadIndex struct {
	Root string // 16 bytes in hexadecimal
	raw  string // 22 bytes and 5 more for each answer
}

// ParseThreadIndex reads what String gave, or a mail's header.
func ParseThreadIndex(s string) ThreadIndex {
	b, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(clip(s, 4000)), ""))
	if err != nil || len(b) < 22 || (len(b)-22)%5 != 0 {
		return ThreadIndex{}
	}
	return ThreadIndex{Root: hex.EncodeToString(b[6:22]), raw: string(b)}
}

// Depth is how many answers lie between the first message and this one.
func (i ThreadIndex) Depth() int { return max(0, len(i.raw)-22) / 5 }

// String is the header's value, or "".
func (i ThreadIndex) String() string { return base64.StdEncoding.EncodeToString([]byte(i.raw)) }

// NewThreadIndex starts a conversation; root says which, equal roots are one.
func NewThreadIndex(root [16]byte, at time.Time) ThreadIndex {
	b := make([]byte, 0, 22)
	t := fileTime(at)
	for shift := 56; shift >= 16; shift -= 8 {
		b = append(b, byte(t>>shift))
	}
	b = append(b, root[:]...)
	return ThreadIndex{Root: hex.EncodeToString(root[:]), raw: string(b)}
}

// Answer is the index of an answer written at that time. Of none, or of a very
// long conversation, it stays as it is.
func (i ThreadIndex) Answer(at time.Time) ThreadIndex {
	if len(i.raw) < 22 || i.Depth() >= 200 {
		return i
	}
	var begun uint64
	for k := range 6 {
		begun = begun<<8 | uint64(i.raw[k])
	}
	passed := max(0, int64(fileTime(at)-begun<<16))
	delta := uint32(passed>>18) & 0x7fffffff
	if passed >= 1<<49 {
		delta = uint32(passed>>23)&0x7fffffff | 1<<31
	}
	i.raw += string([]byte{byte(delta >> 24), byte(delta >> 16), byte(delta >> 8), byte(delta), 0})
	return i
}

// fileTime counts 100 ns since 1601.
func fileTime(t time.Time) uint64 { return uint64(t.UnixMicro()*10) + 116444736000000000 }
