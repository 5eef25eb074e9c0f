package main

import (
	"regexp"
	"slices"
	"strings"

	"rollcall/bot"
	"rollcall/bot/audit"
)

// checkDecisions: at most one decision counts for a request, and it is the one that was carried out.
func (p *proof) checkDecisions() {
	p.t.Helper()
	for name, r := range p.requests {
		var approved, denied, cancelled []string
		wrote := false
		for _, e := range p.events[name] {
			counts := e.Outcome == audit.OK && e.Actor != nil
			switch {
			case counts && e.Action == audit.RequestApproved:
				approved = append(approved, e.Actor.SlackUser)
			case counts && e.Action == audit.RequestDenied:
				denied = append(denied, e.Actor.SlackUser)
			case counts && e.Action == audit.RequestCancelled:
				cancelled = append(cancelled, e.Actor.SlackUser)
			case e.Change != "" && strings.Contains(string(e.Action), "_member_") && e.Outcome != audit.Refused:
				wrote = true
				if !slices.Equal(e.Context.Approvers, approved) && e.Actor.Via != "timer:grant" {
					p.t.Errorf("%s was approved by %v and names %v", name, approved, e.Context.Approvers)
				}
			}
		}
		stopped := len(denied) + len(cancelled)
		if len(approved)+stopped > 1 || (stopped > 0) != (r.State == bot.Denied || r.State == bot.Cancelled) || stopped > 0 && wrote {
			p.t.Errorf("%s is %s, approved by %v, denied by %v, cancelled by %v: %s", name, r.State, approved, denied, cancelled, strings.Join(about(p.log, name), "; "))
		}
	}
}

// ballot is somebody's decisions of one kind about one request.
type ballot struct{ who, request string }

// ballots are decisions by who made them about what, each by its key.
type ballots map[ballot]map[string]bool

func (all ballots) put(v vote) {
	b := ballot{v.who, v.request}
	if all[b] == nil {
		all[b] = map[string]bool{}
	}
	all[b][v.key] = true
}

// checkVotes: every decision that was taken is in the log, as one that counts or as one that does not, and none is there that nobody made.
func (p *proof) checkVotes() {
	p.t.Helper()
	certain, possible := ballots{}, ballots{}
	for _, v := range p.votes {
		if v.verdict != refused {
			possible.put(v)
		}
		if v.verdict == taken {
			certain.put(v)
		}
	}
	logged := map[ballot]int{}
	for _, e := range p.log {
		if isDecision(e) && e.Request != "" && e.Actor != nil {
			logged[ballot{e.Actor.SlackUser, e.Request}]++
		}
	}
	for b, n := range logged {
		if n > len(possible[b]) {
			p.t.Errorf("the log has %d decisions of %s about %s, who made %d", n, b.who, b.request, len(possible[b]))
		}
	}
	missing := map[string]int{}
	for b, keys := range certain {
		missing[b.who] += max(0, len(keys)-logged[b])
	}
	for who, n := range missing {
		if said := p.notAccepted(who); n > said {
			p.t.Errorf("%d decisions of %s that were taken are not in the log, and %d times it was said that nothing was accepted", n, who, said)
		}
	}
}

// isDecision tells whether an event tells of somebody's decision, whether or not it counted.
func isDecision(e audit.Event) bool {
	switch e.Action {
	case audit.RequestApproved, audit.RequestDenied, audit.RequestCancelled:
		return true
	}
	return e.Action == audit.RequestRefused && !endsRequest(e)
}

// notAccepted counts how often somebody who clicked was told that it came to nothing.
func (p *proof) notAccepted(who string) (n int) {
	for _, m := range p.said {
		if m.For == who && m.Source != "answer" && (strings.Contains(m.Text, "Nothing was accepted: ") || strings.Contains(m.Text, "I can't tell whether this was taken")) {
			n++
		}
	}
	return n
}

// checkTold: everybody whose command was acknowledged was told its end, as often as may be in the same words.
func (p *proof) checkTold() {
	p.t.Helper()
	repeated := 0
	for name, r := range p.requests {
		line := "\n" + name + " · " + string(r.State)
		var ends []string
		for _, m := range p.said {
			if m.For == r.Origin.SlackUser && m.Source != "answer" && strings.HasSuffix(m.Text, line) && !isCard(m) && !isAside(m, r) {
				ends = append(ends, m.Text)
			}
		}
		if len(ends) == 0 {
			p.t.Errorf("%s was never told that %s is %s (%s)", r.Origin.SlackUser, name, r.State, r.Note)
			continue
		}
		repeated += len(ends) - 1
		if all := slices.Compact(ends); len(all) > 1 {
			p.t.Errorf("the end of %s was told in other words:\n%s", name, strings.Join(all, "\n---\n"))
		}
	}
	p.t.Logf("%d ends were told more than once", repeated)
}

// aside is how a message begins that tells of a request something beside its end: what became later of access that it gave, the answer to who decided,
// and why a decision does not count.
var aside = regexp.MustCompile(`^(The time of |The access of |You (cancelled|approved|denied|asked for|are not among) |<@\w+> ended it |(R\d+) (has ended|is being|is decided|is \w+, so|was \w+, so))`)

// isAside tells whether a message is an aside about a request, and not about another one which that request was about.
func isAside(m said, r bot.Request) bool {
	if strings.Contains(m.Text, " until now, but is ") { // an end that left alone what was there; said of what gave it, and to who wanted it
		return !strings.HasPrefix(r.Command, "end ")
	}
	found := aside.FindStringSubmatch(m.Text)
	return found != nil && (found[3] == "" || found[3] == r.Name())
}
