package sandbox_test

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"rollcall/bot/slack/sandbox"
)

func suggestionFaults() []fault {
	group := func(label string) string {
		return `{"option_groups":[{"label":` + plain(label) + `,"options":` + options(1) + `}]}`
	}
	all := func(n int) string { return `{"options":` + options(n) + `}` }
	one := func(text, value string) string { return `{"options":[` + option(text, value) + `]}` }
	const by = "options"
	return []fault{
		{"101 suggestions", suggests, all(101), all(100), "invalid_options:", "no more than 100 items allowed", by},
		{"a suggestion too long", suggests, one(plain(long(76)), `"v"`), one(plain(long(75)), `"v"`), "invalid_options:", "must be less than 76 characters", by},
		{"a suggestion in mrkdwn", suggests, one(mrkdwn(`"x"`), `"v"`), one(plain(`"x"`), `"v"`), "invalid_options:", "unsupported type: mrkdwn", by},
		{"a suggested value too long", suggests, one(plain(`"x"`), long(151)), one(plain(`"x"`), long(150)), "invalid_options:", "must be less than 151 characters", by},
		{"a suggested group's label too long", suggests, group(long(76)), group(long(75)), "invalid_options:", "/label/text]", by},
		{"neither options nor groups", suggests, `{}`, `{"options":[]}`, "invalid_options:", "exactly one of options and option_groups", by},
		{"suggestions that are no JSON", suggests, `none`, all(1), "invalid_response", "", by},
	}
}

func answerFaults() []fault {
	blocks := func(n int) string { return `{"blocks":` + same(n, `{"type":"divider"}`) + `}` }
	words := func(n int) string { return `{"blocks":[` + section(`"text":`+mrkdwn(long(n))) + `]}` }
	times := func(w *world, count string) (last string) {
		url := w.commandURL()
		for range count {
			_, out := w.respond(url, `{"text":"x"}`)
			last = refused(parse[map[string]any](w.t, []byte(out)))
		}
		return last
	}
	waits := func(w *world, wait string) string {
		url := w.commandURL()
		d, _ := time.ParseDuration(wait)
		w.forward(d)
		_, out := w.respond(url, `{"text":"x"}`)
		return refused(parse[map[string]any](w.t, []byte(out)))
	}
	return []fault{
		{"an answer with 51 blocks", replies, blocks(51), blocks(50), "invalid_blocks", "", "answer"},
		{"an answer that is no JSON", replies, `{"text":`, `{"text":"x"}`, "dispatch_failed", "", "answer"},
		{"an answer too long", replies, `{"text":` + long(40001) + `}`, `{"text":` + long(40000) + `}`, "msg_too_long", "", "answer"},
		{"a response too long", responds, words(3001), words(3000), "invalid_blocks", "must be less than 3001 characters", "response_url"},
		{"a response that says nothing", responds, `{}`, `{"text":"x"}`, "no_text", "", "response_url"},
		{"a response that is no JSON", responds, `{`, `{"text":"x"}`, "invalid_json", "", "response_url"},
		{"a sixth response", times, "123456", "12345", "used_url", "", ""},
		{"a response after 30 minutes", waits, "30m1s", "30m", "expired_url", "", ""},
	}
}

func submissionFaults() []fault {
	const by = "view_submission"
	errs := func(block string) string { return `{"response_action":"errors","errors":{"` + block + `":"Nobody"}}` }
	update := func(members string) string { return `{"response_action":"update","view":` + modal(members) + `}` }
	return []fault{
		{"an error at no input", settles, errs("whom"), errs("who"), "invalid_response_errors", "", by},
		{"errors without any", settles, `{"response_action":"errors","errors":{}}`, errs("level"), "invalid_response_errors", "", by},
		{"an unknown response_action", settles, `{"response_action":"dance"}`, `{"response_action":"clear"}`, "invalid_response_action", "", by},
		{"an illegal view in a response", settles, update(""), update(`,"blocks":[]`), "invalid_arguments", "", by},
		{"a response to a submission that is no JSON", settles, `thanks`, ``, "invalid_response", "", by},
	}
}

func triggerFaults() []fault {
	again := func(w *world, first string) string {
		trigger := w.trigger()
		if first != "" {
			w.ok("views.open", `{"trigger_id":"`+trigger+`","view":`+first+`}`)
		}
		return refused(w.api("views.open", `{"trigger_id":"`+trigger+`","view":`+form("")+`}`))
	}
	return []fault{
		{"a late trigger", later, "3001ms", "3s", "expired_trigger_id", "", ""},
		{"a used trigger", again, form(""), "", "exchanged_trigger_id", "", ""},
		{"a made-up trigger", func(w *world, trigger string) string {
			trigger = strings.Replace(trigger, "GIVEN", w.trigger(), 1)
			return refused(w.api("views.open", `{"trigger_id":"`+trigger+`","view":`+form("")+`}`))
		}, "1.2.x", "GIVEN", "invalid_trigger_id", "", ""},
	}
}

// rightFaults are what an app may not do, or not so often.
func rightFaults() []fault {
	granted := func(method, body string) func(*world, string) string {
		return func(w *world, scopes string) string {
			limited := newWorld(w.t, func(o *sandbox.Options) {
				o.Seed = sandbox.DefaultSeed()
				o.Seed.Team.Scopes = strings.Fields(scopes)
			})
			return refusedScope(limited.api(method, body))
		}
	}
	often := func(method, body string) func(*world, string) string {
		return func(w *world, count string) (last string) {
			limited := newWorld(w.t, func(o *sandbox.Options) { o.NoRateLimits = false })
			n, _ := strconv.Atoi(count)
			for range n {
				last = refused(limited.api(method, body))
			}
			return last
		}
	}
	text := `{"channel":"C01GENERAL0","text":"x"}`
	return []fault{
		{"no chat:write", granted(post, text), "users:read", "chat:write", "missing_scope", "chat:write of users:read", ""},
		{"no users:read.email", granted("users.lookupByEmail", `{"email":"ada@tidewater.example"}`), "users:read", "users:read.email", "missing_scope", "users:read.email of users:read", ""},
		{"no usergroups:read", granted("usergroups.users.list", `{"usergroup":"S01DESIGNRS"}`), "chat:write", "usergroups:read", "missing_scope", "usergroups:read of chat:write", ""},
		{"no im:write", granted("conversations.open", `{"users":"`+ada+`"}`), "chat:write", "im:write", "missing_scope", "im:write of chat:write", ""},
		{"21 lists in a minute", often("users.list", `{}`), "21", "20", "ratelimited", "", ""},
		{"51 look-ups in a minute", often("users.lookupByEmail", `{"email":"ada@tidewater.example"}`), "51", "50", "ratelimited", "", ""},
		{"101 home tabs in a minute", often("views.publish", `{"user_id":"`+ada+`","view":{"type":"home","blocks":[]}}`), "101", "100", "ratelimited", "", ""},
		{"messages faster than one a second", often(post, text), "6", "5", "ratelimited", "", ""},
	}
}

// refusedScope is an error with the scope that it names.
func refusedScope(out map[string]any) string {
	if out["ok"] == true {
		return ""
	}
	return fmt.Sprintf("%v %v of %v", out["error"], out["needed"], out["provided"])
}
