package page

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A number or time that people read is written as their language does it, by
// locale: no component prints one as Go does. Names such as P1 are no numbers.
func TestNoComponentPrintsRawNumbersOrTimes(t *testing.T) {
	files, err := filepath.Glob("*.templ")
	if err != nil || len(files) < 20 {
		t.Fatal(len(files), err)
	}
	attribute := regexp.MustCompile(`=\{[^}]*\}`)
	raw := regexp.MustCompile(`(.?)\{ [^}]*(strconv\.(Itoa|FormatInt)|fmt\.Sprint|\.Format\()[^}]*\}`)
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for n, line := range strings.Split(string(text), "\n") {
			if strings.HasPrefix(line, "func ") {
				continue
			}
			for _, found := range raw.FindAllStringSubmatch(attribute.ReplaceAllString(line, ""), -1) {
				if found[1] != "P" && !strings.Contains(found[0], `L.T("priority.`) {
					t.Errorf("%s:%d prints %s", name, n+1, found[0])
				}
			}
		}
	}
}
