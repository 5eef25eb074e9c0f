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

// Candidate is what a typeahead finds. Beyond the name it holds what the caller
// asks for with [Fields], as far as the kind has it and Asana tells it.
type Candidate struct {
	Object
	// Email is a user's.
	Email string `json:"email"`
	// PrivacySetting is a project's, portfolio's, goal's or custom field's, and
	// Visibility a team's, in the words of [Project], [Portfolio] and so on.
	PrivacySetting string `json:"privacy_setting"`
	Visibility     string `json:"visibility"`
	// Owner and Team are empty for what has none. What is named of the team, such
	// as "team.visibility", is in it.
	Owner Object        `json:"owner"`
	Team  CandidateTeam `json:"team"`
}

// CandidateTeam is the team that a candidate belongs to.
type CandidateTeam struct {
	Object
	Visibility string `json:"visibility"`
}

// Candidates is [Client.Typeahead] for who needs more of the objects than their
// names.
//
//asana:operation GET /workspaces/{workspace_gid}/typeahead
func (c *Client) Candidates(ctx context.Context, query TypeaheadQuery, options ...ReadOption) ([]Candidate, error) {
	call := call{op: "Candidates", method: http.MethodGet, route: "/workspaces/{workspace_gid}/typeahead"}
	call.args, call.query = []string{query.Workspace}, query.reading(options)
	return page[Candidate](ctx, c, call, query.validate())
}

// Typeahead finds objects whose names resemble the query: one page, in an order
// that depends on the token's owner, and without objects made a moment ago.
//
//asana:operation GET /workspaces/{workspace_gid}/typeahead
func (c *Client) Typeahead(ctx context.Context, query TypeaheadQuery, options ...ReadOption) ([]Object, error) {
	call := call{op: "Typeahead", method: http.MethodGet, route: "/workspaces/{workspace_gid}/typeahead"}
	call.args, call.query = []string{query.Workspace}, query.reading(options)
	return page[Object](ctx, c, call, query.validate())
}

func (q TypeaheadQuery) reading(options []ReadOption) url.Values {
	count := strconv.Itoa(cmp.Or(q.Count, MaxTypeahead))
	return reading("name", options, "resource_type", q.ResourceType, "query", q.Query, "count", count)
}

// page makes a call that is answered with a list which has no more pages.
func page[T any](ctx context.Context, c *Client, call call, invalid error) ([]T, error) {
	answer, err := ask[[]T](ctx, c, call, invalid)
	if err != nil {
		return nil, err
	}
	return *answer.Data, nil
}
