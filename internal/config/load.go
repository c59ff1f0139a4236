package config

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"regexp"
	"strings"

	"github.com/spf13/pflag"
)

// Define adds a flag for each setting, and --config for the file.
func Define(flags *pflag.FlagSet) {
	flags.Var(&flagValue{kind: "file"}, fileFlag, fileDoc)
	for _, f := range fields() {
		flags.Var(&flagValue{text: f.def, kind: f.value}, f.name, f.doc)
		if f.value == "bool" {
			flags.Lookup(f.name).NoOptDefVal = "true"
		}
	}
}

// flagValue takes any text: Load checks it, so that a wrong value reads the
// same wherever it stands.
type flagValue struct{ text, kind string }

func (v *flagValue) Set(s string) error { v.text = s; return nil }
func (v *flagValue) String() string     { return v.text }
func (v *flagValue) Type() string       { return v.kind }

// given is a value somebody set, and where.
type given struct{ value, source string }

// Load reads each setting from its flag, else its environment variable, else
// the file, else its default. env and readFile are os.LookupEnv and
// os.ReadFile. An error is one English sentence for the operator that names
// setting, source, value (unless it may hold a password) and what is expected.
func Load(flags *pflag.FlagSet, env func(string) (string, bool), readFile func(string) ([]byte, error)) (Config, error) {
	file, err := loadFile(flags, env, readFile)
	if err != nil {
		return Config{}, err
	}
	var c Config
	sources := map[string]string{}
	for _, f := range fields() {
		g, ok := find(f.name, f.env(), flags, env)
		if !ok {
			g, ok = file[f.name]
		}
		if !ok {
			g = given{f.def, "the default"}
		}
		if !f.set(&c, strings.TrimSpace(g.value)) {
			return Config{}, f.wrong(g)
		}
		sources[f.name] = g.source
	}
	if err := c.complete(sources); err != nil {
		return Config{}, err
	}
	return c, nil
}

// CheckEnv refuses BALIE_ variables that are no setting, such as a misspelt
// one; environ is os.Environ().
func CheckEnv(environ []string) error {
	known := map[string]bool{field{name: fileFlag}.env(): true}
	for _, f := range fields() {
		known[f.env()] = true
	}
	for _, pair := range environ {
		name, _, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, "BALIE_") && !known[name] {
			return fmt.Errorf("environment variable %s is no setting of Balie; balie help config lists them all", name)
		}
	}
	return nil
}

// find looks at the flag and the environment. An empty variable counts as not
// set, because container files pass on what is not there as empty.
func find(name, variable string, flags *pflag.FlagSet, env func(string) (string, bool)) (given, bool) {
	if flag := flags.Lookup(name); flag != nil && flag.Changed {
		return given{flag.Value.String(), "flag --" + name}, true
	}
	if value, _ := env(variable); value != "" {
		return given{value, "environment variable " + variable}, true
	}
	return given{}, false
}

// loadFile reads the file's settings; that the default file is absent is fine.
func loadFile(flags *pflag.FlagSet, env func(string) (string, bool), readFile func(string) ([]byte, error)) (map[string]given, error) {
	g, named := find(fileFlag, field{name: fileFlag}.env(), flags, env)
	if !named {
		g.value = defaultFile
	}
	text, err := readFile(g.value)
	switch {
	case !named && errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil && named:
		return nil, fmt.Errorf("setting %s names the file %q (%s), which cannot be read: %w", fileFlag, g.value, g.source, err)
	case err != nil:
		return nil, fmt.Errorf("file %s cannot be read: %w", g.value, err)
	}
	return parseFile(g.value, string(text))
}

// keyLike is what may be repeated in a message: anything else could be a pasted
// URL with a password.
var keyLike = regexp.MustCompile(`^[A-Za-z0-9_-]{1,40}$`)

// parseFile reads lines of key = value; # begins a comment line.
func parseFile(path, text string) (map[string]given, error) {
	known := map[string]bool{}
	for _, f := range fields() {
		known[f.name] = true
	}
	file := map[string]given{}
	number := 0
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		source := fmt.Sprintf("%s line %d", path, number)
		key, value, ok := strings.Cut(line, "=")
		key = strings.TrimSpace(key)
		switch before, twice := file[key]; {
		case !ok:
			return nil, fmt.Errorf("%s is not of the form key = value", source)
		case !known[key] && keyLike.MatchString(key):
			return nil, fmt.Errorf("%s: %q is no setting of Balie; balie help config lists them all", source, key)
		case !known[key]:
			return nil, fmt.Errorf("%s does not begin with the name of a setting; balie help config lists them all", source)
		case twice:
			return nil, fmt.Errorf("%s: %s was set before in %s; keep one of them", source, key, before.source)
		}
		file[key] = given{strings.TrimSpace(value), source}
	}
	return file, nil
}

func (f field) wrong(g given) error {
	value := fmt.Sprintf("%q", g.value)
	if f.secret {
		value = "wrong (its value is not shown, as it may hold a password)"
	}
	return fmt.Errorf("setting %s is %s in %s; it must be %s", f.name, value, g.source, f.expects)
}

// complete derives what was not set and checks what settings mean together.
func (c *Config) complete(sources map[string]string) error {
	source := sources["base-url"]
	if c.BaseURL == nil {
		source = "derived from listen: " + sources["listen"]
		c.BaseURL = &url.URL{Scheme: "http", Host: reachable(c.Listen)}
	}
	host := c.BaseURL.Hostname()
	if c.BaseURL.Scheme == "http" && !isLoopback(host) && !c.InsecureHTTP {
		return fmt.Errorf("setting base-url is %s (%s), which would send passwords readable by others; it must begin with https://, or insecure-http must be set on a closed test network", c.BaseURL, source)
	}
	if c.MailFrom.Address == "" {
		_, err := netip.ParseAddr(host)
		if _, ok := wireDomain(host); !ok || err == nil {
			host = "localhost" // an IP address is no mail domain, nor is a name with an underscore
		}
		c.MailFrom = mail.Address{Name: "Balie", Address: "balie@" + host}
	}
	return c.MailIn.complete(sources)
}

// complete checks what belongs together.
func (m MailIn) complete(sources map[string]string) error {
	if (m.Certificate == "") != (m.Key == "") {
		return fmt.Errorf("settings mail-certificate (%s) and mail-key (%s) need each other; one of them is empty", sources["mail-certificate"], sources["mail-key"])
	}
	for _, box := range m.Mailboxes {
		if box.Password == "" && m.Token == "" {
			return fmt.Errorf("setting imap (%s) names the mailbox of %s at %s without a password; give it one, or set imap-token", sources["imap"], box.User, box.Host)
		}
	}
	return nil
}

// reachable is listen as somebody on this machine would enter it.
func reachable(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return listen
	}
	if addr, err := netip.ParseAddr(host); host == "" || err == nil && addr.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}
