package sandbox_test

import (
	"fmt"
	"strings"
	"testing"
)

// long is a JSON text of n characters, each of two bytes.
func long(n int) string { return `"` + strings.Repeat("é", n) + `"` }

func plain(s string) string  { return `{"type":"plain_text","text":` + s + `}` }
func mrkdwn(s string) string { return `{"type":"mrkdwn","text":` + s + `}` }

func many(n int, f func(i int) string) string {
	out := make([]string, n)
	for i := range out {
		out[i] = f(i)
	}
	return "[" + strings.Join(out, ",") + "]"
}

func same(n int, s string) string { return many(n, func(int) string { return s }) }

func button(members string) string {
	return `{"type":"button","text":` + plain(`"Go"`) + members + `}`
}

func actions(elements string) string { return `{"type":"actions","elements":` + elements + `}` }
func withButton(m string) string     { return actions("[" + button(m) + "]") }
func section(members string) string  { return `{"type":"section",` + members + `}` }
func accessory(e string) string      { return section(`"text":` + mrkdwn(`"x"`) + `,"accessory":` + e) }

func options(n int) string {
	return many(n, func(i int) string { return fmt.Sprintf(`{"text":%s,"value":"v%d"}`, plain(`"o"`), i) })
}

func option(text, value string) string { return `{"text":` + text + `,"value":` + value + `}` }

func menu(kind, members string) string {
	return accessory(`{"type":"` + kind + `","action_id":"a",` + members + `}`)
}

func rich(elements string) string {
	return `{"type":"rich_text","elements":[{"type":"rich_text_section","elements":` + elements + `}]}`
}

// planted is one violation: the blocks, and the pointer that Slack would name.
type planted struct{ name, block, pointer string }

func plantedTexts() []planted {
	return []planted{
		{"unknown block", `{"type":"sektion"}`, "/blocks/0/type"},
		{"no type", `{"text":"x"}`, "/blocks/0"},
		{"not an object", `"divider"`, "/blocks/0"},
		{"alert", `{"type":"alert","text":"x"}`, "/blocks/0/type"},
		{"card", `{"type":"card"}`, "/blocks/0/type"},
		{"carousel", `{"type":"carousel"}`, "/blocks/0/type"},
		{"input in a message", `{"type":"input","label":` + plain(`"x"`) + `}`, "/blocks/0/type"},
		{"section without text", `{"type":"section"}`, "/blocks/0"},
		{"section text too long", section(`"text":` + mrkdwn(long(3001))), "/blocks/0/text/text"},
		{"section text empty", section(`"text":` + mrkdwn(`""`)), "/blocks/0/text/text"},
		{"section text is a string", section(`"text":"x"`), "/blocks/0/text"},
		{"unknown text type", section(`"text":{"type":"markdown","text":"x"}`), "/blocks/0/text/type"},
		{"text without text", section(`"text":{"type":"mrkdwn"}`), "/blocks/0/text"},
		{"emoji in mrkdwn", section(`"text":{"type":"mrkdwn","text":"x","emoji":true}`), "/blocks/0/text"},
		{"additional property", section(`"text":` + mrkdwn(`"x"`) + `,"colour":"red"`), "/blocks/0"},
		{"11 fields", section(`"fields":` + same(11, mrkdwn(`"x"`))), "/blocks/0/fields"},
		{"field too long", section(`"fields":[` + mrkdwn(long(2001)) + `]`), "/blocks/0/fields/0/text"},
		{"header in mrkdwn", `{"type":"header","text":` + mrkdwn(`"x"`) + `}`, "/blocks/0/text/type"},
		{"header too long", `{"type":"header","text":` + plain(long(151)) + `}`, "/blocks/0/text/text"},
		{"header level", `{"type":"header","level":5,"text":` + plain(`"x"`) + `}`, "/blocks/0/level"},
		{"block_id too long", `{"type":"divider","block_id":` + long(256) + `}`, "/blocks/0/block_id"},
		{"context of 11", `{"type":"context","elements":` + same(11, mrkdwn(`"x"`)) + `}`, "/blocks/0/elements"},
		{"context empty", `{"type":"context","elements":[]}`, "/blocks/0/elements"},
		{"button in context", `{"type":"context","elements":[` + button("") + `]}`, "/blocks/0/elements/0/type"},
		{"image without alt", `{"type":"image","image_url":"https://x.example/a"}`, "/blocks/0"},
		{"image without url", `{"type":"image","alt_text":"x"}`, "/blocks/0"},
		{"image url too long", `{"type":"image","alt_text":"x","image_url":"https://x.example/` + strings.Repeat("a", 3000) + `"}`, "/blocks/0/image_url"},
		{"alt too long", `{"type":"image","image_url":"https://x.example/a","alt_text":` + long(2001) + `}`, "/blocks/0/alt_text"},
		{"markdown too long", `{"type":"markdown","text":` + long(12001) + `}`, "/blocks/0/text"},
		{"rich text empty", `{"type":"rich_text"}`, "/blocks/0"},
		{"rich text unknown", rich(`[{"type":"blink"}]`), "/blocks/0/elements/0/elements/0/type"},
		{"rich text user", rich(`[{"type":"user"}]`), "/blocks/0/elements/0/elements/0"},
		{"rich text style", rich(`[{"type":"text","text":"x","style":{"bold":"yes"}}]`), "/blocks/0/elements/0/elements/0/style/bold"},
	}
}

func plantedElements() []planted {
	confirm := func(title, text, ok string) string {
		return withButton(`,"confirm":{"title":` + plain(title) + `,"text":` + mrkdwn(text) + `,"confirm":` + plain(ok) + `}`)
	}
	const confirmAt = "/blocks/0/elements/0/confirm"
	return []planted{
		{"actions of 26", actions(many(26, func(i int) string { return button(fmt.Sprintf(`,"action_id":"a%d"`, i)) })), "/blocks/0/elements"},
		{"actions empty", actions("[]"), "/blocks/0/elements"},
		{"action_id twice", actions("[" + button(`,"action_id":"a"`) + "," + button(`,"action_id":"a"`) + "]"), "/blocks/0/elements/1/action_id"},
		{"action_id too long", withButton(`,"action_id":` + long(256)), "/blocks/0/elements/0/action_id"},
		{"button text too long", actions(`[{"type":"button","text":` + plain(long(76)) + `}]`), "/blocks/0/elements/0/text/text"},
		{"button in mrkdwn", actions(`[{"type":"button","text":` + mrkdwn(`"x"`) + `}]`), "/blocks/0/elements/0/text/type"},
		{"button without text", actions(`[{"type":"button"}]`), "/blocks/0/elements/0"},
		{"button value too long", withButton(`,"value":` + long(2001)), "/blocks/0/elements/0/value"},
		{"button url too long", withButton(`,"url":"https://x.example/` + strings.Repeat("a", 3000) + `"`), "/blocks/0/elements/0/url"},
		{"button url relative", withButton(`,"url":"here"`), "/blocks/0/elements/0/url"},
		{"button style", withButton(`,"style":"warning"`), "/blocks/0/elements/0/style"},
		{"confirm title", confirm(long(101), `"x"`, `"x"`), confirmAt + "/title/text"},
		{"confirm text", confirm(`"x"`, long(301), `"x"`), confirmAt + "/text/text"},
		{"confirm button", confirm(`"x"`, `"x"`, long(31)), confirmAt + "/confirm/text"},
		{"confirm incomplete", withButton(`,"confirm":{"title":` + plain(`"x"`) + `}`), confirmAt},
		{"input in actions", actions(`[{"type":"plain_text_input"}]`), "/blocks/0/elements/0/type"},
		{"input as accessory", accessory(`{"type":"plain_text_input"}`), "/blocks/0/accessory/type"},
		{"101 options", menu("static_select", `"options":`+options(101)), "/blocks/0/accessory/options"},
		{"no options", menu("static_select", `"options":[]`), "/blocks/0/accessory/options"},
		{"options missing", menu("static_select", `"placeholder":`+plain(`"x"`)), "/blocks/0/accessory"},
		{"options and groups", menu("static_select", `"options":`+options(1)+`,"option_groups":[{"label":`+plain(`"x"`)+`,"options":`+options(1)+`}]`), "/blocks/0/accessory"},
		{"option text", menu("static_select", `"options":[`+option(plain(long(76)), `"v"`)+`]`), "/blocks/0/accessory/options/0/text/text"},
		{"option in mrkdwn", menu("static_select", `"options":[`+option(mrkdwn(`"x"`), `"v"`)+`]`), "/blocks/0/accessory/options/0/text/type"},
		{"option value", menu("static_select", `"options":[`+option(plain(`"x"`), long(151))+`]`), "/blocks/0/accessory/options/0/value"},
		{"group label", menu("static_select", `"option_groups":[{"label":`+plain(long(76))+`,"options":`+options(1)+`}]`), "/blocks/0/accessory/option_groups/0/label/text"},
		{"101 groups", menu("static_select", `"option_groups":`+same(101, `{"label":`+plain(`"x"`)+`,"options":`+options(1)+`}`)), "/blocks/0/accessory/option_groups"},
		{"initial option", menu("static_select", `"options":`+options(1)+`,"initial_option":`+option(plain(`"x"`), `"other"`)), "/blocks/0/accessory/initial_option"},
		{"placeholder", menu("users_select", `"placeholder":`+plain(long(151))), "/blocks/0/accessory/placeholder/text"},
		{"11 radio buttons", menu("radio_buttons", `"options":`+options(11)), "/blocks/0/accessory/options"},
		{"11 check boxes", menu("checkboxes", `"options":`+options(11)), "/blocks/0/accessory/options"},
		{"6 overflow options", menu("overflow", `"options":`+options(6)), "/blocks/0/accessory/options"},
		{"initial_date", menu("datepicker", `"initial_date":"tomorrow"`), "/blocks/0/accessory/initial_date"},
		{"101 rows", `{"type":"table","rows":` + same(101, `[{"type":"raw_text","text":"x"}]`) + `}`, "/blocks/0/rows"},
		{"21 cells", `{"type":"table","rows":[` + same(21, `{"type":"raw_text","text":"x"}`) + `]}`, "/blocks/0/rows/0"},
		{"unknown cell", `{"type":"table","rows":[[{"type":"cell"}]]}`, "/blocks/0/rows/0/0/type"},
		{"table too long", `{"type":"table","rows":` + same(3, `[{"type":"raw_text","text":`+long(4000)+`}]`) + `}`, "/blocks/0/rows"},
		{"data table without caption", `{"type":"data_table","rows":` + same(2, `[{"type":"raw_text","text":"x"}]`) + `}`, "/blocks/0"},
		{"6 context actions", `{"type":"context_actions","elements":` + same(6, `{"type":"icon_button","icon":"trash","text":`+plain(`"x"`)+`}`) + `}`, "/blocks/0/elements"},
	}
}

// Ensure every planted violation is refused with Slack's error, on every way
// that a message can take.
func TestBlocks_Refused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ts := w.ok("chat.postMessage", `{"channel":"C01GENERAL0","text":"x"}`)["ts"].(string)
	for _, p := range append(plantedTexts(), plantedElements()...) {
		blocks := `[` + p.block + `]`
		for _, method := range []string{"chat.postMessage", "chat.postEphemeral", "chat.update"} {
			out := w.api(method, `{"channel":"C01GENERAL0","user":"`+ada+`","ts":"`+ts+`","text":"x","blocks":`+blocks+`}`)
			if out["error"] != "invalid_blocks" || !strings.Contains(metadata(out), "[json-pointer:"+p.pointer+"]") {
				t.Errorf("%s by %s: %v, want invalid_blocks at %s", p.name, method, out, p.pointer)
			}
		}
	}
	if n := len(w.list("messages")); n != 1 {
		t.Errorf("%d messages, want only the first", n)
	}
}

func metadata(out map[string]any) string {
	meta, _ := out["response_metadata"].(map[string]any)
	return fmt.Sprint(meta["messages"])
}

func TestBlocks_RefusedTogether(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	table := `{"type":"table","rows":[[{"type":"raw_text","text":"x"}]]}`
	for name, tt := range map[string]struct{ blocks, code, says string }{
		"51 blocks":      {same(51, `{"type":"divider"}`), "invalid_blocks", "no more than 50 items allowed [json-pointer:/blocks]"},
		"block_id twice": {same(2, `{"type":"divider","block_id":"b"}`), "invalid_blocks", "[json-pointer:/blocks/1/block_id]"},
		"two tables":     {same(2, table), "invalid_blocks", "only_one_table_allowed"},
		"much markdown":  {same(2, `{"type":"markdown","text":`+long(6001)+`}`), "invalid_blocks", "[json-pointer:/blocks/1/text]"},
		"no list":        {`{"type":"divider"}`, "invalid_blocks_format", ""},
		"no JSON":        {`"[{"`, "invalid_blocks_format", ""},
	} {
		out := w.api("chat.postMessage", `{"channel":"C01GENERAL0","text":"x","blocks":`+tt.blocks+`}`)
		if out["error"] != tt.code || !strings.Contains(metadata(out), tt.says) {
			t.Errorf("%s: %v", name, out)
		}
	}
}

// Ensure the largest legal blocks pass, so that the rules are not too strict.
func TestBlocks_Taken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, block := range []string{
		section(`"text":` + mrkdwn(long(3000))),
		section(`"fields":[` + mrkdwn(long(2000)) + `]`), // ten as long as that would be too long together
		section(`"fields":` + same(10, mrkdwn(long(1300)))),
		`{"type":"header","level":2,"text":` + plain(long(150)) + `}`,
		`{"type":"context","elements":[` + mrkdwn(`"x"`) + `,{"type":"image","image_url":"https://x.example/a","alt_text":"x"}]}`,
		actions(many(25, func(i int) string { return button(fmt.Sprintf(`,"action_id":"a%d","style":"danger"`, i)) })),
		withButton(`,"value":` + long(2000) + `,"action_id":` + long(255)),
		menu("static_select", `"options":`+options(100)),
		menu("multi_static_select", `"options":`+options(2)+`,"initial_options":`+options(1)),
		menu("external_select", `"min_query_length":0,"placeholder":`+plain(long(150))),
		menu("radio_buttons", `"options":[`+option(mrkdwn(`"*x*"`), `"v"`)+`]`),
		menu("overflow", `"options":`+options(1)),
		menu("datepicker", `"initial_date":"2026-12-24"`),
		`{"type":"table","rows":` + same(100, same(20, `{"type":"raw_text","text":"12345"}`)) + `,"column_settings":[null,{"align":"right","is_wrapped":true}]}`,
		`{"type":"data_table","caption":"x","page_size":100,"rows":` + same(2, `[{"type":"raw_number","value":1.5}]`) + `}`,
		`{"type":"markdown","text":` + long(12000) + `}`,
		rich(`[{"type":"text","text":"x","style":{"bold":true}},{"type":"user","user_id":"U1"},{"type":"link","url":"https://x.example"}]`),
		`{"type":"rich_text","elements":[{"type":"rich_text_list","style":"bullet","indent":0,"border":0,"offset":0,"elements":[{"type":"rich_text_section","elements":[]}]}]}`,
	} {
		w.ok("chat.postMessage", `{"channel":"C01GENERAL0","blocks":[`+block+`]}`)
	}
	w.ok("chat.postMessage", `{"channel":"C01GENERAL0","blocks":`+same(50, `{"type":"divider"}`)+`}`)
}
