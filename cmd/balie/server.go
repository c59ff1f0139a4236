package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"balie/internal/authn"
	"balie/internal/config"
	"balie/internal/demo"
	"balie/internal/desk"
	"balie/internal/email"
	"balie/internal/jobs"
	"balie/internal/live"
	"balie/internal/locale"
	"balie/internal/smtpout"
	"balie/internal/store"
	"balie/internal/web"
)

const (
	headerTime = 10 * time.Second  // for a request's header to arrive
	idleTime   = 120 * time.Second // for a kept connection's next request
	headerMax  = 64 << 10          // bytes
	tidyEvery  = time.Hour
	sweepEvery = 24 * time.Hour
)

// server is a node: the parts, and what goes on in it until it stops.
type server struct {
	config config.Config
	log    *slog.Logger
	clock  *demo.Clock
	place  *place
	desk   *desk.Desk
	jobs   *jobs.Runner
	web    *web.Server
	http   *http.Server
	doors  *doors
}

// newServer opens the data and wires the parts; nothing goes on yet.
func newServer(ctx context.Context, c config.Config, log *slog.Logger) (*server, error) {
	s := &server{config: c, log: log, clock: demo.NewClock(time.Now)}
	texts, err := locale.Load()
	if err != nil {
		return nil, err
	}
	o := storeOptions(c)
	o.Exclusive = true
	if c.Demo {
		o.Now = s.clock.Now
	}
	if s.place, err = await(ctx, c, o, log); err != nil {
		return nil, err
	}
	if err := s.wire(texts); err != nil {
		return nil, errors.Join(err, s.place.close())
	}
	return s, nil
}

func (s *server) wire(texts *locale.Catalogues) error {
	key, err := authn.LoadOrCreateKey(filepath.Join(s.config.Data, "secret.key"))
	if err != nil {
		return err
	}
	st := s.place.store
	s.desk = desk.New(desk.Options{
		Store: st, Blobs: s.place.blobs, Texts: texts, Hub: live.NewHub(time.Now), Links: key,
		Hasher: authn.NewHasher(max(1, runtime.NumCPU())), Relay: relay(s.config.SMTP),
		MailFrom: email.Address{Name: s.config.MailFrom.Name, Addr: s.config.MailFrom.Address},
		Base:     s.config.BaseURL, Log: s.log, Upload: s.config.UploadMax, Elsewhere: tellNodes(st),
		ReplyAddress: s.config.ReplyAddress, ReplyAlso: s.config.ReplyAlso, AuthServer: s.config.AuthServer, MailFor: mailFor(s.config.MailIn),
	})
	s.jobs = jobs.New(st, s.log)
	s.jobs.Grace = drainTime
	s.kinds()
	s.web = web.New(web.Options{
		Desk: s.desk, Texts: texts, Base: s.config.BaseURL, Proxies: s.config.TrustedProxies, Log: s.log, Now: time.Now,
	})
	handler, err := s.web.Handler()
	s.http = &http.Server{
		Handler: handler, ReadHeaderTimeout: headerTime, IdleTimeout: idleTime, MaxHeaderBytes: headerMax,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	if err != nil {
		return err
	}
	s.doors, err = openDoors(s.config, s.desk, s.log)
	return err
}

// run serves until ctx ends or serving fails, then lets everything end in
// order. ready is called when requests are answered.
func (s *server) run(ctx context.Context, listener net.Listener, ready func()) error {
	work, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	rest, stopRest := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWork()
	defer stopRest()
	var working, resting sync.WaitGroup
	working.Go(func() { s.jobs.Run(work) })
	resting.Go(func() { s.place.store.RunSoft(rest, s.report("soft state")) })
	resting.Go(func() { s.listen(rest) })
	failed := make(chan error, 1)
	go func() { failed <- s.http.Serve(listener) }()
	s.doors.start()
	ready()
	s.log.Info("serving", "version", version(), "address", s.config.BaseURL.String(), "data", s.where())

	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
		s.log.Info("stopping")
	}
	stopWork()
	err = errors.Join(err, s.drain())
	working.Wait()
	stopRest()
	resting.Wait()
	return errors.Join(err, s.place.close())
}

// drain stops accepting and lets requests and mails end, live streams at once.
func (s *server) drain() error {
	s.web.Drain()
	ctx, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	var mail sync.WaitGroup
	mail.Go(func() { s.doors.drain(ctx) })
	defer mail.Wait()
	if err := s.http.Shutdown(ctx); err != nil {
		s.log.Warn("requests did not end in time", "error", err)
		return s.http.Close()
	}
	return nil
}

// listen hears of other nodes, and of other processes that write beside us.
func (s *server) listen(ctx context.Context) {
	hear := func(payload []byte) {
		var n live.News
		if err := json.Unmarshal(payload, &n); err == nil { // a newer node may say what we don't know
			s.desk.Heard(n)
		}
	}
	if err := s.place.store.Listen(ctx, authn.NewToken(), hear, s.desk.Forget); err != nil {
		s.report("listening to other nodes")(err)
	}
}

func (s *server) report(what string) func(error) {
	return func(err error) { s.log.Error(what+" failed", "error", err) }
}

// tellNodes carries news to the other nodes.
func tellNodes(st *store.Store) func(live.News) {
	return func(n live.News) {
		if text, err := json.Marshal(n); err == nil { // a struct of numbers always marshals
			st.Notify(text)
		}
	}
}

// relay is the mail server of the settings as smtpout knows it.
func relay(r *config.Relay) *smtpout.Relay {
	if r == nil {
		return nil
	}
	modes := map[config.TLSMode]smtpout.TLSMode{
		config.TLSImplicit: smtpout.Implicit, config.TLSRequired: smtpout.StartTLS,
		config.TLSOptional: smtpout.Opportunistic, config.TLSOff: smtpout.None,
	}
	return &smtpout.Relay{Host: r.Host, Port: r.Port, User: r.User, Password: string(r.Password), TLS: modes[r.TLS]}
}
