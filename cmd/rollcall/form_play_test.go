package main

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// viewed is a view as somebody sees it: what Slack knows of it, and what was entered.
type viewed struct {
	ID       string         `json:"id"`
	Type     string         `json:"type"`
	User     string         `json:"user"`
	Open     bool           `json:"open"`
	Hash     string         `json:"hash"`
	Callback string         `json:"callback_id"`
	Blocks   []viewedBlock  `json:"blocks"`
	Errors   map[string]any `json:"errors"`
	State    struct {
		Values map[string]map[string]json.RawMessage `json:"values"`
	} `json:"state"`
}

// viewedBlock is what tests look at of a block.
type viewedBlock struct {
	Type    string `json:"type"`
	ID      string `json:"block_id"`
	Element struct {
		ActionID string `json:"action_id"`
		Options  []struct {
			Value string `json:"value"`
		} `json:"options"`
	} `json:"element"`
}

// inputs are the fields of a form in their order.
func (v viewed) inputs() (all []string) {
	for _, b := range v.Blocks {
		if b.Type == "input" {
			all = append(all, b.Element.ActionID)
		}
	}
	return all
}

// options are what a field offers.
func (v viewed) options(field string) (all []string) {
	for _, b := range v.Blocks {
		for _, o := range b.Element.Options {
			if b.Element.ActionID == field {
				all = append(all, o.Value)
			}
		}
	}
	return all
}

// views are what somebody has before them, oldest first.
func (c *company) views(user string) (all []viewed) {
	c.t.Helper()
	get(c.t, c.slack.URL+"/_sandbox/views", &all)
	return slices.DeleteFunc(all, func(v viewed) bool { return v.User != user || !v.Open })
}

// waitView waits until the newest view of somebody is as it should be; text is all that is in it.
func (c *company) waitView(what, user string, fits func(v viewed, text string) bool) (found viewed) {
	c.t.Helper()
	var last string
	c.waitSlack(func() bool {
		var all []json.RawMessage
		get(c.t, c.slack.URL+"/_sandbox/views", &all)
		for _, raw := range slices.Backward(all) {
			var v viewed
			must(c.t, json.Unmarshal(raw, &v))
			if v.User == user && v.Open {
				found, last = v, strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(raw))
				return fits(v, last)
			}
		}
		return false
	}, func() { c.t.Fatalf("no view of %s in which %s; the last was %s", user, what, last) })
	return found
}

// chooses makes a choice in the newest view of somebody, as Slack sends it.
func (c *company) chooses(user, field string, value any) {
	c.t.Helper()
	var a answered
	post(c.t, c.slack.URL+"/_sandbox/action", map[string]any{"user": user, "view_id": c.newest(user).ID, "action_id": field, "value": value}, &a)
	if a.Status != http.StatusOK || a.Body != "" {
		c.t.Fatalf("the choice was answered with %d %s", a.Status, a.Body)
	}
}

// newest is the view that somebody opened last.
func (c *company) newest(user string) viewed {
	c.t.Helper()
	all := c.views(user)
	if len(all) == 0 {
		c.t.Fatalf("%s has no view open", user)
	}
	return all[len(all)-1]
}

// suggested types into a field that searches and returns the values of what is suggested.
func (c *company) suggested(user, field, text string) (values []string) {
	c.t.Helper()
	var a answered
	post(c.t, c.slack.URL+"/_sandbox/suggest", map[string]any{"user": user, "view_id": c.newest(user).ID, "action_id": field, "value": text}, &a)
	var found struct {
		Options []option `json:"options"`
		Groups  []struct {
			Options []option `json:"options"`
		} `json:"option_groups"`
	}
	must(c.t, json.Unmarshal([]byte(a.Body), &found))
	for _, g := range found.Groups {
		found.Options = append(found.Options, g.Options...)
	}
	for _, o := range found.Options {
		values = append(values, o.Value)
	}
	return values
}

// option is one choice of a menu.
type option struct {
	Value string `json:"value"`
	Text  struct {
		Text string `json:"text"`
	} `json:"text"`
}

// sendsForm sends the newest form of somebody and returns what is wrong with it, by field.
func (c *company) sendsForm(user string, values map[string]any) map[string]string {
	c.t.Helper()
	var a answered
	v := c.newest(user)
	byBlock := make(map[string]any)
	for _, b := range v.Blocks {
		if value, ok := values[b.Element.ActionID]; ok {
			byBlock[b.ID] = map[string]any{b.Element.ActionID: value}
		}
	}
	post(c.t, c.slack.URL+"/_sandbox/submit", map[string]any{"user": user, "view_id": v.ID, "values": byBlock}, &a)
	if a.Status != http.StatusOK {
		c.t.Fatalf("the form was answered with %d %s", a.Status, a.Body)
	}
	var wrong struct {
		Errors map[string]string `json:"errors"`
	}
	if a.Body != "" {
		must(c.t, json.Unmarshal([]byte(a.Body), &wrong))
	}
	all := make(map[string]string)
	for block, text := range wrong.Errors {
		field, _, _ := strings.Cut(block, ".")
		all[field] = text
	}
	return all
}
