package mailroom

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
)

// letter is a mail to find again by its number.
func letter(n int) string {
	return fmt.Sprintf("From: eva@customer.example\r\nMessage-ID: <%d@customer.example>\r\nSubject: Mail %d\r\n\r\nText %d\r\n", n, n, n)
}

func fetcher(t testing.TB, p *post, b *book, change func(*Mailbox)) *Fetcher {
	return NewFetcher(p.box(change), b.accept, testLog(t))
}

// rounds runs one round and demands that it ends well.
func rounds(t testing.TB, f *Fetcher) {
	t.Helper()
	if more, err := f.round(t.Context()); err != nil || more {
		t.Fatalf("a round ended with more %v, %v", more, err)
	}
}

// kept demands which letters were kept, in this order.
func (b *book) kept(t testing.TB, numbers ...int) {
	t.Helper()
	var want, got []string
	for _, n := range numbers {
		want = append(want, letter(n))
	}
	for _, m := range b.all() {
		got = append(got, m.raw)
	}
	if !slices.Equal(got, want) {
		t.Errorf("kept %.200q, want letters %v", got, numbers)
	}
}

func TestRoundTakesEachMailOnce(t *testing.T) {
	p, b := newPost(t, nil), newBook()
	p.deliver(letter(1))
	p.deliver(letter(2), imap.FlagSeen) // somebody looked at it before we did
	p.deliver(letter(3), imap.FlagDeleted)
	f := fetcher(t, p, b, nil)
	for range 2 {
		rounds(t, f)
		b.kept(t, 1, 2)
	}
	rounds(t, fetcher(t, p, b, nil)) // another process, another day
	b.kept(t, 1, 2)
	got := b.all()[0].MailIn
	if got.Door != "imap:help@example.com@127.0.0.1/INBOX" || got.Source != "1/1" || !slices.Equal(got.To, []string{imapUser}) {
		t.Errorf("handed in as %+v", got)
	}
	if n := p.unseen(); n != 1 {
		t.Errorf("%d mails are unread, not the deleted one alone", n)
	}
	if len(b.ended) != 2 {
		t.Errorf("%d mails were handed in; two of them came", len(b.ended))
	}
}

func TestMailsFromBeforeSinceAreLeftAlone(t *testing.T) {
	p, b := newPost(t, nil), newBook()
	p.deliver(letter(1))
	rounds(t, fetcher(t, p, b, func(m *Mailbox) { m.Since = time.Now().AddDate(0, 0, 2) }))
	b.kept(t)
	rounds(t, fetcher(t, p, b, func(m *Mailbox) { m.Since = time.Now().AddDate(0, 0, -2) }))
	b.kept(t, 1)
}

func TestMove(t *testing.T) {
	for name, drop := range map[string][]imap.Cap{
		"with MOVE":               nil,
		"with UIDPLUS":            {imap.CapMove},
		"with neither of the two": {imap.CapMove, imap.CapUIDPlus},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPost(t, func(p *post) {
				for _, c := range drop {
					delete(p.caps, c)
				}
			})
			b := newBook()
			p.deliver(letter(1))
			p.deliver(letter(2), imap.FlagDeleted) // somebody may still want it back
			p.deliver(letter(3))
			f := fetcher(t, p, b, func(m *Mailbox) { m.Move = "Done" }) // a folder that has to be made
			rounds(t, f)
			rounds(t, f)
			b.kept(t, 1, 3)
			left := 1
			if slices.Contains(drop, imap.CapUIDPlus) {
				left = 3 // marked deleted: to remove them would remove what others marked
			}
			if done, in := p.count("Done"), p.count("INBOX"); done != 2 || in != left {
				t.Errorf("%d mails in Done, %d in INBOX", done, in)
			}
		})
	}
}

func TestMoveThatFailsKeepsTheMail(t *testing.T) {
	p, b := newPost(t, nil), newBook()
	p.deliver(letter(1))
	f := fetcher(t, p, b, func(m *Mailbox) { m.Move = "INBOX" }) // from a folder to itself
	rounds(t, f)
	rounds(t, f)
	b.kept(t, 1)
	if len(b.ended) != 1 || p.count("INBOX") != 1 {
		t.Errorf("handed in %d times, %d in the folder", len(b.ended), p.count("INBOX"))
	}
}

func TestCutInTheMiddleOfAMail(t *testing.T) {
	p, b := newPost(t, nil), newBook()
	long := letter(1) + strings.Repeat("0123456789abcdef\r\n", 10_000)
	p.deliver(long)
	p.deliver(letter(2))
	f := fetcher(t, p, b, nil)
	p.cut.Store(50_000)
	if _, err := f.round(t.Context()); err == nil {
		t.Fatal("a round over a cut connection ended well")
	}
	if got := b.all(); len(got) != 0 {
		t.Fatalf("%d bytes of %d were kept as a mail", len(got[0].raw), len(long))
	}
	rounds(t, f) // the mail that ended badly waits, the next does not
	b.kept(t, 2)
	f.held.hurry()
	rounds(t, f)
	if got := b.all(); len(got) != 2 || got[1].raw != long {
		t.Errorf("%d mails were kept", len(got))
	}
	if s := f.State(); s.Waiting != 0 || s.Taken != 2 {
		t.Errorf("the state is %+v", s)
	}
}

// hurry brings the time of all forward.
func (h held) hurry() {
	for _, m := range h {
		m.again = time.Time{}
	}
}

func TestDeathBetweenTakingAndMarking(t *testing.T) {
	p, b := newPost(t, nil), newBook()
	p.deliver(letter(1))
	p.hook(nil, func() error { panic("the connection breaks") })
	if _, err := fetcher(t, p, b, nil).round(t.Context()); err == nil {
		t.Fatal("the round ended well")
	}
	b.kept(t, 1)
	p.hook(nil, nil)
	rounds(t, fetcher(t, p, b, nil)) // the next process
	b.kept(t, 1)
	if len(b.ended) != 2 || p.unseen() != 0 {
		t.Errorf("handed in %d times, %d unread", len(b.ended), p.unseen())
	}
}

func TestPoisonStopsNobody(t *testing.T) {
	for name, spoil := range map[string]func(*post, *book){
		"the desk has a problem with it": func(_ *post, b *book) {
			b.failing(func(raw string) error {
				if raw == letter(2) {
					return errors.New("poison")
				}
				return nil
			})
		},
		"the server does not give it": func(p *post, _ *book) {
			p.hook(func(set imap.NumSet) error {
				if set.(imap.UIDSet).Contains(2) {
					return &imap.Error{Type: imap.StatusResponseTypeNo, Text: "it is broken"}
				}
				return nil
			}, nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			p, b := newPost(t, nil), newBook()
			for n := 1; n <= 3; n++ {
				p.deliver(letter(n))
			}
			spoil(p, b)
			f := fetcher(t, p, b, nil)
			rounds(t, f)
			rounds(t, f)
			b.kept(t, 1, 3)
			if s := f.State(); s.Waiting != 1 || s.Taken != 2 {
				t.Errorf("the state is %+v", s)
			}
			if d := f.held.until(time.Hour); d > heldLeast {
				t.Errorf("it is tried again in %s", d)
			}
			b.failing(nil)
			p.hook(nil, nil)
			f.held.hurry()
			rounds(t, f)
			b.kept(t, 1, 3, 2)
		})
	}
}

func TestManyFailuresEndTheRoundAndBlockNobody(t *testing.T) {
	p, b := newPost(t, nil), newBook()
	for n := 1; n <= failMax+3; n++ {
		p.deliver(letter(n))
	}
	b.failing(func(raw string) error {
		if strings.Contains(raw, fmt.Sprintf("Mail %d", failMax+2)) {
			return nil
		}
		return errors.New("no room")
	})
	f := fetcher(t, p, b, nil)
	if _, err := f.round(t.Context()); err == nil || len(b.ended) != failMax {
		t.Fatalf("the round went on to %d mails: %v", len(b.ended), err)
	}
	rounds(t, f)
	b.kept(t, failMax+2)
}

func TestRebuiltMailbox(t *testing.T) {
	p, b := newPost(t, nil), newBook()
	p.deliver(letter(1))
	b.failing(func(string) error { return errors.New("not now") })
	f := fetcher(t, p, b, nil)
	rounds(t, f)
	b.failing(nil)
	p.account(2)
	p.deliver(letter(2)) // has the number that letter 1 had, and must not wait in its place
	rounds(t, f)
	b.kept(t, 2)
	if got := b.all()[0].Source; got != "2/1" {
		t.Errorf("handed in as %s", got)
	}
	if len(f.held) != 0 {
		t.Errorf("what is gone is still held: %v", f.held)
	}
}

func TestTooLargeStaysAndIsNotFetchedAgain(t *testing.T) {
	p, b := newPost(t, nil), newBook()
	p.deliver("Subject: large\r\n\r\n" + strings.Repeat(strings.Repeat("x", 1022)+"\r\n", 51<<10))
	p.deliver(letter(1))
	f := fetcher(t, p, b, func(m *Mailbox) { m.Move = "Done" })
	rounds(t, f)
	rounds(t, f)
	b.kept(t, 1)
	if s := f.State(); s.TooLarge != 1 || len(b.ended) != 2 || p.count("INBOX") != 1 || p.unseen() != 1 {
		t.Errorf("the state is %+v after %d hand-ins; %d unread", s, len(b.ended), p.unseen())
	}
}

func TestRoundsAreBounded(t *testing.T) {
	p, b := newPost(t, nil), newBook()
	for n := range roundMax + 1 {
		p.deliver(letter(n))
	}
	f := fetcher(t, p, b, nil)
	if more, err := f.round(t.Context()); !more || err != nil || len(b.all()) != roundMax {
		t.Fatalf("a round took %d, more %v, %v", len(b.all()), more, err)
	}
	rounds(t, f)
	if got := b.all(); len(got) != roundMax+1 {
		t.Errorf("%d mails were kept", len(got))
	}
}

func TestServerThatHangs(t *testing.T) {
	p, b := newPost(t, nil), newBook()
	p.deliver(letter(1))
	release := make(chan struct{})
	defer close(release)
	p.hook(func(imap.NumSet) error { <-release; return nil }, nil)
	f := fetcher(t, p, b, nil)
	ic, err := f.box.dial(t.Context(), false, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = ic.do(t.Context(), 20*time.Millisecond, func() error {
		return ic.c.Fetch(imap.UIDSetNum(1), &imap.FetchOptions{UID: true}).Close()
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the command ended with %v", err)
	}
	<-ic.c.Closed()
}
