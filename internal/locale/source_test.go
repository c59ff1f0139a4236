package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// use is a place in the source that names a key, or its beginning where the
// rest is put together.
type use struct {
	where, key string
	begins     bool
}

// keyed says which argument of a method or function is a catalogue key.
var keyed = map[string]int{"T": 0, "N": 0, "At": 1}

var keyShape = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)+$`)

// TestSourceNamesOnlyKnownKeys reads the whole module: what Go and templ files
// pass as keys to T, N, errs.New and At must stand in every catalogue.
func TestSourceNamesOnlyKnownKeys(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	uses := readModule(t, filepath.Join("..", ".."))
	if len(uses) < 10 {
		t.Fatalf("found only %d uses of keys: the reading is broken", len(uses))
	}
	for _, u := range uses {
		for _, code := range c.Languages() {
			if !c.byCode[code].knows(u) {
				t.Errorf("%s: %s lacks %s", u.where, code, u.key)
			}
		}
	}
}

func (l *language) knows(u use) bool {
	if !u.begins {
		return l.sentences[u.key] != nil || l.plurals[u.key] != nil
	}
	for key := range l.sentences {
		if strings.HasPrefix(key, u.key) {
			return true
		}
	}
	return false
}

func readModule(t *testing.T, root string) (uses []use) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		name := d.Name()
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "vendor" || name == "testdata"):
			return fs.SkipDir
		case d.IsDir(), strings.HasSuffix(name, "_test.go"):
			return nil
		case strings.HasSuffix(name, ".go"):
			uses = append(uses, readGo(t, path, nil)...)
		case strings.HasSuffix(name, ".templ"):
			source, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			uses = append(uses, readTempl(path, string(source))...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return uses
}

// readGo finds keys in a Go file. A file that does not parse is the compiler's
// to report.
func readGo(t *testing.T, path string, source any) (uses []use) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, source, parser.SkipObjectResolution)
	if err != nil {
		t.Logf("skipped: %v", err)
		return nil
	}
	inErrs := file.Name.Name == "errs"
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if i, sure, ok := keyArgument(call, inErrs); ok && i < len(call.Args) {
			for _, u := range keysIn(call.Args[i]) {
				if sure || u.begins || keyShape.MatchString(u.key) {
					u.where = set.Position(call.Pos()).String()
					uses = append(uses, u)
				}
			}
		}
		return true
	})
	return uses
}

// keyArgument returns which argument of call is a key, and whether it can be
// nothing else.
func keyArgument(call *ast.CallExpr, inErrs bool) (i int, sure, ok bool) {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return 1, true, inErrs && f.Name == "New"
	case *ast.SelectorExpr:
		if x, isName := f.X.(*ast.Ident); isName && x.Name == "errs" && f.Sel.Name == "New" {
			return 1, true, true
		}
		i, ok = keyed[f.Sel.Name]
		return i, false, ok
	}
	return 0, false, false
}

func keysIn(e ast.Expr) []use {
	switch e := e.(type) {
	case *ast.BasicLit:
		if s, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING {
			return []use{{key: s}}
		}
	case *ast.BinaryExpr:
		for {
			left, more := e.X.(*ast.BinaryExpr)
			if !more {
				break
			}
			e = left
		}
		for _, u := range keysIn(e.X) {
			if strings.Contains(u.key, ".") {
				return []use{{key: u.key, begins: true}}
			}
		}
	}
	return nil
}

var templCall = regexp.MustCompile(`\.(?:T|N)\(\s*"([^"]+)"(\s*\+)?|errs\.New\([\w.]+,\s*"([^"]+)"(\s*\+)?`)

// readTempl finds keys in a templ file, whose expressions are Go amid markup.
func readTempl(path, source string) (uses []use) {
	for _, m := range templCall.FindAllStringSubmatchIndex(source, -1) {
		group := 2
		if m[2] < 0 {
			group = 6
		}
		u := use{key: source[m[group]:m[group+1]], begins: m[group+2] >= 0}
		u.where = path + ":" + strconv.Itoa(1+strings.Count(source[:m[0]], "\n"))
		if u.begins || keyShape.MatchString(u.key) {
			uses = append(uses, u)
		}
	}
	return uses
}

func TestReadingFindsKeys(t *testing.T) {
	source := `package x
	func f() {
		l.T("a.one_key")
		l.N("a.plural", 3, "name", l.T("a.inner"))
		l.T("state." + s)
		l.T("a." + s + ".b")
		errs.New(errs.Invalid, "bad.input").At("field", "bad.field")
		other.T("not a key")
		l.T(name)
	}`
	want := "a.one_key a.plural a.inner state.+ a.+ bad.field bad.input"
	if got := shown(readGo(t, "x.go", source)); got != want {
		t.Errorf("Go: got %s, want %s", got, want)
	}
	templ := `<p title={ l.T("a.title") }>{ l.N("a.count", n) } { p.L.T("state." + s) }</p>`
	if got := shown(readTempl("x.templ", templ)); got != "a.title a.count state.+" {
		t.Errorf("templ: got %s", got)
	}
}

func shown(uses []use) string {
	var out []string
	for _, u := range uses {
		if u.begins {
			u.key += "+"
		}
		out = append(out, u.key)
	}
	return strings.Join(out, " ")
}
