package sandbox_test

import (
	"fmt"
	"strings"
)

const post = "chat.postMessage"

func messageFaults() []fault {
	attachments := func(n int) string { return `"text":"x","attachments":` + same(n, `{"text":"x"}`) }
	inner := func(n int) string { return `"attachments":[{"blocks":` + same(n, `{"type":"divider"}`) + `}]` }
	meta := func(payload string) string {
		return `"text":"x","metadata":{"event_type":"asked"` + payload + `}`
	}
	sections := func(n int) string { return `"blocks":` + same(n, section(`"text":`+mrkdwn(long(3000)))) }
	return []fault{
		{"text too long", posts, `"text":` + long(40001), `"text":` + long(40000), "msg_too_long", "", post},
		{"text of an update too long", updates, `"text":` + long(4001), `"text":` + long(4000), "msg_too_long", "", "chat.update"},
		{"nothing said", posts, `"text":""`, `"text":"x"`, "no_text", "", post},
		{"nothing left", updates, `"blocks":[]`, `"blocks":[],"text":"x"`, "no_text", "", "chat.update"},
		{"blocks no list", posts, `"text":"x","blocks":{"type":"divider"}`, `"blocks":[{"type":"divider"}]`, "invalid_blocks_format", "", post},
		{"blocks no JSON", posts, `"text":"x","blocks":"[{"`, `"blocks":"[{\"type\":\"divider\"}]"`, "invalid_blocks_format", "", post},
		{"51 blocks", posts, `"blocks":` + same(51, `{"type":"divider"}`), `"blocks":` + same(50, `{"type":"divider"}`), "invalid_blocks", "no more than 50 items allowed [json-pointer:/blocks]", post},
		{"blocks too long together", posts, sections(5), sections(4), "msg_blocks_too_long", "", post},
		{"101 attachments", posts, attachments(101), attachments(100), "too_many_attachments", "", post},
		{"51 blocks in an attachment", posts, inner(51), inner(50), "invalid_blocks", "[json-pointer:/attachments/0/blocks]", post},
		{"metadata without a payload", posts, meta(""), meta(`,"event_payload":{}`), "invalid_metadata_schema", "", post},
		{"metadata no JSON", posts, `"text":"x","metadata":"{"`, `"text":"x","metadata":"{}"`, "invalid_metadata_format", "", post},
		{"no channel", call(post), `{"text":"x"}`, `{"text":"x","channel":"C01GENERAL0"}`, "invalid_arguments", "missing required field: channel", post},
		{"no JSON", call(post), `{"text":"x","channel":"C01GENERAL0"`, `{"text":"x","channel":"C01GENERAL0"}`, "invalid_json", "", post},
		{"an ephemeral message for nobody", call("chat.postEphemeral"), `{"text":"x","channel":"C01GENERAL0"}`, `{"text":"x","channel":"C01GENERAL0","user":"` + ada + `"}`, "invalid_arguments", "missing required field: user", "chat.postEphemeral"},
	}
}

// call calls a method with the given arguments.
func call(method string) func(*world, string) string {
	return func(w *world, given string) string { return refused(w.api(method, given)) }
}

func blockFaults() []fault {
	header := func(text string) string { return `{"type":"header","text":` + text + `}` }
	context := func(n int) string { return `{"type":"context","elements":` + same(n, mrkdwn(`"x"`)) + `}` }
	image := func(members string) string { return `{"type":"image",` + members + `}` }
	far := func(n int) string { return `"https://x.example/` + strings.Repeat("a", n-18) + `"` }
	fields := func(n int) string { return section(`"fields":` + same(n, mrkdwn(`"x"`))) }
	table := func(rows, cells int) string {
		return `{"type":"table","rows":` + same(rows, same(cells, `{"type":"raw_text","text":"x"}`)) + `}`
	}
	cell := func(text string) string { return `{"type":"table","rows":[[{"type":"raw_text","text":` + text + `}]]}` }
	id := func(text string) string { return `{"type":"divider","block_id":` + text + `}` }
	words := func(text string) string { return section(`"text":` + mrkdwn(text)) }
	return []fault{
		{"unknown block", shows, `{"type":"sektion"}`, `{"type":"divider"}`, "invalid_blocks", "unsupported type: sektion [json-pointer:/blocks/0/type]", post},
		{"input in a message", shows, `{"type":"input","label":` + plain(`"x"`) + `,"element":{"type":"plain_text_input"}}`, words(`"x"`), "invalid_blocks", "unsupported type: input", post},
		{"alert", shows, `{"type":"alert","text":"x"}`, words(`":warning: x"`), "invalid_blocks", "unsupported type: alert", post},
		{"unknown member", shows, section(`"text":` + mrkdwn(`"x"`) + `,"colour":"red"`), section(`"text":` + mrkdwn(`"x"`) + `,"expand":true`), "invalid_blocks", "invalid additional property: colour", post},
		{"section without text", shows, `{"type":"section"}`, words(`"x"`), "invalid_blocks", "missing required field", post},
		{"section text too long", shows, words(long(3001)), words(long(3000)), "invalid_blocks", "must be less than 3001 characters [json-pointer:/blocks/0/text/text]", post},
		{"section text empty", shows, words(`""`), words(`" "`), "invalid_blocks", "must be more than 0 characters", post},
		{"11 fields", shows, fields(11), fields(10), "invalid_blocks", "no more than 10 items allowed [json-pointer:/blocks/0/fields]", post},
		{"field too long", shows, section(`"fields":[` + mrkdwn(long(2001)) + `]`), section(`"fields":[` + mrkdwn(long(2000)) + `]`), "invalid_blocks", "must be less than 2001 characters", post},
		{"header too long", shows, header(plain(long(151))), header(plain(long(150))), "invalid_blocks", "must be less than 151 characters", post},
		{"header in mrkdwn", shows, header(mrkdwn(`"x"`)), header(plain(`"x"`)), "invalid_blocks", "unsupported type: mrkdwn", post},
		{"11 context elements", shows, context(11), context(10), "invalid_blocks", "no more than 10 items allowed", post},
		{"no context elements", shows, context(0), context(1), "invalid_blocks", "no fewer than 1 items allowed", post},
		{"image without alt text", shows, image(`"image_url":"https://x.example/a"`), image(`"image_url":"https://x.example/a","alt_text":"x"`), "invalid_blocks", "missing required field: alt_text", post},
		{"alt text too long", shows, image(`"image_url":"https://x.example/a","alt_text":` + long(2001)), image(`"image_url":"https://x.example/a","alt_text":` + long(2000)), "invalid_blocks", "[json-pointer:/blocks/0/alt_text]", post},
		{"image URL too long", shows, image(`"alt_text":"x","image_url":` + far(3001)), image(`"alt_text":"x","image_url":` + far(3000)), "invalid_blocks", "[json-pointer:/blocks/0/image_url]", post},
		{"block_id too long", shows, id(long(256)), id(long(255)), "invalid_blocks", "[json-pointer:/blocks/0/block_id]", post},
		{"block_id twice", shows, id(`"b"`) + `,` + id(`"b"`), id(`"b"`) + `,` + id(`"c"`), "invalid_blocks", "already exists [json-pointer:/blocks/1/block_id]", post},
		{"two tables", shows, table(1, 1) + `,` + table(1, 1), table(1, 1), "invalid_blocks", "only_one_table_allowed", post},
		{"101 rows", shows, table(101, 1), table(100, 1), "invalid_blocks", "[json-pointer:/blocks/0/rows]", post},
		{"21 cells", shows, table(1, 21), table(1, 20), "invalid_blocks", "[json-pointer:/blocks/0/rows/0]", post},
		{"table too long", shows, cell(long(10001)), cell(long(10000)), "invalid_blocks", "must be less than 10001 characters", post},
		{"markdown too long", shows, `{"type":"markdown","text":` + long(12001) + `}`, `{"type":"markdown","text":` + long(12000) + `}`, "invalid_blocks", "must be less than 12001 characters", post},
	}
}

func elementFaults() []fault {
	many26 := func(n int) string {
		return actions(many(n, func(i int) string { return button(fmt.Sprintf(`,"action_id":"a%d"`, i)) }))
	}
	label := func(text string) string { return actions(`[{"type":"button","text":` + text + `}]`) }
	confirm := func(title, text, ok string) string {
		return withButton(`,"confirm":{"title":` + plain(title) + `,"text":` + mrkdwn(text) + `,"confirm":` + plain(ok) + `}`)
	}
	to := func(n int) string { return withButton(`,"url":"https://x.example/` + strings.Repeat("a", n-18) + `"`) }
	two := func(second string) string {
		return actions("[" + button(`,"action_id":"a"`) + "," + button(`,"action_id":"`+second+`"`) + "]")
	}
	const x = `"x"`
	return []fault{
		{"26 elements", shows, many26(26), many26(25), "invalid_blocks", "no more than 25 items allowed", post},
		{"action_id too long", shows, withButton(`,"action_id":` + long(256)), withButton(`,"action_id":` + long(255)), "invalid_blocks", "/action_id]", post},
		{"action_id twice", shows, two("a"), two("b"), "invalid_blocks", "already exists [json-pointer:/blocks/0/elements/1/action_id]", post},
		{"button text too long", shows, label(plain(long(76))), label(plain(long(75))), "invalid_blocks", "must be less than 76 characters", post},
		{"button value too long", shows, withButton(`,"value":` + long(2001)), withButton(`,"value":` + long(2000)), "invalid_blocks", "must be less than 2001 characters", post},
		{"button URL too long", shows, to(3001), to(3000), "invalid_blocks", "must be less than 3001 characters", post},
		{"button style", shows, withButton(`,"style":"warning"`), withButton(`,"style":"danger"`), "invalid_blocks", "must be a valid enum value", post},
		{"accessibility label too long", shows, withButton(`,"accessibility_label":` + long(76)), withButton(`,"accessibility_label":` + long(75)), "invalid_blocks", "/accessibility_label]", post},
		{"confirm title too long", shows, confirm(long(101), x, x), confirm(long(100), x, x), "invalid_blocks", "/confirm/title/text]", post},
		{"confirm text too long", shows, confirm(x, long(301), x), confirm(x, long(300), x), "invalid_blocks", "/confirm/text/text]", post},
		{"confirm button too long", shows, confirm(x, x, long(31)), confirm(x, x, long(30)), "invalid_blocks", "/confirm/confirm/text]", post},
		{"typing in a section", shows, accessory(`{"type":"plain_text_input"}`), accessory(`{"type":"datepicker"}`), "invalid_blocks", "unsupported type: plain_text_input", post},
		{"no such day", shows, menu("datepicker", `"initial_date":"2026-13-24"`), menu("datepicker", `"initial_date":"2026-12-24"`), "invalid_blocks", "/initial_date]", post},
		{"placeholder too long", shows, menu("users_select", `"placeholder":`+plain(long(151))), menu("users_select", `"placeholder":`+plain(long(150))), "invalid_blocks", "/placeholder/text]", post},
	}
}

func optionFaults() []fault {
	static := func(members string) string { return menu("static_select", members) }
	group := func(label string) string { return `{"label":` + plain(label) + `,"options":` + options(1) + `}` }
	groups := func(n int) string { return static(`"option_groups":` + same(n, group(`"x"`))) }
	one := func(o string) string { return static(`"options":[` + o + `]`) }
	described := func(text string) string {
		return one(`{"text":` + plain(`"x"`) + `,"value":"v","description":` + plain(text) + `}`)
	}
	initial := func(value string) string {
		return static(`"options":` + options(2) + `,"initial_option":` + option(plain(`"o"`), value))
	}
	of := func(kind string, n int) string { return menu(kind, `"options":`+options(n)) }
	return []fault{
		{"101 options", shows, of("static_select", 101), of("static_select", 100), "invalid_blocks", "no more than 100 items allowed", post},
		{"no options", shows, of("static_select", 0), of("static_select", 1), "invalid_blocks", "no fewer than 1 items allowed", post},
		{"101 groups", shows, groups(101), groups(100), "invalid_blocks", "[json-pointer:/blocks/0/accessory/option_groups]", post},
		{"group label too long", shows, static(`"option_groups":[` + group(long(76)) + `]`), static(`"option_groups":[` + group(long(75)) + `]`), "invalid_blocks", "/label/text]", post},
		{"options and groups", shows, static(`"options":` + options(1) + `,"option_groups":[` + group(`"x"`) + `]`), static(`"options":` + options(1)), "invalid_blocks", "exactly one of options and option_groups", post},
		{"option text too long", shows, one(option(plain(long(76)), `"v"`)), one(option(plain(long(75)), `"v"`)), "invalid_blocks", "/options/0/text/text]", post},
		{"option in mrkdwn", shows, one(option(mrkdwn(`"x"`), `"v"`)), one(option(plain(`"x"`), `"v"`)), "invalid_blocks", "/options/0/text/type]", post},
		{"option value too long", shows, one(option(plain(`"x"`), long(151))), one(option(plain(`"x"`), long(150))), "invalid_blocks", "/options/0/value]", post},
		{"option description too long", shows, described(long(76)), described(long(75)), "invalid_blocks", "/options/0/description/text]", post},
		{"preselection not among the options", shows, initial(`"v9"`), initial(`"v1"`), "invalid_blocks", "must be one of the options", post},
		{"11 radio buttons", shows, of("radio_buttons", 11), of("radio_buttons", 10), "invalid_blocks", "no more than 10 items allowed", post},
		{"11 check boxes", shows, of("checkboxes", 11), of("checkboxes", 10), "invalid_blocks", "no more than 10 items allowed", post},
		{"6 in an overflow menu", shows, of("overflow", 6), of("overflow", 5), "invalid_blocks", "no more than 5 items allowed", post},
	}
}
