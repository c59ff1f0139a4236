package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/smtp"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"balie/internal/pgtest"
	"balie/internal/seed"
	"balie/internal/store/storetest"
)

const (
	listEvery = 50 * time.Millisecond
	quietTime = 15 * time.Second
)

// BenchmarkMailBurst sends mails of 64 kB with an attachment over twenty
// connections and says how many a second were answered with 250, and how long
// after the last of them all were messages on tickets. An agent asks for the open
// view twenty times a second: before, while mails come in, and while those that
// wait become messages:
//
//	go test -run '^$' -bench MailBurst -benchtime 10000x ./cmd/balie
func BenchmarkMailBurst(b *testing.B) {
	for _, engine := range storetest.Engines(b) {
		b.Run(engine, func(b *testing.B) {
			if b.N == 1 {
				return // which is a try of the framework's, to see how long it takes
			}
			place := []string{"--data", filepath.Join(b.TempDir(), "data")}
			if engine == storetest.Postgres {
				place = append(place, "--database", pgtest.URL(b))
			}
			out, code := once(b, append([]string{"seed", "--tickets", "1000"}, place...)...)
			_, agent, ok := strings.Cut(out, "sign-in vendor-agent ")
			if code != exitOK || !ok {
				b.Fatal(out)
			}
			mail, _, _ := strings.Cut(agent, " ")
			p := start(b, append([]string{"--smtp-listen", "127.0.0.1:0", "--mail-for", "help@example.com"}, place...)...)
			at := p.mailAddress()
			c, ok := browser(b, p, []string{mail, seed.Password})
			if !ok {
				b.Fatal("nobody can sign in")
			}
			quiet := listed(b, c, p.url, func() { time.Sleep(quietTime) })
			b.ResetTimer()
			began := time.Now()
			sending := listed(b, c, p.url, func() { sendAll(b, at) })
			b.ReportMetric(float64(b.N)/time.Since(began).Seconds(), "mails/s")
			answered := time.Now()
			draining := listed(b, c, p.url, func() { awaitMail(b, place, b.N) })
			b.ReportMetric(time.Since(answered).Seconds(), "s-to-drain")
			b.ReportMetric(float64(quiet.Microseconds())/1000, "ms-list-quiet")
			b.ReportMetric(float64(sending.Microseconds())/1000, "ms-list-sending")
			b.ReportMetric(float64(draining.Microseconds())/1000, "ms-list-draining")
			b.ReportMetric(draining.Seconds()/quiet.Seconds(), "times-quiet")
			b.Logf("%s resident after %d mails", resident(b, p), b.N)
		})
	}
}

// listed asks for a list twenty times a second, or as fast as it is answered,
// while something goes on, and gives the p99 of its answers.
func listed(b *testing.B, c *http.Client, base string, goesOn func()) time.Duration {
	b.Helper()
	over := make(chan struct{})
	go func() {
		defer close(over)
		goesOn()
	}()
	var taken []time.Duration
	tick := time.NewTicker(listEvery)
	defer tick.Stop()
	for {
		select {
		case <-over:
			if len(taken) == 0 {
				b.Fatal("it was over at once")
			}
			slices.Sort(taken)
			return taken[len(taken)*99/100]
		case <-tick.C:
		}
		at := time.Now()
		got, err := c.Get(base + "/desk/open")
		if err != nil {
			b.Fatal(err)
		}
		_, err = io.Copy(io.Discard, got.Body)
		got.Body.Close()
		if err != nil || got.StatusCode != http.StatusOK {
			b.Fatalf("the list answers %s, %v", got.Status, err)
		}
		taken = append(taken, time.Since(at))
	}
}

// sendAll sends the mails over twenty connections.
func sendAll(b *testing.B, at string) {
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
