package contract

import (
	"cmp"

	"github.com/getkin/kin-openapi/openapi3"
)

// portfolioMembership is the kind whose schemas disagree with each other.
const portfolioMembership = "portfolio_membership"

// parts flattens a schema: itself, everything under allOf, and of alternatives
// the one that v claims to be, or all of them when it does not say.
func parts(s *openapi3.Schema, v map[string]any) []*openapi3.Schema {
	all := []*openapi3.Schema{s}
	for _, ref := range s.AllOf {
		all = append(all, parts(ref.Value, v)...)
	}
	if v == nil {
		return all
	}
	for _, alternative := range choose(s, v) {
		all = append(all, parts(alternative, v)...)
	}
	return all
}

// properties merges the members that the parts name; later parts override.
func properties(s *openapi3.Schema, v map[string]any) map[string]*openapi3.Schema {
	named := map[string]*openapi3.Schema{}
	for _, part := range parts(s, v) {
		for key, ref := range part.Properties {
			named[key] = ref.Value
		}
	}
	return named
}

// choose picks the alternatives that fit the kind v claims to be of. The schemas
// have no discriminator, but each gives its own kind as the example.
func choose(s *openapi3.Schema, v map[string]any) []*openapi3.Schema {
	var all, fitting []*openapi3.Schema
	for _, refs := range []openapi3.SchemaRefs{s.AnyOf, s.OneOf} {
		for _, ref := range refs {
			all = append(all, ref.Value)
			if claim := claimed(v); claim != "" && claim == kindOf(ref.Value) {
				fitting = append(fitting, ref.Value)
			}
		}
	}
	if len(fitting) > 0 {
		return fitting
	}
	return all
}

// claimed is the kind an object says it is of.
func claimed(v map[string]any) string {
	subtype, _ := v["resource_subtype"].(string)
	base, _ := v["resource_type"].(string)
	return cmp.Or(subtype, base)
}

// kindOf is the kind a schema describes, by its examples. Single portfolio
// memberships have no subtype there, only a type that says the same.
func kindOf(s *openapi3.Schema) string {
	named := properties(s, nil)
	return cmp.Or(example(named["resource_subtype"]), example(named["resource_type"]))
}

func example(s *openapi3.Schema) string {
	if s == nil {
		return ""
	}
	text, _ := s.Example.(string)
	return text
}

// isDeprecated looks at the parts as well: the document often marks a member by
// an allOf of the real schema and an object that only says deprecated.
func isDeprecated(s *openapi3.Schema, v any) bool {
	object, _ := v.(map[string]any)
	for _, part := range parts(s, object) {
		if part.Deprecated {
			return true
		}
	}
	return false
}

// isEmptyObject tells the schema of an empty answer from a free-form object:
// both are a bare object, and only the first has a description that says so.
func isEmptyObject(s *openapi3.Schema) bool {
	return len(s.Properties) == 0 && s.AdditionalProperties.Has == nil &&
		s.AdditionalProperties.Schema == nil && len(s.Description) >= 8 && s.Description[:8] == "An empty"
}
