package bot

import (
	"context"
	"slices"

	"rollcall/bot/audit"
)

// ruleDue names why access is taken back when its time is over, in events.
const ruleDue = "built-in: access that was given until a moment ends then"

// grantDue starts the end of a grant whose time is over: a change under the lock of its pair, behind whatever was asked for before.
func (b *Bot) grantDue(ctx context.Context, r *run) error {
	var args grantArgs
	if err := r.args(&args); err != nil {
		return err
	}
	return r.finish(ctx, func(ctx context.Context, tx Tx) error {
		g, err := tx.Grant(ctx, args.Grant)
		if err != nil || g.State != GrantActive || g.EndsAt.After(b.store.Now()) {
			return err // it ended before, or was prolonged and has a job for its new end
		}
		c := Change{Request: g.Request, State: ChangePending, Verb: verbEnd, Parent: g.Parent, Member: g.Member, Grant: g.ID, Rule: ruleDue}
		if err := tx.InsertChange(ctx, &c); err != nil {
			return err
		}
		job := newJob(jobEnd, applyArgs{Change: c.ID})
		job.Lock, job.LockOrder = c.Pair(), lastInOrder+g.EndsAt.UnixMilli() // of several the one first that was due first
		return tx.Enqueue(ctx, job)
	})
}

// lastInOrder is behind every request: who asked to prolong access before its end is served first.
const lastInOrder = 1 << 62

// actor is who a change is made for: a timer acts in its own name, everything else in that of the person who asked.
func (a *applying) actor() *audit.Actor {
	if a.job.Kind == jobEnd {
		return &audit.Actor{Via: "timer:grant"}
	}
	return nil
}

// endedLine says how access ended.
func endedLine(g Grant, c Change) Line {
	who, where := memberName(g.Member), Say(Link(g.Parent.URL, g.Parent.Name))
	switch {
	case c.State == ChangeNoop && c.After == g.Level:
		return Say("The time of ", who, " on ", where, " is over, but they keep ", Bold(c.After), ": it was given in another way too.")
	case c.State == ChangeNoop:
		return Say("The time of ", who, " on ", where, " is over; they are ", levelName(c.After), " already.")
	case gives(c.After):
		return Say("The time of ", who, " on ", where, " is over: ", levelName(c.Before), " → ", Bold(levelName(c.After)), ".")
	}
	return Say("The time of ", who, " on ", where, " is over: they are no longer a member.")
}

// tellEnded tells who asked for access and who had it that it has ended, or why not; what could not be ended the admins have to know.
func (a *applying) tellEnded(ctx context.Context, tx Tx, g Grant, c Change, why *problem) error {
	req, err := tx.Request(ctx, g.Request)
	if err != nil {
		return err
	}
	said := Message{Mark: MarkDone, Head: endedLine(g, c), Context: contextLine(req)}
	if a.job.Kind != jobEnd {
		said.Head = Say(User(a.request.Origin.SlackUser), " ended it (", a.request.Name(), "). ", said.Head)
	}
	people := []string{g.Origin.SlackUser, g.Member.SlackUser}
	if why != nil {
		said.Mark, said.Head, said.Note = MarkNo, why.say, why.note
	}
	if c.State == ChangeFailed {
		said.Mark, people = MarkFailed, append(people, a.bot.cfg.Admins...)
		said.Head = Say("I couldn't end the access of ", memberName(g.Member), " to ", Link(g.Parent.URL, g.Parent.Name), ", whose time is over: ", said.Head)
		said.Note = Say(said.Note, " I go on trying for a week.")
	}
	if g.Member.Kind == memberUser && g.Parent.Kind == "team" && c.State == ChangeApplied {
		said.Note = Say("Only the membership ended. Asana lets nobody set through its API who is an admin of a team.")
	}
	if a.job.Kind != jobEnd { // who ended it is told by the result
		people = slices.DeleteFunc(people, func(id string) bool { return id == a.request.Origin.SlackUser })
	}
	return a.bot.tellEach(ctx, tx, people, said)
}

// tellEach queues a direct message to people, each once.
func (b *Bot) tellEach(ctx context.Context, tx Tx, people []string, said Message) error {
	told := map[string]bool{"": true}
	for _, id := range people {
		if told[id] {
			continue
		}
		told[id] = true
		if err := tx.Enqueue(ctx, newJob(jobReply, replyArgs{To: id, Said: said})); err != nil {
			return err
		}
	}
	return nil
}

// remindGrant tells those whom a grant concerns that it ends soon.
func (b *Bot) remindGrant(ctx context.Context, r *run) error {
	var args grantArgs
	if err := r.args(&args); err != nil {
		return err
	}
	return r.finish(ctx, func(ctx context.Context, tx Tx) error {
		g, err := tx.Grant(ctx, args.Grant)
		if err != nil || g.State != GrantActive || remindAt(g).After(b.store.Now()) || !g.EndsAt.After(b.store.Now()) {
			return err
		}
		req, err := tx.Request(ctx, g.Request)
		if err != nil {
			return err
		}
		said := Message{
			Mark: MarkWait, Context: contextLine(req),
			Head:    Say("The access of ", memberName(g.Member), " to ", Link(g.Parent.URL, g.Parent.Name), " (", g.Level, ") ends ", At(g.EndsAt), "."),
			Buttons: endingButtons(req.Name()),
		}
		if g.Member.Kind == memberTeam {
			said.Head = Say("The access of the team ", Bold(g.Member.Name), " to ", Link(g.Parent.URL, g.Parent.Name), " (", g.Level, ") ends ", At(g.EndsAt), ".")
		}
		return b.tellEach(ctx, tx, []string{g.Origin.SlackUser, g.Member.SlackUser}, said)
	})
}

// endingButtons are what can be done about what a request gave until a moment.
func endingButtons(name string) []Button {
	return []Button{
		{Action: ActionExtend, Text: "Extend…", Label: "Extend " + name, Value: name},
		{Action: ActionEnd, Text: "End now", Label: "End " + name + " now", Value: name, Style: StyleDanger, Confirm: &Confirm{
			Title: "End it now?", Text: "What was given by " + name + " is taken back at once.", Yes: "End now", No: "Back",
		}},
	}
}

// ofRequest are the changes that somebody asked for: the timer's, which end what a request gave, belong to it too.
func ofRequest(changes []Change) []Change {
	return slices.DeleteFunc(changes, func(c Change) bool { return c.Rule == ruleDue })
}
