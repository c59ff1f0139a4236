// Package internal_test holds the package map of Balie: which package may
// import which, on which floor it lives, and the few rules that keep the tree
// as it was planned. Change a row here and in the design in one commit.
package internal_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "balie/"

// domain and everything stand in a row's imports for many packages.
const (
	domain     = "errs org ticket task intake calendar sla access"
	everything = "*" // every package on a floor below, test packages only for test packages
)

// row is a package of the map: its floor and the packages of ours it may import.
type row struct {
	floor   int
	imports string
	test    bool // helps tests; nothing that ships may import it
}

// packages is the map; names are folders under internal, cmd/balie aside.
var packages = map[string]row{
	"cmd/balie": {floor: 7, imports: everything},

	"web":      {floor: 6, imports: "desk page live locale richtext " + domain},
	"api":      {floor: 6, imports: "desk " + domain},
	"mailroom": {floor: 6, imports: "desk email errs"},
	"demo":     {floor: 6, imports: "desk store richtext locale authn " + domain},

	"desk": {floor: 5, imports: "store notify letter authn richtext email blob vault live locale smtpout " + domain},
	"page": {floor: 5, imports: "locale richtext " + domain},
	"jobs": {floor: 5, imports: "store errs"},
	"seed": {floor: 5, imports: "store authn richtext blob " + domain},

	"store":  {floor: 4, imports: "blob " + domain}, // blob: PostgreSQL keeps them in chunks
	"notify": {floor: 4, imports: "ticket org access"},
	"letter": {floor: 4, imports: "ticket org task locale email richtext"},

	"access": {floor: 3, imports: "ticket org task"},
	"sla":    {floor: 3, imports: "ticket calendar"},
	"intake": {floor: 3, imports: "ticket org errs"},

	"ticket": {floor: 2, imports: "org errs"},
	"task":   {floor: 2, imports: "org errs"},

	"org":      {floor: 1, imports: "errs"},
	"calendar": {floor: 1, imports: "errs"},
	"email":    {floor: 1, imports: "errs"},
	"richtext": {floor: 1, imports: "errs"},
	"authn":    {floor: 1, imports: "errs"},
	"locale":   {floor: 1, imports: "errs"},
	"blob":     {floor: 1, imports: "errs"},
	"vault":    {floor: 1, imports: "errs"},
	"live":     {floor: 1, imports: "errs"},
	"smtpout":  {floor: 1, imports: "errs"},
	"config":   {floor: 1, imports: "errs"},

	"errs": {floor: 0},

	"bench":       {floor: 7, imports: everything, test: true},
	"crashtest":   {floor: 7, imports: everything, test: true},
	"desktest":    {floor: 7, imports: everything, test: true},
	"browsertest": {floor: 7, imports: everything, test: true},
	"smtptest":    {floor: 2, imports: everything, test: true},
	"pgtest":      {floor: 0, test: true},
}

// pure packages compute; time and data are arguments.
var pure = strings.Fields(domain + " email richtext letter")

// helperParent says of which package of the map a folder such as
// store/storetest is the test helper: it may import its parent and what lies
// on the parent's floor or below.
func helperParent(name string) (string, bool) {
	parent, own := path.Split(name)
	parent = strings.TrimSuffix(parent, "/")
	_, known := packages[parent]
	return parent, known && strings.HasSuffix(own, "test")
}

func lookUp(name string) (row, bool) {
	if r, ok := packages[name]; ok {
		return r, true
	}
	if parent, ok := helperParent(name); ok {
		return row{floor: packages[parent].floor, imports: everything, test: true}, true
	}
	return row{}, false
}

// mayImport returns why a package of the map may not import another, or "".
func mayImport(from, to string) string {
	a, _ := lookUp(from)
	b, known := lookUp(to)
	parent, isHelper := helperParent(from)
	switch {
	case !known:
		return "is not in the map"
	case b.test && !a.test:
		return "only helps tests"
	case isHelper && b.floor <= a.floor && !b.test, isHelper && to == parent:
		return ""
	case b.floor >= a.floor && !(to == "pgtest" && a.test):
		return fmt.Sprintf("is not below: floor %d to floor %d", a.floor, b.floor)
	case a.imports != everything && !slices.Contains(strings.Fields(a.imports), to):
		return "is not in its list"
	}
	return ""
}

// TestMapGoesDown checks the map itself: no row may list a package that is
// absent or not below it.
func TestMapGoesDown(t *testing.T) {
	for name, r := range packages {
		if r.imports == everything {
			continue
		}
		for _, to := range strings.Fields(r.imports) {
			if why := mayImport(name, to); why != "" {
				t.Errorf("the map lets %s import %s, which %s", name, to, why)
			}
		}
	}
}

func TestMayImport(t *testing.T) {
	for _, c := range []struct {
		from, to string
		allowed  bool
	}{
		{"desk", "store", true},
		{"store", "desk", false},
		{"web", "store", false},
		{"jobs", "desk", false},
		{"ticket", "task", false},
		{"store", "unheardof", false},
		{"store", "pgtest", false},
		{"cmd/balie", "desktest", false},
		{"cmd/balie", "config", true},
		{"store/storetest", "store", true},
		{"store/storetest", "pgtest", true},
		{"store/storetest", "notify", true},
		{"store/storetest", "desk", false},
		{"blob/blobtest", "pgtest", true},
		{"desktest", "store/storetest", true},
		{"desktest", "web", true},
	} {
		if why := mayImport(c.from, c.to); (why == "") != c.allowed {
			t.Errorf("%s to %s: allowed is %v (%s), want %v", c.from, c.to, why == "", why, c.allowed)
		}
	}
}

func TestImports(t *testing.T) {
	found := 0
	for _, f := range goFiles(t) {
		found++
		if _, known := lookUp(f.pkg); !known {
			t.Errorf("%s: package %s is not in the map", f.path, f.pkg)
			continue
		}
		if f.isTest() {
			continue
		}
		for _, to := range f.imports() {
			own, ours := strings.CutPrefix(to, module)
			if !ours {
				continue
			}
			own = strings.TrimPrefix(own, "internal/")
			if why := mayImport(f.pkg, own); why != "" {
				t.Errorf("%s: imports %s, which %s", f.path, own, why)
			}
		}
	}
	if found == 0 {
		t.Fatal("found no Go file")
	}
}

func TestPurePackages(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.isTest() || !slices.Contains(pure, f.pkg) {
			continue
		}
		for _, to := range f.imports() {
			for _, no := range []string{"database/sql", "net/http", "os"} {
				if to == no || strings.HasPrefix(to, no+"/") {
					t.Errorf("%s: imports %s; this package is pure", f.path, to)
				}
			}
		}
		for _, use := range clockUses(f.parse(t, parser.SkipObjectResolution)) {
			t.Errorf("%s: uses %s; here the time is an argument", f.path, use)
		}
	}
}

func TestClockUses(t *testing.T) {
	for source, want := range map[string]int{
		`package p; import "time"; var _ = time.Now()`:                      1,
		`package p; import clock "time"; var _ = clock.Now`:                 1,
		`package p; import . "time"; var _ = Now()`:                         1,
		`package p; import "time"; var _ = time.Since(time.Time{})`:         1,
		`package p; import "time"; var _ = time.Unix(0, 0).UTC()`:           0,
		`package p; type c struct{ Now int }; var time c; var _ = time.Now`: 0,
	} {
		f, err := parser.ParseFile(token.NewFileSet(), "p.go", source, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		if got := clockUses(f); len(got) != want {
			t.Errorf("%s: %v, want %d", source, got, want)
		}
	}
}

// clockUses returns what in a file reads the machine's clock.
func clockUses(f *ast.File) []string {
	name := ""
	for _, i := range f.Imports {
		if i.Path.Value != `"time"` {
			continue
		}
		name = "time"
		if i.Name != nil {
			name = i.Name.Name
		}
	}
	switch name {
	case "":
		return nil
	case ".":
		return []string{"a dot import of time"}
	}
	var uses []string
	ast.Inspect(f, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := s.X.(*ast.Ident); ok && x.Name == name && slices.Contains([]string{"Now", "Since", "Until"}, s.Sel.Name) {
			uses = append(uses, "time."+s.Sel.Name)
		}
		return true
	})
	return uses
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	documented := map[string]bool{}
	for _, f := range goFiles(t) {
		if f.isTest() || f.isGenerated() {
			continue
		}
		syntax := f.parse(t, parser.PackageClauseOnly|parser.ParseComments)
		doc := strings.TrimSpace(syntax.Doc.Text())
		name := syntax.Name.Name
		good := strings.HasPrefix(doc, "Package "+name+" ") || name == "main" && doc != ""
		documented[f.pkg] = documented[f.pkg] || good && strings.Contains(doc, ".")
	}
	for pkg, ok := range documented {
		if !ok {
			t.Errorf("package %s does not begin with a sentence that says what it is for", pkg)
		}
	}
}

// maxLines is the length at which a file no longer does one thing.
const maxLines = 800

// TestFiles checks what people wrote: short, and free of the machine it was
// written on.
func TestFiles(t *testing.T) {
	foreign := regexp.MustCompile(`/(?:root|home/[a-z]\w*|Users/\w+)/|GOPROXY=[h]ttp|https?://[\w.-]*(?:registry|artifactory)[\w-]*\.`)
	for _, name := range files(t) {
		if generated(name) || vendored(name) {
			continue
		}
		text, err := os.ReadFile("../" + name)
		if err != nil {
			t.Fatal(err)
		}
		switch path.Ext(name) {
		case ".go", ".templ", ".css", ".js", ".sql", ".sh":
			if n := strings.Count(string(text), "\n"); n > maxLines {
				t.Errorf("%s has %d lines, more than %d", name, n, maxLines)
			}
		case ".md", ".json", ".mod", ".mk", ".yml", ".yaml", ".toml", "":
		default:
			continue
		}
		if found := foreign.Find(text); found != nil {
			t.Errorf("%s names a path of one machine or a registry: %s", name, found)
		}
	}
}

func generated(name string) bool { return strings.HasSuffix(name, "_templ.go") }

func vendored(name string) bool {
	return strings.Contains(name, "/vendor/") || strings.Contains(name, ".min.")
}

// goFile is a Go file of the map's part of the tree.
type goFile struct {
	path string // from the root
	pkg  string // its row's name
}

func (f goFile) isTest() bool      { return strings.HasSuffix(f.path, "_test.go") }
func (f goFile) isGenerated() bool { return generated(f.path) }

func (f goFile) parse(t *testing.T, mode parser.Mode) *ast.File {
	t.Helper()
	syntax, err := parser.ParseFile(token.NewFileSet(), "../"+f.path, nil, mode)
	if err != nil {
		t.Fatal(err)
	}
	return syntax
}

// imports returns nothing for a file that does not parse: the compiler says it
// better.
func (f goFile) imports() []string {
	syntax, err := parser.ParseFile(token.NewFileSet(), "../"+f.path, nil, parser.ImportsOnly)
	if err != nil {
		return nil
	}
	var paths []string
	for _, i := range syntax.Imports {
		p, _ := strconv.Unquote(i.Path.Value)
		paths = append(paths, p)
	}
	return paths
}

// goFiles returns the module's Go files, without this package and the programs
// in scripts and tools.
func goFiles(t *testing.T) []goFile {
	t.Helper()
	var found []goFile
	for _, name := range files(t) {
		dir := path.Dir(name)
		if path.Ext(name) != ".go" || dir == "internal" || strings.HasPrefix(dir, "scripts/") || strings.HasPrefix(dir, "tools") {
			continue
		}
		found = append(found, goFile{path: name, pkg: strings.TrimPrefix(dir, "internal/")})
	}
	return found
}

// files returns the tree's files by path from the root, without those that
// nobody keeps: hidden folders, data, test data and test output.
func files(t *testing.T) []string {
	t.Helper()
	var found []string
	err := fs.WalkDir(os.DirFS(".."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			base := d.Name()
			hidden := len(base) > 1 && base[0] == '.' && base != ".ci"
			if hidden || base == "testdata" || base == "node_modules" || name == "data" || name == "test-output" {
				return fs.SkipDir
			}
			return nil
		}
		if name != "balie" && d.Type().IsRegular() {
			found = append(found, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
