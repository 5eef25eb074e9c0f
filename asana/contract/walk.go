package contract

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// walk follows a JSON value along its schema and collects what the schema lets
// pass: members it does not name, and in requests members that are deprecated.
type walk struct {
	sent bool
	// offered are members beyond the schema that the request may and does name.
	offered []string
	found   []string
}

func (w *walk) report(format string, args ...any) {
	w.found = append(w.found, fmt.Sprintf(format, args...))
}

// value checks v and returns it without the nulls that are allowed: the schema
// library refuses a null when only one part of an allOf says nullable, which is
// how Asana writes it.
func (w *walk) value(at string, s *openapi3.Schema, v any) any {
	switch v := v.(type) {
	case map[string]any:
		return w.object(at, s, v)
	case []any:
		return w.list(at, s, v)
	default:
		return v
	}
}

func (w *walk) list(at string, s *openapi3.Schema, v []any) any {
	for _, part := range parts(s, nil) {
		if part.Items == nil {
			continue
		}
		pruned := make([]any, len(v))
		for i := range v {
			pruned[i] = w.value(fmt.Sprintf("%s[%d]", at, i), part.Items.Value, v[i])
		}
		return pruned
	}
	return v
}

func (w *walk) object(at string, s *openapi3.Schema, v map[string]any) any {
	named := properties(s, v)
	if len(named) == 0 {
		if len(v) > 0 && isEmptyObject(s) {
			w.report("%s should be empty", at)
		}
		return v
	}
	pruned := make(map[string]any, len(v))
	for _, key := range slices.Sorted(maps.Keys(v)) {
		if kept, ok := w.member(at+"."+key, key, named[key], v[key]); ok {
			pruned[key] = kept
		}
	}
	w.branch(at, s, pruned)
	return pruned
}

// member checks one member, and says whether it stays in the pruned copy.
func (w *walk) member(at, key string, s *openapi3.Schema, v any) (any, bool) {
	switch {
	case s == nil && key == "resource_subtype" && v == portfolioMembership:
		// A single portfolio membership has no subtype in its schema, while the
		// list has; a server may well send the same record for both.
		return v, true
	case s == nil && slices.Contains(w.offered, fieldName(at)):
		return v, true
	case s == nil:
		w.report("%s is not in the document", at)
		return v, true
	case w.sent && isDeprecated(s, v):
		w.report("%s is deprecated", at)
	case v == nil && !w.sent:
		w.null(at, key, s)
		return nil, false
	}
	return w.value(at, s, v), true
}

// fieldName is what opt_fields call a member of the answer.
func fieldName(at string) string {
	name := strings.TrimPrefix(at, "answer.data")
	if rest, ok := strings.CutPrefix(name, "["); ok {
		_, name, _ = strings.Cut(rest, "]")
	}
	return strings.TrimPrefix(name, ".")
}

// null reports a null that neither the document nor Asana's practice allows.
func (w *walk) null(at, key string, s *openapi3.Schema) {
	// Deprecated goal members are "always null" in words and not nullable in
	// their schema; projects without a team have come to exist since.
	nullable := func(part *openapi3.Schema) bool { return part.Nullable }
	if isDeprecated(s, nil) || key == "team" || slices.ContainsFunc(parts(s, nil), nullable) {
		return
	}
	w.report("%s is null", at)
}

// branch holds an object to the one alternative it claims to be. With anyOf
// alone a portfolio could have a level that only goals have.
func (w *walk) branch(at string, s *openapi3.Schema, v map[string]any) {
	for _, part := range parts(s, nil) {
		chosen := choose(part, v)
		if len(chosen) != 1 {
			continue
		}
		mode := openapi3.VisitAsResponse()
		if w.sent {
			mode = openapi3.VisitAsRequest()
		}
		if err := chosen[0].VisitJSON(v, mode); err != nil {
			w.report("%s does not match its schema: %v", at, err)
		}
	}
}
