package sandbox

import (
	"regexp"
	"strconv"
)

// actionable is what every interactive element has.
func actionable() shape {
	return shape{members: map[string]rule{"action_id": chars(1, 255)}}
}

// focusable elements can take the focus when a view opens; one in a view may.
func focusable() shape {
	return actionable().with(map[string]rule{"focus_on_load": func(c *check, at string, v any) {
		isFlag(c, at, v)
		if v == true {
			c.focused++
		}
		if c.focused > 1 {
			c.fail(at, "only one element can have focus_on_load")
		}
	}})
}

func users() rule { return items(1, 10, chars(1, 255)) }

// elements are all elements, of which each block allows some.
func elements() union {
	u := union{}
	addButtons(u)
	addMenus(u)
	addMultiMenus(u)
	addPickers(u)
	addBoxes(u)
	addInputs(u)
	u["image"] = picture()
	return u
}

func addButtons(u union) {
	styles := oneOf("primary", "danger")
	u["button"] = actionable().with(map[string]rule{
		"text": plain(75), "url": link, "value": chars(1, 2000), "style": styles, "confirm": confirmation(),
		"accessibility_label": chars(1, 75), "visible_to_user_ids": users(),
	}, "text")
	u["workflow_button"] = actionable().with(map[string]rule{
		"text": plain(75), "workflow": anything, "style": styles, "accessibility_label": chars(1, 75),
	}, "text", "workflow")
	u["icon_button"] = actionable().with(map[string]rule{
		"icon": oneOf("trash"), "text": plain(75), "value": chars(1, 2000), "confirm": confirmation(),
		"accessibility_label": chars(1, 75), "visible_to_user_ids": users(),
	}, "icon", "text")
	thumb := shape{
		members: map[string]rule{"text": plain(75), "value": chars(1, 2000), "accessibility_label": chars(1, 75)},
		needs:   []string{"text", "value"},
	}
	u["feedback_buttons"] = actionable().with(map[string]rule{
		"positive_button": thumb.check, "negative_button": thumb.check,
	}, "positive_button", "negative_button")
}

// menuShape is what single and multiple menus share.
func menuShape() shape {
	return focusable().with(map[string]rule{"placeholder": plain(150), "confirm": confirmation()})
}

func addMenus(u union) {
	id := chars(1, 255)
	with := func(m map[string]rule) shape { return menuShape().with(m) }
	static := choices().with(menuShape().members).with(map[string]rule{"initial_option": selectOption()})
	u["static_select"] = static.and(initialAmong)
	u["external_select"] = with(map[string]rule{"initial_option": selectOption(), "min_query_length": whole(0, 255)})
	u["users_select"] = with(map[string]rule{"initial_user": id})
	u["conversations_select"] = with(map[string]rule{
		"initial_conversation": id, "default_to_current_conversation": isFlag, "response_url_enabled": isFlag,
		"filter": filter(),
	})
	u["channels_select"] = with(map[string]rule{"initial_channel": id, "response_url_enabled": isFlag})
}

func addMultiMenus(u union) {
	ids := items(0, 100, chars(1, 255))
	with := func(m map[string]rule) shape {
		return menuShape().with(map[string]rule{"max_selected_items": whole(1, 100)}).with(m)
	}
	initial := map[string]rule{"initial_options": items(1, 100, selectOption())}
	static := choices().with(with(nil).members).with(initial)
	u["multi_static_select"] = static.and(initialAmong)
	u["multi_external_select"] = with(initial).with(map[string]rule{"min_query_length": whole(0, 255)})
	u["multi_users_select"] = with(map[string]rule{"initial_users": ids})
	u["multi_conversations_select"] = with(map[string]rule{
		"initial_conversations": ids, "default_to_current_conversation": isFlag, "filter": filter(),
	})
	u["multi_channels_select"] = with(map[string]rule{"initial_channels": ids})
}

func filter() rule {
	return shape{members: map[string]rule{
		"include":                          items(1, 4, oneOf("im", "mpim", "private", "public")),
		"exclude_external_shared_channels": isFlag, "exclude_bot_users": isFlag,
	}}.check
}

func addPickers(u union) {
	asks := focusable().with(map[string]rule{"confirm": confirmation()})
	hint := map[string]rule{"placeholder": plain(150)}
	u["datepicker"] = asks.with(hint).with(map[string]rule{
		"initial_date": matching(regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$`)),
	})
	u["timepicker"] = asks.with(hint).with(map[string]rule{
		"initial_time": matching(regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)), "timezone": chars(1, 255),
	})
	u["datetimepicker"] = asks.with(map[string]rule{"initial_date_time": whole(1e9, 9999999999)})
}

func addBoxes(u union) {
	asks := focusable().with(map[string]rule{"confirm": confirmation()})
	options := items(1, 10, boxOption())
	u["checkboxes"] = asks.with(map[string]rule{"options": options, "initial_options": options}, "options").and(initialAmong)
	u["radio_buttons"] = asks.with(map[string]rule{"options": options, "initial_option": boxOption()}, "options").and(initialAmong)
	u["overflow"] = actionable().with(map[string]rule{
		"options": items(1, 5, overflowOption()), "confirm": confirmation(),
	}, "options")
}

func addInputs(u union) {
	dispatch := shape{members: map[string]rule{
		"trigger_actions_on": items(1, 2, oneOf("on_enter_pressed", "on_character_entered")),
	}}
	base := focusable().with(map[string]rule{"placeholder": plain(150), "dispatch_action_config": dispatch.check})
	u["plain_text_input"] = base.with(map[string]rule{
		"initial_value": chars(0, 3000), "multiline": isFlag, "min_length": whole(0, 3000), "max_length": whole(1, 3000),
	}).and(ordered("min_length", "max_length"))
	u["email_text_input"] = base.with(map[string]rule{"initial_value": chars(0, 3000)})
	u["url_text_input"] = base.with(map[string]rule{"initial_value": chars(0, 3000)})
	u["number_input"] = base.with(map[string]rule{
		"is_decimal_allowed": isFlag, "initial_value": chars(0, 100), "min_value": chars(0, 100), "max_value": chars(0, 100),
	}, "is_decimal_allowed").and(ordered("min_value", "max_value"))
	u["rich_text_input"] = base.with(map[string]rule{
		"initial_value": richText().check, "min_lines": whole(1, 100), "max_lines": whole(1, 100),
	}).and(ordered("min_lines", "max_lines"))
	u["file_input"] = actionable().with(map[string]rule{
		"filetypes": items(1, 100, chars(1, 50)), "max_files": whole(1, 10),
	})
}

// ordered refuses a range that is empty. Its ends are numbers or, in a number
// input, texts.
func ordered(low, high string) func(c *check, at string, o map[string]any) {
	read := func(v any) (float64, bool) {
		if n, ok := v.(float64); ok {
			return n, true
		}
		n, err := strconv.ParseFloat(text(v), 64)
		return n, err == nil
	}
	return func(c *check, at string, o map[string]any) {
		from, okFrom := read(o[low])
		to, okTo := read(o[high])
		if okFrom && okTo && from > to {
			c.fail(at+"/"+low, "must not be greater than %s", high)
		}
	}
}
