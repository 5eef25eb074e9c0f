package sandbox

import (
	"net/url"
	"strings"
)

// handler answers one call; the server's lock is held while it runs.
type handler func(*call) (*answer, error)

// route joins a method and a path, in which * stands for one segment, to what
// answers it.
type route struct {
	pattern
	handle handler
	// scope is the granular scope that opens the route, if one does.
	scope string
}

// pattern is a method and the segments of a path.
type pattern struct {
	method   string
	segments []string
}

// newPattern reads "GET /memberships/*".
func newPattern(text string) pattern {
	method, path, _ := strings.Cut(text, " ")
	return pattern{method: method, segments: split(path)}
}

// split cuts a path into its segments; one slash at the end makes no difference.
func split(path string) []string {
	return strings.Split(strings.TrimSuffix(strings.TrimPrefix(path, "/"), "/"), "/")
}

// match returns what stood in place of the pattern's stars.
func (p pattern) match(method string, segments []string) ([]string, bool) {
	if p.method != method || len(p.segments) != len(segments) {
		return nil, false
	}
	args := []string{}
	for i, want := range p.segments {
		switch {
		case want == "*" && segments[i] != "":
			args = append(args, segments[i])
		case want != segments[i]:
			return nil, false
		}
	}
	return args, true
}

// findRoute returns the route of a request and its arguments, unescaped.
func findRoute(routes []route, method, path string) (*route, []string) {
	segments := split(path)
	for i, r := range routes {
		args, ok := r.match(method, segments)
		if !ok {
			continue
		}
		for i, arg := range args {
			if plain, err := url.PathUnescape(arg); err == nil {
				args[i] = plain
			}
		}
		return &routes[i], args
	}
	return nil, nil
}

// routes is the API: everything else has no matching route.
func routes() []route {
	table, opens := []route{}, scopes()
	for _, group := range []map[string]handler{
		membershipRoutes(), peopleRoutes(), parentRoutes(), teamRoutes(), workspaceRoutes(), legacyRoutes(),
		accessRequestRoutes(), sharingRoutes(), jobRoutes(), placementRoutes(),
	} {
		for text, handle := range group {
			table = append(table, route{pattern: newPattern(text), handle: handle, scope: opens[text]})
		}
	}
	return table
}
