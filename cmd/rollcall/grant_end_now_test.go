package main

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Ensure who may end access now, by the button and typed: who asked for it, who has it, and ADMINS. The others are told.
func TestGrantEndNow(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		by    string
		typed bool
		told  []string
	}{
		"the subject by button":   {by: maya, told: []string{ben}},
		"the requester by button": {by: ben, told: []string{maya}},
		"the subject typed":       {by: maya, typed: true, told: []string{ben}},
		"the requester typed":     {by: ben, typed: true, told: []string{maya}},
		"an admin typed":          {by: ada, typed: true, told: []string{ben, maya}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newCompany(t, nil).plays(sqliteURL(t), byRules(t, rulesFile(t, threeWeeks)))
			request, _ := p.gets(ben, giveMaya, "applied")
			ending := "R2"
			if x.typed {
				p.gets(x.by, "end R1", "applied")
			} else {
				p.passes(13 * day)
				p.clicks(x.by, p.reminded(x.by, request), "grant_end")
				ending = p.acknowledged(x.by, "end R1")
				p.waitTold(x.by, ending, "applied")
				p.rests()
			}
			p.is(websiteRelaunch, mayaGID, "")
			p.stands(request + " ended")
			p.wasTold(1, x.told, "is over: they are no longer a member")
			p.wasTold(0, []string{x.by}, "is over")
			p.passes(14 * day)
			p.wasTold(1, x.told, "is over")
			want := []string{"request_created ok", "project_member_removed intent editor>none", "project_member_removed ok editor>none", "request_completed ok"}
			if diff := cmp.Diff(want, p.about(ending)); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
			if all := p.about(request); all[len(all)-1] != "grant_ended ok none>editor" {
				t.Errorf("the last event of %s is %s", request, all[len(all)-1])
			}
			p.refuses(x.by, "end R1", "R1 gave nothing that is still to end, so there is nothing to end")
		})
	}
}

// Ensure that who has nothing to do with a request learns no more of it than of one that does not exist, whatever they try.
func TestGrantStranger(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	request := p.gives(giveMaya)
	p.passes(13 * day)
	for _, verb := range []string{"end %", "extend % by 1w", "undo %", "explain end %"} {
		say := func(name string) string {
			text := strings.Replace(verb, "%", name, 1)
			if strings.HasPrefix(verb, "explain") {
				return strings.ReplaceAll(p.asks(noor, text).Text, name, "R…")
			}
			asked, end := p.gets(noor, text, "refused")
			return strings.ReplaceAll(strings.ReplaceAll(end.Text, asked, "R·"), name, "R…")
		}
		if diff := cmp.Diff(say("R999"), say(request)); diff != "" {
			t.Errorf("%s: a stranger tells it from what does not exist (-missing +there):\n%s", verb, diff)
		}
	}
	p.stands(request + " active")
	p.is(websiteRelaunch, mayaGID, "editor")
}

// Ensure that an end which fails when somebody wants it early is still due at its time.
func TestGrantEndNowFails(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	request := p.gives(giveMaya)
	p.asanaFault(map[string]any{"match": "DELETE /memberships/*", "status": http.StatusForbidden, "times": 1})
	_, end := p.gets(ada, "end R1", "failed")
	holds(t, end.Text, "doesn't let the account that I work with change")
	p.stands(request + " active")
	p.passes(14 * day)
	p.is(websiteRelaunch, mayaGID, "")
	p.stands(request + " ended")
}
