package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// What the model knows of the company, from the seeds and from what the sequence did to it. None of it is asked of the code under test.

// admins is ADMINS of the service under test.
func modelAdmins() []string { return []string{ada, noor} }

// modelPeople are those who ask and decide; the last is a guest.
func modelPeople() []string { return []string{ada, maya, ben, chloe, noor, gus} }

// modelAccounts are the Asana accounts of people.
func modelAccounts() map[string]string {
	return map[string]string{ada: adaGID, maya: mayaGID, ben: benGID, chloe: chloeGID, noor: noorGID, gus: gusGID, lind: lindGID}
}

// modelTargets are those whose memberships change: none administers anything in the seed.
func modelTargets() []string { return []string{maya, lind} }

const (
	ofDesign = "S01DESIGNRS"
	// Times of rules in which nothing comes at the same tick as the hourly look for approvers.
	remindAfter   = 40 * time.Minute
	escalateAfter = 100 * time.Minute
	expireAfter   = 260 * time.Minute
	tick          = 20 * time.Minute
)

// place is a project of the seed.
type modelPlace struct{ gid, name, owner string }

func modelPlaces() []modelPlace {
	return []modelPlace{{websiteRelaunch, "Website Relaunch", chloe}, {harbourApp, "Harbour App", ben}, {onCall, "On-call Handbook", noor}}
}

// way is what a rule comes to.
type way struct {
	decision string
	from     []string
	atLeast  int
	self     bool
	reason   bool
	escalate []string
}

// ways are the rules that a policy of the model is made of.
func ways() []way {
	return []way{
		{decision: "approve", from: []string{"owner"}, atLeast: 1, escalate: []string{"ADMINS"}},
		{decision: "approve", from: []string{"admins"}, atLeast: 2},
		{decision: "approve", from: []string{ofDesign}, atLeast: 2},
		{decision: "approve", from: []string{"ADMINS"}, atLeast: 1, reason: true},
		{decision: "approve", from: []string{ben, noor, gus}, atLeast: 1, self: true},
		{decision: "approve", from: []string{"owner", ofDesign}, atLeast: 2, escalate: []string{"admins", ben}},
		{decision: "allow"},
		{decision: "deny"},
	}
}

// wayOfBuiltin is the policy without a file, for everybody but ADMINS.
func wayOfBuiltin() way { return way{decision: "approve", from: []string{"ADMINS"}, atLeast: 1} }

// rulebook is a policy file, or the built-in policy.
type rulebook struct {
	builtin bool
	ways    []int // by place
	limit   int   // changes of one person in an hour
}

// way is the rule for a project when somebody asks, and its name.
func (r rulebook) way(place modelPlace, who string) (way, string) {
	if r.builtin && slices.Contains(modelAdmins(), who) {
		return way{decision: "allow"}, "built-in: ADMINS change memberships"
	}
	if r.builtin {
		return wayOfBuiltin(), "built-in: one of ADMINS approves"
	}
	at := slices.Index(modelPlaces(), place)
	return ways()[r.ways[at]], r.rule(at)
}

func (r rulebook) rule(at int) string {
	return fmt.Sprintf("way %d for %s", r.ways[at], modelPlaces()[at].name)
}

// text is the file.
func (r rulebook) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "default: deny\nsettings:\n  changes_per_hour: %d\nrules:\n", r.limit)
	for at, p := range modelPlaces() {
		fmt.Fprintf(&b, "  - name: %q\n    match:\n      kind: project\n      what: [%q]\n    then:", r.rule(at), p.name)
		w := ways()[r.ways[at]]
		if w.decision != "approve" {
			fmt.Fprintf(&b, " %s\n", w.decision)
			continue
		}
		fmt.Fprintf(&b, "\n      approve:\n        from: [%s]\n        at_least: %d\n        expires: %.0fmin\n        remind_after: %.0fmin\n",
			strings.Join(w.from, ", "), w.atLeast, expireAfter.Minutes(), remindAfter.Minutes())
		if w.self {
			b.WriteString("        self: true\n")
		}
		if w.reason {
			b.WriteString("        reason: required\n")
		}
		if w.escalate != nil {
			fmt.Fprintf(&b, "        escalate:\n          after: %.0fmin\n          to: [%s]\n", escalateAfter.Minutes(), strings.Join(w.escalate, ", "))
		}
	}
	return b.String()
}

func (r rulebook) hash() string {
	if r.builtin {
		return "built-in"
	}
	sum := sha256.Sum256([]byte(r.text()))
	return hex.EncodeToString(sum[:])
}

// world is how things stand.
type world struct {
	clock   time.Duration
	rules   rulebook
	away    map[string]string            // who can't act, and why: deactivated or guest
	rows    map[string]map[string]string // levels in Asana, by project and account
	stopped bool
}

// means resolves a word of a rule.
func (w *world) means(word string, place modelPlace) []string {
	switch word {
	case "ADMINS":
		return modelAdmins()
	case "owner":
		return []string{place.owner}
	case "admins":
		var all []string
		for slackUser, gid := range maps.All(modelAccounts()) {
			if w.rows[place.gid][gid] == "admin" {
				all = append(all, slackUser)
			}
		}
		slices.Sort(all)
		return all
	case ofDesign:
		return []string{maya, chloe}
	}
	return []string{word}
}

// approvers are those whose decision counts for a request now.
func (w *world) approvers(a *ask) []string {
	from := a.way.from
	switch {
	case a.state == "held":
		from = []string{"ADMINS"}
	case a.fallback:
		from = []string{"ADMINS"}
	case a.escalated:
		from = append(slices.Clone(from), a.way.escalate...)
	}
	var all []string
	for _, word := range from {
		for _, id := range w.means(word, a.place) {
			if w.away[id] == "" && (id != a.who || a.selfCounts()) && !slices.Contains(all, id) {
				all = append(all, id)
			}
		}
	}
	return all
}

// reach looks whether enough people can be asked, turns to ADMINS when not, and tells whom.
func (w *world) reach(a *ask) []string {
	least := a.way.atLeast
	if a.state == "held" {
		least = 1
	}
	enough := func() bool {
		can := slices.Clone(a.approved)
		for _, id := range w.approvers(a) {
			if !slices.Contains(can, id) {
				can = append(can, id)
			}
		}
		return len(can) >= least
	}
	if !enough() {
		a.fallback, a.alone = true, a.state == "held" // nobody releases what they asked for, unless there is nobody else
		if !enough() {
			return nil
		}
	}
	return w.approvers(a)
}
