package sandbox

import (
	"slices"
	"strings"
)

// located is an interactive element and the block that holds it.
type located struct {
	element map[string]any
	block   string
}

func (l located) action() string { return text(l.element["action_id"]) }
func (l located) kind() string   { return text(l.element["type"]) }

// locate lists the interactive elements of blocks.
func locate(blocks []any) []located {
	var out []located
	for _, b := range blocks {
		for _, e := range interactives(object(b)) {
			out = append(out, located{e, text(object(b)["block_id"])})
		}
	}
	return out
}

// pick finds the element that somebody used. Several buttons may share an
// action id; then the block or the value tells them apart.
func pick(blocks []any, block, action string, value any) (located, error) {
	found := slices.DeleteFunc(locate(blocks), func(l located) bool {
		return l.action() != action || (block != "" && l.block != block)
	})
	if len(found) == 0 {
		return located{}, notFound("there is no element with action_id %q", action)
	}
	for _, l := range found {
		if v, ok := value.(string); ok && l.element["value"] == v {
			return l, nil
		}
	}
	if v := found[0].element["value"]; found[0].kind() == "button" && value != nil && value != "" && value != v {
		return located{}, notFound("no button with action_id %q has the value %v", action, value)
	}
	return found[0], nil
}

// entry is how Slack tells the state of an element that was filled in with v.
func (w *workspace) entry(l located, v any) (map[string]any, error) {
	kind := l.kind()
	out := map[string]any{"type": kind}
	switch kind {
	case "button", "icon_button", "feedback_buttons", "workflow_button":
		return l.pressed(v), nil
	case "static_select", "external_select", "radio_buttons", "overflow":
		opt, err := w.chosen(l, v)
		out["selected_option"] = opt
		return out, err
	case "checkboxes", "multi_static_select", "multi_external_select":
		return w.entries(l, v, out)
	}
	key := stateKey(kind)
	if key == "" {
		return nil, badRequest("element %q cannot be filled in", kind)
	}
	out[key] = v
	if strings.HasPrefix(kind, "multi_") && v == nil {
		out[key] = []any{}
	}
	return out, nil
}

// pressed is a click: the value is the button's own.
func (l located) pressed(v any) map[string]any {
	out := map[string]any{"type": l.kind()}
	for _, k := range []string{"text", "value", "style"} {
		if l.element[k] != nil {
			out[k] = l.element[k]
		}
	}
	if l.kind() == "feedback_buttons" {
		out["value"] = v
	}
	return out
}

// stateKey names the member that carries what was filled in.
func stateKey(kind string) string {
	return map[string]string{
		"plain_text_input": "value", "email_text_input": "value", "url_text_input": "value", "number_input": "value",
		"rich_text_input": "rich_text_value", "file_input": "files",
		"datepicker": "selected_date", "timepicker": "selected_time", "datetimepicker": "selected_date_time",
		"users_select": "selected_user", "conversations_select": "selected_conversation", "channels_select": "selected_channel",
		"multi_users_select": "selected_users", "multi_conversations_select": "selected_conversations",
		"multi_channels_select": "selected_channels",
	}[kind]
}

func (w *workspace) entries(l located, v any, out map[string]any) (map[string]any, error) {
	picked := []any{}
	values, many := v.([]any)
	if !many && v != nil && v != "" {
		values = []any{v}
	}
	for _, one := range values {
		opt, err := w.chosen(l, one)
		if err != nil {
			return nil, err
		}
		picked = append(picked, opt)
	}
	if limit, ok := l.element["max_selected_items"].(float64); ok && len(picked) > int(limit) {
		return nil, badRequest("%s: no more than %.0f items can be selected", l.action(), limit)
	}
	out["selected_options"] = picked
	return out, nil
}

// chosen finds the option with a value. An option from the app's suggestions
// is known once it was suggested; a whole option is taken as it is.
func (w *workspace) chosen(l located, v any) (any, error) {
	if opt, whole := v.(map[string]any); whole {
		v = opt["value"]
		if strings.Contains(l.kind(), "external") {
			return opt, nil
		}
	}
	value := text(v)
	if value == "" {
		return nil, nil
	}
	for _, opt := range allOptions(l.element) {
		if object(opt)["value"] == value {
			return opt, nil
		}
	}
	if opt := w.options[l.action()+"\x00"+value]; opt != nil && strings.Contains(l.kind(), "external") {
		return opt, nil
	}
	return nil, badRequest("%s: there is no option with the value %q", l.action(), value)
}
