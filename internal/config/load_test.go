package config

import (
	"io/fs"
	"log/slog"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// load runs Load with arguments, "NAME=value" variables and files by path.
func load(t *testing.T, args, environ []string, files map[string]string) (Config, error) {
	t.Helper()
	flags := pflag.NewFlagSet("balie", pflag.ContinueOnError)
	Define(flags)
	if err := flags.Parse(args); err != nil {
		t.Fatal(err)
	}
	env := func(name string) (string, bool) {
		for _, pair := range environ {
			if n, v, _ := strings.Cut(pair, "="); n == name {
				return v, true
			}
		}
		return "", false
	}
	readFile := func(path string) ([]byte, error) {
		if text, ok := files[path]; ok {
			return []byte(text), nil
		}
		return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
	}
	return Load(flags, env, readFile)
}

func TestDefaults(t *testing.T) {
	c, err := load(t, nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Data != "./data" || c.Listen != "127.0.0.1:8420" || c.BaseURL.String() != "http://127.0.0.1:8420" ||
		!c.Database.IsSQLite() || c.Database.DSN() != "" || c.SMTP != nil || c.MailFrom.Address != "balie@localhost" ||
		c.Log != LogText || c.LogLevel != slog.LevelInfo || c.Demo || c.InsecureHTTP ||
		c.UploadMax != 25<<20 || c.RequestMax() != 26<<20 || len(c.TrustedProxies) != 0 {
		t.Errorf("defaults: %+v", c)
	}
}

func TestFlagBeatsEnvironmentBeatsFile(t *testing.T) {
	file := map[string]string{"balie.conf": "# ours\n\n data = /file \nlog=json\nlog-level = warn\n"}
	c, err := load(t, []string{"--data", "/flag"}, []string{"BALIE_DATA=/env", "BALIE_LOG=text", "BALIE_LOG_LEVEL="}, file)
	if err != nil {
		t.Fatal(err)
	}
	if c.Data != "/flag" || c.Log != LogText || c.LogLevel != slog.LevelWarn {
		t.Errorf("data %q, log %q, level %v", c.Data, c.Log, c.LogLevel)
	}
}

func TestNamedFile(t *testing.T) {
	files := map[string]string{"/etc/balie.conf": "demo = true", "balie.conf": "demo = false"}
	c, err := load(t, []string{"--config=/etc/balie.conf"}, nil, files)
	if err != nil || !c.Demo {
		t.Errorf("demo %v, error %v", c.Demo, err)
	}
	_, err = load(t, nil, []string{"BALIE_CONFIG=/etc/gone.conf"}, files)
	if err == nil || !strings.Contains(err.Error(), `"/etc/gone.conf" (environment variable BALIE_CONFIG)`) {
		t.Errorf("missing named file: %v", err)
	}
}

func TestDerived(t *testing.T) {
	for _, row := range []struct{ args, baseURL, from string }{
		{"--listen=:8420", "http://localhost:8420", "balie@localhost"},
		{"--listen=0.0.0.0:80", "http://localhost:80", "balie@localhost"},
		{"--listen=[::1]:80", "http://[::1]:80", "balie@localhost"},
		{"--listen=10.0.0.1:80 --insecure-http", "http://10.0.0.1:80", "balie@localhost"},
		{"--base-url=https://Help.Example.com/", "https://help.example.com", "balie@help.example.com"},
		{"--base-url=https://help.example.com --mail-from=a@b.example", "https://help.example.com", "a@b.example"},
	} {
		c, err := load(t, strings.Fields(row.args), nil, nil)
		if err != nil {
			t.Errorf("%s: %v", row.args, err)
			continue
		}
		if c.BaseURL.String() != row.baseURL || c.MailFrom.Address != row.from {
			t.Errorf("%s: base-url %s, mail-from %s", row.args, c.BaseURL, c.MailFrom.Address)
		}
	}
}

func TestWrongValuesNameSettingSourceAndExpectation(t *testing.T) {
	for _, row := range []struct {
		args, environ []string
		file          string
		want          []string
	}{
		{args: []string{"--listen=8420"}, want: []string{`setting listen is "8420" in flag --listen; it must be host:port`}},
		{args: []string{"--listen=localhost:99999"}, want: []string{"listen", "65535"}},
		{args: []string{"--demo=ja"}, want: []string{`demo is "ja" in flag --demo; it must be true or false`}},
		{environ: []string{"BALIE_UPLOAD_MAX=lots"}, want: []string{`upload-max is "lots" in environment variable BALIE_UPLOAD_MAX`, "25MB"}},
		{environ: []string{"BALIE_UPLOAD_MAX=2GB"}, want: []string{"from 1MB to 1GB"}},
		{environ: []string{"BALIE_UPLOAD_MAX=25"}, want: []string{"upload-max"}},
		{environ: []string{"BALIE_UPLOAD_MAX=-1MB"}, want: []string{"upload-max"}},
		{file: "\n\nlog = xml\n", want: []string{`log is "xml" in balie.conf line 3; it must be text or json`}},
		{file: "colour = red", want: []string{`balie.conf line 1: "colour" is no setting`}},
		{file: "log = json\nlog = text", want: []string{"balie.conf line 2: log was set before in balie.conf line 1"}},
		{file: "demo", want: []string{"balie.conf line 1 is not of the form key = value"}},
		{args: []string{"--base-url=help.example.com"}, want: []string{"base-url", "https://help.example.com"}},
		{args: []string{"--base-url=https://example.com/help"}, want: []string{"base-url", "only http(s):// and a host"}},
		{args: []string{"--base-url=http://help.example.com"}, want: []string{"(flag --base-url)", "https://", "insecure-http"}},
		{environ: []string{"BALIE_LISTEN=10.0.0.1:80"}, want: []string{"(derived from listen: environment variable BALIE_LISTEN)"}},
		{args: []string{"--mail-from=nobody"}, want: []string{"mail-from", "one mail address"}},
		{args: []string{"--trusted-proxy=10.0.0.0/33"}, want: []string{"trusted-proxy", "10.0.0.0/33"}},
		{args: []string{"--log-level=loud"}, want: []string{"debug, info, warn or error"}},
		{args: []string{"--data="}, want: []string{"data", "a folder"}},
	} {
		files := map[string]string{}
		if row.file != "" {
			files["balie.conf"] = row.file
		}
		_, err := load(t, row.args, row.environ, files)
		if err == nil {
			t.Errorf("%v %v %q: accepted", row.args, row.environ, row.file)
			continue
		}
		for _, want := range row.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q lacks %q", err, want)
			}
		}
		if strings.ContainsAny(err.Error(), "\n") {
			t.Errorf("%q is more than one line", err)
		}
	}
}

func TestCheckEnv(t *testing.T) {
	if err := CheckEnv([]string{"HOME=/root", "BALIE_DATA=x", "BALIE_BASE_URL=y", "BALIE_CONFIG=z"}); err != nil {
		t.Error(err)
	}
	err := CheckEnv([]string{"BALIE_BASEURL=https://hunter2.example"})
	if err == nil || !strings.Contains(err.Error(), "BALIE_BASEURL is no setting") || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("misspelt variable: %v", err)
	}
}
