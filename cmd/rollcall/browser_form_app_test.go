package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	slacksandbox "rollcall/bot/slack/sandbox"
)

// formApp is a small Slack app with a form and a Home tab, so that the page can be tried with everything that a form can do.
type formApp struct {
	t     testing.TB
	slack string        // URL of the Slack sandbox
	held  chan struct{} // closed when the form may be changed
	sent  chan string   // what was submitted in the end, as JSON
}

// openForms serves the app and the Slack sandbox with its page, and opens it.
func openForms(t testing.TB) (*formApp, *page) {
	t.Helper()
	browserPath(t)
	a := &formApp{t: t, held: make(chan struct{}), sent: make(chan string, 1)}
	app := httptest.NewServer(a)
	t.Cleanup(app.Close)
	s, err := slacksandbox.New(slacksandbox.Options{App: app.URL, SigningSecret: signingSecret, BotToken: botToken})
	must(t, err)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	t.Cleanup(s.Close)
	s.SetBaseURL(server.URL)
	a.slack = server.URL
	return a, tab(t, server.URL)
}

// interaction is what the app reads of what Slack sends.
type interaction struct {
	Type    string `json:"type"`
	Trigger string `json:"trigger_id"`
	Value   string `json:"value"`
	User    struct {
		ID string `json:"id"`
	} `json:"user"`
	View struct {
		ID    string `json:"id"`
		Hash  string `json:"hash"`
		Type  string `json:"type"`
		State struct {
			Values map[string]map[string]json.RawMessage `json:"values"`
		} `json:"state"`
	} `json:"view"`
	Event struct {
		User string `json:"user"`
	} `json:"event"`
}

// ServeHTTP answers what Slack sends.
func (a *formApp) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		a.t.Error(err)
	}
	form, _ := url.ParseQuery(string(body)) // an event is JSON and not a form
	text := form.Get("payload")
	if r.URL.Path == "/slack/events" {
		text = string(body)
	}
	var in interaction
	if text != "" && json.Unmarshal([]byte(text), &in) != nil {
		a.t.Errorf("not JSON: %s", text)
	}
	switch r.URL.Path {
	case "/slack/commands":
		a.call("views.open", map[string]any{"trigger_id": form.Get("trigger_id"), "view": formView("", "Why?")})
	case "/slack/options":
		a.options(w, in.Value)
	case "/slack/events":
		a.call("views.publish", map[string]any{"user_id": in.Event.User, "view": homeView("Welcome home")})
	case "/slack/interactions":
		a.interact(w, in)
	}
}

func (a *formApp) interact(w http.ResponseWriter, in interaction) {
	switch {
	case in.Type == "block_actions" && in.View.Type == "home":
		a.call("views.publish", map[string]any{"user_id": in.User.ID, "view": homeView("Pressed")})
	case in.Type == "block_actions":
		go func() {
			<-a.held
			a.call("views.update", map[string]any{"view_id": in.View.ID, "hash": in.View.Hash, "view": formView("Harbour App it is.", "Why the harbour?")})
		}()
	case in.Type == "view_submission":
		a.submit(w, in)
	}
}

// submit wants to be asked nicely.
func (a *formApp) submit(w http.ResponseWriter, in interaction) {
	values, err := json.Marshal(in.View.State.Values)
	if err != nil {
		a.t.Error(err)
	}
	if strings.Contains(string(values), "please") {
		a.sent <- string(values)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	io.WriteString(w, `{"response_action":"errors","errors":{"why":"Say please."}}`)
}

// options finds projects in two groups.
func (a *formApp) options(w http.ResponseWriter, query string) {
	group := func(label string, names ...string) map[string]any {
		options := []any{}
		for _, n := range names {
			if strings.Contains(strings.ToLower(n), strings.ToLower(query)) {
				options = append(options, map[string]any{"text": plainText(n), "value": n})
			}
		}
		return map[string]any{"label": plainText(label), "options": options}
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(map[string]any{
		"option_groups": []any{group("Design", "Website", "Website Relaunch"), group("Engineering", "Harbour App", "Web Shop")},
	}); err != nil {
		a.t.Error(err)
	}
}

// call calls a method of the Web API, which has to succeed.
func (a *formApp) call(method string, args map[string]any) {
	body, err := json.Marshal(args)
	if err != nil {
		a.t.Error(err)
	}
	req, err := http.NewRequestWithContext(a.t.Context(), http.MethodPost, a.slack+"/api/"+method, bytes.NewReader(body))
	if err != nil {
		a.t.Error(err)
		return
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+botToken)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		a.t.Error(err)
		return
	}
	defer resp.Body.Close()
	answer, _ := io.ReadAll(resp.Body)
	if !strings.Contains(string(answer), `"ok":true`) {
		a.t.Errorf("%s: %s", method, answer)
	}
}

func plainText(s string) map[string]any { return map[string]any{"type": "plain_text", "text": s} }

// formInput is an input block whose element has the block's id as its action id.
func formInput(id, label string, element map[string]any) map[string]any {
	element["action_id"] = id
	return map[string]any{
		"type": "input", "block_id": id, "label": plainText(label), "element": element, "dispatch_action": id == "what",
		"hint": plainText("About " + id),
	}
}

func formView(preview, why string) map[string]any {
	options := []any{
		map[string]any{"text": plainText("Editor"), "value": "editor"}, map[string]any{"text": plainText("Viewer"), "value": "viewer"},
	}
	blocks := []any{
		formInput("who", "Who?", map[string]any{"type": "multi_users_select"}),
		formInput("what", "What?", map[string]any{"type": "external_select", "min_query_length": 0}),
		formInput("more", "What else?", map[string]any{"type": "multi_external_select", "min_query_length": 2}),
		formInput("level", "As?", map[string]any{"type": "radio_buttons", "options": options}),
		formInput("why", why, map[string]any{"type": "plain_text_input", "multiline": true}),
	}
	if preview != "" {
		blocks = append(blocks, map[string]any{"type": "section", "block_id": "preview", "text": plainText(preview)})
	}
	return map[string]any{"type": "modal", "title": plainText("Request access"), "submit": plainText("Ask"), "blocks": blocks}
}

func homeView(text string) map[string]any {
	button := map[string]any{"type": "button", "action_id": "press", "text": plainText("Press me")}
	return map[string]any{"type": "home", "blocks": []any{
		map[string]any{"type": "section", "text": plainText(text)},
		map[string]any{"type": "actions", "elements": []any{button}},
	}}
}
