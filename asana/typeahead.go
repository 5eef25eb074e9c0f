package asana

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
)

// MaxTypeahead is the most that a typeahead returns. A result of this length is
// cut, so that a name which is unique in it may have a namesake outside.
const MaxTypeahead = 100

// TypeaheadQuery is a search by name.
type TypeaheadQuery struct {
	Workspace string
	// ResourceType is one kind, such as "project", "user" or "team". Custom types
	// and workspaces are refused with the way to find them.
	ResourceType string
	// Query is what a person typed. Empty means what the token's owner used last.
	Query string
	// Count is 1 to MaxTypeahead; 0 means MaxTypeahead.
	Count int
}

func (q TypeaheadQuery) validate() error {
	var faults []error
	faults = append(faults, checkGID("workspace", q.Workspace))
	switch q.ResourceType {
	case "":
		faults = append(faults, fmt.Errorf("%w: a resource type is needed", ErrArgument))
	case KindCustomType:
		faults = append(faults, noTypeahead(q.ResourceType, "list the types of a project"))
	case KindWorkspace:
		faults = append(faults, noTypeahead(q.ResourceType, "list the workspaces"))
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
func (c *Client) Typeahead(ctx context.Context, query TypeaheadQuery, options ...ReadOption) ([]Object, error) {
	call := call{op: "Typeahead", method: http.MethodGet, route: "/workspaces/{workspace_gid}/typeahead"}
	call.args = []string{query.Workspace}
	call.query = reading("name", options,
		"resource_type", query.ResourceType, "query", query.Query, "count", strconv.Itoa(cmp.Or(query.Count, MaxTypeahead)))
	answer, err := ask[[]Object](ctx, c, call, query.validate())
	if err != nil {
		return nil, err
	}
	return *answer.Data, nil
}
