package desk_test

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"balie/internal/authn"
	"balie/internal/desk"
	"balie/internal/email"
	"balie/internal/live"
	"balie/internal/locale"
	"balie/internal/org"
	"balie/internal/store"
	"balie/internal/store/storetest"
)

// FuzzMailIn lets any bytes come in, as far as the end of the transaction, which
// is rolled back: each is a message, or none for a reason, and in time.
func FuzzMailIn(f *testing.F) {
	files, err := filepath.Glob("../email/testdata/mail/*.eml")
	if err != nil || len(files) == 0 {
		f.Fatalf("%d messages, %v", len(files), err)
	}
	for _, path := range files {
		if raw, err := os.ReadFile(path); err == nil && len(raw) < 2<<10 {
			f.Add(raw)
		}
	}
	texts, err := locale.Load()
	if err != nil {
		f.Fatal(err)
	}
	st := storetest.Open(f, storetest.SQLite, nil)
	if err := st.Write(f.Context(), func(tx *store.Tx) error {
		for _, o := range []org.Organization{
			{Tier: org.Vendor, Name: "Tessel", Mail: "support@desk.example.nl"}, {Tier: org.Entity, Parent: org.VendorID, Name: "Bakery"},
		} {
			o.Language, o.Zone = "en", "UTC"
			if err := tx.AddOrganization(&o); err != nil {
				return err
			}
		}
		eva := org.User{Name: "Eva", Mail: "eva@example.com", Active: true}
		if err := tx.AddUser(&eva, eva.Mail, ""); err != nil {
			return err
		}
		return tx.AddMembership(eva.ID, org.VendorID+1, org.SeesAll)
	}); err != nil {
		f.Fatal(err)
	}
	d := desk.New(desk.Options{
		Store: st, Texts: texts, Hub: live.NewHub(time.Now), Links: authn.LinkKey(strings.Repeat("k", 32)), Log: silent(),
		MailFrom: email.Address{Addr: "support@desk.example.nl"}, ReplyAddress: "reply@desk.example.nl", AuthServer: "mx.example",
		Base: &url.URL{Scheme: "https", Host: "help.example"},
	})
	f.Fuzz(func(t *testing.T, raw []byte) {
		began := time.Now()
		x, err := d.ExplainMail(t.Context(), desk.MailIn{Door: "smtp", To: []string{"support@desk.example.nl"}}, strings.NewReader(string(raw)))
		if err != nil || x.Why.Key == "" || x.State != "done" && x.State != "refused" {
			t.Fatalf("it is %q because %q: %s, %v", x.State, x.Why.Key, x.Error, err)
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%d bytes took %s", len(raw), took)
		}
		if x.State == "done" && x.Text == "" && len(x.Files) == 0 && strings.TrimSpace(x.Rest) != "" {
			t.Errorf("nothing shows of %q", x.Rest)
		}
	})
}
