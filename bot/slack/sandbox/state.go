package sandbox

import (
	"cmp"
	"unicode/utf8"
)

// values are what the elements of a form or a message hold, by block and action.
type values map[string]map[string]any

// startValues is what a form holds before anybody touched it.
func startValues(blocks []any) values {
	out := values{}
	for _, l := range locate(blocks) {
		e := startEntry(l)
		if e == nil {
			continue
		}
		if out[l.block] == nil {
			out[l.block] = map[string]any{}
		}
		out[l.block][l.action()] = e
	}
	return out
}

// carry keeps what was entered before, where block and action are still the
// same. What such an input would begin with is not applied again.
func (v values) carry(old values) {
	for block, actions := range v {
		for action := range actions {
			if kept, ok := old[block][action]; ok && object(kept)["type"] == object(actions[action])["type"] {
				actions[action] = kept
			}
		}
	}
}

func startEntry(l located) map[string]any {
	kind, e := l.kind(), l.element
	switch kind {
	case "static_select", "external_select", "radio_buttons":
		return map[string]any{"type": kind, "selected_option": e["initial_option"]}
	case "checkboxes", "multi_static_select", "multi_external_select":
		picked := list(e["initial_options"])
		if picked == nil {
			picked = []any{}
		}
		return map[string]any{"type": kind, "selected_options": picked}
	}
	key := stateKey(kind)
	if key == "" {
		return nil // buttons have no state
	}
	initial := map[string]string{
		"value": "initial_value", "rich_text_value": "initial_value", "selected_date": "initial_date",
		"selected_time": "initial_time", "selected_date_time": "initial_date_time", "selected_user": "initial_user",
		"selected_conversation": "initial_conversation", "selected_channel": "initial_channel",
		"selected_users": "initial_users", "selected_conversations": "initial_conversations",
		"selected_channels": "initial_channels",
	}[key]
	v := e[initial]
	if v == nil && len(key) > 1 && key[len(key)-1] == 's' {
		v = []any{}
	}
	return map[string]any{"type": kind, key: v}
}

// filled merges what somebody typed into the values of a view. The values are
// given by block and action, or by either of them alone.
func (w *workspace) filled(v *view, given map[string]any) (values, error) {
	out := startValues(v.blocks())
	used := map[string]bool{}
	for _, l := range locate(v.blocks()) {
		if stateless(l) {
			continue
		}
		out[l.block][l.action()] = v.Values[l.block][l.action()]
		entered, name, ok := valueFor(given, l)
		if !ok {
			continue
		}
		used[name] = true
		e, err := w.entry(v.ID, l, entered)
		if err != nil {
			return nil, err
		}
		out[l.block][l.action()] = e
	}
	for name := range given {
		if !used[name] {
			return nil, badRequest("values: the view has no input %q", name)
		}
	}
	return out, nil
}

func stateless(l located) bool { return startEntry(l) == nil }

func valueFor(given map[string]any, l located) (value any, name string, ok bool) {
	if v, found := given[l.block]; found {
		if inner, nested := v.(map[string]any); nested {
			if v, found := inner[l.action()]; found {
				return v, l.block, true
			}
		}
		return v, l.block, true
	}
	v, found := given[l.action()]
	return v, l.action(), found
}

// unfilled says which input Slack's client would not let pass, or "".
func (v *view) unfilled(entered values) string {
	for _, b := range v.blocks() {
		block := object(b)
		if block["type"] != "input" {
			continue
		}
		id, e := text(block["block_id"]), object(block["element"])
		entry := object(entered[id][text(e["action_id"])])
		n, empty := size(entry)
		switch {
		case empty && block["optional"] != true:
			return id + " must be filled in"
		case !empty && n >= 0 && outside(n, e):
			return id + " is too short or too long"
		}
	}
	return ""
}

// size measures an entry: the characters of a text (-1 for others), and whether
// nothing was filled in.
func size(entry map[string]any) (n int, empty bool) {
	n, empty = -1, true
	for k, v := range entry {
		if k == "type" {
			continue
		}
		switch v := v.(type) {
		case nil:
		case string:
			n, empty = utf8.RuneCountInString(v), v == ""
		case []any:
			empty = len(v) == 0
		default:
			empty = false
		}
	}
	return n, empty
}

func outside(n int, element map[string]any) bool {
	low, _ := element["min_length"].(float64)
	high, _ := element["max_length"].(float64)
	if element["type"] != "plain_text_input" {
		return false
	}
	return n < int(low) || n > int(cmp.Or(high, 3000))
}
