package main

import (
	"fmt"
	"math/rand/v2"
	"net/smtp"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"balie/internal/pgtest"
	"balie/internal/store/storetest"
)

// BenchmarkMailBurst sends mails of 64 kB with an attachment over twenty
// connections and says how many a second were answered with 250, and how long
// after the last of them all were messages on tickets:
//
//	go test -run '^$' -bench MailBurst -benchtime 10000x ./cmd/balie
func BenchmarkMailBurst(b *testing.B) {
	for _, engine := range storetest.Engines(b) {
		b.Run(engine, func(b *testing.B) {
			place := []string{"--data", filepath.Join(b.TempDir(), "data")}
			if engine == storetest.Postgres {
				place = append(place, "--database", pgtest.URL(b))
			}
			if out, code := once(b, append([]string{"seed", "--tickets", "1000"}, place...)...); code != exitOK {
				b.Fatal(out)
			}
			p := start(b, append([]string{"--smtp-listen", "127.0.0.1:0", "--mail-for", "help@example.com"}, place...)...)
			at := p.mailAddress()
			b.ResetTimer()
			began := time.Now()
			var next atomic.Int64
			var senders sync.WaitGroup
			for range 20 {
				senders.Go(func() {
					if err := sendBurst(at, &next, b.N); err != nil {
						b.Error(err)
					}
				})
			}
			senders.Wait()
			b.ReportMetric(float64(b.N)/time.Since(began).Seconds(), "mails/s")
			answered := time.Now()
			awaitMail(b, place, b.N)
			b.ReportMetric(time.Since(answered).Seconds(), "s-to-drain")
			b.Logf("%s resident after %d mails", resident(b, p), b.N)
		})
	}
}

// sendBurst sends mails over one connection until all were sent by somebody.
func sendBurst(at string, next *atomic.Int64, all int) error {
	c, err := smtp.Dial(at)
	if err != nil {
		return err
	}
	defer c.Close()
	for n := next.Add(1); n <= int64(all); n = next.Add(1) {
		if err := c.Mail("eva@customer.example"); err != nil {
			return err
		}
		if err := c.Rcpt("help@example.com"); err != nil {
			return err
		}
		w, err := c.Data()
		if err != nil {
			return err
		}
		if _, err := w.Write([]byte(largeMail(n))); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return fmt.Errorf("mail %d: %w", n, err)
		}
	}
	return c.Quit()
}

// largeMail is a mail of 64 kB with a file that no other has.
func largeMail(n int64) string {
	var b strings.Builder
	fmt.Fprintf(&b, "From: Eva <eva%[1]d@customer.example>\r\nTo: help@example.com\r\nMessage-ID: <burst-%[2]d@customer.example>\r\nSubject: Mail %[2]d\r\n"+
		"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nText %[2]d\r\n--x\r\nContent-Type: application/octet-stream\r\n"+
		"Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=file.bin\r\n\r\n", n%100, n)
	r := rand.New(rand.NewPCG(1, uint64(n)))
	for b.Len() < 64<<10 {
		line := make([]byte, 76)
		for i := range line {
			line[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[r.IntN(64)]
		}
		b.Write(line)
		b.WriteString("\r\n")
	}
	b.WriteString("--x--\r\n")
	return b.String()
}
