package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// readHeld finds what ADMINS have to look at.
func (l *homeLists) readHeld(ctx context.Context, tx Tx) error {
	all, err := tx.RequestsHeld(ctx, homeLooked)
	if err != nil {
		return err
	}
	all, l.more["held"] = shownOf(all)
	l.held = nil
	for _, r := range all {
		q := &asked{Bot: l.Bot}
		if err := q.load(ctx, tx, r.ID); err != nil {
			return err
		}
		l.held = append(l.held, q)
	}
	return nil
}

// readState finds how the switch stands and what waits.
func (l *homeLists) readState(ctx context.Context, tx Tx) error {
	l.stop = nil
	stop, err := tx.Stopped(ctx)
	switch {
	case err == nil:
		l.stop = &stop
	case !errors.Is(err, ErrNotFound):
		return err
	}
	l.backlog, err = tx.Backlog(ctx)
	return err
}

// heldSection shows what somebody has to look at before it goes on.
func (l *homeLists) heldSection() Section {
	s := Section{Title: "Held requests"}
	for _, q := range l.held {
		card, _ := q.cardOf(l.user) // any of ADMINS may release it, also who has no card
		card.Shown = stageHold + ":"
		item := q.card(card, Held)
		if q.req.Origin.SlackUser == l.user && !slices.ContainsFunc(q.req.Judged.Terms, func(t Term) bool { return t.Self }) {
			item.Buttons = nil // somebody else has to look at it
		}
		s.Items = append(s.Items, item)
	}
	if s.Items = append(s.Items, l.moreOf("held", "pending")...); len(s.Items) == 0 {
		s.Text = Say("Nothing is held.")
	}
	return s
}

// switchSection shows whether writes go on, and turns that.
func (l *homeLists) switchSection() Section {
	s := Section{Title: "Writes to Asana"}
	if l.stop == nil {
		s.Text = Say("They go on.")
		s.Buttons = []Button{{
			Action: ActionStop, Text: "Stop all writes", Label: "Stop all writes to Asana", Style: StyleDanger, Confirm: &Confirm{
				Title: "Stop all writes?", Text: "Commands are still taken, but nothing is changed in Asana until writes are resumed.", Yes: "Stop", No: "Back",
			},
		}}
		return s
	}
	s.Text = Say(stoppedBy(*l.stop), ". What was asked for meanwhile waits.")
	s.Buttons = []Button{{Action: ActionResume, Text: "Resume writes", Label: "Resume writes to Asana", Style: StylePrimary}}
	return s
}

// lateJob is how long a job may have been due before somebody should know: workers look for jobs much more often.
const lateJob = 5 * time.Second

// healthSection says how Rollcall itself is, as far as this process knows.
func (l *homeLists) healthSection() Section {
	jobs := Say("none is late")
	if overdue := l.store.Now().Sub(l.backlog.Oldest); l.backlog.Due > 0 && overdue >= lateJob {
		jobs = Say(fmt.Sprintf("%d wait, the oldest has been due for %s", l.backlog.Due, overdue.Truncate(time.Second)))
	}
	if n := l.backlog.Dead; n > 0 {
		jobs = Say(jobs, fmt.Sprintf("; %d were given up", n))
	}
	policy := Say(Code(l.policy().Hash()))
	if l.rules.refused() {
		policy = Say(policy, "; ", Bold("the file as it is now was refused"), ", and the log says where its faults are")
	}
	events := Say("all events are sealed")
	if n := l.backlog.Unsealed; n > 0 {
		events = Say(fmt.Sprintf("%d to be sealed", n))
	}
	return Section{Title: "Health", Items: []Message{{
		Fields: []Field{
			{Label: "Database", Value: Say("answers")}, // all of this was just read from it
			{Label: "Jobs", Value: jobs},
			{Label: "Audit log", Value: events},
			{Label: peerAsana, Value: l.peers.state(peerAsana)},
			{Label: peerSlack, Value: l.peers.state(peerSlack)},
			{Label: "Version", Value: Say(l.cfg.Version)},
			{Label: "Policy", Value: policy},
		},
	}}}
}
