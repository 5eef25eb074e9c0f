package sandbox

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// check is one walk over the blocks of a message or a view. It collects faults
// in Slack's words, each with a JSON pointer.
type check struct {
	faults   []string
	blockIDs map[string]bool
	tables   int
	markdown int
	focused  int
}

func (c *check) fail(at, format string, a ...any) {
	c.faults = append(c.faults, "[ERROR] "+fmt.Sprintf(format, a...)+" [json-pointer:"+at+"]")
}

// rule checks the value at a JSON pointer.
type rule func(c *check, at string, v any)

// shape is an object: its members, which of them it needs, and rules that look
// at several members. Members it does not list are refused.
type shape struct {
	members map[string]rule
	needs   []string
	also    []func(c *check, at string, o map[string]any)
}

// with returns the shape with further members.
func (s shape) with(members map[string]rule, needs ...string) shape {
	out := shape{members: maps.Clone(s.members), also: slices.Clone(s.also)}
	if out.members == nil {
		out.members = map[string]rule{}
	}
	maps.Copy(out.members, members)
	out.needs = append(slices.Clone(s.needs), needs...)
	return out
}

// and returns the shape with a rule over several members.
func (s shape) and(f func(c *check, at string, o map[string]any)) shape {
	s.also = append(slices.Clone(s.also), f)
	return s
}

func (s shape) check(c *check, at string, v any) {
	o, ok := v.(map[string]any)
	if !ok {
		c.fail(at, "must be an object")
		return
	}
	for _, name := range s.needs {
		if o[name] == nil {
			c.fail(at, "missing required field: %s", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(o)) {
		r, known := s.members[name]
		switch {
		case name == "type" || o[name] == nil:
		case !known:
			c.fail(at, "invalid additional property: %s", name)
		default:
			r(c, at+"/"+name, o[name])
		}
	}
	for _, f := range s.also {
		f(c, at, o)
	}
}

// union is a choice by the member "type".
type union map[string]shape

func (u union) check(c *check, at string, v any) {
	o, ok := v.(map[string]any)
	if !ok {
		c.fail(at, "must be an object")
		return
	}
	kind, ok := o["type"].(string)
	if !ok {
		c.fail(at, "missing required field: type")
		return
	}
	s, known := u[kind]
	if !known {
		c.fail(at+"/type", "unsupported type: %s", kind)
		return
	}
	s.check(c, at, v)
}

// only keeps the named kinds.
func (u union) only(kinds ...string) union {
	out := union{}
	for _, k := range kinds {
		out[k] = u[k]
	}
	return out
}

// chars is a text of low to high characters.
func chars(low, high int) rule {
	return func(c *check, at string, v any) {
		s, ok := v.(string)
		switch n := utf8.RuneCountInString(s); {
		case !ok:
			c.fail(at, "must be a string")
		case n < low:
			c.fail(at, "must be more than %d characters", low-1)
		case n > high:
			c.fail(at, "must be less than %d characters", high+1)
		}
	}
}

func matching(r *regexp.Regexp) rule {
	return func(c *check, at string, v any) {
		if s, ok := v.(string); !ok || !r.MatchString(s) {
			c.fail(at, "must match the pattern %s", r)
		}
	}
}

func isFlag(c *check, at string, v any) {
	if _, ok := v.(bool); !ok {
		c.fail(at, "must be a boolean")
	}
}

func whole(low, high float64) rule {
	return func(c *check, at string, v any) {
		n, ok := v.(float64)
		switch {
		case !ok || n != float64(int64(n)):
			c.fail(at, "must be an integer")
		case n < low:
			c.fail(at, "must be at least %.0f", low)
		case n > high:
			c.fail(at, "must be at most %.0f", high)
		}
	}
}

func oneOf(words ...string) rule {
	return func(c *check, at string, v any) {
		if s, ok := v.(string); !ok || !slices.Contains(words, s) {
			c.fail(at, "must be a valid enum value: %s", strings.Join(words, ", "))
		}
	}
}

// link is an absolute URL of at most 3000 characters.
func link(c *check, at string, v any) {
	chars(1, 3000)(c, at, v)
	if u, err := url.Parse(text(v)); err != nil || u.Scheme == "" || (u.Host == "" && u.Opaque == "") {
		c.fail(at, "must be a valid URL")
	}
}

// items is an array of low to high values.
func items(low, high int, each rule) rule {
	return func(c *check, at string, v any) {
		l, ok := v.([]any)
		switch {
		case !ok:
			c.fail(at, "must be an array")
		case len(l) < low:
			c.fail(at, "no fewer than %d items allowed", low)
		case len(l) > high:
			c.fail(at, "no more than %d items allowed", high)
		}
		for i, item := range l {
			each(c, fmt.Sprintf("%s/%d", at, i), item)
		}
	}
}

// anything takes whatever Slack does not look into either.
func anything(*check, string, any) {}
