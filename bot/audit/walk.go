package audit

import "bytes"

// member is one that an event may have, in the order of the canonical form.
type member struct {
	name     string
	required bool     // present, though it may be empty; others are present only when they say something
	inner    []member // of an object
	list     bool     // of texts
	number   bool
	key      string // how it begins; filled in by keyed
	keep     kept   // what of it the chain needs
}

// kept says where a text goes that the chain needs.
type kept int

const (
	keepNothing kept = iota
	keepAction
	keepPrev
	keepHash
)

// topMembers are those of an event, and within them those of its parts. TestMembers holds them to the type.
var topMembers = keyed([]member{
	{name: "action", required: true, keep: keepAction},
	{name: "actor", inner: keyed([]member{{name: "asana_gid"}, {name: "slack_user"}, {name: "via"}})},
	{name: "change"},
	{name: "context", inner: keyed([]member{
		{name: "approvers", list: true}, {name: "channel"}, {name: "instance"}, {name: "job"}, {name: "policy_hash"}, {name: "rule"},
		{name: "slack_team"}, {name: "token"}, {name: "version"},
	})},
	{name: "details", inner: keyed([]member{{name: "error"}, {name: "new_value"}, {name: "old_value"}, {name: "reason"}})},
	{name: "hash", required: true, keep: keepHash},
	{name: "id", required: true},
	{name: "outcome", required: true},
	{name: "prev_hash", required: true, keep: keepPrev},
	{name: "request"},
	{name: "resource", inner: keyed([]member{{name: "gid"}, {name: "name"}, {name: "type"}})},
	{name: "seq", required: true, number: true},
	{name: "subject", inner: keyed([]member{{name: "gid"}, {name: "slack_user"}, {name: "type"}})},
	{name: "time", required: true},
})

func keyed(members []member) []member {
	for i := range members {
		members[i].key = `"` + members[i].name + `":`
	}
	return members
}

// walker reads an event without escapes from left to right and picks out what the chain needs.
type walker struct {
	rest                    []byte
	action, prev, hash, seq []byte
}

// next takes a byte that must come now.
func (w *walker) next(c byte) bool {
	if len(w.rest) == 0 || w.rest[0] != c {
		return false
	}
	w.rest = w.rest[1:]
	return true
}

// object reads the members of an object: each at most once, in their order, and none that is not known.
func (w *walker) object(members []member) bool {
	if !w.next('{') {
		return false
	}
	more := true // a member has to come now
	for i := range members {
		m := &members[i]
		if !more || len(w.rest) < len(m.key) || string(w.rest[:len(m.key)]) != m.key {
			if m.required {
				return false
			}
			continue
		}
		w.rest = w.rest[len(m.key):]
		if !w.value(m) {
			return false
		}
		more = w.next(',')
	}
	return !more && w.next('}')
}

func (w *walker) value(m *member) bool {
	switch {
	case m.inner != nil:
		return w.object(m.inner)
	case m.list:
		return w.texts()
	case m.number:
		return w.digits()
	}
	text, ok := w.text()
	switch m.keep {
	case keepAction:
		w.action = text
	case keepPrev:
		w.prev = text
	case keepHash:
		w.hash = text
	}
	return ok && (len(text) > 0 || m.required)
}

func (w *walker) text() ([]byte, bool) {
	if !w.next('"') {
		return nil, false
	}
	end := bytes.IndexByte(w.rest, '"')
	if end < 0 {
		return nil, false
	}
	text := w.rest[:end]
	w.rest = w.rest[end+1:]
	return text, true
}

func (w *walker) texts() bool {
	if !w.next('[') {
		return false
	}
	for {
		if _, ok := w.text(); !ok {
			return false
		}
		if !w.next(',') {
			return w.next(']')
		}
	}
}

func (w *walker) digits() bool {
	n := 0
	for n < len(w.rest) && w.rest[n] >= '0' && w.rest[n] <= '9' {
		n++
	}
	w.seq, w.rest = w.rest[:n], w.rest[n:]
	return n > 0
}
