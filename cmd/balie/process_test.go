package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"balie/internal/pgtest"
	"balie/internal/store/storetest"
)

// binary is built once for all tests of this package.
var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "balie-cmd-")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "balie")
	code := 1
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		fmt.Printf("build: %v\n%s", err, out)
	} else {
		code = m.Run()
	}
	os.RemoveAll(dir)
	os.Exit(code)
}

// patience is how long anything may take on a busy machine.
const patience = time.Minute

// command prepares balie in an empty folder, without settings from outside.
func command(t testing.TB, env []string, args ...string) *exec.Cmd {
	t.Helper()
	most := patience
	if _, measures := t.(*testing.B); measures {
		most = time.Hour
	}
	ctx, cancel := context.WithTimeout(context.Background(), most)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Dir = t.TempDir()
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "BALIE_") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, env...)
	return cmd
}

// once runs balie to its end.
func once(t testing.TB, args ...string) (out string, code int) {
	t.Helper()
	return finish(t, command(t, nil, args...))
}

func finish(t testing.TB, cmd *exec.Cmd) (out string, code int) {
	t.Helper()
	text, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return string(text), cmd.ProcessState.ExitCode()
}

// process is a server that runs.
type process struct {
	t      testing.TB
	cmd    *exec.Cmd
	out    *bufio.Scanner
	began  time.Time
	url    string
	before []string // lines of standard output up to ready
	log    logLines
	ready  time.Duration
}

// start runs balie serve until it is ready, on a port of its own. It is stopped
// when the test ends, if the test did not.
func start(t testing.TB, args ...string) *process {
	t.Helper()
	p := launch(t, args...)
	p.awaitReady()
	return p
}

// launch is start without waiting.
func launch(t testing.TB, args ...string) *process {
	t.Helper()
	args = append([]string{"serve", "--listen", "127.0.0.1:0", "--allow-root"}, args...)
	p := &process{t: t, cmd: command(t, nil, args...)}
	p.log.news = make(chan struct{}, 1)
	p.cmd.Stderr = &p.log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.out, p.began = bufio.NewScanner(out), time.Now()
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if p.cmd.ProcessState == nil {
			p.stop()
		}
	})
	return p
}

func (p *process) awaitReady() {
	p.t.Helper()
	for p.out.Scan() {
		if url, ok := strings.CutPrefix(p.out.Text(), "ready "); ok {
			p.url, p.ready = url, time.Since(p.began)
			return
		}
		p.before = append(p.before, p.out.Text())
	}
	p.cmd.Wait()
	p.t.Fatalf("never ready: %v\n%s", p.cmd.ProcessState, p.log.String())
}

func (p *process) signal() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
}

// stop sends SIGTERM and gives the exit code.
func (p *process) stop() int {
	p.t.Helper()
	p.signal()
	return p.wait()
}

func (p *process) wait() int {
	p.cmd.Wait()
	return p.cmd.ProcessState.ExitCode()
}

// starting gives what came before ready and begins with word.
func (p *process) starting(word string) []string {
	var out []string
	for _, l := range p.before {
		if rest, ok := strings.CutPrefix(l, word+" "); ok {
			out = append(out, rest)
		}
	}
	return out
}

// logLines gathers standard error.
type logLines struct {
	mu   sync.Mutex
	text bytes.Buffer
	news chan struct{}
}

func (l *logLines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case l.news <- struct{}{}:
	default:
	}
	return l.text.Write(b)
}

func (l *logLines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// waitFor returns once the log holds the text.
func (l *logLines) waitFor(t testing.TB, text string) {
	t.Helper()
	late := time.After(patience)
	for !strings.Contains(l.String(), text) {
		select {
		case <-l.news:
		case <-late:
			t.Fatalf("%q is not in the log:\n%s", text, l.String())
		}
	}
}

// eachEngine runs fn with the flags of an empty place on each engine.
func eachEngine(t *testing.T, fn func(t *testing.T, empty func(*testing.T) []string)) {
	t.Helper()
	for _, engine := range storetest.Engines(t) {
		t.Run(engine, func(t *testing.T) {
			fn(t, func(t *testing.T) []string {
				flags := []string{"--data", filepath.Join(t.TempDir(), "data")}
				if engine == storetest.Postgres {
					flags = append(flags, "--database", pgtest.URL(t))
				}
				return flags
			})
		})
	}
}
