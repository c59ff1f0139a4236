package email

import (
	"io"
	"time"
)

// Outgoing is one mail to one person, complete: Write adds nothing of its own.
// From, To, MessageID and Date are required. Text and HTML say the same; either
// may be empty.
type Outgoing struct {
	From, To   Address
	ReplyTo    Address // left out when zero
	Subject    string
	MessageID  string   // with angle brackets; also decides the MIME boundaries
	InReplyTo  string   // with angle brackets, or empty
	References []string // oldest first, with angle brackets
	Date       time.Time

	ThreadTopic string      // Outlook's name of the conversation, or empty
	ThreadIndex ThreadIndex // and its place in it; the zero value is left out

	Text, HTML string
	Parts      []Part

	AutoSubmitted   string   // RFC 3834 §5: "auto-generated", "auto-replied", or empty for a person's words
	Language        string   // Content-Language (RFC 3282), such as "nl"
	ListUnsubscribe string   // an https or mailto address (RFC 2369 §3.2)
	OneClick        bool     // a POST to ListUnsubscribe, an https address, does it (RFC 8058)
	Headers         []Header // further fields, in this order
}

// Header is one further field; Write refuses a name it writes itself.
type Header struct{ Name, Value string }

// Part is a file of the mail. An inline part is shown by the HTML as
// "cid:"+ContentID and is an ordinary attachment when there is no HTML.
type Part struct {
	FileName  string
	Type      string // media type; what is no usable one becomes application/octet-stream
	Inline    bool
	ContentID string // without angle brackets
	Size      int64  // in bytes; Write fails when Open yields another number
	Open      func() (io.ReadCloser, error)
}
