package mailroom

import (
	"context"
	"crypto/tls"
	"log/slog"
	"time"
)

// Security is how a connection to an IMAP server is encrypted.
type Security string

const (
	Implicit Security = "implicit" // from the first byte, port 993
	StartTLS Security = "starttls" // or not at all
	Plain    Security = "plain"    // this machine only
)

// Mailbox is a folder of an account on an IMAP server, and how it is read.
type Mailbox struct {
	Host     string
	Port     int
	Security Security
	User     string
	Password string
	Token    string    // a command whose output is an OAuth 2 access token; then there is no password
	Folder   string    // "INBOX" when empty
	Move     string    // the folder where mails go that were taken; "": they stay, marked
	Since    time.Time // mails that arrived before this day are left alone
	To       string    // the address the mailbox receives for; "" when only the mails themselves tell
	Poll     time.Duration

	TLS *tls.Config // nil: the system's
}

// Name tells mailboxes apart, in logs and as the door of their mails.
func (m Mailbox) Name() string { return "imap:" + m.User + "@" + m.Host + "/" + m.folder() }

func (m Mailbox) folder() string {
	if m.Folder == "" {
		return "INBOX"
	}
	return m.Folder
}

func (m Mailbox) recipients() []string {
	if m.To == "" {
		return nil
	}
	return []string{m.To}
}

// Fetcher brings the mails of one mailbox in, as long as Run runs. One
// connection waits for news (IDLE); for each round of fetching another is made
// and closed, so that neither can hold the other up.
type Fetcher struct {
	box    Mailbox
	accept Accept
	log    *slog.Logger
	wake   chan struct{}
	status status
	held   held
	pause  backoff
}

// NewFetcher makes a fetcher; Run starts it.
func NewFetcher(box Mailbox, accept Accept, log *slog.Logger) *Fetcher {
	return &Fetcher{
		box: box, accept: accept, log: log.With("door", box.Name()), wake: make(chan struct{}, 1),
		held: held{}, pause: backoff{least: time.Second, most: 5 * time.Minute},
	}
}

// Run fetches at once, then whenever the server has news and each Poll, until
// ctx ends. What fails is tried again, later and later.
func (f *Fetcher) Run(ctx context.Context) {
	watching, stop := context.WithCancel(ctx)
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		f.watch(watching)
	}()
	defer func() {
		stop()
		<-watched
	}()
	for ctx.Err() == nil {
		wait := f.box.Poll
		more, err := f.round(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			wait = f.pause.next()
			f.status.failed(err)
			f.log.Warn("fetching mail failed", "error", err, "again", wait.Round(time.Second))
		case more:
			f.pause.reset()
			f.status.succeeded()
			continue
		default:
			f.pause.reset()
			wait = f.held.until(wait)
			f.status.succeeded()
		}
		f.sleep(ctx, wait, err == nil)
	}
}

// sleep waits, or less when there is news; after a failure news alone does not
// end the wait.
func (f *Fetcher) sleep(ctx context.Context, d time.Duration, forNews bool) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	news := f.wake
	if !forNews {
		news = nil
	}
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-news:
	}
}

// ring says that there is news; many rings before the next round are one.
func (f *Fetcher) ring() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}
