package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"

	"balie/internal/config"
	"balie/internal/desk"
	"balie/internal/mailroom"
)

// doors are where mail comes in while the server runs.
type doors struct {
	listening []listening
	fetchers  []*mailroom.Fetcher
	log       *slog.Logger

	fetching sync.WaitGroup
	stop     context.CancelFunc
}

type listening struct {
	door *mailroom.Door
	at   net.Listener
}

// openDoors binds what the settings name; nothing is taken before start.
func openDoors(c config.Config, d *desk.Desk, log *slog.Logger) (*doors, error) {
	ds := &doors{log: log}
	var secure *tls.Config
	if c.MailIn.Certificate != "" {
		cert, err := mailroom.LoadCertificate(c.MailIn.Certificate, c.MailIn.Key)
		if err != nil {
			return nil, err
		}
		secure = cert.Config()
	}
	for i, address := range []string{c.MailIn.SMTP, c.MailIn.LMTP} {
		if address == "" {
			continue
		}
		at, err := mailroom.Listen(address)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("the address %s cannot be listened on for mail: %w", address, err), ds.close())
		}
		ds.listening = append(ds.listening, listening{at: at, door: mailroom.NewDoor(mailroom.Options{
			Accept: d.AcceptMail, Addresses: mailroom.Addresses{List: c.MailIn.For, Also: d.TakesMailFor},
			Host: c.BaseURL.Hostname(), TLS: secure, LMTP: i == 1, Log: log,
		})})
	}
	for _, m := range c.MailIn.Mailboxes {
		ds.fetchers = append(ds.fetchers, mailroom.NewFetcher(mailbox(m, c.MailIn), d.AcceptMail, log))
	}
	return ds, nil
}

// mailbox is one of the settings as mailroom knows it.
func mailbox(m config.Mailbox, in config.MailIn) mailroom.Mailbox {
	security := map[config.TLSMode]mailroom.Security{
		config.TLSImplicit: mailroom.Implicit, config.TLSRequired: mailroom.StartTLS, config.TLSOff: mailroom.Plain,
	}
	box := mailroom.Mailbox{
		Host: m.Host, Port: m.Port, Security: security[m.TLS], User: m.User, Password: string(m.Password),
		Folder: m.Folder, Move: m.Move, Since: m.Since, To: m.For, Poll: in.Poll,
	}
	if m.Password == "" {
		box.Token = in.Token
	}
	return box
}

// mailFor are the addresses that the settings take mail for. All of a domain
// (@example.com) is none: people write from there, too.
func mailFor(in config.MailIn) (list []string) {
	for _, a := range in.For {
		if !strings.HasPrefix(a, "@") {
			list = append(list, a)
		}
	}
	for _, m := range in.Mailboxes {
		if m.For != "" {
			list = append(list, m.For)
		}
	}
	return list
}

// start takes mail until drain.
func (ds *doors) start() {
	ctx, stop := context.WithCancel(context.Background())
	ds.stop = stop
	for _, l := range ds.listening {
		ds.log.Info("taking mail", "address", l.at.Addr().String())
		go func() {
			if err := l.door.Serve(l.at); err != nil {
				ds.log.Error("taking mail ended", "address", l.at.Addr().String(), "error", err)
			}
		}()
	}
	for _, f := range ds.fetchers {
		ds.fetching.Go(func() { f.Run(ctx) })
	}
}

// drain takes no more mail and lets what is under way end until ctx does.
func (ds *doors) drain(ctx context.Context) {
	ds.stop()
	var all sync.WaitGroup
	for _, l := range ds.listening {
		all.Go(func() {
			if err := l.door.Stop(ctx); err != nil {
				ds.log.Warn("mails did not end in time; their senders try again", "error", err)
			}
		})
	}
	all.Wait()
	ds.fetching.Wait()
}

// close lets go of what was bound and never started.
func (ds *doors) close() error {
	var err error
	for _, l := range ds.listening {
		err = errors.Join(err, l.at.Close())
	}
	return err
}
