package email

import "bytes"

// dataOID announces the content in a signed message (RFC 5652 §4).
var dataOID = []byte("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01")

// signedContent takes the mail out of S/MIME that is signed and opaque (RFC
// 8551 §3.5.2), without looking at the signature; nil when there is none.
// Octet strings may come in pieces and without lengths, as streams write them.
func signedContent(b []byte) []byte {
	i := bytes.Index(b[:min(len(b), 4096)], dataOID)
	if i < 0 {
		return nil
	}
	tag, explicit, _, ok := berElement(b[i+len(dataOID):])
	if !ok || tag != 0xA0 {
		return nil
	}
	tag, value, _, ok := berElement(explicit)
	switch {
	case !ok:
		return nil
	case tag == 0x04:
		return value
	case tag != 0x24:
		return nil
	}
	var content []byte
	for len(value) > 0 {
		tag, piece, rest, ok := berElement(value)
		if !ok || tag != 0x04 {
			break
		}
		content, value = append(content, piece...), rest
	}
	return content
}

// berElement reads one element with a one-byte tag (X.690 §8.1). Of an element
// without a length the value is all that follows. A value cut short counts.
func berElement(b []byte) (tag byte, value, rest []byte, ok bool) {
	if len(b) < 2 {
		return 0, nil, nil, false
	}
	tag = b[0]
	size, b := int(b[1]), b[2:]
	switch {
	case size == 0x80:
		return tag, b, nil, true
	case size > 0x84, size > 0x80 && len(b) < size-0x80:
		return 0, nil, nil, false
	case size > 0x80:
		n := size - 0x80
		size = 0
		for _, c := range b[:n] {
			size = size<<8 | int(c)
		}
		b = b[n:]
	}
	size = min(size, len(b))
	return tag, b[:size], b[size:], true
}
