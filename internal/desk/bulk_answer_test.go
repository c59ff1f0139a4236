package desk_test

import (
	"slices"
	"strings"
	"testing"

	"balie/internal/blob"
	"balie/internal/desk"
	"balie/internal/ticket"
)

// takesIn has the world receive mail, too.
func (w *bulkWorld) takesIn() *inWorld {
	w.t.Helper()
	disk, err := blob.NewDisk(w.t.TempDir())
	w.must(err)
	in := &inWorld{mailWorld: w.mailWorld, blobs: disk}
	in.takesMail(w.d)
	return in
}

// An answer to a mail about many tickets belongs to none of them: it becomes a
// ticket of its own, and says why. One whose subject names a ticket joins that.
func TestAnAnswerToAMailAboutManyIsANewTicket(t *testing.T) {
	eachBulkWorld(t, func(t *testing.T, w *bulkWorld) {
		in := w.takesIn()
		list := w.asks(3)
		w.saysOn(list, "The line is being repaired")
		got := w.works()["eva"]
		if to := got.header.Get("Reply-To"); to != "" {
			t.Errorf("answers go to %s", to)
		}
		for _, says := range []string{"Een antwoord op deze mail kan bij geen van deze tickets worden gezet", "om te antwoorden open je het ticket"} {
			if !strings.Contains(got.all, says) {
				t.Errorf("it does not say %q: %s", says, got.all)
			}
		}
		answer := func(subject, id string) string {
			return mailTo("eva@people.example", "support@lindehof.example", subject) + proven("people.example") +
				"In-Reply-To: " + got.id() + "\r\nReferences: " + got.id() + "\r\n" + with(id, "It works here.")
		}
		x, err := w.d.ExplainMail(t.Context(), desk.MailIn{}, strings.NewReader(answer("Re: it", "<x@x>")))
		w.must(err)
		if len(x.Leads) != 1 || x.Leads[0].Why != "of_many" || x.Leads[0].Joins || x.New == nil {
			t.Errorf("explained as %+v", x)
		}
		fresh, _ := in.landed(in.arrives(answer("Re: "+got.header.Get("Subject"), "<a@x>")), "of_many")
		if slices.Contains(list, fresh.ID) {
			t.Fatalf("it is on %d", fresh.ID)
		}
		links := w.open(w.sanne, fresh.ID).Links
		if len(links) != 1 || links[0].ID != list[0] || links[0].Kind != desk.LinkSuggested {
			t.Errorf("linked: %+v", links)
		}
		w.settles()
		if told := in.mailOf("eva"); !strings.Contains(told.all, ticket.Ref("HD", fresh.ID)) {
			t.Errorf("Eva hears last %s", told.all)
		}
		for _, id := range list {
			if n := len(w.open(w.sanne, id).Messages); n != 2 {
				t.Errorf("%d has %d messages", id, n)
			}
		}
		if named, _ := in.landed(in.arrives(answer("Re: ["+ticket.Ref("HD", list[0])+"]", "<b@x>")), "subject"); named.ID != list[0] {
			t.Errorf("one that names a ticket is on %d", named.ID)
		}
		in.refusedMail(in.arrives("Auto-Submitted: auto-replied\r\n"+answer("Away", "<c@x>")), "auto_reply")
		colleague := strings.Replace(answer("Fwd", "<d@x>"), "From: eva@", "From: bram@", 1)
		in.landed(in.arrives(colleague), "suggested")
	})
}
