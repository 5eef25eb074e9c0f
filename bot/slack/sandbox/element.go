package sandbox

import (
	"slices"
	"strings"
)

// located is an interactive element and the block that holds it.
type located struct {
	element, holder map[string]any
	block           string
}

func (l located) action() string { return text(l.element["action_id"]) }
func (l located) kind() string   { return text(l.element["type"]) }

// dispatches tells whether using the element sends an action: in an input only
// when its block asks for that.
func (l located) dispatches() bool {
	return l.holder["type"] != "input" || l.holder["dispatch_action"] == true
}

// locate lists the interactive elements of blocks.
func locate(blocks []any) []located {
	var out []located
	for _, b := range blocks {
		for _, e := range interactives(object(b)) {
			out = append(out, located{e, object(b), text(object(b)["block_id"])})
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

// entry is how Slack tells the state of an element that was filled in with v;
// at is the message or the view that it is in.
func (w *workspace) entry(at string, l located, v any) (map[string]any, error) {
	kind := l.kind()
	out := map[string]any{"type": kind}
	switch kind {
	case "button", "icon_button", "feedback_buttons", "workflow_button":
		return l.pressed(v), nil
	case "static_select", "external_select", "radio_buttons", "overflow":
		opt, err := w.chosen(at, l, v)
		out["selected_option"] = opt
		return out, err
	case "checkboxes", "multi_static_select", "multi_external_select":
		picked, err := each(l, v, func(one any) (any, error) { return w.chosen(at, l, one) })
		out["selected_options"] = picked
		return out, err
	}
	key := stateKey(kind)
	if key == "" {
		return nil, badRequest("element %q cannot be filled in", kind)
	}
	typed, err := w.typed(l, v)
	out[key] = typed
	return out, err
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

// chosen finds the option with a value. One of an external menu is known once
// the app suggested it here, or while it is what the menu began with.
func (w *workspace) chosen(at string, l located, v any) (any, error) {
	if opt, whole := v.(map[string]any); whole {
		v = opt["value"]
	}
	value := text(v)
	if v == nil || v == "" {
		return nil, nil
	}
	for _, opt := range allOptions(l.element) {
		if object(opt)["value"] == value {
			return opt, nil
		}
	}
	if opt := w.options[optionKey(at, l.action(), value)]; opt != nil && external(l) {
		return opt, nil
	}
	return nil, badRequest("%s: there is no option with the value %q", l.action(), value)
}

func external(l located) bool { return strings.HasSuffix(l.kind(), "external_select") }

func optionKey(at, action, value string) string { return at + "\x00" + action + "\x00" + value }

// remember keeps options that an external menu shows.
func (w *workspace) remember(at, action string, options []any) {
	for _, opt := range options {
		if value := text(object(opt)["value"]); value != "" {
			w.options[optionKey(at, action, value)] = opt
		}
	}
}

// rememberInitial keeps what external menus begin with, which stays chosen when
// the app later draws them without it.
func (w *workspace) rememberInitial(at string, blocks []any) {
	for _, l := range locate(blocks) {
		if external(l) {
			w.remember(at, l.action(), append([]any{l.element["initial_option"]}, list(l.element["initial_options"])...))
		}
	}
}
