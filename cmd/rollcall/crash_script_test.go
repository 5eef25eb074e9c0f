package main

import (
	"slices"
	"strings"
	"time"

	asanasandbox "rollcall/asana/sandbox"
	slacksandbox "rollcall/bot/slack/sandbox"
)

// story is what people do, and whose memberships it is about.
type story struct {
	name   string
	seed   func(*asanasandbox.Seed, *slacksandbox.Seed)
	doings []doing
	pairs  [][2]string
	ends   []string // the level of each pair in the end
}

// types is a command that somebody types.
func types(who, text string) doing {
	return doing{who: who, does: func(m *mortal) { m.sends(map[string]any{"user": who, "text": m.really(text)}) }}
}

// presses is a click on the first message that offers the button.
func presses(who, action string) doing {
	return doing{who: who, does: func(m *mortal) { m.tries(who, m.offering(who, action), action) }}
}

// opens is a click that opens a form.
func opens(who, action string) doing {
	d := presses(who, action)
	d.did = func(m *mortal) bool { return len(m.views(who)) > 0 }
	return d
}

// sendsOff is the form that somebody has open, sent.
func sendsOff(who string, values map[string]any) doing {
	return doing{who: who, does: func(m *mortal) { m.fills(who, values) }}
}

// chooses is a choice in a menu of a message.
func chooses(who, value string) doing {
	return doing{who: who, does: func(m *mortal) { m.picks(who, m.offering(who, "request_pick"), "request_pick", m.really(value)) }}
}

// waits lets time pass.
func waits(d time.Duration) doing {
	return doing{once: true, does: func(m *mortal) { m.passes(d) }}
}

// offering is the first message to somebody that offers an action.
func (m *mortal) offering(who, action string) said {
	m.t.Helper()
	all := m.messages()
	i := slices.IndexFunc(all, func(s said) bool { return s.For == who && slices.Contains(s.buttons(), action) })
	if i < 0 {
		m.t.Fatalf("nothing offers %s %s; there is %s", who, action, spelled(all))
	}
	return all[i]
}

// stories are the scripts that are played with a death at each of their steps.
func stories() []story {
	asks := types(ben, `add <@`+maya+`> to project "Website Relaunch" as editor because launch`)
	maysPair := [][2]string{{websiteRelaunch, mayaGID}}
	return []story{
		{name: "add", doings: []doing{types(ada, addMaya)}, pairs: maysPair, ends: []string{"editor"}},
		{name: "approve", doings: []doing{asks, presses(ada, "request_approve")}, pairs: maysPair, ends: []string{"editor"}},
		{
			name: "deny", pairs: maysPair, ends: []string{""},
			doings: []doing{asks, opens(ada, "request_deny"), sendsOff(ada, map[string]any{"reason": "not hers"})},
		},
		{name: "end", doings: []doing{types(ada, giveMaya), waits(14 * day)}, pairs: maysPair, ends: []string{""}},
		{name: "undo", doings: []doing{types(ada, addMaya), types(ada, "undo R1")}, pairs: maysPair, ends: []string{""}},
		{
			name: "two changes", doings: []doing{types(ada, "add @maya and @noor to project Website Relaunch as editor")},
			pairs: [][2]string{{websiteRelaunch, mayaGID}, {websiteRelaunch, noorGID}}, ends: []string{"editor", "editor"},
		},
		{
			name: "extend", pairs: maysPair, ends: []string{"editor"},
			doings: []doing{types(ada, giveMaya), types(ada, "extend R1 by 1w"), waits(15 * day)},
		},
		{
			name: "extend and end", pairs: maysPair, ends: []string{""},
			doings: []doing{types(ada, giveMaya), types(ada, "extend R1 by 1w"), waits(15 * day), waits(7 * day)},
		},
		{
			name: "pick", seed: namesakes, pairs: [][2]string{{website, mayaGID}, {"1208000000030099", mayaGID}}, ends: []string{"commenter", "editor"},
			doings: []doing{types(ada, "add @maya to project Website as editor"), chooses(ada, "R1 1208000000030099")},
		},
		{
			name: "anyway", pairs: [][2]string{{website, chloeGID}}, ends: []string{""},
			doings: []doing{types(ada, "remove @chloe from project Website because she moves on"), presses(ada, "request_anyway")},
		},
	}
}

// isStopgap tells what is said only when something takes long.
func isStopgap(text string) bool {
	return strings.HasPrefix(text, "Not done yet: ") || strings.HasPrefix(text, "Not decided yet: ")
}
