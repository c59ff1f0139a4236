package email

import (
	"io"
	"slices"
	"strings"
)

// maxFailures is how many recipients of one report are read.
const maxFailures = 100

// report reads the machine-readable part of multipart/report: delivery (RFC
// 3464), disposition (RFC 8098) and feedback (RFC 5965). Some servers send the
// part without the multipart that should hold it; that counts too.
func (m *Message) report() (Automatic, bool) {
	a := Automatic{}
	var status *node
	m.root.each(func(n *node) {
		switch n.kind {
		case "message/feedback-report":
			a.Class, status = Complaint, n
		case "message/delivery-status", "message/global-delivery-status":
			if a.Class == "" {
				a.Class, status = BounceFailed, n
			}
		case "message/disposition-notification":
			if a.Class == "" {
				a.Class, status = Receipt, n
			}
		}
	})
	if status == nil {
		return a, false
	}
	a.Why = []string{status.kind}
	blocks := fieldBlocks(status)
	switch a.Class {
	case BounceFailed:
		a.Failures, a.Class = deliveries(blocks)
		a.Original = m.returnedID()
	case Receipt:
		a.Original = firstID(blocks, "original-message-id")
	case Complaint:
		a.Original = m.returnedID()
	}
	if ancestors := m.Thread.Ancestors(); a.Original == "" && len(ancestors) > 0 {
		a.Original = ancestors[0]
	}
	return a, true
}

func (n *node) each(visit func(*node)) {
	visit(n)
	for _, c := range n.children {
		c.each(visit)
	}
}

// content is the decoded body, of at most limit bytes.
func (n *node) content(limit int64) []byte {
	b, _ := io.ReadAll(io.LimitReader(transferReader(n.fields.get("content-transfer-encoding"), n.body), limit))
	return b
}

// fieldBlocks reads blocks of fields with empty lines between them.
func fieldBlocks(n *node) []fieldList {
	var blocks []fieldList
	b := n.content(1 << 20)
	for len(b) > 0 && len(blocks) <= maxFailures {
		fields, size, _ := readFields(b, 64<<10, nil)
		if len(fields) > 0 {
			blocks = append(blocks, fields)
		} else if size == 0 {
			_, b = cutLine(b)
			continue
		}
		b = b[size:]
	}
	return blocks
}

func deliveries(blocks []fieldList) (failures []Failure, class Class) {
	class = Delivered
	for _, b := range blocks {
		action := lower(oneLine(b.get("action")))
		action, _, _ = strings.Cut(action, " ")
		f := Failure{
			Recipient: typedAddress(b.get("original-recipient")), Status: statusCode(b.get("status")),
			Reason: serverWords(b.get("diagnostic-code")), Delayed: action == "delayed",
		}
		if f.Recipient == "" {
			f.Recipient = typedAddress(b.get("final-recipient"))
		}
		switch {
		case action == "failed" || action == "" && strings.HasPrefix(f.Status, "5"):
			class = BounceFailed
		case action == "delayed" || action == "" && strings.HasPrefix(f.Status, "4"):
			if f.Delayed = true; class == Delivered {
				class = BounceDelayed
			}
		default:
			continue
		}
		failures = append(failures, f)
	}
	return failures, class
}

// typedAddress reads "rfc822; eva@example.nl".
func typedAddress(s string) string {
	_, addr, ok := strings.Cut(s, ";")
	if !ok {
		addr = s
	}
	addr = strings.Trim(oneLine(addr), "<> ")
	if !strings.Contains(addr, "@") || len(addr) > 2*maxAddr {
		return ""
	}
	return incomingAddress("", addr).Addr
}

// serverWords reads "smtp; 550 5.1.1 No such user".
func serverWords(s string) string {
	kind, words, ok := strings.Cut(s, ";")
	if !ok || strings.Contains(kind, " ") {
		words = s
	}
	return clip(squeeze(decodeWords(words)), 500)
}

// statusCode finds an enhanced status code (RFC 3463 §2).
func statusCode(s string) string {
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return r != '.' && (r < '0' || r > '9') }) {
		parts := strings.Split(word, ".")
		if len(parts) == 3 && len(word) <= 9 && len(parts[0]) == 1 && parts[1] != "" && parts[2] != "" && strings.Contains("245", parts[0]) {
			return word
		}
	}
	return ""
}

// returnedID is the Message-ID of the mail that came back with a report.
func (m *Message) returnedID() string {
	id := ""
	m.root.each(func(n *node) {
		if id != "" || n == m.root {
			return
		}
		switch n.kind {
		case "message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers", "message/rfc822-headers":
			fields, _, _ := readFields(n.content(256<<10), 256<<10, nil)
			id = firstID([]fieldList{fields}, "message-id")
		}
	})
	return id
}

func firstID(blocks []fieldList, name string) string {
	for _, b := range blocks {
		if ids := messageIDs(b.get(name), 1); len(ids) > 0 {
			return ids[0]
		}
	}
	return ""
}

// recipientsOnce drops failures of an address that was named before.
func recipientsOnce(list []Failure) []Failure {
	var once []Failure
	for _, f := range list {
		if len(once) < maxFailures && !slices.ContainsFunc(once, func(g Failure) bool { return CanonicalAddr(f.Recipient) == CanonicalAddr(g.Recipient) }) {
			once = append(once, f)
		}
	}
	return once
}
