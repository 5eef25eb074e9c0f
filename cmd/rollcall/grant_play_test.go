package main

import (
	"context"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"rollcall/bot"
)

const day = 24 * time.Hour

// play is a service whose time a test lets pass.
type play struct {
	*service
	*company

	watch *logWatch
	side  *side
}

// plays starts a service on a database for a test that lets time pass.
func (c *company) plays(database string, changes ...func(*config)) *play {
	c.t.Helper()
	p := &play{company: c}
	p.service = c.serve(database, func(cfg *config) {
		for _, change := range changes {
			change(cfg)
		}
		p.watch = watchLog(cfg)
	})
	p.side = beside(c.t, database)
	return p
}

// busy counts the jobs that run, are due or are to be tried again.
func (p *play) busy() (n int) {
	p.t.Helper()
	const due = `select count(*) from jobs where state <> 'dead' and (state = 'running' or due <= $1 or attempt > 0)`
	must(p.t, p.side.db.QueryRowContext(p.t.Context(), due, p.store.Now().UnixMilli()).Scan(&n))
	return n
}

// rests returns when everything that is due has been done: a leap of the clock would end the leases of what is under way.
func (p *play) rests() {
	p.t.Helper()
	for {
		_, changed := p.watch.count("")
		if p.busy() == 0 {
			return
		}
		waitFor(p.t, "an end of the jobs that are due", changed)
	}
}

// passes lets time pass, and what falls due be done.
func (p *play) passes(d time.Duration) {
	p.t.Helper()
	p.rests()
	p.store.Forward(d)
	p.rests()
}

// gets types a change that must end in a state and returns its request and what was said at its end.
func (p *play) gets(user, text, state string) (request string, end said) {
	p.t.Helper()
	request = requestOf(p.t, p.types(user, text))
	end = p.waitTold(user, request, state)
	p.rests()
	return request, end
}

// gives types a change of Ada's, which must be applied, and returns its request.
func (p *play) gives(text string) string {
	p.t.Helper()
	request, _ := p.gets(ada, text, "applied")
	return request
}

// refuses types a change that must be refused, with these words.
func (p *play) refuses(user, text string, words ...string) {
	p.t.Helper()
	_, end := p.gets(user, text, "refused")
	holds(p.t, end.Text, words...)
}

// is checks what Asana shows of a pair.
func (p *play) is(parent, member, level string) {
	p.t.Helper()
	if got := p.level(parent, member); got != level {
		p.t.Errorf("Asana shows %q, want %q", got, level)
	}
}

// grant is the state of what a request gave until a moment; empty when it gave nothing so.
func (p *play) grant(request string) string {
	p.t.Helper()
	var states []string
	id, err := strconv.ParseInt(strings.TrimPrefix(request, "R"), 10, 64)
	must(p.t, err)
	must(p.t, p.store.View(p.t.Context(), func(ctx context.Context, tx bot.Tx) error {
		states = nil
		all, err := tx.GrantsOf(ctx, id)
		for _, g := range all {
			states = append(states, string(g.State))
		}
		return err
	}))
	return strings.Join(states, " ")
}

// stands checks the states of what requests gave until a moment, each as "R1 active".
func (p *play) stands(states ...string) {
	p.t.Helper()
	for _, want := range states {
		request, _, _ := strings.Cut(want, " ")
		if got := strings.TrimSpace(request + " " + p.grant(request)); got != want {
			p.t.Errorf("%s, want %s", got, want)
		}
	}
}

// hasSaid counts what somebody was told with all of the words.
func (p *play) hasSaid(user string, words ...string) (n int) {
	p.t.Helper()
	for _, m := range p.told(user) {
		if hasAll(m.Text, words) {
			n++
		}
	}
	return n
}

// wasTold checks how often people were told something with all of the words.
func (p *play) wasTold(times int, users []string, words ...string) {
	p.t.Helper()
	for _, user := range users {
		if n := p.hasSaid(user, words...); n != times {
			p.t.Errorf("%s was told %q %d times, want %d: %s", user, words, n, times, spelled(p.told(user)))
		}
	}
}

// setInAsana gives a member another level as somebody else does in Asana itself.
func (p *play) setInAsana(parent, member, level string) {
	p.t.Helper()
	var ignored any
	p.asanaSays(http.MethodPut, "/memberships/"+p.rows(parent, member)[0].GID, map[string]any{"access_level": level}, &ignored)
}

// atMoment is how a chat is told a moment, with the words for readers whose chat can't show it.
var atMoment = regexp.MustCompile(`<!date\^[^|>]*\|([^>]*)>`)

// readable has the moments of a message in words.
func readable(m said) said {
	m.Text = atMoment.ReplaceAllString(m.Text, "$1")
	return m
}

// waitTold is that of the company, with readable moments; so are the next ones.
func (p *play) waitTold(user, request, state string) said {
	p.t.Helper()
	return readable(p.company.waitTold(user, request, state))
}

func (p *play) waitCard(to, request, state string) said {
	p.t.Helper()
	return readable(p.company.waitCard(to, request, state))
}

func (p *play) asks(user, text string) said {
	p.t.Helper()
	return readable(p.company.asks(user, text))
}

func (p *play) told(user string) (all []said) {
	p.t.Helper()
	for _, m := range p.company.told(user) {
		all = append(all, readable(m))
	}
	return all
}

// inWords is the moment after some time, as people are told moments.
func (p *play) inWords(d time.Duration) string {
	return p.store.Now().Add(d).Format("2006-01-02 15:04 MST")
}

// newPlay starts a company with its seed and a service on SQLite.
func newPlay(t *testing.T) *play {
	t.Helper()
	return newCompany(t, nil).plays(sqliteURL(t))
}
