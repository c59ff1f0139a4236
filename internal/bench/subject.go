package bench

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"balie/internal/access"
	"balie/internal/authn"
	"balie/internal/blob"
	"balie/internal/desk"
	"balie/internal/live"
	"balie/internal/locale"
	"balie/internal/page"
	"balie/internal/seed"
	"balie/internal/store"
	"balie/internal/web"
)

// subject is a store of one size with everything above it, as a server has it.
type subject struct {
	engine string
	n      int
	at     store.Options
	notes  notes
	size   int64 // bytes of the database
	st     *store.Store
	d      *desk.Desk
	raw    *sql.DB // the same data without us
	turn   sync.Mutex
	server *http.Server
	extra  []*http.Server
	url    string
	client *http.Client
	texts  *locale.Catalogues
	assets *page.Assets
	who    map[string]person
	says   map[string]int // bytes of each page
}

// person is somebody signed in.
type person struct {
	actor  access.Actor
	cookie *http.Cookie
}

// open opens data that is there.
func open(ctx context.Context, engine string, n int, at store.Options, made notes) (*subject, error) {
	st, err := store.Open(ctx, at)
	if err != nil {
		return nil, err
	}
	s := &subject{engine: engine, n: n, at: at, notes: made, st: st, who: map[string]person{}, says: map[string]int{}}
	if s.texts, err = locale.Load(); err != nil {
		return nil, err
	}
	s.assets = page.LoadAssets()
	if err := errors.Join(s.openRaw(ctx), s.serve()); err != nil {
		return nil, err
	}
	f := made.Filled
	for name, in := range map[string]seed.SignIn{
		"admin": f.Admin, "vendor": f.Vendor, "partner": f.Partner, "busy": f.Busy, "all": f.All, "many": f.Many, "three": f.Three, "none": f.None,
	} {
		if s.who[name], err = s.signIn(ctx, in); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// openRaw opens the data by database/sql alone, for the floors.
func (s *subject) openRaw(ctx context.Context) (err error) {
	ask := "SELECT pg_database_size(current_database())"
	if s.engine == "sqlite" {
		s.raw, err = sql.Open("sqlite", "file:"+filepath.ToSlash(store.File(s.at.Data))+
			"?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate&_pragma=cache_size(-4096)")
		ask = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
	} else {
		s.raw, err = sql.Open("pgx", s.at.Database)
	}
	if err != nil {
		return err
	}
	s.raw.SetMaxOpenConns(Workers)
	s.raw.SetMaxIdleConns(Workers)
	return s.raw.QueryRowContext(ctx, ask).Scan(&s.size)
}

// serve answers HTTP on loopback as the program does.
func (s *subject) serve() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	base := &url.URL{Scheme: "http", Host: l.Addr().String()}
	blobs, err := blob.NewDisk(filepath.Join(s.at.Data, "blobs"))
	if err != nil {
		return err
	}
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	s.d = desk.New(desk.Options{
		Store: s.st, Blobs: blobs, Texts: s.texts, Hub: live.NewHub(time.Now), Hasher: authn.NewHasher(runtime.NumCPU()),
		Base: base, Log: quiet, Upload: 25 << 20,
	})
	h, err := web.New(web.Options{Desk: s.d, Texts: s.texts, Base: base, Log: quiet, Now: time.Now}).Handler()
	if err != nil {
		return err
	}
	s.server, s.url = &http.Server{Handler: h}, base.String()
	s.client = &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: Workers, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	go s.server.Serve(l)
	return nil
}

func (s *subject) signIn(ctx context.Context, in seed.SignIn) (p person, err error) {
	err = s.st.Write(ctx, func(tx *store.Tx) error { // as if signing in, without the network's limit on tries
		u, err := tx.User(in.User)
		if err != nil {
			return err
		}
		if p.actor, err = tx.Actor(u); err != nil {
			return err
		}
		token := desk.Token()
		p.cookie = &http.Cookie{Name: "balie", Value: token}
		return tx.AddSession(store.Session{Hash: authn.TokenHash(token), User: u.ID, CreatedAt: tx.Now, UsedAt: tx.Now, ExpiresAt: tx.Now.Add(24 * time.Hour)})
	})
	return p, err
}

func (s *subject) close() error {
	for _, e := range s.extra {
		e.Close()
	}
	return errors.Join(s.server.Close(), s.raw.Close(), s.st.Close())
}

// copied makes a throw-away copy of data that nobody has open, for what writes.
func (o Options) copied(ctx context.Context, at store.Options) (to store.Options, remove func() error, err error) {
	to.Data = at.Data + "-written"
	remove = func() error { return os.RemoveAll(to.Data) }
	if err := remove(); err != nil {
		return to, nil, err
	}
	if at.Database == "" {
		return to, remove, copyFile(store.File(to.Data), store.File(at.Data))
	}
	from, name := filepath.Base(at.Data), filepath.Base(to.Data)
	if to.Database, err = inDatabase(o.Postgres, name); err != nil {
		return to, nil, err
	}
	drop := "DROP DATABASE IF EXISTS \"" + name + "\" WITH (FORCE)"
	remove = func() error { return errors.Join(o.onServer(ctx, drop), os.RemoveAll(to.Data)) }
	return to, remove, errors.Join(o.onServer(ctx, drop), o.onServer(ctx, "CREATE DATABASE \""+name+"\" TEMPLATE \""+from+"\""))
}

func copyFile(to, from string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}
