package sandbox

import (
	"maps"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// typed is what somebody entered into an element without options, as the state
// tells it. What Slack's client would not let a person enter is an error.
func (w *workspace) typed(l located, v any) (any, error) {
	kind, many := strings.CutPrefix(l.kind(), "multi_")
	one := func(v any) (any, error) { return w.typedOne(l, kind, v) }
	if many {
		return each(l, v, one)
	}
	if v == nil || v == "" {
		return nil, nil
	}
	return one(v)
}

// each takes the parts of what was picked in an element that takes several.
func each(l located, v any, one func(any) (any, error)) ([]any, error) {
	picked := []any{}
	values, many := v.([]any)
	if !many && v != nil && v != "" {
		values = []any{v}
	}
	for _, part := range values {
		got, err := one(part)
		if err != nil {
			return nil, err
		}
		if got != nil {
			picked = append(picked, got)
		}
	}
	if limit, ok := l.element["max_selected_items"].(float64); ok && len(picked) > int(limit) {
		return nil, badRequest("%s: no more than %.0f items can be selected", l.action(), limit)
	}
	return picked, nil
}

func (w *workspace) typedOne(l located, kind string, v any) (any, error) {
	switch kind {
	case "users_select":
		if u := w.person(text(v)); u != nil && !u.Deleted {
			return u.ID, nil
		}
		return nil, badRequest("%s: there is no user %v", l.action(), v)
	case "conversations_select", "channels_select":
		if c := w.channel(text(v)); c != nil && !c.IsArchived && (kind == "conversations_select" || !c.IsIM) {
			return c.ID, nil
		}
		return nil, badRequest("%s: there is no channel %v", l.action(), v)
	case "number_input":
		return number(l, v)
	case "datetimepicker":
		if n, ok := v.(float64); !ok || n != float64(int64(n)) {
			return nil, badRequest("%s: %v is not a time in seconds", l.action(), v)
		}
		return v, nil
	case "rich_text_input", "file_input":
		return v, nil
	}
	s, ok := v.(string)
	if !ok || !wellFormed(kind, s) {
		return nil, badRequest("%s: %v is nothing that a %s takes", l.action(), v, kind)
	}
	return s, nil
}

// wellFormed tells whether the client takes a text.
func wellFormed(kind, s string) bool {
	var err error
	switch kind {
	case "datepicker":
		_, err = time.Parse(time.DateOnly, s)
	case "timepicker":
		_, err = time.Parse("15:04", s)
	case "email_text_input":
		_, err = mail.ParseAddress(s)
	case "url_text_input":
		u, wrong := url.Parse(s)
		return wrong == nil && u.Scheme != "" && u.Host != ""
	}
	return err == nil
}

// number is told as a text, as it was typed.
func number(l located, v any) (any, error) {
	s, ok := v.(string)
	if n, given := v.(float64); given {
		s, ok = strconv.FormatFloat(n, 'f', -1, 64), true
	}
	n, err := strconv.ParseFloat(s, 64)
	if !ok || err != nil || (strings.ContainsAny(s, ".eE") && l.element["is_decimal_allowed"] != true) {
		return nil, badRequest("%s: %v is not a number that is allowed here", l.action(), v)
	}
	low, high := l.bound("min_value"), l.bound("max_value")
	if (low != nil && n < *low) || (high != nil && n > *high) {
		return nil, badRequest("%s: %v is out of range", l.action(), v)
	}
	return s, nil
}

// bound reads a limit of a number input, which is a text; nil when there is none.
func (l located) bound(name string) *float64 {
	n, err := strconv.ParseFloat(text(l.element[name]), 64)
	if err != nil {
		return nil
	}
	return &n
}

// acted is an entry as an action tells it: with what the element began with.
func (l located) acted(entry map[string]any) map[string]any {
	out := map[string]any{"action_id": l.action(), "block_id": l.block}
	for name, v := range l.element {
		if name == "placeholder" || name == "confirm" || (strings.HasPrefix(name, "initial_") && v != nil) {
			out[name] = v
		}
	}
	maps.Copy(out, entry)
	return out
}
