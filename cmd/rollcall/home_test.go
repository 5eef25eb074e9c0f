package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"rollcall/bot/audit"
)

// view is what the Slack sandbox shows of somebody's home, or of a form.
type view struct {
	ID     string `json:"id"`
	Type   string `json:"type"`
	User   string `json:"user"`
	Open   bool   `json:"open"`
	Blocks []any  `json:"blocks"`
}

// opensHome opens the home tab, and expects the service to take that.
func (c *company) opensHome(users ...string) {
	c.t.Helper()
	for _, user := range users {
		var a answered
		if post(c.t, c.slack.URL+"/_sandbox/home", map[string]any{"user": user}, &a); a.Status != http.StatusOK || a.Body != "" {
			c.t.Fatalf("the opened home was answered with %d %s", a.Status, a.Body)
		}
	}
}

// tabOf is what somebody sees of a type; its ID is empty when there is none.
func (c *company) tabOf(user, kind string) view {
	c.t.Helper()
	var all []view
	get(c.t, c.slack.URL+"/_sandbox/views", &all)
	i := slices.IndexFunc(all, func(v view) bool { return v.User == user && v.Type == kind && v.Open })
	if i < 0 {
		return view{}
	}
	return all[i]
}

// home is somebody's home.
func (c *company) home(user string) view { c.t.Helper(); return c.tabOf(user, "home") }

// text is all that a view says, a line for each text.
func (v view) text() string {
	var lines []string
	walkBlocks(v.Blocks, func(m map[string]any) {
		if text, ok := m["text"].(string); ok {
			lines = append(lines, text)
		}
	})
	return strings.Join(lines, "\n")
}

// buttons are the buttons of a view, each as "request_approve R1".
func (v view) buttons() (all []string) {
	walkBlocks(v.Blocks, func(m map[string]any) {
		if id, ok := m["action_id"].(string); ok {
			value, _ := m["value"].(string)
			all = append(all, strings.TrimSpace(id+" "+value))
		}
	})
	return all
}

// walkBlocks visits each object within blocks; what belongs to a question before a click is left out.
func walkBlocks(v any, visit func(map[string]any)) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			walkBlocks(e, visit)
		}
	case map[string]any:
		visit(v)
		for _, key := range []string{"text", "elements", "fields", "accessory"} {
			walkBlocks(v[key], visit)
		}
	}
}

// waitHome waits until somebody's home says all of the words.
func (c *company) waitHome(user string, words ...string) view {
	c.t.Helper()
	return c.waitTab(user, strings.Join(words, ", "), func(v view) bool { return v.ID != "" && hasAll(v.text(), words) })
}

// waitTab waits until somebody's home fits.
func (c *company) waitTab(user, what string, fits func(view) bool) (found view) {
	c.t.Helper()
	c.waitSlack(func() bool {
		found = c.home(user)
		return fits(found)
	}, func() { c.t.Fatalf("the home of %s never shows %s; it is\n%s", user, what, c.home(user).text()) })
	return found
}

// clicksAt presses a button of somebody's home, and expects the service to take it.
func (c *company) clicksAt(user, action, value string) {
	c.t.Helper()
	var a answered
	post(c.t, c.slack.URL+"/_sandbox/action", map[string]any{"user": user, "view_id": c.home(user).ID, "action_id": action, "value": value}, &a)
	if a.Status != http.StatusOK || a.Body != "" {
		c.t.Fatalf("the click was answered with %d %s", a.Status, a.Body)
	}
}

// offers checks which buttons somebody's home has.
func (c *company) offers(user string, want ...string) {
	c.t.Helper()
	if got := c.home(user).buttons(); !slices.Equal(got, want) {
		c.t.Errorf("the home of %s has %v, want %v", user, got, want)
	}
}

// Whoever opens their home sees what waits for them, their own requests, what they have until a moment and the way to ask; admins also what is held, the
// switch and how the service is. Nobody sees what is not theirs, and who may not use Rollcall sees nothing.
func TestHome(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		p := newCompany(t, nil).plays(url)
		p.waitsFor(ben, "add @maya to project Website Relaunch as editor because launch") // R1
		p.gives("add @maya to project Harbour App as editor for 2w")                      // R2
		p.opensHome(ada, maya, ben, noor, gus)
		p.rests()

		v := p.waitHome(ben, "Waiting for you", "Nothing, all is done.", "Your requests", "Website Relaunch", "R1 · awaiting_approval", "Access that ends", "/asana help")
		lacks(t, v.text(), "R2", "Harbour", "Held requests", "Health", "Ended in")
		p.offers(ben, "request_cancel R1", "draft_open")

		v = p.waitHome(maya, "Nothing, all is done.", "None is open.", "Harbour App", "*editor* until ", "(R2 by <@"+ada+">)")
		lacks(t, v.text(), "R1", "Relaunch", "Held requests", "Health")
		p.offers(maya, "grant_extend R2", "grant_end R2", "draft_open")

		v = p.waitHome(noor, "Nothing, all is done.", "None is open.", "Nothing that you have, or asked for, ends by itself.")
		lacks(t, v.text(), "R1", "R2", "Website", "Harbour")
		p.offers(noor, "draft_open")

		v = p.waitHome(gus, "Guests of this Slack workspace can't use Rollcall.")
		lacks(t, v.text(), "Waiting", "requests", "R1", "R2")
		p.offers(gus)

		p.waitHome(ada, "<@"+ben+"> asks:", "Maya Ito", "not a member → *editor*", "launch", "you are one of Rollcall's admins", "R1 · awaiting_approval",
			"Ended in the last seven days:", "*R2*", "Nothing is held.", "They go on.", "Health", "How things stood ", "none is late", "answers", "test")
		p.offers(ada, "request_approve R1", "request_deny R1", "request_adjust R1", "grant_extend R2", "grant_end R2", "draft_open", "writes_stop")

		var opened []string
		for _, e := range p.find(audit.RequestCompleted) {
			if e.Outcome == audit.Noop && e.Details.NewValue == "home" {
				opened = append(opened, e.Actor.SlackUser)
			}
		}
		if want := []string{ada, maya, ben, noor, gus}; !slices.Equal(opened, want) {
			t.Errorf("the log has openings of %v, want %v", opened, want)
		}
	})
}

// Who belongs to another company or another Slack workspace sees why there is nothing, even if they are among ADMINS; to bots and those who left Slack shows
// nothing, and that is the end of it.
func TestHomeOfStrangers(t *testing.T) {
	t.Parallel()
	p := newCompany(t, strangers).plays(sqliteURL(t), adminsAre(ada, zed, yuri, abby, dana))
	p.gives("add @maya to project Harbour App as editor for 2w")
	for _, user := range []string{zed, yuri, abby, dana} {
		post(t, p.slack.URL+"/_sandbox/event", map[string]any{"type": "app_home_opened", "tab": "home", "user": user}, nil)
	}
	p.rests()
	for _, user := range []string{zed, yuri} {
		v := p.waitHome(user, "People of other companies can't use Rollcall here.")
		lacks(t, v.text(), "Waiting", "R1", "Health")
		p.offers(user)
	}
	for _, user := range []string{abby, dana} {
		if v := p.home(user); v.ID != "" {
			t.Errorf("%s is shown %s", user, v.text())
		}
	}
	if n := p.side.count("homes"); n != 2 {
		t.Errorf("%d homes are kept up to date", n)
	}
	if n := p.side.count("jobs where state = 'dead'"); n != 0 {
		t.Errorf("%d jobs were given up", n)
	}
}
