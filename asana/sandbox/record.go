package sandbox

import "slices"

// record is a resource with everything that opt_fields can name.
type record struct {
	members map[string]any
	// shown are the members which are answered when opt_fields name none.
	shown []string
}

// A member of a record is a JSON value, a resource or []resource to follow, or
// a *record of its own.

// newRecord makes a record that shows all of its members.
func newRecord(gid string, resourceType kind, members map[string]any) *record {
	members["gid"], members["resource_type"] = gid, string(resourceType)
	shown := make([]string, 0, len(members))
	for name := range members {
		shown = append(shown, name)
	}
	return &record{members: members, shown: shown}
}

// only narrows what a record shows by itself.
func (r *record) only(names ...string) *record {
	return &record{members: r.members, shown: names}
}

// without takes members away from what a record shows by itself.
func (r *record) without(hidden func(name string) bool) *record {
	return &record{members: r.members, shown: slices.DeleteFunc(slices.Clone(r.shown), hidden)}
}

// render turns a record into JSON. Without a selection it is what the record
// shows; with one it is exactly what is named plus gid and resource_type.
func (c *call) render(r *record, fields *selection) map[string]any {
	if fields == nil {
		return c.shown(r)
	}
	out := c.chosen(r, fields)
	out["resource_type"] = r.members["resource_type"]
	return out
}

// shown renders what a record shows by itself.
func (c *call) shown(r *record) map[string]any {
	out := map[string]any{}
	for _, name := range r.shown {
		if value, known := r.members[name]; known {
			out[name] = c.value(value, nil)
		}
	}
	return out
}

// chosen renders the named members; names that the record lacks are ignored.
func (c *call) chosen(r *record, fields *selection) map[string]any {
	out := map[string]any{"gid": r.members["gid"]}
	for name, sub := range fields.sub {
		if value, known := r.members[name]; known {
			out[name] = c.value(value, sub)
		}
	}
	return out
}

// value renders one member. A nil selection or one that names nothing further
// gives the compact form of what it points at.
func (c *call) value(value any, fields *selection) any {
	switch v := value.(type) {
	case resource:
		return c.object(c.follow(v), v.kind, fields)
	case []resource:
		list := make([]any, 0, len(v))
		for _, item := range v {
			list = append(list, c.value(item, fields))
		}
		return list
	case *record:
		if v == nil {
			return nil
		}
		return c.object(v, "", fields)
	case []any:
		list := make([]any, 0, len(v))
		for _, item := range v {
			list = append(list, c.value(item, fields))
		}
		return list
	case map[string]any:
		return pick(v, fields)
	default:
		return value
	}
}

// object renders a record inside another one.
func (c *call) object(r *record, k kind, fields *selection) any {
	if r == nil {
		return nil
	}
	out := map[string]any{}
	if fields == nil || fields.whole {
		if k != "" {
			r = r.only(compactMembers(k)...)
		}
		out = c.shown(r)
	}
	if fields != nil && fields.sub != nil {
		for name, value := range c.chosen(r, fields) {
			out[name] = value
		}
	}
	return out
}

// pick applies a selection to an object that the seed gave as it is.
func pick(object map[string]any, fields *selection) any {
	if fields == nil || fields.whole || fields.sub == nil {
		return object
	}
	out := map[string]any{}
	for name, value := range object {
		if _, named := fields.sub[name]; named || name == "gid" {
			out[name] = value
		}
	}
	return out
}

// follow returns the full record that a resource points at.
func (c *call) follow(r resource) *record {
	switch r.kind {
	case kindWorkspace:
		return c.workspaceRecord()
	case kindUser:
		if u := c.userByGID(r.gid); u != nil {
			return c.userRecord(u)
		}
	case kindTeam:
		if t := c.teamByGID(r.gid); t != nil {
			return c.teamRecord(t)
		}
	default:
		if p := c.parentByGID(r.gid); p != nil {
			return c.parentRecord(p)
		}
	}
	return nil
}
