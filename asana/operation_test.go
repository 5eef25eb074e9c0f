package asana_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
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
		operation := named(method)
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
			if ok && f.Recv != nil && f.Name.IsExported() && len(f.Type.Params.List) > 0 && takesContext(f) {
				methods = append(methods, f)
			}
		}
	}
	return methods
}

func takesContext(f *ast.FuncDecl) bool {
	selector, ok := f.Type.Params.List[0].Type.(*ast.SelectorExpr)
	return ok && selector.Sel.Name == "Context"
}

func named(f *ast.FuncDecl) string {
	for _, comment := range f.Doc.List {
		if operation, ok := strings.CutPrefix(comment.Text, "//asana:operation "); ok {
			return operation
		}
	}
	return ""
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
