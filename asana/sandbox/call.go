package sandbox

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

// call is one request of the API while it is answered.
type call struct {
	*world
	id     identity
	args   []string
	query  url.Values
	header http.Header
	data   map[string]any
	fields *selection
	pretty bool
	now    time.Time
	origin origin
	pages  *pager
	// search takes a search off what the caller has left.
	search func(token string) error
}

// origin is how the caller reached the server, for the addresses in answers.
type origin struct {
	// base is scheme, host and path as the caller wrote them, in front of the
	// API's own paths; a prefix that was stripped on the way is part of it.
	base string
	// path is the path below the API's base path.
	path string
}

// newOrigin reads the origin off a request.
func newOrigin(r *http.Request, path string) origin {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	asked, _, _ := strings.Cut(r.RequestURI, "?")
	prefix, found := strings.CutSuffix(asked, path)
	if !found || strings.Contains(prefix, "://") {
		prefix = basePath
	}
	return origin{base: scheme + "://" + r.Host + prefix, path: path}
}

// answer is what a handler gives back, before opt_fields are applied.
type answer struct {
	status int
	// one is the record of a single resource; empty means an empty object.
	one  *record
	many []*record
	list bool
	// next is told to the caller when paged.
	next  *nextPage
	paged bool
	// location is the path of what was created.
	location string
}

// single answers with one record.
func single(r *record) (*answer, error) { return &answer{status: http.StatusOK, one: r}, nil }

// created answers with a record and where it can be read.
func created(r *record, location string) (*answer, error) {
	return &answer{status: http.StatusCreated, one: r, location: location}, nil
}

// empty answers with an empty object.
func empty() (*answer, error) { return &answer{status: http.StatusOK}, nil }

// all answers with a list that has no pages.
func all(records []*record) (*answer, error) {
	return &answer{status: http.StatusOK, many: records, list: true}, nil
}

// filter reads an optional query parameter; given but empty counts as missing.
func (c *call) filter(name string) string { return c.query.Get(name) }

// flag reads an optional query parameter that is true or false.
func (c *call) flag(name string) (value, given bool, err error) {
	switch text := c.query.Get(name); text {
	case "":
		return false, false, nil
	case "true", "false":
		return text == "true", true, nil
	default:
		return false, false, invalid("%s: Not a valid boolean: %s", name, text)
	}
}

// gidIn reads a gid from the body, where only strings are ids.
func (c *call) gidIn(field string) (string, error) {
	value, given := c.data[field]
	if !given || value == nil || value == "" {
		return "", missing(field)
	}
	gid, ok := value.(string)
	if !ok {
		return "", invalid("%s: Not a valid GID type: %s", field, jsonType(value))
	}
	return gid, nil
}

// wordIn reads an optional string from the body.
func (c *call) wordIn(field string) (string, error) {
	value, given := c.data[field]
	if !given {
		return "", nil
	}
	word, ok := value.(string)
	if !ok {
		return "", invalid("%s: Not a valid string: %s", field, jsonType(value))
	}
	return word, nil
}

// jsonType names the type of a decoded value as JSON does.
func jsonType(value any) string {
	switch value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case float64:
		return "number"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	default:
		return "string"
	}
}
