package main

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"

	"rollcall/bot"
	"rollcall/bot/audit"
)

// checkChanges: every change has one outcome, after an intent when it wrote, and each found what the one before it had left.
func (p *proof) checkChanges() {
	p.t.Helper()
	for change, events := range p.changes {
		outcomes, intents := 0, 0
		for i, e := range events {
			if e.Outcome == audit.Intent {
				intents++
				continue
			}
			if outcomes++; i != len(events)-1 {
				p.t.Errorf("%s of %s went on after its outcome: %s", change, e.Request, strings.Join(about(p.log, e.Request), "; "))
			}
			wrote := e.Outcome == audit.OK && e.Details.OldValue != e.Details.NewValue
			if wrote && (intents == 0 || *events[i-1].Details != *e.Details) {
				p.t.Errorf("%s of %s has no intent that says the same: %s", change, e.Request, strings.Join(about(p.log, e.Request), "; "))
			}
			if e.Outcome == audit.Failed || e.Outcome == audit.Unknown {
				p.t.Errorf("%s of %s is %s: %s", change, e.Request, e.Outcome, e.Details.Error)
			}
		}
		if outcomes != 1 {
			p.t.Errorf("%s of %s has %d outcomes: %s", change, events[0].Request, outcomes, strings.Join(about(p.log, events[0].Request), "; "))
		}
	}
	for name, r := range p.requests {
		must(p.t, p.service.store.View(p.t.Context(), func(ctx context.Context, tx bot.Tx) error {
			all, err := tx.Changes(ctx, r.ID)
			for _, c := range all {
				if !c.State.Ended() {
					p.t.Errorf("%s has ended, but its change %s is %s", name, c.Name(), c.State)
				}
			}
			return err
		}))
	}
}

// checkAsana: what Asana took is what the log tells, bond by bond, write by write, and is what it shows.
func (p *proof) checkAsana() {
	p.t.Helper()
	for _, b := range p.books.together() {
		p.t.Errorf("two writes of %v at once", b)
	}
	shown := map[bond]string{}
	for _, r := range p.memberships() {
		if _, twice := shown[bond{r.Parent, r.Member}]; twice {
			p.t.Errorf("two memberships of %s in %s", r.Member, r.Parent)
		}
		shown[bond{r.Parent, r.Member}] = r.Level
	}
	for b, told := range p.chains() {
		levels, idle := p.books.account(b)
		if diff := cmp.Diff(told, levels); diff != "" {
			p.t.Errorf("%v: what the log tells and what Asana took differ (-told +took):\n%s", b, diff)
		}
		if len(idle) > 0 {
			p.t.Errorf("%v: writes that changed nothing: %+v", b, idle)
		}
		last := p.books.level(b)
		if len(told) > 0 {
			last = told[len(told)-1]
		}
		if show := shown[b]; show != last && (show != "" || last != audit.NoMember) {
			p.t.Errorf("%v: Asana shows %q, the log ends with %q", b, show, last)
		}
	}
}

// chains are the levels to which the log says that each bond was brought; each outcome must have found what the one before it left. What is found to be
// so already while a request is judged is no such outcome, for that is done beside the changes under way; but it must be something that was there.
func (p *proof) chains() map[bond][]string {
	p.t.Helper()
	all, seen := map[bond][]string{}, map[bond][]string{}
	for b, level := range p.books.start {
		all[b], seen[b] = nil, []string{level}
	}
	for _, e := range p.log {
		if !strings.Contains(string(e.Action), "_member_") || e.Outcome != audit.OK && e.Outcome != audit.Noop && e.Outcome != audit.Intent {
			continue
		}
		b := bond{e.Resource.GID, e.Subject.GID}
		left := p.books.level(b)
		if n := len(all[b]); n > 0 {
			left = all[b][n-1]
		}
		found, judged := e.Details.OldValue, e.Context.Job == ""
		if found != left && !judged || judged && found != left && !slices.Contains(seen[b], found) {
			p.t.Errorf("%s found %s, but %s was left before it", e.Request, found, left)
		}
		seen[b] = append(seen[b], found, e.Details.NewValue)
		if e.Outcome == audit.OK && found != e.Details.NewValue {
			all[b] = append(all[b], e.Details.NewValue)
		}
	}
	return all
}

// checkLeft: nothing was given up, and no lock is held for nobody.
func (p *proof) checkLeft() {
	p.t.Helper()
	db := beside(p.t, p.direct)
	db.each(func(rows *sql.Rows) error {
		var id, attempt int64
		var kind, why string
		err := rows.Scan(&id, &kind, &attempt, &why)
		p.t.Errorf("J%d %s was given up at attempt %d: %s", id, kind, attempt, why)
		return err
	}, "select id, kind, attempt, error from jobs where state = 'dead'")
	if n := db.count("locks"); n > 0 {
		p.t.Errorf("%d locks are left", n)
	}
}

// checkGrants: what is given until a moment and has not ended is what Asana shows, and has its timer.
func (p *proof) checkGrants() {
	p.t.Helper()
	due := map[string]int{}
	beside(p.t, p.direct).each(func(rows *sql.Rows) error {
		var args string
		var at int64
		err := rows.Scan(&args, &at)
		due[fmt.Sprint(args, at)]++
		return err
	}, "select args, due from jobs where kind = 'grant_due'")
	live := map[bond][]string{}
	for name, r := range p.requests {
		for _, g := range p.grantsOf(r.ID) {
			if g.State != bot.GrantActive {
				continue
			}
			key := fmt.Sprint(fmt.Sprintf(`{"grant":%d}`, g.ID), g.EndsAt.UnixMilli())
			if due[key] != 1 {
				p.t.Errorf("what %s gave until %v has %d timers: %v", name, g.EndsAt, due[key], due)
			}
			delete(due, key)
			live[bond{g.Parent.GID, g.Member.GID}] = append(live[bond{g.Parent.GID, g.Member.GID}], g.Level, g.Base)
		}
	}
	if len(due) > 0 {
		p.t.Errorf("timers of what has ended: %v", due)
	}
	for b, levels := range live {
		highest := slices.MaxFunc(levels, func(a, b string) int { return slices.Index(lostLevels(), a) - slices.Index(lostLevels(), b) })
		if shown := p.level(b.parent, b.member); shown != highest {
			p.t.Errorf("%v is to be %s until some moment, Asana shows %q", b, highest, shown)
		}
	}
}

// lostLevels are the levels of projects, lowest first.
func lostLevels() []string { return []string{audit.NoMember, "viewer", "commenter", "editor", "admin"} }

// grantsOf are what a request gave until a moment.
func (p *proof) grantsOf(request int64) (all []bot.Grant) {
	p.t.Helper()
	must(p.t, p.service.store.View(p.t.Context(), func(ctx context.Context, tx bot.Tx) (err error) {
		all, err = tx.GrantsOf(ctx, request)
		return err
	}))
	return all
}
