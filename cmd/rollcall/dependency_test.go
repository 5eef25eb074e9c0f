package main

import (
	"bytes"
	"encoding/json"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// goPackage is what the go command tells of a package.
type goPackage struct {
	ImportPath string
	Dir        string
	GoFiles    []string // without tests
	Imports    []string // of these files
}

// packages lists the packages of this module.
func packages(t *testing.T) []goPackage {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Dir,GoFiles,Imports", "./...")
	cmd.Dir = filepath.Join("..", "..")
	out, err := cmd.Output()
	must(t, err)
	var all []goPackage
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var p goPackage
		must(t, dec.Decode(&p))
		all = append(all, p)
	}
	return all
}

// inModule returns a path within this module, and tells whether it is of this module at all.
func inModule(path string) (name string, ours bool) { return strings.CutPrefix(path, "rollcall/") }

// forTests are the packages that only tests may use.
func forTests() []string {
	return []string{"asana/contract", "bot/store/conformance", "bot/store/pgtest"}
}

// mayImport says which packages of this module each package may import. cmd/rollcall alone knows all of them.
func mayImport() map[string][]string {
	return map[string][]string{
		"asana":             {},
		"asana/sandbox":     {},
		"bot":               {"bot/command", "bot/policy", "bot/audit", "asana"},
		"bot/command":       {"asana"},
		"bot/policy":        {"asana", "bot/command"}, // for their words alone
		"bot/audit":         {},
		"bot/store":         {"bot", "bot/command", "bot/policy", "bot/audit"},
		"bot/slack":         {"bot", "bot/command", "bot/policy", "bot/audit"},
		"bot/sink":          {"bot/audit"},
		"bot/slack/sandbox": {},
		"handlers":          {"bot", "bot/slack"},
		// What only tests use.
		"asana/contract":        {},
		"bot/store/conformance": {"bot", "bot/audit", "bot/policy", "bot/store"},
		"bot/store/pgtest":      {},
	}
}

// Ensure that packages know only those below them, and that a new package is put into these rules.
func TestImports(t *testing.T) {
	t.Parallel()
	rules := mayImport()
	for _, p := range packages(t) {
		name, _ := inModule(p.ImportPath)
		allowed, ruled := rules[name]
		if name != "cmd/rollcall" && !ruled {
			t.Errorf("there is no rule for %s", name)
			continue
		}
		for _, imported := range p.Imports {
			if other, ours := inModule(imported); ours && ruled && !slices.Contains(allowed, other) {
				t.Errorf("%s imports %s", name, other)
			}
		}
	}
}

// Ensure that nothing made for tests is in the program.
func TestImportsForTests(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		name, _ := inModule(p.ImportPath)
		if slices.Contains(forTests(), name) {
			continue
		}
		for _, imported := range p.Imports {
			other, _ := inModule(imported)
			if slices.Contains(forTests(), other) || imported == "testing" || strings.HasPrefix(imported, "testing/") || imported == "net/http/httptest" {
				t.Errorf("%s imports %s outside its tests", name, imported)
			}
		}
	}
}

// Ensure that wiring stays in one file a package, so that everything can be put together without the container.
func TestImportsOfFx(t *testing.T) {
	t.Parallel()
	modules := 0
	for _, p := range packages(t) {
		name, _ := inModule(p.ImportPath)
		for _, file := range p.GoFiles {
			if !importsFx(t, filepath.Join(p.Dir, file)) {
				continue
			}
			if file == "module.go" {
				modules++
			} else if name != "cmd/rollcall" {
				t.Errorf("%s/%s imports fx", name, file)
			}
		}
	}
	if modules == 0 {
		t.Error("no module.go imports fx: this test looks at the wrong files")
	}
}

func importsFx(t *testing.T, path string) bool {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	must(t, err)
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		must(t, err)
		if imported == "go.uber.org/fx" || strings.HasPrefix(imported, "go.uber.org/fx/") {
			return true
		}
	}
	return false
}

// Ensure that there are no other top-level folders than those for the program, the domain, the edges and what is deployed.
func TestTopLevelFolders(t *testing.T) {
	t.Parallel()
	folders, err := filepath.Glob(filepath.Join("..", "..", "*", "*"))
	must(t, err)
	seen := make(map[string]bool)
	for _, path := range folders {
		seen[filepath.Base(filepath.Dir(path))] = true
	}
	known := []string{"cmd", "bot", "handlers", "asana", "deploy"}
	for folder := range seen {
		if !strings.HasPrefix(folder, ".") && folder != "dist" && !slices.Contains(known, folder) { // dist is what make builds
			t.Errorf("there is a folder %s", folder)
		}
	}
	for _, p := range packages(t) {
		name, _ := inModule(p.ImportPath)
		if top, _, _ := strings.Cut(name, "/"); !slices.Contains(known, top) {
			t.Errorf("package %s is in none of the folders", p.ImportPath)
		}
	}
}
