package desktest

import (
	"encoding/base64"
	"io"
	"regexp"
	"strings"
)

var passing = []*regexp.Regexp{
	regexp.MustCompile(`name="once" value="[^"]*"`),
	regexp.MustCompile(`It is logged as [A-Za-z0-9_-]+`),
	regexp.MustCompile(`<time[^>]*>[^<]*</time>`),
}

// Steady is a page's source without what differs on every request: tokens,
// the number in the log, and times in relation to now.
func Steady(source string) string {
	for _, r := range passing {
		source = r.ReplaceAllString(source, "~")
	}
	return source
}

func base64Reader(s string) io.Reader {
	return base64.NewDecoder(base64.StdEncoding, strings.NewReader(strings.ReplaceAll(s, "\r\n", "")))
}
