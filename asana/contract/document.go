package contract

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// Environment is the variable that names the document's file.
const Environment = "ASANA_OAS"

// basePath is where Asana serves its API; requests elsewhere are not judged.
const basePath = "/api/1.0"

// Referee judges exchanges by Asana's document. It is safe for concurrent use.
type Referee struct {
	doc    *openapi3.T
	router routers.Router
	// fields are what the document lets opt_fields name, by operation.
	fields map[*openapi3.Operation][]string
}

// load reads the document once a process: it takes a good part of a second.
var load = sync.OnceValues(func() (*Referee, error) {
	path, err := documentPath()
	if err != nil {
		return nil, err
	}
	return open(path)
})

// Document returns the referee. Without the document the test is skipped, so
// that the module can be tested by someone who does not have it; where CI=true
// is set it fails instead, because there a skipped referee would go unnoticed.
func Document(tb testing.TB) *Referee {
	tb.Helper()
	r, err := load()
	switch {
	case err == nil:
		return r
	case errors.Is(err, os.ErrNotExist) && os.Getenv("CI") != "true":
		tb.Skipf("%v: Asana publishes its document in the GitHub repository Asana/openapi as defs/asana_oas.yaml; set %s to its path", err, Environment)
	default:
		tb.Fatalf("Asana's document: %v", err)
	}
	return nil
}

// HasOperation tells whether the document has the method on the path template,
// such as "GET" and "/memberships/{membership_gid}".
func (r *Referee) HasOperation(method, template string) bool {
	item := r.doc.Paths.Value(template)
	return item != nil && item.GetOperation(method) != nil
}

// documentPath is what the environment says, or a folder beside the module.
func documentPath() (string, error) {
	if path := os.Getenv(Environment); path != "" {
		return path, nil
	}
	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	return filepath.Join(root, "..", "shared", "asana", "asana_oas.yaml"), nil
}

// moduleRoot walks up from the folder of the running test.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("find the module: %w", err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fmt.Errorf("no go.mod above the test: %w", os.ErrNotExist)
		}
		dir = parent
	}
}

// open loads and prepares the document. It is not validated as a whole: two
// faults in it, on paths that we do not use, would refuse it.
func open(path string) (*Referee, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	doc, err := openapi3.NewLoader().LoadFromData(dropSamples(text))
	if err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	doc.Servers = openapi3.Servers{{URL: basePath}}
	fields := takeFieldNames(doc)
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		return nil, fmt.Errorf("routes: %w", err)
	}
	return &Referee{doc: doc, router: router, fields: fields}, nil
}

// dropSamples removes the blocks of code samples, which are about half of the
// document and as much of the time to parse it.
func dropSamples(text []byte) []byte {
	var kept []byte
	within := -1
	for line := range bytes.Lines(text) {
		content := bytes.TrimLeft(line, " ")
		indent := len(line) - len(content)
		if within >= 0 && (indent > within || len(bytes.TrimSpace(content)) == 0) {
			continue
		}
		within = -1
		if bytes.HasPrefix(content, []byte("x-readme:")) {
			within = indent
			continue
		}
		kept = append(kept, line...)
	}
	return kept
}

// takeFieldNames removes the enumerated values of opt_fields from what requests
// are held to, because they are an excerpt: the list of memberships, for one,
// names paging members only. They are returned by operation, since a list may be
// asked for members that its compact records do not have by themselves.
func takeFieldNames(doc *openapi3.T) map[*openapi3.Operation][]string {
	fields := map[*openapi3.Operation][]string{}
	for _, item := range doc.Paths.Map() {
		for _, operation := range item.Operations() {
			for _, p := range operation.Parameters {
				if p.Value.Name != "opt_fields" || p.Value.Schema.Value.Items == nil {
					continue
				}
				items := p.Value.Schema.Value.Items.Value
				for _, name := range items.Enum {
					text, _ := name.(string)
					fields[operation] = append(fields[operation], text)
				}
				items.Enum = nil
			}
		}
	}
	return fields
}

// offered returns the members that the request names in opt_fields, as far as
// the document offers them there. Who names "team.name" gets a "team", whether
// the document spells out what is in it or not.
func (r *Referee) offered(req *http.Request, operation *openapi3.Operation) []string {
	var names []string
	fields := slices.Concat(r.fields[operation], r.searched(req, operation))
	for asked := range strings.SplitSeq(req.URL.Query().Get("opt_fields"), ",") {
		member, _, _ := strings.Cut(asked, ".")
		if slices.Contains(fields, asked) || slices.Contains(fields, member) {
			names = append(names, member)
		}
	}
	return names
}

// searched returns what may be named of the records that a typeahead finds. Its
// own list has the name alone, which all kinds share, while its prose offers the
// fields of whatever is found; those are the ones of reading such a record.
func (r *Referee) searched(req *http.Request, operation *openapi3.Operation) []string {
	if operation.OperationID != "typeaheadForWorkspace" {
		return nil
	}
	kind := req.URL.Query().Get("resource_type")
	one := r.doc.Paths.Value("/" + kind + "s/{" + kind + "_gid}")
	if one == nil || one.Get == nil {
		return nil
	}
	return r.fields[one.Get]
}

// find returns the route of a request, wherever the API is mounted, and a copy
// of the request as the document's own server would see it.
func (r *Referee) find(req *http.Request) (*http.Request, *routers.Route, map[string]string, error) {
	relative := relocate(req)
	route, params, err := r.router.FindRoute(relative)
	if err != nil {
		return relative, nil, nil, err
	}
	return relative, route, params, nil
}
