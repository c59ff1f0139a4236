package crashtest

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"balie/internal/authn"
	"balie/internal/email"
	"balie/internal/org"
	"balie/internal/smtpout/smtptest"
	"balie/internal/store"
	"balie/internal/store/storetest"
)

const (
	password  = "needle and thread 42"
	customers = 6
	agentMail = "sanne@noorderzon.example"
)

func customerMail(n int) string { return fmt.Sprintf("customer%d@bakery.example", n) }

var passwordHash = sync.OnceValues(func() (string, error) {
	return authn.NewHasher(1).Hash(context.Background(), password)
})

// place is where an installation lies.
type place struct {
	engine string
	at     store.Options
	data   string
}

// company prepares an installation: a partner with one agent and a mailbox, and
// a bakery with customers.
func company(t *testing.T, engine string) place {
	t.Helper()
	p := place{engine: engine, at: storetest.Place(t, engine, storetest.NewClock()).Options, data: t.TempDir()}
	p.at.Now = nil
	if engine == storetest.SQLite {
		p.data = p.at.Data
	}
	hash, err := passwordHash()
	if err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(context.Background(), p.at)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	err = st.Write(context.Background(), func(tx *store.Tx) error {
		vendor := org.Organization{Tier: org.Vendor, Name: "Kade", Language: "en", Zone: "Europe/Amsterdam", Mail: "desk@kade.example"}
		if err := tx.AddOrganization(&vendor); err != nil {
			return err
		}
		partner := org.Organization{Tier: org.Partner, Parent: vendor.ID, Name: "Noorderzon", Language: "en", Zone: "Europe/Amsterdam", Mail: "desk@noorderzon.example"}
		if err := tx.AddOrganization(&partner); err != nil {
			return err
		}
		bakery := org.Organization{Tier: org.Entity, Parent: partner.ID, Name: "Bakkerij Meijer", Language: "en", Zone: "Europe/Amsterdam"}
		if err := tx.AddOrganization(&bakery); err != nil {
			return err
		}
		join := func(name, mail string, of org.ID, rights org.Rights) error {
			u := org.User{Name: name, Mail: mail, Language: "en", Active: true}
			if err := tx.AddUser(&u, email.CanonicalAddr(mail), hash); err != nil {
				return err
			}
			return tx.AddMembership(u.ID, of, rights)
		}
		for n := range customers {
			if err := join(fmt.Sprintf("Customer %d", n), customerMail(n), bakery.ID, 0); err != nil {
				return err
			}
		}
		return join("Sanne Noord", agentMail, partner.ID, org.Agent)
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// empty is a place on the engine without anything in it.
func empty(t *testing.T, engine string, database func(testing.TB) string) place {
	t.Helper()
	p := place{engine: engine, data: filepath.Join(t.TempDir(), "data")}
	p.at.Data = p.data
	if engine == storetest.Postgres {
		p.at = store.Options{Database: database(t)}
	}
	return p
}

// flags name the place to the program.
func (p place) flags() []string {
	out := []string{"--data", p.data}
	if p.engine == storetest.Postgres {
		out = append(out, "--database", p.at.Database)
	}
	return out
}

// serve starts a server here. The address in mails is always the same: a mail
// sent again after a crash must not differ by the port.
func (p place) serve(t *testing.T, relay *smtptest.Sink) *process {
	t.Helper()
	to, _, _ := strings.Cut(relay.URL(), "?")
	return serve(t, append(p.flags(), "--smtp", to+"?starttls=off", "--mail-from", "Helpdesk <help@desk.example>", "--base-url", "http://127.0.0.1:8420")...)
}

// rows opens the data beside the server, to look at it.
func (p place) rows(t *testing.T) *sql.DB {
	t.Helper()
	driver, at := "pgx", p.at.Database
	if p.engine == storetest.SQLite {
		driver, at = "sqlite", "file:"+filepath.ToSlash(store.File(p.data))+"?_pragma=busy_timeout(10000)"
	}
	db, err := sql.Open(driver, at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}
