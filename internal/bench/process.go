package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"balie/internal/seed"
	"balie/internal/store"
	"balie/internal/ticket"
)

// Process is what the program itself takes: seconds to the first answer, bytes
// resident before and after a load, and the size of its file.
type Process struct {
	Start        float64
	Idle, Loaded int64
	Binary       int64
}

const (
	settle   = 3 * time.Second
	loadTime = 10 * time.Second
)

// process starts the program on the data and puts it under load for a while.
func (o Options) process(ctx context.Context, at store.Options, f seed.Filled) (p Process, err error) {
	if o.Binary == "" {
		return p, nil
	}
	info, err := os.Stat(o.Binary)
	if err != nil {
		return p, err
	}
	p.Binary = info.Size()
	begun := time.Now()
	run, err := o.start(ctx, at)
	if err != nil {
		return p, err
	}
	defer func() { err = errors.Join(err, run.stop()) }()
	p.Start = time.Since(begun).Seconds()
	time.Sleep(settle)
	if p.Idle, err = resident(run.pid()); err != nil {
		return p, err
	}
	if err := load(ctx, run.base, f); err != nil {
		return p, err
	}
	p.Loaded, err = resident(run.pid())
	return p, err
}

// program is the built program, serving.
type program struct {
	cmd  *exec.Cmd
	base string
}

func (p *program) pid() int { return p.cmd.Process.Pid }

func (p *program) stop() error {
	return errors.Join(p.cmd.Process.Signal(syscall.SIGTERM), p.cmd.Wait())
}

// start serves the data, and returns when the first request was answered.
func (o Options) start(ctx context.Context, at store.Options) (*program, error) {
	cmd := exec.CommandContext(ctx, o.Binary, "serve", "--data", at.Data, "--listen", "127.0.0.1:0", "--allow-root")
	cmd.Env = []string{"HOME=" + at.Data, "BALIE_DATABASE=" + at.Database}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &program{cmd: cmd}
	if p.base, err = address(bufio.NewScanner(out)); err == nil {
		err = answers(ctx, p.base)
	}
	if err != nil {
		return nil, errors.Join(err, p.stop())
	}
	return p, nil
}

// address reads where the program says that it answers.
func address(lines *bufio.Scanner) (string, error) {
	for lines.Scan() {
		if _, at, ok := strings.Cut(lines.Text(), "ready "); ok {
			return strings.TrimSpace(at), nil
		}
	}
	return "", errors.New("the program ended before it was ready")
}

func answers(ctx context.Context, base string) error {
	r, err := http.NewRequestWithContext(ctx, "GET", base+"/sign-in", nil)
	if err != nil {
		return err
	}
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer got.Body.Close()
	if got.StatusCode != http.StatusOK {
		return fmt.Errorf("the first answer is %s", got.Status)
	}
	return nil
}

// load reads lists and tickets as an agent, at Workers connections.
func load(ctx context.Context, base string, f seed.Filled) error {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	c := &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: Workers}}
	got, err := c.PostForm(base+"/sign-in", url.Values{"mail": {f.Vendor.Mail}, "password": {seed.Password}, "once": {"x"}})
	if err != nil {
		return err
	}
	got.Body.Close()
	paths := []string{"/desk/open", "/desk/all", "/desk/closed", "/desk/waiting", "/desk/tickets/" + ticket.Ref("HD", f.Long)}
	until := time.Now().Add(loadTime)
	failed := make(chan error, Workers)
	var all sync.WaitGroup
	for worker := range Workers {
		all.Go(func() {
			for n := worker; time.Now().Before(until); n++ {
				path := paths[n%len(paths)]
				if n%4 == 0 {
					path = "/desk/tickets/" + ticket.Ref("HD", f.Long-ticket.ID(n*37%int(f.Long)))
				}
				got, err := c.Get(base + path)
				if err == nil {
					got.Body.Close()
					if got.StatusCode != http.StatusOK {
						err = fmt.Errorf("GET %s answers %s", path, got.Status)
					}
				}
				if err != nil {
					failed <- err
					return
				}
			}
		})
	}
	all.Wait()
	select {
	case err := <-failed:
		return err
	default:
		return ctx.Err()
	}
}

// resident is the memory that a process holds, in bytes.
func resident(pid int) (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kb << 10, err
		}
	}
	return 0, errors.New("no VmRSS")
}
