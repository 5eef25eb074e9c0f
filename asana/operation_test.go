package asana_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rollcall/asana/contract"
)

// Ensure every method that sends something names its operation, that the document
// has it, and that the method sends what it names.
func TestOperations(t *testing.T) {
	t.Parallel()
	referee := contract.Document(t)
	methods := clientMethods(t)
	if len(methods) < 10 {
		t.Fatalf("only %d methods were found", len(methods))
	}
	for _, method := range methods {
		operation := strings.Join(marked(method, "operation"), "")
		if others := marked(method, "uses"); operation == "" && len(others) > 0 {
			checkUses(t, methods, method, strings.Fields(strings.Join(others, " ")))
			continue
		}
		verb, route, ok := strings.Cut(operation, " ")
		if !ok || !referee.HasOperation(verb, route) {
			t.Errorf("%s names the operation %q, which the document does not have", method.Name.Name, operation)
		}
		if sent := sends(method); sent != operation {
			t.Errorf("%s names the operation %q and sends %q", method.Name.Name, operation, sent)
		}
	}
}

// clientMethods are the exported methods of Client that take a context.
func clientMethods(t *testing.T) []*ast.FuncDecl {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var methods []*ast.FuncDecl
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if ok && f.Recv != nil && f.Name.IsExported() && isClient(f) && takesContext(f) {
				methods = append(methods, f)
			}
		}
	}
	return methods
}

func isClient(f *ast.FuncDecl) bool {
	star, ok := f.Recv.List[0].Type.(*ast.StarExpr)
	if !ok {
		return false
	}
	name, ok := star.X.(*ast.Ident)
	return ok && name.Name == "Client"
}

func takesContext(f *ast.FuncDecl) bool {
	if len(f.Type.Params.List) == 0 {
		return false
	}
	selector, ok := f.Type.Params.List[0].Type.(*ast.SelectorExpr)
	return ok && selector.Sel.Name == "Context"
}

// checkUses checks that a method which sends nothing itself calls others that do.
func checkUses(t *testing.T, methods []*ast.FuncDecl, method *ast.FuncDecl, others []string) {
	t.Helper()
	for _, other := range others {
		if !slices.ContainsFunc(methods, func(m *ast.FuncDecl) bool {
			return m.Name.Name == other && len(marked(m, "operation")) == 1
		}) {
			t.Errorf("%s uses %s, which names no operation", method.Name.Name, other)
		}
	}
}

// marked returns what the lines of a method say which begin with "//asana:" and
// the word.
func marked(f *ast.FuncDecl, word string) []string {
	var said []string
	for _, comment := range f.Doc.List {
		if text, ok := strings.CutPrefix(comment.Text, "//asana:"+word+" "); ok {
			said = append(said, text)
		}
	}
	return said
}

// sends reads method and route from the call that the body builds.
func sends(f *ast.FuncDecl) string {
	var verb, route string
	ast.Inspect(f.Body, func(n ast.Node) bool {
		pair, ok := n.(*ast.KeyValueExpr)
		if !ok {
			return true
		}
		key, _ := pair.Key.(*ast.Ident)
		switch value := pair.Value.(type) {
		case *ast.SelectorExpr:
			if key != nil && key.Name == "method" {
				verb = strings.ToUpper(strings.TrimPrefix(value.Sel.Name, "Method"))
			}
		case *ast.BasicLit:
			if key != nil && key.Name == "route" {
				route = strings.Trim(value.Value, `"`)
			}
		}
		return true
	})
	return verb + " " + route
}
