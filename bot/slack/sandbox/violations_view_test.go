package sandbox_test

import "strings"

func modalFaults() []fault {
	const by = "views.open"
	titled := func(text string) string { return `{"type":"modal","title":` + plain(text) + `,"blocks":[]}` }
	with := func(members string) string { return modal(`,"blocks":[]` + members) }
	large := func(n int) string {
		return modal(`,"blocks":` + same(90, section(`"text":`+mrkdwn(`"`+strings.Repeat("x", n)+`"`))))
	}
	input := `[{"type":"input","label":` + plain(`"x"`) + `,"element":{"type":"plain_text_input"}}]`
	return []fault{
		{"title too long", opens, titled(long(25)), titled(long(24)), "invalid_arguments", "[json-pointer:/view/title/text]", by},
		{"no title", opens, `{"type":"modal","blocks":[]}`, titled(`"x"`), "invalid_arguments", "missing required field: title", by},
		{"no blocks", opens, modal(""), with(""), "invalid_arguments", "missing required field: blocks", by},
		{"101 blocks in a modal", opens, modal(`,"blocks":` + same(101, `{"type":"divider"}`)), modal(`,"blocks":` + same(100, `{"type":"divider"}`)), "invalid_arguments", "no more than 100 items allowed [json-pointer:/view/blocks]", by},
		{"submit too long", opens, with(`,"submit":` + plain(long(25))), with(`,"submit":` + plain(long(24))), "invalid_arguments", "/view/submit/text]", by},
		{"close too long", opens, with(`,"close":` + plain(long(25))), with(`,"close":` + plain(long(24))), "invalid_arguments", "/view/close/text]", by},
		{"input without submit", opens, modal(`,"blocks":` + input), modal(`,"blocks":` + input + `,"submit":` + plain(`"Send"`)), "invalid_arguments", "missing required field: submit", by},
		{"private_metadata too long", opens, with(`,"private_metadata":` + long(3001)), with(`,"private_metadata":` + long(3000)), "invalid_arguments", "/view/private_metadata]", by},
		{"callback_id too long", opens, with(`,"callback_id":` + long(256)), with(`,"callback_id":` + long(255)), "invalid_arguments", "/view/callback_id]", by},
		{"external_id too long", opens, with(`,"external_id":` + long(256)), with(`,"external_id":` + long(255)), "invalid_arguments", "/view/external_id]", by},
		{"over 250 kB", opens, large(2990), large(2600), "view_too_large", "", by},
		{"a table in a modal", opens, modal(`,"blocks":[{"type":"table","rows":[]}]`), modal(`,"blocks":[{"type":"divider"}]`), "invalid_arguments", "unsupported type: table", by},
		{"a home tab as a modal", opens, `{"type":"home","blocks":[]}`, with(""), "invalid_arguments", "[json-pointer:/view/type]", by},
		{"a flag in words", opens, with(`,"notify_on_close":"yes"`), with(`,"notify_on_close":true`), "invalid_arguments", "must be a boolean", by},
	}
}

func inputFaults() []fault {
	const by = "views.open"
	typing := func(members string) string { return `{"type":"plain_text_input"` + members + `}` }
	labelled := func(members string) string {
		return modal(`,"submit":` + plain(`"Send"`) + `,"blocks":[{"type":"input","element":` + typing("") + members + `}]`)
	}
	two := func(focused string) string {
		input := func(members string) string {
			return `{"type":"input","label":` + plain(`"x"`) + `,"element":` + typing(members) + `}`
		}
		return modal(`,"submit":` + plain(`"Send"`) + `,"blocks":[` + input(`,"focus_on_load":true`) + `,` + input(`,"focus_on_load":`+focused) + `]`)
	}
	file := func(dispatch string) string {
		return modal(`,"submit":` + plain(`"Send"`) + `,"blocks":[{"type":"input","label":` + plain(`"x"`) + `,"dispatch_action":` + dispatch + `,"element":{"type":"file_input"}}]`)
	}
	several := func(most string) string { return `{"type":"multi_users_select","max_selected_items":` + most + `}` }
	return []fault{
		{"label too long", opens, labelled(`,"label":` + plain(long(2001))), labelled(`,"label":` + plain(long(2000))), "invalid_arguments", "/label/text]", by},
		{"no label", opens, labelled(""), labelled(`,"label":` + plain(`"x"`)), "invalid_arguments", "missing required field: label", by},
		{"hint too long", opens, labelled(`,"label":` + plain(`"x"`) + `,"hint":` + plain(long(2001))), labelled(`,"label":` + plain(`"x"`) + `,"hint":` + plain(long(2000))), "invalid_arguments", "/hint/text]", by},
		{"a button as an input", asks, button(""), typing(""), "invalid_arguments", "unsupported type: button", by},
		{"two with the focus", opens, two("true"), two("false"), "invalid_arguments", "only one element can have focus_on_load", by},
		{"text longer than 3000", asks, typing(`,"max_length":3001`), typing(`,"max_length":3000`), "invalid_arguments", "/element/max_length]", by},
		{"least over most", asks, typing(`,"min_length":6,"max_length":5`), typing(`,"min_length":5,"max_length":5`), "invalid_arguments", "must not be greater than max_length", by},
		{"a preset text too long", asks, typing(`,"initial_value":` + long(3001)), typing(`,"initial_value":` + long(3000)), "invalid_arguments", "/element/initial_value]", by},
		{"nothing selectable", asks, several("0"), several("1"), "invalid_arguments", "/element/max_selected_items]", by},
		{"a number without its kind", asks, `{"type":"number_input"}`, `{"type":"number_input","is_decimal_allowed":false}`, "invalid_arguments", "missing required field: is_decimal_allowed", by},
		{"an action of a file input", opens, file("true"), file("false"), "invalid_arguments", "unsupported type: file_input", by},
	}
}

func viewFaults() []fault {
	named := func(w *world, id string) string {
		w.open(form(`,"external_id":"first"`))
		return opens(w, form(`,"external_id":"`+id+`"`))
	}
	update := func(w *world, members string) string {
		id := w.open(form(""))["id"].(string)
		return refused(w.api("views.update", `{"view_id":"`+id+`",`+members+`}`))
	}
	hashed := func(w *world, hash string) string {
		v := w.open(form(""))
		hash = strings.Replace(hash, "HASH", v["hash"].(string), 1)
		return refused(w.api("views.update", `{"view_id":"`+v["id"].(string)+`","view":`+form("")+hash+`}`))
	}
	reached := func(w *world, id string) string {
		id = strings.Replace(id, "OPEN", w.open(form(""))["id"].(string), 1)
		return refused(w.api("views.update", `{"view_id":"`+id+`","view":`+form("")+`}`))
	}
	addressed := func(w *world, id string) string {
		id = strings.Replace(id, "OPEN", w.open(form(""))["id"].(string), 1)
		return refused(w.api("views.update", `{`+id+`"view":`+form("")+`}`))
	}
	return []fault{
		{"external_id twice", named, "first", "second", "duplicate_external_id", "", "views.open"},
		{"an illegal update", update, `"view":{"type":"modal","blocks":[]}`, `"view":` + form(""), "invalid_arguments", "missing required field: title", "views.update"},
		{"an update of nothing", addressed, ``, `"view_id":"OPEN",`, "invalid_arguments", "missing required field: view_id", "views.update"},
		{"a stale hash", hashed, `,"hash":"1.x"`, `,"hash":"HASH"`, "hash_conflict", "", ""},
		{"an empty hash", hashed, `,"hash":""`, ``, "hash_conflict", "", ""},
		{"no such view", reached, "V0", "OPEN", "not_found", "", ""},
		{"a fourth modal", stacks, "3", "2", "push_limit_reached", "", "views.push"},
	}
}

// stacks pushes that many modals over the first.
func stacks(w *world, count string) (last string) {
	more := modal(`,"blocks":[` + withButton(`,"action_id":"more"`) + `]`)
	id := w.open(more)["id"].(string)
	for range int(count[0] - '0') {
		w.control("action", `{"user":"ada","view_id":"`+id+`","action_id":"more"}`)
		out := w.api("views.push", `{"trigger_id":"`+w.next().payload(w.t)["trigger_id"].(string)+`","view":`+more+`}`)
		if last = refused(out); last != "" {
			return last
		}
		id = out["view"].(map[string]any)["id"].(string)
	}
	return ""
}

func homeFaults() []fault {
	const by = "views.publish"
	home := func(n int) string { return `{"type":"home","blocks":` + same(n, `{"type":"divider"}`) + `}` }
	with := func(members string) string { return `{"type":"home","blocks":[]` + members + `}` }
	return []fault{
		{"101 blocks in a home tab", publishes, home(101), home(100), "invalid_arguments", "no more than 100 items allowed", by},
		{"a modal as a home tab", publishes, modal(`,"blocks":[]`), with(""), "invalid_arguments", "[json-pointer:/view/type]", by},
		{"a home tab with a title", publishes, with(`,"title":` + plain(`"x"`)), with(`,"callback_id":"x"`), "invalid_arguments", "invalid additional property: title", by},
		{"a home tab for nobody", call(by), `{"view":` + with("") + `}`, `{"user_id":"` + ada + `","view":` + with("") + `}`, "invalid_arguments", "missing required field: user_id", by},
		{"a home tab for a stranger", call(by), `{"user_id":"U0","view":` + with("") + `}`, `{"user_id":"` + ada + `","view":` + with("") + `}`, "user_not_found", "", ""},
	}
}
