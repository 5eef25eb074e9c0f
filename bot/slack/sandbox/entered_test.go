package sandbox_test

import (
	"strings"
	"testing"

	"rollcall/bot/slack/sandbox"
)

// everyInput is a form with each kind of input, all optional. The input note
// dispatches.
func everyInput(members string) string {
	one := func(id, element, more string) string {
		return `{"type":"input","block_id":"` + id + `","optional":true,"label":` + plain(`"x"`) +
			`,"element":{"action_id":"` + id + `",` + element + `}` + more + `}`
	}
	return modal(`,"submit":` + plain(`"Send"`) + members + `,"blocks":[` + strings.Join([]string{
		one("level", `"type":"static_select","options":`+options(2), ""),
		one("what", `"type":"external_select","min_query_length":0,"initial_option":`+option(plain(`"Start"`), `"p0"`), ""),
		one("also", `"type":"multi_external_select","min_query_length":0,"max_selected_items":2`, ""),
		one("who", `"type":"multi_users_select","max_selected_items":2`, ""),
		one("where", `"type":"conversations_select"`, ""),
		one("until", `"type":"datepicker"`, ""),
		one("at", `"type":"timepicker"`, ""),
		one("moment", `"type":"datetimepicker"`, ""),
		one("days", `"type":"number_input","is_decimal_allowed":false,"min_value":"1","max_value":"30"`, ""),
		one("mail", `"type":"email_text_input"`, ""),
		one("link", `"type":"url_text_input"`, ""),
		one("note", `"type":"plain_text_input","initial_value":"first"`, `,"dispatch_action":true`),
	}, ",") + `]`)
}

// submits sends the open form, and returns the status and what the client said.
func (w *world) submits(id, values string) (int, string) {
	w.t.Helper()
	status, _, out := w.raw("POST", w.url+"/_sandbox/submit", "", `{"user":"ada","view_id":"`+id+`","values":`+values+`}`)
	return status, out
}

// Ensure the client takes of each input only what a person can enter there.
func TestEntered_ClientRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("application/json", `{"response_action":"errors","errors":{"note":"once more"}}`)
	id := w.open(everyInput(""))["id"].(string)
	for input, row := range map[string][2]string{ // what is refused, and what is taken
		"level":  {`"v9"`, `"v1"`},
		"what":   {`{"text":{"type":"plain_text","text":"Made up"},"value":"p7"}`, `"p0"`},
		"also":   {`["p0"]`, `[]`},
		"who":    {`["ada","ben","maya"]`, `["ada","` + ben + `"]`},
		"where":  {`"nowhere"`, `"general"`},
		"until":  {`"2026-02-30"`, `"2026-02-28"`},
		"at":     {`"24:00"`, `"23:59"`},
		"moment": {`"soon"`, `1800000000`},
		"days":   {`"1.5"`, `14`},
		"mail":   {`"ada"`, `"ada@tidewater.example"`},
		"link":   {`"tidewater"`, `"https://tidewater.example"`},
		"note":   {`7`, `"x"`},
	} {
		if status, out := w.submits(id, `{"`+input+`":`+row[0]+`}`); status != 400 || !strings.Contains(out, input) {
			t.Errorf("%s %s: %d %s", input, row[0], status, out)
		}
		if status, out := w.submits(id, `{"`+input+`":`+row[1]+`}`); status != 200 {
			t.Errorf("%s %s: %d %s", input, row[1], status, out)
		}
	}
	for _, bad := range []string{`"31"`, `"0"`, `"many"`} {
		if status, out := w.submits(id, `{"days":`+bad+`}`); status != 400 {
			t.Errorf("days %s: %d %s", bad, status, out)
		}
	}
}

// Ensure what is told in a submission is told in Slack's words, also where
// nothing was entered.
func TestEntered_Values(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.open(everyInput(""))["id"].(string)
	values := `{"who":["maya"],"where":"general","days":14,"note":"","level":null,"until":"2026-12-24"}`
	if status, out := w.submits(id, values); status != 200 {
		t.Fatalf("%d %s", status, out)
	}
	state := dig(w.next().payload(t), "view", "state", "values")
	for _, want := range []struct {
		input, key string
		value      any
	}{
		{"who", "selected_users", []string{maya}}, {"where", "selected_conversation", "C01GENERAL0"}, {"days", "value", "14"},
		{"note", "value", nil}, {"level", "selected_option", nil}, {"until", "selected_date", "2026-12-24"},
		{"also", "selected_options", []any{}}, {"mail", "value", nil}, {"at", "selected_time", nil},
	} {
		if got := dig(state, want.input, want.input, want.key); spell(t, got) != spell(t, want.value) {
			t.Errorf("%s = %v, want %v", want.input, got, want.value)
		}
	}
	if got := dig(state, "what", "what", "selected_option", "value"); got != "p0" {
		t.Errorf("the preselection is %v", got)
	}
}

// Ensure an input tells what was entered only when its block asks for that, and
// then tells what the others hold by now.
func TestEntered_Dispatch(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.open(everyInput(""))["id"].(string)
	act := func(action, value, more string) result {
		return w.control("action", `{"user":"ada","view_id":"`+id+`","action_id":"`+action+`","value":`+value+more+`}`)
	}
	if got := act("level", `"v1"`, ""); got.Status != 200 || len(w.got) != 0 {
		t.Errorf("%+v, and the app got %d requests", got, len(w.got))
	}
	act("note", `"x"`, `,"values":{"until":"2026-12-24"}`)
	p := w.next().payload(t)
	for want, path := range map[string][]any{
		"x":          {"actions", 0, "value"},
		"first":      {"actions", 0, "initial_value"},
		"v1":         {"view", "state", "values", "level", "level", "selected_option", "value"},
		"2026-12-24": {"view", "state", "values", "until", "until", "selected_date"},
	} {
		if got := dig(p, path...); got != want {
			t.Errorf("%v = %v, want %s", path, got, want)
		}
	}
}

// Ensure an update keeps what was entered where block and action are the same,
// and does not apply what such an input would begin with once more.
func TestEntered_SurvivesUpdate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.open(everyInput(""))["id"].(string)
	w.says("application/json", `{"options":`+options(2)+`}`)
	w.control("suggest", `{"user":"ada","view_id":"`+id+`","action_id":"what"}`)
	w.next()
	for action, value := range map[string]string{"what": `"v1"`, "note": `""`, "level": `"v0"`} {
		w.control("action", `{"user":"ada","view_id":"`+id+`","action_id":"`+action+`","value":`+value+`}`)
	}
	next := strings.Replace(everyInput(""), `"block_id":"level"`, `"block_id":"level2"`, 1)
	state := dig(w.ok("views.update", `{"view_id":"`+id+`","view":`+next+`}`), "view", "state", "values")
	for _, want := range []struct {
		block, action string
		path          []any
		value         any
	}{
		{"what", "what", []any{"selected_option", "value"}, "v1"},
		{"note", "note", []any{"value"}, nil},
		{"level2", "level", []any{"selected_option"}, nil},
	} {
		if got := dig(state, append([]any{want.block, want.action}, want.path...)...); got != want.value {
			t.Errorf("%s = %v, want %v", want.block, got, want.value)
		}
	}
	if status, out := w.submits(id, `{"what":"v1"}`); status != 200 {
		t.Errorf("an option that was suggested before: %d %s", status, out)
	}
}

// Ensure a message remembers what each person chose in its menus, until they are
// replaced.
func TestEntered_Message(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	menus := `[{"type":"actions","block_id":"b","elements":[{"type":"static_select","action_id":"level","options":` + options(2) +
		`},{"type":"external_select","action_id":"what","min_query_length":0,"initial_option":` + option(plain(`"o"`), `"v9"`) + `}]}]`
	ts := w.ok("chat.postMessage", `{"channel":"C01GENERAL0","text":"x","blocks":`+menus+`}`)["ts"].(string)
	use := func(who, action, value string) any {
		w.control("action", `{"user":"`+who+`","channel":"general","ts":"`+ts+`","action_id":"`+action+`","value":"`+value+`"}`)
		return dig(w.next().payload(t), "state", "values", "b")
	}
	use("ada", "level", "v1")
	if got := dig(use("ada", "what", "v9"), "level", "selected_option", "value"); got != "v1" {
		t.Errorf("Ada's level is %v", got)
	}
	if got := dig(use("ben", "what", "v9"), "level", "selected_option"); got != nil {
		t.Errorf("Ben's level is %v", got)
	}
	status, _, _ := w.raw("POST", w.url+"/_sandbox/action", "", `{"user":"ada","channel":"general","ts":"`+ts+`","action_id":"what","value":"v1"}`)
	if status != 400 {
		t.Errorf("an option that nobody suggested: %d", status)
	}
	w.ok("chat.update", `{"channel":"C01GENERAL0","ts":"`+ts+`","text":"x","blocks":`+strings.Replace(menus, `"b"`, `"c"`, 1)+`}`)
	w.control("action", `{"user":"ada","channel":"general","ts":"`+ts+`","action_id":"what","value":"v9"}`)
	if got := dig(w.next().payload(t), "state", "values", "c", "level", "selected_option"); got != nil {
		t.Errorf("a new block begins with %v", got)
	}
}

// Ensure a lost or refused call is looked at all the same, and that a reset
// forgets what was found.
func TestViolations_LostCalls(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *sandbox.Options) { o.NoRateLimits = false })
	bad := `{"channel":"C0NONE","blocks":[{"type":"sektion"}]}`
	w.control("faults", `{"match":"chat.postMessage","status":503,"times":1}`)
	w.raw("POST", w.url+"/api/chat.postMessage", "application/json", bad)
	wants(t, w.api("chat.postMessage", bad), map[string]any{"error": "channel_not_found"})
	url := w.commandURL()
	w.control("faults", `{"match":"response_url","status":500,"times":1}`)
	w.respond(url, `{}`)
	wants(t, w.api("views.publish", `{"user_id":"U0","view":{"type":"home"}}`), map[string]any{"error": "user_not_found"})
	wants(t, w.api("views.update", `{"view_id":"V0","view":{"type":"modal"}}`), map[string]any{"error": "not_found"})
	found := w.list("violations")
	for i, want := range []string{"chat.postMessage", "chat.postMessage", "response_url", "views.publish", "views.update"} {
		if i >= len(found) || found[i]["method"] != want {
			t.Fatalf("violations %v, want one by %s", found, want)
		}
	}
	wants(t, found[0], map[string]any{"error": "invalid_blocks"})
	if got := w.sb.Violations()[2]; got != "response_url: no_text" {
		t.Errorf("the third is %q", got)
	}
	w.control("reset", `{}`)
	if left := w.sb.Violations(); len(left) > 0 {
		t.Errorf("after the reset: %v", left)
	}
}
