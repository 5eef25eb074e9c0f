package asana

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
)

// MaxTypeahead is the most that a typeahead returns. A result of this length is
// cut, so that a name which is unique in it may have a namesake outside.
const MaxTypeahead = 100

// TypeaheadQuery is a search by name.
type TypeaheadQuery struct {
	Workspace string
	// ResourceType is one kind, such as "project"; Asana has no typeahead for
	// custom types.
	ResourceType string
	// Query is what a person typed. Empty means what the token's owner used last.
	Query string
	// Count is 1 to MaxTypeahead; 0 means MaxTypeahead.
	Count int
}

func (q TypeaheadQuery) validate() error {
	var faults []error
	faults = append(faults, checkGID("workspace", q.Workspace))
	if q.ResourceType == "" {
		faults = append(faults, fmt.Errorf("%w: a resource type is needed", ErrArgument))
	}
	if q.Count < 0 || q.Count > MaxTypeahead {
		faults = append(faults, fmt.Errorf("%w: the count is %d", ErrArgument, q.Count))
	}
	return errors.Join(faults...)
}

// Typeahead finds objects whose names resemble the query: one page, in an order
// that depends on the token's owner, and without objects made a moment ago.
//
//asana:operation GET /workspaces/{workspace_gid}/typeahead
func (c *Client) Typeahead(ctx context.Context, query TypeaheadQuery) ([]Object, error) {
	call := call{op: "Typeahead", method: http.MethodGet, route: "/workspaces/{workspace_gid}/typeahead"}
	call.args = []string{query.Workspace}
	call.query = url.Values{
		"resource_type": {query.ResourceType},
		"query":         {query.Query},
		"count":         {strconv.Itoa(cmp.Or(query.Count, MaxTypeahead))},
		"opt_fields":    {"name"},
	}
	if err := query.validate(); err != nil {
		return nil, newError(call, err)
	}
	answer, err := do[[]Object](ctx, c, call)
	if err != nil {
		return nil, err
	}
	return *answer.Data, nil
}
