package sandbox_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func modal(members string) string {
	return `{"type":"modal","title":` + plain(`"Ask"`) + members + `}`
}

func form(members string) string {
	return modal(`,"submit":` + plain(`"Send"`) + `,"callback_id":"form","blocks":[{"type":"input","block_id":"who","label":` + plain(`"Who"`) +
		`,"element":{"type":"plain_text_input","action_id":"text","max_length":5}},{"type":"input","block_id":"level","optional":true,"label":` +
		plain(`"Level"`) + `,"element":{"type":"static_select","action_id":"pick","options":` + options(2) + `}}]` + members)
}

func (w *world) trigger() string {
	w.t.Helper()
	w.control("shortcut", `{"user":"ada","callback_id":"x"}`)
	return w.next().payload(w.t)["trigger_id"].(string)
}

func (w *world) open(view string) map[string]any {
	w.t.Helper()
	return w.ok("views.open", `{"trigger_id":"`+w.trigger()+`","view":`+view+`}`)["view"].(map[string]any)
}

// shown is a view as the control route tells it.
func (w *world) shown(id string) map[string]any {
	w.t.Helper()
	for _, v := range w.list("views") {
		if v["id"] == id {
			return v
		}
	}
	w.t.Fatalf("no view %s", id)
	return nil
}

func TestViews_Triggers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	open := func(trigger string) any {
		return w.api("views.open", `{"trigger_id":"`+trigger+`","view":`+form("")+`}`)["error"]
	}
	good := w.trigger()
	wants(t, w.api("views.open", `{"trigger_id":"`+good+`","view":{"type":"modal"}}`), map[string]any{"error": "invalid_arguments"})
	for _, step := range []struct{ trigger, want any }{
		{"1.2.x", "invalid_trigger_id"}, {good, nil}, {good, "exchanged_trigger_id"},
	} {
		if got := open(step.trigger.(string)); got != step.want {
			t.Errorf("%v: %v, want %v", step.trigger, got, step.want)
		}
	}
	late := w.trigger()
	w.forward(3001 * time.Millisecond)
	if got := open(late); got != "expired_trigger_id" {
		t.Errorf("late: %v", got)
	}
}

func TestViews_Refused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	input := `{"type":"input","label":` + plain(`"x"`) + `,"element":`
	submit := `,"submit":` + plain(`"x"`)
	for name, tt := range map[string]struct{ view, code, pointer string }{
		"title too long":    {`{"type":"modal","title":` + plain(long(25)) + `,"blocks":[]}`, "invalid_arguments", "/view/title/text"},
		"no title":          {`{"type":"modal","blocks":[]}`, "invalid_arguments", "/view"},
		"no blocks":         {modal(""), "invalid_arguments", "/view"},
		"101 blocks":        {modal(`,"blocks":` + same(101, `{"type":"divider"}`)), "invalid_arguments", "/view/blocks"},
		"no submit":         {modal(`,"blocks":[` + input + `{"type":"plain_text_input"}}]`), "invalid_arguments", "/view"},
		"submit too long":   {modal(`,"blocks":[],"submit":` + plain(long(25))), "invalid_arguments", "/view/submit/text"},
		"metadata too long": {modal(`,"blocks":[],"private_metadata":` + long(3001)), "invalid_arguments", "/view/private_metadata"},
		"callback too long": {modal(`,"blocks":[],"callback_id":` + long(256)), "invalid_arguments", "/view/callback_id"},
		"a home":            {`{"type":"home","blocks":[]}`, "invalid_arguments", "/view/type"},
		"a table":           {modal(`,"blocks":[{"type":"table","rows":[]}]`), "invalid_arguments", "/view/blocks/0/type"},
		"a button as input": {modal(submit + `,"blocks":[` + input + button("") + `}]`), "invalid_arguments", "/view/blocks/0/element/type"},
		"label too long":    {modal(submit + `,"blocks":[{"type":"input","label":` + plain(long(2001)) + `,"element":{"type":"plain_text_input"}}]`), "invalid_arguments", "/view/blocks/0/label/text"},
		"two with focus":    {modal(submit + `,"blocks":` + same(2, input+`{"type":"plain_text_input","focus_on_load":true}}`)), "invalid_arguments", "/view/blocks/1/element/focus_on_load"},
		"too large":         {modal(`,"blocks":` + same(90, section(`"text":`+mrkdwn(long(1500))))), "view_too_large", ""},
	} {
		out := w.api("views.open", `{"trigger_id":"`+w.trigger()+`","view":`+tt.view+`}`)
		if out["error"] != tt.code || !strings.Contains(metadata(out), tt.pointer) {
			t.Errorf("%s: %v, want %s at %s", name, out, tt.code, tt.pointer)
		}
	}
}

func TestViews_Update(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v := w.open(form(`,"external_id":"ext"`))
	id, hash := v["id"].(string), v["hash"].(string)
	next := w.ok("views.update", `{"view_id":"`+id+`","hash":"`+hash+`","view":`+form("")+`}`)["view"].(map[string]any)
	if next["hash"] == hash {
		t.Error("the hash did not change")
	}
	wants(t, w.api("views.update", `{"view_id":"`+id+`","hash":"`+hash+`","view":`+form("")+`}`), map[string]any{"error": "hash_conflict"})
	wants(t, w.api("views.update", `{"view_id":"V0","view":`+form("")+`}`), map[string]any{"error": "not_found"})
	wants(t, w.api("views.update", `{"view":`+form("")+`}`), map[string]any{"error": "invalid_arguments"})
	w.open(form(`,"external_id":"taken"`))
	out := w.api("views.open", `{"trigger_id":"`+w.trigger()+`","view":`+form(`,"external_id":"taken"`)+`}`)
	wants(t, out, map[string]any{"error": "duplicate_external_id"})
	w.ok("views.update", `{"external_id":"taken","view":`+form("")+`}`)
}

func TestViews_Push(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.open(modal(`,"blocks":[` + withButton(`,"action_id":"more"`) + `]`))["id"].(string)
	for _, want := range []any{nil, nil, "push_limit_reached"} {
		w.control("action", `{"user":"ada","view_id":"`+id+`","action_id":"more"}`)
		p := w.next().payload(t)
		wants(t, p["container"].(map[string]any), map[string]any{"type": "view", "view_id": id})
		out := w.api("views.push", `{"trigger_id":"`+p["trigger_id"].(string)+`","view":`+modal(`,"blocks":[`+withButton(`,"action_id":"more"`)+`]`)+`}`)
		if out["error"] != want {
			t.Fatalf("push: %v, want %v", out, want)
		}
		if want == nil {
			pushed := out["view"].(map[string]any)
			wants(t, pushed, map[string]any{"previous_view_id": id})
			id = pushed["id"].(string)
		}
	}
}

func TestViews_Publish(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	home := `{"type":"home","blocks":[` + withButton(`,"action_id":"go"`) + `]}`
	w.control("home", `{"user":"ada"}`)
	event := parse[map[string]any](t, w.next().body)["event"].(map[string]any)
	wants(t, event, map[string]any{"type": "app_home_opened", "user": ada, "tab": "home", "channel": "D01ADA0BIAN", "view": nil})
	v := w.ok("views.publish", `{"user_id":"`+ada+`","view":`+home+`}`)["view"].(map[string]any)
	again := w.ok("views.publish", `{"user_id":"`+ada+`","view":`+home+`,"hash":"`+v["hash"].(string)+`"}`)["view"].(map[string]any)
	wants(t, again, map[string]any{"id": v["id"], "type": "home"})
	wants(t, w.api("views.publish", `{"user_id":"`+ada+`","view":`+home+`,"hash":"0.x"}`), map[string]any{"error": "hash_conflict"})
	wants(t, w.api("views.publish", `{"user_id":"U0","view":`+home+`}`), map[string]any{"error": "user_not_found"})
	w.control("action", `{"user":"ada","view_id":"`+v["id"].(string)+`","action_id":"go"}`)
	wants(t, w.next().payload(t), map[string]any{"type": "block_actions"})
}

func TestSubmit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.open(form(""))["id"].(string)
	w.control("submit", `{"user":"ada","view_id":"`+id+`","values":{"who":"maya","level":{"pick":"v1"}}}`)
	p := w.next().payload(t)
	wants(t, p, map[string]any{"type": "view_submission"})
	v := p["view"].(map[string]any)
	wants(t, v, map[string]any{"id": id, "callback_id": "form"})
	values := fmt.Sprint(v["state"].(map[string]any)["values"])
	for _, want := range []string{"who:map[text:map[type:plain_text_input value:maya]]", "selected_option:map[text:", "value:v1"} {
		if !strings.Contains(values, want) {
			t.Errorf("%s is not in %s", want, values)
		}
	}
	wants(t, w.shown(id), map[string]any{"open": false})
}

func TestSubmit_ClientRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.open(form(""))["id"].(string)
	for _, row := range [][2]string{ // in order, for a form keeps what was typed into it
		{`{}`, "who must be filled in"},
		{`{"who":"longer"}`, "too short or too long"},
		{`{"who":"x","level":"v9"}`, "no option"},
		{`{"who":"x","whom":"y"}`, `no input "whom"`},
	} {
		values, says := row[0], row[1]
		status, _, out := w.raw("POST", w.url+"/_sandbox/submit", "", `{"user":"ada","view_id":"`+id+`","values":`+values+`}`)
		if status != 400 || !strings.Contains(out, says) {
			t.Errorf("%s: %d %s", values, status, out)
		}
	}
}

func TestSubmit_Responses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answer string
		error  string
		open   bool
		views  int
	}{
		"clear":        {`{"response_action":"clear"}`, "", false, 1},
		"empty object": {`{}`, "", false, 1},
		"errors":       {`{"response_action":"errors","errors":{"who":"Nobody"}}`, "", true, 1},
		"wrong errors": {`{"response_action":"errors","errors":{"whom":"Nobody"}}`, "invalid_response_errors", true, 1},
		"update":       {`{"response_action":"update","view":` + modal(`,"blocks":[]`) + `}`, "", true, 1},
		"push":         {`{"response_action":"push","view":` + modal(`,"blocks":[]`) + `}`, "", true, 2},
		"illegal view": {`{"response_action":"update","view":{"type":"modal"}}`, "invalid_arguments", true, 1},
		"unknown":      {`{"response_action":"dance"}`, "invalid_response_action", true, 1},
		"no JSON":      {`thanks`, "invalid_response", true, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			id := w.open(form(""))["id"].(string)
			w.says("application/json", tt.answer)
			got := w.control("submit", `{"user":"ada","view_id":"`+id+`","values":{"who":"maya"}}`)
			if got.Error != tt.error || len(w.list("views")) != tt.views {
				t.Errorf("%+v, views %v", got, w.list("views"))
			}
			wants(t, w.shown(id), map[string]any{"open": tt.open})
		})
	}
}

func TestClose(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.open(form(`,"notify_on_close":true`))["id"].(string)
	w.control("close", `{"user":"ada","view_id":"`+id+`"}`)
	wants(t, w.next().payload(t), map[string]any{"type": "view_closed", "is_cleared": false})
	wants(t, w.shown(id), map[string]any{"open": false})
}
