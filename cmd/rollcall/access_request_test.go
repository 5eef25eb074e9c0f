package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	asanasandbox "rollcall/asana/sandbox"
	slacksandbox "rollcall/bot/slack/sandbox"
)

const (
	benInAsana = "ben-in-asana"
)

// watching is a policy that looks at places in Asana and leaves what is asked there to an admin.
func watching(places string) string {
	return "access_requests: [" + places + "]\nrules:\n  - {name: admins decide, then: {approve: {from: [ADMINS]}}}\n"
}

const watchSalaries = `{kind: project, what: "` + salaryReview + `"}`

// inAsanaToo lets Ben act in Asana itself, and gives the private project a default level of its own.
func inAsanaToo(level string) func(*asanasandbox.Seed, *slacksandbox.Seed) {
	return func(as *asanasandbox.Seed, _ *slacksandbox.Seed) {
		as.Tokens[benInAsana] = benGID
		for i, p := range as.Projects {
			if p.GID == salaryReview && level != "" {
				as.Projects[i].Members["default_access_level"] = level
			}
		}
	}
}

// asksThere starts a service after Ben asked for access to the private project in Asana, and returns Ada's card.
func asksThere(t *testing.T, level string) (*play, said) {
	t.Helper()
	c := newCompany(t, inAsanaToo(level))
	asksInAsana(t, c, benInAsana, salaryReview, "for the report")
	p := c.plays(sqliteURL(t), byRules(t, rulesFile(t, watching(watchSalaries))))
	p.waitTold(ben, "R1", "awaiting_approval")
	card := p.waitCard(ada, "R1", "awaiting_approval")
	p.rests()
	p.writes()
	return p, card
}

// waiting lists what waits for a decision in Asana.
func (c *company) waitingInAsana(target string) int {
	c.t.Helper()
	var all []any
	c.asanaSays(http.MethodGet, "/access_requests?target="+target, nil, &all)
	return len(all)
}

// wrote are the calls so far that changed something in Asana, in order.
func (p *play) wrote() (all []string) {
	p.t.Helper()
	for _, call := range p.calls.take() {
		if isWrite(call) {
			path := strings.Split(call.path, "/")
			all = append(all, call.method+" "+path[1]+" "+path[len(path)-1])
		}
	}
	return all
}

// Ensure that what was asked inside Asana is approved there at the default level.
func TestAccessApproved(t *testing.T) {
	t.Parallel()
	p, card := asksThere(t, "")
	holds(t, card.Text, "<@"+ben+"> asks: in Asana, for access to the project", "Salary Review 2026", "for the report", "not a member → *viewer*", "Rule: admins decide")
	p.clicks(ada, card, "request_approve")
	p.waitTold(ben, "R1", "applied")
	p.rests()
	p.is(salaryReview, benGID, "viewer")
	if got := p.wrote(); !slices.Equal(got, []string{"POST access_requests approve"}) {
		t.Errorf("written: %q", got)
	}
	if n := p.waitingInAsana(salaryReview); n != 0 {
		t.Errorf("%d still wait in Asana", n)
	}
	for _, e := range p.log() {
		if e.Request == "R1" && e.Action == "request_created" && (e.Actor.Via != "asana" || e.Actor.SlackUser != ben) {
			t.Errorf("the actor is %+v", e.Actor)
		}
	}
}

// Ensure that where less than the default level is decided the membership is made at that level before Asana is told.
func TestAccessLowered(t *testing.T) {
	t.Parallel()
	p, card := asksThere(t, "editor")
	holds(t, card.Text, "not a member → *editor*")
	p.clicks(ada, card, "request_adjust")
	approve := newGate(t, func(call *asanaCall) bool { return strings.HasSuffix(call.path, "/approve") })
	p.calls.hold(approve.hold)
	if a := p.fills(ada, map[string]any{"level": "viewer", "length": "1w"}); a.Body != "" {
		t.Fatalf("the form was not taken: %s", a.Body)
	}
	approve.wait()
	p.is(salaryReview, benGID, "viewer")
	approve.release()
	holds(t, p.waitTold(ben, "R1", "applied").Text, "viewer", "Until: "+p.inWords(7 * day)[:10])
	p.rests()
	p.is(salaryReview, benGID, "viewer")
	p.passes(7 * day)
	p.is(salaryReview, benGID, "")
	p.stands("R1 ended")
}

// Ensure that no crash between the calls leaves more than was decided: stopped before and after each of them, the service goes on where it was.
func TestAccessCrash(t *testing.T) {
	t.Parallel()
	for name, fits := range map[string]func(*asanaCall) bool{
		"before the membership": func(call *asanaCall) bool { return call.method == http.MethodPost && call.path == "/memberships" },
		"before the approval":   func(call *asanaCall) bool { return strings.HasSuffix(call.path, "/approve") },
	} {
		for _, after := range []bool{false, true} {
			t.Run(name+map[bool]string{true: ", after it"}[after], func(t *testing.T) {
				t.Parallel()
				crashAt(t, fits, after)
			})
		}
	}
}

// crashAt kills a service at a call, and checks after each step that Ben has no more than was decided.
func crashAt(t *testing.T, fits func(*asanaCall) bool, after bool) {
	t.Helper()
	c, database := newCompany(t, inAsanaToo("editor")), sqliteURL(t)
	asksInAsana(t, c, benInAsana, salaryReview, "for the report")
	rules := rulesFile(t, watching(watchSalaries))
	d := c.spawn(database, "POLICY_FILE="+rules)
	c.waitTold(ben, "R1", "awaiting_approval")
	card := c.waitCard(ada, "R1", "awaiting_approval")
	c.clicks(ada, card, "request_adjust")
	g := newGate(t, fits)
	if after {
		c.calls.holdAnswers(g.hold)
	} else {
		c.calls.hold(g.hold)
	}
	c.fills(ada, map[string]any{"level": "viewer"})
	g.wait()
	d.kill()
	c.calls.hold(nil)
	c.calls.holdAnswers(nil)
	g.drop()
	if got := c.level(salaryReview, benGID); got != "" && got != "viewer" {
		t.Errorf("the crash left Ben as %s", got)
	}
	c.spawn(database, "POLICY_FILE="+rules)
	c.waitTold(ben, "R1", "applied")
	if got := c.level(salaryReview, benGID); got != "viewer" {
		t.Errorf("Ben is %q", got)
	}
	if n := c.waitingInAsana(salaryReview); n != 0 {
		t.Errorf("%d still wait in Asana", n)
	}
}

// Ensure that whom nobody in Slack is known to be is left to Asana, and that others are not held up by it.
func TestAccessUnknown(t *testing.T) {
	t.Parallel()
	c := newCompany(t, func(as *asanasandbox.Seed, _ *slacksandbox.Seed) {
		as.Users = append(as.Users, asanasandbox.SeedUser{GID: "1208000000010401", Name: "Una Known", Email: "una@elsewhere.example"})
		as.Tokens["una-in-asana"], as.Tokens[benInAsana] = "1208000000010401", benGID
	})
	asksInAsana(t, c, "una-in-asana", salaryReview, "let me in")
	asksInAsana(t, c, benInAsana, salaryReview, "for the report")
	p := c.plays(sqliteURL(t), byRules(t, rulesFile(t, watching(watchSalaries))))
	holds(t, p.waitCard(ada, "R1", "awaiting_approval").Text, "<@"+ben+"> asks")
	p.watch.wait(t, 1, "is not known in Slack")
	p.rests()
	if n := p.count("request_created"); n != 1 || p.waitingInAsana(salaryReview) != 2 {
		t.Errorf("%d requests, %d wait in Asana", n, p.waitingInAsana(salaryReview))
	}
}

// Ensure the same for portfolios, named by their name, and that one place that can't be found does not hold up the others.
func TestAccessPortfolio(t *testing.T) {
	t.Parallel()
	c := newCompany(t, inAsanaToo(""))
	asksInAsana(t, c, benInAsana, clientWork, "")
	places := `{kind: project, what: No Such Place}, {kind: portfolio, what: Client Work}`
	p := c.plays(sqliteURL(t), byRules(t, rulesFile(t, watching(places))))
	p.waitTold(ben, "R1", "awaiting_approval")
	card := p.waitCard(ada, "R1", "awaiting_approval")
	holds(t, card.Text, "access to the portfolio", "Client Work", "no reason given", "not a member → *editor*")
	p.clicks(ada, card, "request_adjust")
	p.fills(ada, map[string]any{"level": "viewer"})
	p.waitTold(ben, "R1", "applied")
	p.rests()
	p.is(clientWork, benGID, "viewer")
	if n := p.waitingInAsana(clientWork); n != 0 {
		t.Errorf("%d still wait in Asana", n)
	}
}

// Ensure that of two replicas one takes an access request over, and that it is not taken over again.
func TestAccessOnce(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string) {
		c := newCompany(t, inAsanaToo(""))
		asksInAsana(t, c, benInAsana, salaryReview, "")
		p := c.plays(url, byRules(t, rulesFile(t, watching(watchSalaries))))
		p.waitCard(ada, "R1", "awaiting_approval")
		p.rests()
		p.stop()
		again := c.plays(url, byRules(t, rulesFile(t, watching(watchSalaries))))
		again.store.Forward(2 * 60e9) // the next look is a minute later
		again.watch.wait(t, 1, `"job":"access"`, done)
		again.rests()
		if n := again.count("request_created"); n != 1 {
			t.Errorf("%d requests of one", n)
		}
	})
}
