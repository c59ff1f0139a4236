package crashtest

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

	"balie/internal/browsertest"
)

// binary is the program that all tests of this package run: the one that the
// variable names, else one built for them.
var binary = os.Getenv(binaryVariable)

const binaryVariable = "BALIE_TEST_BINARY"

func TestMain(m *testing.M) {
	if binary != "" {
		os.Exit(browsertest.Main(m))
	}
	dir, err := os.MkdirTemp("", "balie-crash-")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "balie")
	code := 1
	if out, err := exec.Command("go", "build", "-o", binary, "../../cmd/balie").CombinedOutput(); err != nil {
		fmt.Printf("build: %v\n%s", err, out)
	} else {
		code = browsertest.Main(m)
	}
	os.RemoveAll(dir)
	os.Exit(code)
}

// patience is how long anything may take on a busy machine.
const patience = 2 * time.Minute

// command prepares the program in an empty folder, without settings from
// outside.
func command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Dir = t.TempDir()
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "BALIE_") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	return cmd
}

// succeeds runs a command of the program to its end, which must be a good one.
func succeeds(t *testing.T, args ...string) {
	t.Helper()
	if out, err := command(t, args...).CombinedOutput(); err != nil {
		t.Fatalf("balie %s: %v\n%s", args[0], err, out)
	}
}

// process is a server that runs.
type process struct {
	t      *testing.T
	cmd    *exec.Cmd
	url    string
	before []string // lines of standard output up to ready
	log    lines
}

// serve starts a server on a port of its own and returns when it is ready.
func serve(t *testing.T, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: command(t, append([]string{"serve", "--listen", "127.0.0.1:0", "--allow-root"}, args...)...)}
	p.cmd.Stderr = &p.log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if p.cmd.ProcessState == nil {
			p.kill()
		}
	})
	said := bufio.NewScanner(out)
	for said.Scan() {
		if url, ok := strings.CutPrefix(said.Text(), "ready "); ok {
			p.url = url
			return p
		}
		p.before = append(p.before, said.Text())
	}
	p.cmd.Wait()
	t.Fatalf("never ready: %v\n%s", p.cmd.ProcessState, p.log.String())
	return nil
}

// kill ends the process as a power cut would.
func (p *process) kill() {
	p.cmd.Process.Kill()
	p.cmd.Wait()
}

// stop ends the process in order and demands that it says so.
func (p *process) stop() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	p.cmd.Wait()
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		p.t.Errorf("exit %d after SIGTERM:\n%s", code, p.log.String())
	}
}

// errors are the lines of the log that tell of a fault of ours.
func (p *process) errors() []string {
	var out []string
	for line := range strings.Lines(p.log.String()) {
		if strings.Contains(line, "level=ERROR") {
			out = append(out, strings.TrimSpace(line))
		}
	}
	return out
}

// lines gathers standard error.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
