package contract

import (
	"maps"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// Operation is what the document says of an operation, by name.
type Operation struct {
	// Query are its parameters there, Body the members of its "data".
	Query, Body []string
	// Answer are the members of the answer's "data", or of each of its records,
	// in any form, and those that opt_fields may name.
	Answer []string
	// Statuses are those that are documented.
	Statuses []int
}

// Operation returns what the document says of the method on a path template, and
// whether it has it.
func (r *Referee) Operation(method, template string) (Operation, bool) {
	if !r.HasOperation(method, template) {
		return Operation{}, false
	}
	item := r.doc.Paths.Value(template)
	operation := item.GetOperation(method)
	var out Operation
	for _, p := range slices.Concat(item.Parameters, operation.Parameters) {
		if p.Value.In == openapi3.ParameterInQuery {
			out.Query = append(out.Query, p.Value.Name)
		}
	}
	if operation.RequestBody != nil {
		out.Body = members(operation.RequestBody.Value.Content)
	}
	out.Answer = slices.Clone(r.fields[operation])
	for code, response := range operation.Responses.Map() {
		status, err := strconv.Atoi(code)
		if err != nil {
			continue
		}
		out.Statuses = append(out.Statuses, status)
		if status < 300 {
			out.Answer = append(out.Answer, members(response.Value.Content)...)
		}
	}
	return out, true
}

// members are the names below "data", whatever alternatives it has.
func members(content openapi3.Content) []string {
	media := content.Get("application/json")
	if media == nil {
		return nil
	}
	data := properties(media.Schema.Value, nil)["data"]
	if data == nil {
		return nil
	}
	if data.Items != nil {
		data = data.Items.Value
	}
	return slices.Sorted(maps.Keys(properties(data, map[string]any{})))
}
