package email

import "balie/internal/errs"

// Limits bound what one message may cost to read. Zero fields take the value
// of DefaultLimits.
type Limits struct {
	Bytes     int // of the raw message; more is refused
	Headers   int // bytes of one header block; fields beyond are left out
	Parts     int // MIME parts, multiparts included; the rest is left out
	Depth     int // multiparts within each other; deeper ones are kept as a file
	Addresses int // of each kind: To, Cc, Reply-To; the rest is left out
	Text      int // bytes of text and of HTML kept for reading, after decoding
}

// DefaultLimits are the documented ones.
func DefaultLimits() Limits {
	return Limits{Bytes: 50 << 20, Headers: 256 << 10, Parts: 1000, Depth: 50, Addresses: 100, Text: 4 << 20}
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits()
	for _, f := range []struct{ have, want *int }{
		{&l.Bytes, &d.Bytes},
		{&l.Headers, &d.Headers},
		{&l.Parts, &d.Parts},
		{&l.Depth, &d.Depth},
		{&l.Addresses, &d.Addresses},
		{&l.Text, &d.Text},
	} {
		if *f.have <= 0 {
			*f.have = *f.want
		}
	}
	return l
}

// Cut is a word for what a reading left out because of a limit. The original
// always has it.
type Cut string

// What can be left out.
const (
	CutHeaders   Cut = "headers"
	CutParts     Cut = "parts"
	CutDepth     Cut = "depth"
	CutAddresses Cut = "addresses"
	CutText      Cut = "text"
)

func tooLarge(limit int) error {
	return errs.New(errs.TooLarge, "mail.message_too_large", "megabytes", limit>>20)
}
