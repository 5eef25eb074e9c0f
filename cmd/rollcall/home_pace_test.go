package main

import (
	"fmt"
	"os"
	"testing"
	"time"
)

// published counts how often homes were published.
func (c *company) published() (n int) {
	c.t.Helper()
	var calls []struct {
		Method string `json:"method"`
		Error  string `json:"error"`
	}
	get(c.t, c.slack.URL+"/_sandbox/calls", &calls)
	for _, call := range calls {
		if call.Method == "views.publish" && call.Error == "" {
			n++
		}
	}
	return n
}

// Many changes within ten seconds publish a home no more than twice, and the last of them is shown.
func TestHomePace(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		p := newCompany(t, nil).plays(url)
		p.opensHome(ben)
		p.rests()
		p.passes(10 * time.Second) // what opening alone leads to is over
		before, began := p.published(), p.store.Now()
		if before != 1 {
			t.Errorf("published %d times after it was opened", before)
		}
		for project, names := range map[string][]string{
			"Website Relaunch": {"maya", "noor", "maya.l"}, "On-call Handbook": {"maya", "chloe", "maya.l", "ada"}, "Harbour App": {"maya", "ada", "maya.l"},
		} {
			for _, who := range names {
				p.waitsFor(ben, "add @"+who+" to project "+project+" as editor")
			}
		}
		p.rests()
		took := p.store.Now().Sub(began)
		p.passes(10 * time.Second)
		for n := range 10 {
			p.waitHome(ben, fmt.Sprintf("R%d · awaiting_approval", n+1))
		}
		if n, most := p.published()-before, 2+int(took/(10*time.Second)); n > most {
			t.Errorf("published %d times for ten changes within %s, at most %d are right", n, took, most)
		}
		before = p.published()
		p.passes(time.Minute)
		if n := p.published() - before; n != 0 {
			t.Errorf("published %d times while nothing happened", n)
		}
	})
}

// A long list of requests shows the first ten and how many there are beside.
func TestHomeLong(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	for i := range 12 {
		p.waitsFor(ben, fmt.Sprintf("add @maya to project Website Relaunch as editor because %d", i))
	}
	p.opensHome(ben, ada)
	p.rests()
	p.waitHome(ben, "R10 · awaiting_approval", "… and 2 more: `/asana pending`")
	lacks(t, p.home(ben).text(), "R11")
	p.waitHome(ada, "… and 2 more: `/asana pending`", "Health")
}

// A home that was opened more than a day ago is left alone; opening it shows how things stand.
func TestHomeLeftAlone(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	p.opensHome(ben)
	p.rests()
	p.passes(24*time.Hour + time.Second)
	p.waitsFor(ben, "add @maya to project Website Relaunch as editor")
	p.passes(10 * time.Second)
	if n := p.published(); n != 1 {
		t.Errorf("published %d times", n)
	}
	p.opensHome(ben)
	p.waitHome(ben, "R1 · awaiting_approval")
}

// While Slack can't show a home it is tried again; when it never will, that is the end of it, until the home is opened again.
func TestHomeFaults(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		fault map[string]any
		homes int
	}{
		"away": {map[string]any{"match": "views.publish", "status": 503, "times": 6}, 1}, "never": {map[string]any{"match": "views.publish", "error": "user_not_found", "times": 1}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlay(t)
			p.waitsFor(ben, "add @maya to project Website Relaunch as editor")
			p.slackFault(x.fault)
			p.opensHome(ben)
			p.hurriesHome(x.homes)
			if n := p.side.count("homes"); n != x.homes {
				t.Errorf("%d homes are kept up to date", n)
			}
			p.opensHome(ben)
			p.waitHome(ben, "R1 · awaiting_approval")
			if n := p.side.count("jobs where state = 'dead'"); n != 0 {
				t.Errorf("%d jobs were given up", n)
			}
		})
	}
}

// hurriesHome waits until Ben's home is shown, or is known never to be.
func (p *play) hurriesHome(homes int) {
	p.t.Helper()
	if homes == 0 {
		p.watch.wait(p.t, 1, "a home can't be shown")
		p.rests()
		return
	}
	p.watch.wait(p.t, 1, again, `"job":"home"`)
	p.waitHome(ben, "R1 · awaiting_approval")
}

// What becomes of the policy file is shown to admins when it happens.
func TestHomePolicy(t *testing.T) {
	t.Parallel()
	c := newCompany(t, nil)
	s, path, log := c.watched(sqliteURL(t), askAda)
	c.opensHome(ada)
	const refused = "the file as it is now was refused"
	lacks(t, c.waitHome(ada, hashOf(askAda)).text(), refused)
	must(t, os.WriteFile(path, []byte("rules: 7\n"), 0o600))
	log.wait(t, 1, "the policy file was not taken up")
	s.store.Forward(10 * time.Second)
	c.waitHome(ada, hashOf(askAda), refused)
	must(t, os.WriteFile(path, []byte(askNoor), 0o600))
	log.wait(t, 1, "a new policy is in force")
	s.store.Forward(10 * time.Second)
	lacks(t, c.waitHome(ada, hashOf(askNoor)).text(), refused)
}
