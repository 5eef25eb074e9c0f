package main

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// person is one of those who type and click.
type person struct {
	*ordeal

	id  string
	rng *rand.Rand
}

// lives does a person's steps, each a moment after the one before.
func (p *person) lives(ctx context.Context, steps int) {
	for range steps {
		if !p.waits(ctx, 0, p.pause) {
			return
		}
		p.begins()
		p.step(ctx)
	}
}

// waits lets a moment pass whose length is drawn; the moments at which people do something are what is tried here. It tells whether the load goes on.
func (p *person) waits(ctx context.Context, least, most time.Duration) bool {
	moment := time.NewTimer(least + time.Duration(p.rng.Int64N(int64(most-least))))
	defer moment.Stop()
	select {
	case <-moment.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// step does one of the things that people do.
func (p *person) step(ctx context.Context) {
	draw := p.rng.IntN(100)
	if p.decides() && draw < 45 {
		if p.decide(ctx) {
			return
		}
	}
	switch draw = p.rng.IntN(100); {
	case draw < 8:
		p.asks(ctx)
	case draw < 50:
		p.changes(ctx)
	case draw < 62:
		p.gives(ctx)
	default:
		p.returns(ctx)
	}
}

// decides tells whether a person is asked for approval.
func (p *person) decides() bool { return p.id == chloe || p.id == noor }

// anyOf draws one of several.
func anyOf[T any](p *person, all ...T) T { return all[p.rng.IntN(len(all))] }

// about draws whose membership of what a command is about.
func (p *person) about() (member, project string) {
	return anyOf(p, "@maya", "@maya.l"), anyOf(p, "Website Relaunch", "Website Relaunch", "Harbour App", "On-call Handbook")
}

// asks types a question.
func (p *person) asks(ctx context.Context) {
	p.types(ctx, anyOf(p, slices.Sorted(maps.Keys(lostQuestions()))...), "")
}

// changes types a change for good.
func (p *person) changes(ctx context.Context) {
	member, project := p.about()
	level := anyOf(p, "editor", "commenter", "viewer", "admin")
	text := anyOf(p,
		fmt.Sprintf("add %s to project %s as %s", member, project, level),
		fmt.Sprintf("add %s to project %s as %s", member, project, level),
		fmt.Sprintf("set %s on project %s to %s", member, project, level),
		fmt.Sprintf("remove %s from project %s", member, project))
	if p.id == maya && p.rng.IntN(3) == 0 {
		text = fmt.Sprintf("request project %s as %s", project, level)
	}
	p.types(ctx, text, p.mark())
}

// gives types access that ends, some of it while the load goes on.
func (p *person) gives(ctx context.Context) {
	member, project := p.about()
	p.types(ctx, fmt.Sprintf("add %s to project %s as %s for %s", member, project, anyOf(p, "editor", "viewer", "admin"), anyOf(p, "2w", "1w", "2s", "5s")), p.mark())
}

// returns types something about what was asked for before.
func (p *person) returns(ctx context.Context) {
	timed := p.known(func(d delivery) bool { return (d.who == p.id || p.id == ada) && strings.HasSuffix(d.text, "w") })
	own := p.known(func(d delivery) bool { return d.who == p.id && !strings.Contains(d.text, " R") })
	switch draw := p.rng.IntN(10); {
	case draw < 2 && len(timed) > 0:
		p.types(ctx, "end "+late(p, timed).request, p.mark())
	case draw < 4 && len(timed) > 0:
		p.types(ctx, "extend "+late(p, timed).request+" by 1w", p.mark())
	case draw < 8 && len(own) > 0:
		p.types(ctx, "undo "+late(p, own).request, p.mark())
	case len(own) > 0:
		p.types(ctx, "cancel "+own[len(own)-1].request, "")
	default:
		p.changes(ctx)
	}
}

// late draws one of the last ones.
func late(p *person, all []delivery) delivery { return anyOf(p, all[max(0, len(all)-3):]...) }

// mark is the reason in a command, by which its request is found again; none of them occurs twice.
func (p *person) mark() string { return "because " + strings.ReplaceAll(p.trigger(), ".", "-") }

const (
	// tries is how often somebody tries who gets no answer.
	tries = 5
	// soon and later bound the pause before that.
	soon, later = 50 * time.Millisecond, 500 * time.Millisecond
)

// types types a command until it is answered, now and then by sending the very same again, as networks do; what was answered is sometimes delivered again
// all the same.
func (p *person) types(ctx context.Context, text, mark string) {
	trigger := p.trigger()
	for range tries {
		v, ok := p.delivers(ctx, delivery{who: p.id, text: text, mark: mark, trigger: trigger})
		if !ok {
			return
		}
		if v != refused && v.definite() {
			break
		}
		if !p.waits(ctx, soon, later) {
			return
		}
		if p.rng.IntN(3) > 0 {
			trigger = p.trigger()
		}
	}
	if p.rng.IntN(6) == 0 {
		p.delivers(ctx, delivery{who: p.id, text: text, mark: mark, trigger: trigger})
	}
}

// delivers sends a command once and records what was answered.
func (p *person) delivers(ctx context.Context, d delivery) (v verdict, ok bool) {
	text := strings.TrimSpace(d.text + " " + d.mark)
	d.answer, ok = p.send(ctx, "command", map[string]any{"user": d.who, "text": text, "trigger_id": d.trigger})
	if !ok {
		return lost, false
	}
	d.verdict, d.request = p.judge(d.answer)
	p.keeps(d)
	if verb, request, about := strings.Cut(d.text, " "); about && (verb == "approve" || verb == "deny" || verb == "cancel") {
		p.counts(vote{who: d.who, request: request, action: verb, key: d.trigger, verdict: d.verdict})
	}
	return d.verdict, true
}
