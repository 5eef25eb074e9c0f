package main

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// Ensure that an approver can give less: for a shorter time, at a lower level, or both, and that everybody reads what was given.
func TestAdjustTime(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		typed  string
		values map[string]any
		says   string // in the result
		level  string
		ends   time.Duration
	}{
		"shorter":         {"for 4w", map[string]any{"length": "1w"}, "for 1w in place of what was asked for", "editor", 7 * day},
		"shorter until":   {"until 2099-12-24", map[string]any{"length": "12w", "reason": "ask again then"}, "for 12w in place of what was asked for; ask again then", "editor", 84 * day},
		"for good":        {"", map[string]any{"length": "2w"}, "for 2w in place of what was asked for", "editor", 14 * day},
		"lower":           {"for 4w", map[string]any{"level": "viewer"}, "as viewer in place of what was asked for", "viewer", 28 * day},
		"lower and short": {"for 4w", map[string]any{"level": "viewer", "length": "1d"}, "as viewer for 1d in place of what was asked for", "viewer", day},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlay(t)
			request := p.waitsFor(ben, "add @maya to project Website Relaunch as editor "+x.typed)
			card := p.waitCard(ada, request, "awaiting_approval")
			p.clicks(ada, card, "request_adjust")
			if a := p.fills(ada, x.values); a.Body != "" {
				t.Fatalf("the form was not taken: %s", a.Body)
			}
			end := p.waitTold(ben, request, "applied")
			p.rests()
			p.is(websiteRelaunch, mayaGID, x.level)
			holds(t, end.Text, x.level, "Until: "+p.inWords(x.ends)[:10], "Approved by: <@"+ada+">")
			card = p.waitCard(ada, request, "applied")
			holds(t, card.Text, "Approved by <@"+ada+">", x.says, "Until: "+p.inWords(x.ends)[:10])
			p.wasTold(1, []string{ben}, x.says)
			p.passes(x.ends - time.Minute)
			p.is(websiteRelaunch, mayaGID, x.level)
			p.passes(time.Minute)
			p.is(websiteRelaunch, mayaGID, "")
		})
	}
}

// Ensure that only less is offered, and that the form wants something chosen.
func TestAdjustOffers(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	request := p.waitsFor(ben, "add @maya to project Website Relaunch as commenter for 3d")
	card := p.waitCard(ada, request, "awaiting_approval")
	p.clicks(ada, card, "request_adjust")
	form := p.spelledForm(ada)
	for word, want := range map[string]bool{`"1h"`: true, `"1d"`: true, `"3d"`: false, `"1w"`: false, `"viewer"`: true, `"commenter"`: false, `"editor"`: false} {
		if strings.Contains(form, `"value":`+word) != want {
			t.Errorf("%s is offered: %t, want %t", word, !want, want)
		}
	}
	if a := p.fills(ada, map[string]any{"reason": "hm"}); !strings.Contains(a.Body, "Choose a lower level or a shorter time") {
		t.Errorf("an empty form was answered with %s", a.Body)
	}
	p.rests()
	holds(t, p.cards(ada, request)[0].Text, request+" · awaiting_approval")
}

// spelledForm is the modal that somebody has open, as Slack has it, without spaces.
func (p *play) spelledForm(user string) string {
	p.t.Helper()
	var all []map[string]any
	get(p.t, p.slack.URL+"/_sandbox/views", &all)
	for _, f := range all {
		if f["user"] == user && f["open"] == true {
			return strings.Join(strings.Fields(spelled(f)), "")
		}
	}
	p.t.Fatalf("%s has no form open", user)
	return ""
}

// Ensure that what takes something away, or gives the least already, can be adjusted to nothing less.
func TestAdjustNothingLess(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	for _, typed := range []string{
		"remove @ben from project Website Relaunch", "set @ben on project Website Relaunch to viewer", "add " + danaMail + " to workspace",
		"add @maya to project Website Relaunch as viewer for 1h",
	} {
		request := p.waitsFor(ben, typed)
		card := p.waitCard(ada, request, "awaiting_approval")
		for _, button := range card.buttons() {
			if button == "request_adjust" {
				t.Errorf("%s can be adjusted", typed)
			}
		}
	}
}

// Ensure that a form which was opened before somebody else decided has no effect.
func TestAdjustTooLate(t *testing.T) {
	t.Parallel()
	p := newCompany(t, nil).plays(sqliteURL(t), func(cfg *config) { cfg.Bot.Admins = []string{ada, noor} })
	request := p.waitsFor(ben, "add @maya to project Website Relaunch as editor for 2w")
	p.clicks(ada, p.waitCard(ada, request, "awaiting_approval"), "request_adjust")
	p.clicks(noor, p.waitCard(noor, request, "awaiting_approval"), "request_approve")
	p.waitTold(ben, request, "applied")
	if a := p.fills(ada, map[string]any{"length": "1d"}); a.Status != http.StatusOK {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	p.rests()
	p.wasTold(1, []string{ada}, request+" is decided already")
	p.passes(2 * day)
	p.is(websiteRelaunch, mayaGID, "editor")
}
