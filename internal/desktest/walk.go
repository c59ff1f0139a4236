package desktest

import (
	"io"
	"strings"

	"balie/internal/ticket"
)

// AskedBackAndReopened: a customer submits with an attachment, the agent takes
// it and asks back, the answer opens it again, the agent closes it with the
// closing message, and the customer says that it is not solved: at once, and
// from the page a year later.
func AskedBackAndReopened(w *World) {
	eva, sanne := w.Eva, w.Sanne
	t := eva.Submits("Orders vanish", "Since this morning the orders vanish from the list.",
		File{Name: "orders.txt", Type: "text/plain", Content: "order 1, order 2"})
	eva.Sees(t, "Waiting for us", "Orders vanish", "Since this morning", "orders.txt")
	sanne.Finds(t, ticket.ViewOpen)
	sanne.Finds(t, ticket.ViewUnassigned)
	sanne.Sees(t, "orders.txt")

	sanne.Takes(t)
	sanne.Finds(t, ticket.ViewMine)
	sanne.FindsNot(t, ticket.ViewUnassigned)

	sanne.AsksBack(t, "Which browser do you use?")
	eva.Sees(t, "Waiting for you", "Which browser do you use?")
	sanne.Finds(t, ticket.ViewWaiting)
	sanne.FindsNot(t, ticket.ViewOpen)

	eva.Answers(t, "The one that came with the till.")
	eva.Sees(t, "Waiting for us")
	sanne.Sees(t, "The one that came with the till.")
	sanne.Finds(t, ticket.ViewOpen)

	sanne.Closes(t, "Repaired: the list is whole again.")
	eva.Sees(t, "Closed", "Repaired: the list is whole again.", "Is it not solved?")
	sanne.Finds(t, ticket.ViewClosed)

	eva.Reopens(t, "They vanish again, sorry.")
	eva.Sees(t, "Waiting for us")
	sanne.Finds(t, ticket.ViewOpen)
	sanne.Sees(t, "They vanish again, sorry.")

	sanne.Closes(t, "Version 5 keeps them.")
	w.YearLater()
	eva.Sees(t, "Closed", "Version 5 keeps them.", "Is it not solved?")
	eva.Reopens(t, "A year on they vanish once more.")
	eva.Sees(t, "Waiting for us")
	sanne.Finds(t, ticket.ViewOpen)
	sanne.Sees(t, "Version 5 keeps them.", "A year on they vanish once more.")
}

// Sentinel stands in everything hidden of HandedOverAndBack.
const Sentinel = "zx-hidden-sentinel"

// HandedOverAndBack: the partner sends a ticket to the vendor with a hidden
// comment, it comes back with another, and nothing of it shows to the customer:
// not on the page, in its source or in the list, nor in a mail. The vendor then
// answers the customer itself, and puts the ticket on hold.
func HandedOverAndBack(w *World) {
	eva, sanne, victor := w.Eva, w.Sanne, w.Victor
	t := eva.Submits("Till prints twice", "Every receipt comes out twice.")
	before := eva.Source(t)
	sanne.Takes(t)
	taken := eva.Source(t)

	sanne.HandsOver(t, Sentinel+" is this the driver?")
	sanne.Finds(t, ticket.ViewEscalated)
	sanne.FindsNot(t, ticket.ViewOpen)
	victor.Finds(t, ticket.ViewOpen)
	victor.Sees(t, Sentinel+" is this the driver?")
	eva.Sees(t, "Waiting for us")

	victor.Notes(t, Sentinel+" it is the driver")
	victor.HandsOver(t, Sentinel+" version 4 has it")
	sanne.Finds(t, ticket.ViewOpen)
	sanne.Sees(t, Sentinel+" version 4 has it")
	eva.Misses(t, Sentinel, w.Vendor.Name, victor.Name)
	if after := eva.Source(t); after != taken {
		w.T.Errorf("the customer's page changed by what is hidden:\n%s\n%s", taken, after)
	}
	if before == "" || strings.Contains(before+taken, Sentinel) {
		w.T.Error("the source is empty or holds the sentinel before anything hidden was said")
	}

	sanne.AsksBack(t, "Version 4 repairs it. Shall we install it?")
	eva.Sees(t, "Waiting for you")
	victor.Sees(t, "Shall we install it?")

	eva.Answers(t, "Please do.")
	sanne.HandsOver(t, Sentinel+" over to you")
	victor.AsksBack(t, "Is the till switched on at night?")
	eva.Sees(t, "Waiting for you", "Is the till switched on at night?")
	victor.Finds(t, ticket.ViewWaiting)
	sanne.Finds(t, ticket.ViewOther)
	sanne.FindsNot(t, ticket.ViewWaiting)
	eva.Answers(t, "Always.")
	victor.Finds(t, ticket.ViewOpen)
	victor.Holds(t, "The night of the update")
	victor.Finds(t, ticket.ViewHold)
	sanne.Finds(t, ticket.ViewHold)
	eva.Sees(t, "On hold", "The night of the update")
	if strings.Contains(eva.Source(t), Sentinel) {
		w.T.Error("the customer's pages hold the sentinel")
	}
	w.noSentinel()
}

// Source is the ticket's page and the lists as they were sent to a customer,
// without what differs on every request.
func (p *Person) Source(t *Ticket) string {
	p.World.T.Helper()
	text := ""
	for _, path := range []string{PathOf(p, t), "/", "/?state=closed"} {
		got := p.Client().Get(path)
		if got.Status != 200 {
			p.World.T.Fatalf("%s reads %s: %d", p.Name, path, got.Status)
		}
		text += Steady(got.Body)
	}
	return text
}

// noSentinel looks through mail and log.
func (w *World) noSentinel() {
	w.T.Helper()
	mails := w.Mails.Messages()
	if len(mails) == 0 {
		w.T.Error("nobody was told of anything")
	}
	for _, m := range mails {
		if text := decoded(m.Data); strings.Contains(text, Sentinel) {
			w.T.Errorf("a mail to %v holds hidden text:\n%s", m.To, text)
		}
	}
	if strings.Contains(w.Log.String(), Sentinel) {
		w.T.Error("the log holds hidden text")
	}
}

// decoded undoes the transfer encodings that could hide a word.
func decoded(mail []byte) string {
	text := strings.ReplaceAll(string(mail), "=\r\n", "")
	for _, part := range strings.Split(string(mail), "\r\n\r\n") {
		raw, _ := io.ReadAll(base64Reader(part))
		text += string(raw)
	}
	return text
}
