package main

import (
	"strings"
	"testing"
)

// line is the line of a text that has the words; a failure when there is none.
func line(t testing.TB, text, words string) string {
	t.Helper()
	for l := range strings.Lines(text) {
		if strings.Contains(l, words) {
			return l
		}
	}
	t.Fatalf("no line has %q in:\n%s", words, text)
	return ""
}

// Ensure that lists, shows and what belongs to somebody say until when, by which request, who asked and who approved it; and nothing of the kind
// where access does not end.
func TestGrantListed(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	request := p.waitsFor(ben, "add @noor to project Website as viewer for 2w because audit")
	p.clicks(ada, p.waitCard(ada, request, "awaiting_approval"), "request_approve")
	p.waitTold(ben, request, "applied")
	p.rests()
	own := p.gives("add @noor to portfolio Client Work as viewer for 1w")

	row := line(t, p.asks(ada, "list project Website").Text, "Noor Haddad")
	holds(t, row, "viewer", "until "+p.inWords(14 * day)[:10], "("+request+" by <@"+ben+">, approved by <@"+ada+">)")
	lacks(t, line(t, p.asks(ada, "list project Website").Text, "Maya Ito"), "until")

	gid := p.rows(website, noorGID)[0].GID
	holds(t, p.asks(ada, "show "+gid).Text, "Noor Haddad", "viewer", "until "+p.inWords(14 * day)[:10], request+" by <@"+ben+">")

	all := p.asks(noor, "list for me").Text
	holds(t, line(t, all, "ends: project"), "Website", "viewer", "until "+p.inWords(14 * day)[:10], request+" by <@"+ben+">", "approved by <@"+ada+">")
	holds(t, line(t, all, "ends: portfolio"), "Client Work", "viewer", "until "+p.inWords(7 * day)[:10], own+" by <@"+ada+">")
	if other := p.asks(ada, "list for <@"+noor+">").Text; !strings.Contains(other, "ends: project") {
		t.Errorf("an admin is not told: %s", other)
	}

	p.passes(7 * day)
	lacks(t, p.asks(noor, "list for me").Text, "ends: portfolio")
	p.passes(7 * day)
	lacks(t, p.asks(noor, "list for me").Text, "ends: ")
	lacks(t, p.asks(ada, "list project Website").Text, "until", "Noor Haddad")
}

// Ensure that of several grants of one pair the list tells the one that lasts longest, and the new end of one that was prolonged.
func TestGrantListedLongest(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	p.gives("add @noor to project Website as viewer for 1w")
	p.gives("add @noor to project Website as viewer for 3w")
	p.gives("add @noor to project Website as viewer for 2w")
	row := line(t, p.asks(ada, "list project Website").Text, "Noor Haddad")
	holds(t, row, "until "+p.inWords(21 * day)[:10], "(R2 by <@"+ada+">)")
	p.gives("extend R3 by 4w")
	row = line(t, p.asks(ada, "list project Website").Text, "Noor Haddad")
	holds(t, row, "until "+p.inWords(42 * day)[:10], "(R3 by <@"+ada+">)")
}

// Ensure that what a team has until a moment is told to those who may see where, and not to others.
func TestGrantListedTeam(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	p.gives(`add team "Design" to project Salary Review 2026 as viewer for 2w`)
	holds(t, p.asks(ada, `list for team "Design"`).Text, "ends: project", "Salary Review 2026")
	holds(t, p.asks(maya, `list for team "Design"`).Text, "ends: project", "Salary Review 2026") // who sees it through the team
	lacks(t, p.asks(ben, `list for team "Design"`).Text, "Salary Review")
}

// Ensure that explain says until when access would last, what an extension, an end and an undo would do, and changes nothing.
func TestGrantExplained(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	request := p.gives("add @noor to project Website as editor for 2w")
	p.writes()
	for typed, says := range map[string][]string{
		"explain add @maya to project Website as editor for 2w": {"*Maya Ito*", "commenter → *editor*", "Until: for 2w from the moment it is given"},
		"explain add @maya to project Website as viewer for 2w": {"commenter → *commenter*", "nothing to do"},
		"explain add @maya to project Website until 2099-12-24": {"Until: " + lastSecond(t, "2099-12-24", "Europe/Berlin")},
		"explain add " + danaMail + " to workspace for 2w":      {"*refused*", "Nobody can be in the workspace", "for a limited time"},
		"explain set @maya on project Website to viewer for 2w": {"*refused*", "For a limited time I only give more"},
		"explain extend R1 by 1w":                               {"*Noor Haddad*", "editor, for longer", "Until: " + p.inWords(21 * day)[:10]},
		"explain end R1":                                        {"*Noor Haddad*", "editor → *not a member*", "allowed at once"},
		"explain undo R1":                                       {"*Noor Haddad*", "editor → *not a member*", "allowed at once"},
	} {
		holds(t, p.asks(ada, typed).Text, append(says, "Nothing was changed.")...)
	}
	if n := p.writes(); n != 0 {
		t.Errorf("%d writes", n)
	}
	p.stands(request + " active")
	p.is(website, mayaGID, "commenter")
}
