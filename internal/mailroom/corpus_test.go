package mailroom

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html"
	"io"
	"maps"
	netmail "net/mail"
	"net/smtp"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/emersion/go-imap/v2/imapclient"

	"balie/internal/access"
	"balie/internal/desktest"
	"balie/internal/email"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/store/storetest"
	"balie/internal/ticket"
)

// reading is what was written down with a message of the corpus: how it reads,
// from which follows where it lands.
type reading struct {
	name, from, class, original, thread string
	text                                string
	files                               []string // "NAME TYPE SIZE", "inline" behind it
}

const corpus = "../email/testdata/"

// readings are the blocks of the corpus by name.
func readings(t *testing.T) map[string]reading {
	t.Helper()
	b, err := os.ReadFile(corpus + "mail.txt")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]reading{}
	for block := range strings.SplitSeq(strings.TrimPrefix(string(b), "== "), "\n== ") {
		lines := strings.Split(block, "\n")
		r := reading{name: lines[0], class: "personal"}
		for _, l := range lines[1:] {
			if text, ok := strings.CutPrefix(l, "|"); ok {
				r.text += text + "\n"
				continue
			}
			key, value, _ := strings.Cut(l, ": ")
			switch key {
			case "from":
				if i := strings.LastIndexByte(value, '<'); i >= 0 {
					r.from = strings.Trim(value[i:], "<>")
				}
			case "class":
				r.class, _, _ = strings.Cut(value, " ")
			case "original":
				r.original = value
			case "thread":
				r.thread = value
			case "file":
				r.files = append(r.files, value)
			}
		}
		out[r.name] = r
	}
	return out
}

// What the corpus calls the mail that most of its replies answer.
const (
	corpusID  = "<balie.123.7.42@desk.example.nl>"
	corpusTag = "k3y.sig"
)

// why says for what reason a message lands where it does, when the mail that it
// may answer is one of ours about a ticket of its sender.
func (r reading) why() string {
	answers, tagged := strings.Contains(r.thread, corpusID), strings.Contains(r.thread, "tag "+corpusTag)
	program := r.class == "auto_reply" || r.class == "auto_generated"
	switch _, err := email.ParseAddress(r.from); {
	case r.class == "own" || r.from == "support@desk.example.nl":
		return "own"
	case slices.Contains([]string{"bounce_failed", "bounce_delayed", "delivered", "receipt", "complaint"}, r.class):
		if r.original == corpusID {
			return r.class
		}
		return r.class + "_unknown"
	case (answers || tagged) && program:
		return "aside"
	case tagged:
		return "address"
	case answers:
		return "thread"
	case r.class == "auto_reply":
		return "auto_reply"
	case err != nil:
		return "no_sender"
	case strings.Contains(r.thread, "tickets 123"), strings.Contains(r.thread, "tickets 7 8"): // which are there by then
		return "suggested"
	case r.class != "personal":
		return "new_" + r.class
	}
	return "new"
}

// postOffice is a helpdesk with all its doors: SMTP, LMTP behind Exim, and a
// mailbox at Dovecot.
type postOffice struct {
	*desktest.World
	smtp    string
	exim    *mta
	dovecot *dovecot
	fetcher *Fetcher
	box     *imapclient.Client

	wrote  int       // mails that the tests made themselves
	newest ticket.ID // no ticket had this number so far
}

func openPostOffice(t *testing.T) *postOffice {
	t.Helper()
	p := &postOffice{World: desktest.New(t, storetest.Engines(t)[0])}
	p.Desk.MailFrom.Addr, p.Desk.ReplyAddress = "support@desk.example.nl", "reply@desk.example.nl"
	addresses := func(o *Options) {
		o.Accept, o.Addresses = p.Desk.AcceptMail, Addresses{List: []string{"help@example.com"}, Also: p.Desk.TakesMailFor}
	}
	_, at := open(t, newBook(), func(o *Options, _ *limits) { addresses(o) })
	p.smtp = at.String()
	_, socket := open(t, newBook(), func(o *Options, _ *limits) { addresses(o); o.LMTP = true })
	p.exim, p.dovecot = newMTA(t, socket.String()), newDovecot(t)
	p.fetcher = NewFetcher(p.dovecot.box(func(m *Mailbox) { m.To = "support@desk.example.nl" }), p.Desk.AcceptMail, testLog(t))
	p.box = p.dovecot.client()
	return p
}

// person is somebody of the bakery with an address of the corpus.
func (p *postOffice) person(name, mail string) *desktest.Person {
	p.T.Helper()
	u := org.User{Name: name, Mail: mail, Language: "en", Active: true}
	if err := p.Store.Write(context.Background(), func(tx *store.Tx) error {
		if err := tx.AddUser(&u, email.CanonicalAddr(mail), ""); err != nil {
			return err
		}
		return tx.AddMembership(u.ID, p.Bakery.ID, 0)
	}); err != nil {
		p.T.Fatal(err)
	}
	return &desktest.Person{World: p.World, ID: u.ID, Name: name, Mail: mail, Of: p.Bakery}
}

// letterTo is the newest mail that went to an address.
func (p *postOffice) letterTo(address string) *netmail.Message {
	p.T.Helper()
	list := p.Mails.Messages()
	for _, m := range slices.Backward(list) {
		if m.To[0] == address {
			got, err := netmail.ReadMessage(strings.NewReader(string(m.Data)))
			if err != nil {
				p.T.Fatal(err)
			}
			return got
		}
	}
	p.T.Fatalf("no mail to %s", address)
	return nil
}

// replyTag is the signed part of the address that a mail of ours asks for
// answers at.
func replyTag(m *netmail.Message) string {
	_, tag, _ := email.SplitPlus(strings.Trim(m.Header.Get("Reply-To"), "<>"))
	return tag
}

// hands a message in by one of the doors, each sixth by Exim, which takes longest,
// and gives its row.
func (p *postOffice) hands(raw string, by int, to ...string) int64 {
	p.T.Helper()
	before := p.inbound()
	if len(to) == 0 {
		to = []string{"support@desk.example.nl"}
	}
	switch {
	case by%6 == byExim && strings.Contains(strings.ToLower(raw), "from:"): // else Exim writes one
		p.exim.submit(raw, to...)
	case by%3 == byDovecot && raw != "" && !strings.Contains(raw, "\x00"): // which no mailbox keeps
		p.dovecot.deliver(p.box, raw)
		rounds(p.T, p.fetcher)
	default:
		if err := smtp.SendMail(p.smtp, nil, "eva@customer.example", to, []byte(raw)); err != nil {
			p.T.Errorf("by SMTP: %v", err)
		}
	}
	now := p.inbound()
	if len(now) != len(before)+1 {
		p.T.Fatalf("%d mails came in at once\n%s", len(now)-len(before), p.exim.log())
	}
	return now[0].ID
}

// lands hands a message in and gives what became of it.
func (p *postOffice) lands(raw string, by int, to ...string) store.Inbound {
	p.T.Helper()
	p.hands(raw, by, to...)
	p.Settle()
	return p.inbound()[0]
}

// inbound is every mail that came in, newest first.
func (p *postOffice) inbound() (list []store.Inbound) {
	p.T.Helper()
	p.read(func(tx *store.Tx) (err error) {
		list, _, err = tx.ListInbound(0, 0, 0, 1000)
		return err
	})
	return list
}

func (p *postOffice) read(fn func(*store.Tx) error) {
	p.T.Helper()
	if err := p.Store.Read(context.Background(), fn); err != nil {
		p.T.Fatal(err)
	}
}

// TestTheCorpusThroughTheDoors brings every message of the corpus to a helpdesk
// by Exim, from Dovecot's mailbox or by SMTP, and demands that each is one
// message on the right ticket, by its author, with the words and files that were
// written down with it, or the entry in the log that it is to be.
func TestTheCorpusThroughTheDoors(t *testing.T) {
	p := openPostOffice(t)
	eva := p.person("Eva de Vries", "eva@example.com")
	for name, address := range map[string]string{"Jörg Müller": "joerg@example.com", "Hélène Dupré": "helene@example.com", "Íñigo Peña": "inigo@example.com"} {
		p.person(name, address)
	}
	first := p.lands("From: Eva <eva@example.com>\r\nTo: support@desk.example.nl\r\nCc: joerg@example.com, helene@example.com, inigo@example.com\r\n"+
		"Message-ID: <first@example.com>\r\nSubject: Printer\r\n\r\nIt does not print.\r\n", 1)
	asked := &desktest.Ticket{ID: first.Ticket, Ref: ticket.Ref("HD", first.Ticket), Subject: "Printer"}
	p.Sanne.Comments(asked, "Which printer is it?")
	question := p.letterTo(eva.Mail)
	ours := strings.NewReplacer(corpusID, question.Header.Get("Message-ID"), corpusTag, replyTag(question), "HD-00123", asked.Ref)

	all, expected := readings(t), map[int64]reading{}
	raws := map[string]string{}
	for n, name := range slices.Sorted(maps.Keys(all)) {
		raw, err := os.ReadFile(filepath.Join(corpus, "mail", name+".eml"))
		if err != nil {
			t.Fatal(err)
		}
		raws[name] = strings.Replace(regexp.MustCompile(`<r\.[a-z]{2}@`).ReplaceAllString(ours.Replace(string(raw)), "<m1@"), "<m1@", "<"+name+"@", 1) // each its own
		expected[p.hands(raws[name], n)] = all[name]
	}
	p.Settle()
	messages := map[ticket.MessageID]bool{}
	for _, m := range p.inbound() {
		if r, ok := expected[m.ID]; ok {
			p.check(m, r, raws[r.name], asked.ID)
			if m.Message != 0 && messages[m.Message] {
				t.Errorf("%s: message %d is another mail's, too", r.name, m.Message)
			}
			messages[m.Message] = true
		}
	}
	problems, err := p.Store.Verify(t.Context())
	if err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
}

// check compares what became of a message with what was written down.
func (p *postOffice) check(m store.Inbound, r reading, raw string, asked ticket.ID) {
	p.T.Helper()
	if m.Reason != r.why() {
		p.T.Errorf("%s: %s because %q, not %q %s", r.name, m.State, m.Reason, r.why(), m.Error)
		return
	}
	if m.State != store.InboundDone {
		return
	}
	var said ticket.Message
	var author org.User
	var files map[ticket.MessageID][]ticket.File
	p.read(func(tx *store.Tx) (err error) {
		if said, err = tx.Message(m.Message); err != nil {
			return err
		}
		if _, err = tx.Ticket(access.DeskScope(p.Vera.Actor()), m.Ticket); err != nil {
			return err
		}
		author, err = tx.User(said.Author)
		return err
	})
	o, err := p.Desk.Open(context.Background(), p.Vera.Actor(), m.Ticket)
	if err != nil {
		p.T.Fatal(err)
	}
	files = o.Files
	joins := slices.Contains([]string{"address", "thread", "aside"}, m.Reason)
	if joins != (m.Ticket == asked) || said.Ticket != m.Ticket || !joins && len(o.Messages) != 1 {
		p.T.Errorf("%s: on %d", r.name, m.Ticket)
	}
	if email.CanonicalAddr(author.Mail) != email.CanonicalAddr(r.from) {
		p.T.Errorf("%s: by %s, not %s", r.name, author.Mail, r.from)
	}
	got, want := words(html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(said.Body, " "))), words(r.text)
	switch {
	case got == want, want == "" && got == words("This mail has no text."):
	case strings.HasPrefix(r.name, "marker-") && strings.HasPrefix(got, want): // mails of ours have no such line
	default:
		p.T.Errorf("%s: it says\n%s, not\n%s", r.name, got, want)
	}
	p.checkFiles(r, raw, files[said.ID])
}

// words are the letters and digits of a text.
func words(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return c
		}
		return -1
	}, s)
}

// checkFiles demands the files of the reading, with the bytes that the message
// holds. Pictures of what folds away stay in the original.
func (p *postOffice) checkFiles(r reading, raw string, got []ticket.File) {
	p.T.Helper()
	m, err := email.Parse([]byte(raw), email.DefaultLimits())
	if err != nil {
		p.T.Fatal(err)
	}
	if len(m.Files) != len(r.files) {
		p.T.Fatalf("%s: %d files in the message, %d written down", r.name, len(m.Files), len(r.files))
	}
	for i, line := range r.files {
		content, err := io.ReadAll(m.Files[i].Open())
		if err != nil {
			p.T.Fatal(err)
		}
		sum := sha256.Sum256(content)
		same := func(f ticket.File) bool {
			return strings.HasPrefix(line, f.Name+" ") && strings.Contains(line+" ", fmt.Sprintf(" %d ", f.Size)) && f.Hash == hex.EncodeToString(sum[:])
		}
		k := slices.IndexFunc(got, same)
		switch {
		case k >= 0:
			got = slices.Delete(slices.Clone(got), k, k+1)
		case !strings.HasSuffix(line, " inline"):
			p.T.Errorf("%s: the file %s is not among %+v", r.name, line, got)
		}
	}
	if len(got) > 0 {
		p.T.Errorf("%s: there are more files: %+v", r.name, got)
	}
}
