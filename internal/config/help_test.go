package config

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

var update = flag.Bool("update", false, "write docs/configuration.md")

func TestDocumentIsInStep(t *testing.T) {
	const path = "../../docs/configuration.md"
	if *update {
		if err := os.WriteFile(path, []byte(Markdown()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(text) != Markdown() {
		t.Errorf("%s differs from the settings: run go test ./internal/config -update", path)
	}
}

func TestHelpAndFlagsNameEverySetting(t *testing.T) {
	flags := pflag.NewFlagSet("balie", pflag.ContinueOnError)
	Define(flags)
	for _, f := range fields() {
		for text, in := range map[string]string{"\n" + f.name + "\n": Help(), f.env(): Help(), "--" + f.name + " ": flags.FlagUsages()} {
			if !strings.Contains(in, text) {
				t.Errorf("%q is missing in:\n%s", text, in)
			}
		}
	}
	for line := range strings.Lines(Help()) {
		if len(line) > 81 {
			t.Errorf("line too wide: %q", line)
		}
	}
}

func TestExampleIsValid(t *testing.T) {
	c, err := load(t, nil, nil, map[string]string{"balie.conf": example})
	if err != nil || c.SMTP == nil || c.MailFrom.Name != "Helpdesk" {
		t.Errorf("%+v, %v", c, err)
	}
}
