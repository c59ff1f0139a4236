package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"balie/internal/blob"
	"balie/internal/desk"
	"balie/internal/email"
	"balie/internal/errs"
	"balie/internal/store"
	"balie/internal/ticket"
)

func (w *inWorld) explains(raw string, to ...string) desk.ExplainedMail {
	w.t.Helper()
	x, err := w.d.ExplainMail(w.t.Context(), desk.MailIn{Door: "pipe", To: to}, strings.NewReader(raw))
	w.must(err)
	return x
}

func (w *inWorld) blobCount() (n int) {
	w.t.Helper()
	w.must(w.blobs.Walk(w.t.Context(), func(blob.Info) error { n++; return nil }))
	return n
}

// TestWhatIsExplainedHappens explains mails of many kinds, several times each,
// sees that nothing is left of it, and then lets them come in.
func TestWhatIsExplainedHappens(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		id := w.submits()
		w.finishes()
		address, agents := w.mailOf("eva").header.Get("Reply-To"), w.mailOf("sanne").header.Get("Reply-To")
		w.write(func(tx *store.Tx) error {
			return tx.SetMailDomain(store.MailDomain{Domain: "vandam.example", Entity: w.bakkerij, Policy: store.DomainOpen})
		})
		ref := ticket.Ref("HD", id)
		attached := "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee it.\r\n--b\r\nContent-Type: application/pdf\r\n" +
			"Content-Disposition: attachment; filename=a.pdf\r\n\r\nPDF\r\n--b--\r\n"
		for n, c := range []struct{ raw, more string }{
			{mailTo("Who <who@outside.example>", "support@lindehof.example", "Hello") + with("<1@x>", "Who am I?"), "new"},
			{mailTo("New <new@vandam.example>", "support@lindehof.example", "Hello") + "Cc: who@outside.example\r\nMessage-ID: <2@x>\r\n" + attached, "new"},
			{mailTo("eva@people.example", address, "Re: oven") + with("<3@x>", "Still.\r\n\r\n> what you said"), "address"},
			{mailTo("mallory@evil.example", address, "Re: oven") + with("<4@x>", "Mine."), "suggested"},
			{mailTo("eva@people.example", "support@lindehof.example", "["+ref+"] oven") + with("<5@x>", "By title."), "suggested"},
			{proven("people.example") + mailTo("eva@people.example", "support@lindehof.example", "["+ref+"] oven") + with("<6@x>", "By title."), "subject"},
			{proven("people.example") + mailTo("sanne@people.example", agents, "Re: oven") + with("<7@x>", "I look."), "agent"},
			{"Auto-Submitted: auto-replied\r\n" + mailTo("eva@people.example", address, "Away") + with("<8@x>", "Away."), "aside"},
			{"Auto-Submitted: auto-replied\r\n" + mailTo("who@outside.example", "support@lindehof.example", "Away") + with("<9@x>", "Away."), "auto_reply"},
			{mailTo("eva@people.example", "support@lindehof.example", "Support portal login") + with("<10@x>", "Please."), "access"},
			{bounce("failed", "eva@people.example", w.mailOf("eva").id()), "bounce_failed"},
			{mailTo("support@lindehof.example", "support@lindehof.example", "x") + with("<12@x>", "Ours."), "own"},
			{"To: support@lindehof.example\r\n\r\nWho am I?\r\n", "no_sender"},
			{mailTo("Who <who@outside.example>", "support@lindehof.example", "Hello") + with("<1@x>", "Who am I?"), "twice"},
		} {
			rows, kept, sent := len(w.inbound()), w.blobCount(), len(w.sink.Messages())
			var x desk.ExplainedMail
			for range 3 {
				x = w.explains(c.raw)
			}
			w.finishes()
			if len(w.inbound()) != rows || w.blobCount() != kept || len(w.sink.Messages()) != sent {
				t.Fatalf("%d: explaining left something", n+1)
			}
			m := w.arrives(c.raw)
			if x.Why.Key != c.more || m.Reason != c.more || x.State != m.State.String() || x.Size != m.Size {
				t.Errorf("%d: explained as %s because %q, and then %s because %q", n+1, x.State, x.Why.Key, m.State, m.Reason)
			}
			if m.State == store.InboundDone && x.New == nil && x.Ref != ref {
				t.Errorf("%d: explained to be on %q", n+1, x.Ref)
			}
			var told, mailed []string
			for _, r := range x.Told {
				told = append(told, r.To)
			}
			for _, s := range w.sink.Messages()[sent:] {
				mailed = append(mailed, s.To[0])
			}
			slices.Sort(told)
			slices.Sort(mailed)
			if c.more != "access" && !slices.Equal(told, mailed) {
				t.Errorf("%d: to be told are %v, mailed were %v", n+1, told, mailed)
			}
		}
		w.whole()
	})
}

func TestAnExplanationSaysAll(t *testing.T) {
	eachInWorld(t, func(t *testing.T, w *inWorld) {
		id := w.submits()
		w.finishes()
		address := w.mailOf("eva").header.Get("Reply-To")
		x := w.explains("Authentication-Results: mx.tessel.example; spf=pass smtp.mailfrom=outside.example; dmarc=fail header.from=outside.example\r\n"+
			mailTo("Mal <mal@outside.example>", address, "Re: [HD-99999] oven")+"Cc: other@outside.example\r\nIn-Reply-To: "+w.mailOf("eva").id()+"\r\n"+
			with("<1@x>", "Tell me more.\r\n\r\n> what you said"), "support@lindehof.example")
		ref := ticket.Ref("HD", id)
		if x.From != "mal@outside.example" || x.Name != "Mal" || x.Desk != "Lindehof IT" || !x.Known || x.Text != "Tell me more." || !strings.Contains(x.Rest, "what you said") ||
			x.Why.SPF != "pass" || x.Why.DMARC != "fail" || x.Why.Proven || x.Why.Class != string(email.Personal) || x.Writer.Known || x.Writer.Vouched {
			t.Errorf("%+v", x)
		}
		if got, want := fmt.Sprintf("%+v", x.Leads), fmt.Sprintf("%+v", []desk.ExplainedLead{
			{Ref: ref, Way: "address", Why: "no_right"}, {Ref: "HD-99999", Way: "subject", Why: "absent"},
		}); got != want {
			t.Errorf("leads %s", got)
		}
		if x.New == nil || !x.New.Contact || x.New.Entity != "" || x.New.Desk != "Lindehof IT" || strings.Join(x.Copied, " ") != "other@outside.example" {
			t.Errorf("%+v, copied to %v", x.New, x.Copied)
		}
		x = w.explains(mailTo("eva@people.example", address, "Re: oven") + with("<2@x>", "More."))
		if len(x.Leads) != 1 || !x.Leads[0].Joins || !x.Leads[0].Involved || x.Writer.Name != "Eva van Dam" || strings.Join(x.Writer.At, " ") != "Bakkerij Van Dam" ||
			x.Before != ticket.Open || x.After != ticket.Open || x.Hidden || x.Act != ticket.Replied {
			t.Errorf("%+v", x)
		}
		if _, err := w.d.ExplainMail(t.Context(), desk.MailIn{}, strings.NewReader(strings.Repeat("x", desk.MailMax+1))); !errs.Is(err, errs.TooLarge) {
			t.Errorf("too large: %v", err)
		}
	})
}
