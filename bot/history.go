package bot

import (
	"context"
	"errors"
	"time"

	"rollcall/bot/audit"
	"rollcall/bot/command"
)

const (
	// historyShown bounds the lines of one answer; it has pages, and says how to ask for what is older.
	historyShown = 200
	// historyPage is how many events are read at once, and historyRead how many at most: of somebody who may see few of them not all are looked through.
	historyPage = 250
	historyRead = 2500
)

// history answers what happened: to a person, on an object, with a request, or at all; within what the asker may see.
func (b *Bot) history(ctx context.Context, cmd command.Command, as asking) (Message, audit.Event, error) {
	about := audit.Event{Action: audit.LogRead, Outcome: audit.OK}
	q, head, err := b.historyQuery(ctx, cmd, as, &about)
	if err != nil {
		return Message{}, about, err
	}
	if q.Since, q.Until, err = b.historySpan(cmd, as.person); err != nil {
		return Message{}, about, err
	}
	found, more, err := b.readHistory(ctx, q, as.eyes)
	if err != nil {
		return Message{}, about, err
	}
	if len(found) == 0 && cmd.Request != 0 {
		return Message{}, about, complain("I know no request ", RequestName(cmd.Request), " that you may see.").next("Your own are in ", Code(b.cfg.Slash+" history"), ".")
	}
	said := Message{Head: Say(head, ", the newest first:")}
	if len(found) == 0 {
		said.Head = Say("Nothing is in the log ", head, " that you may see.")
	}
	if said.Lines, err = b.tellHistory(ctx, found); err != nil {
		return Message{}, about, err
	}
	if more {
		oldest := found[len(found)-1].Event.Time
		said.Note = Say("There is more. For what is older add ", Code("until "+oldest[:len(time.DateOnly)]), "; ", Code("rollcall audit export"), " has all of it.")
	}
	return said, about, nil
}

// historyQuery finds which events the words of a command mean, and how to call them.
func (b *Bot) historyQuery(ctx context.Context, cmd command.Command, as asking, about *audit.Event) (q LogQuery, head Line, err error) {
	switch {
	case cmd.Request != 0:
		q.Request = RequestName(cmd.Request)
		return q, Say("What happened with ", q.Request), nil
	case len(cmd.Who) > 0:
		return b.historyOf(ctx, cmd.Who, as.eyes, about)
	case len(cmd.What) > 0:
		parents, err := b.parents(ctx, cmd.What, as.eyes)
		if err != nil {
			return q, nil, err
		}
		if len(parents) != 1 {
			return q, nil, complain("I show the history of one object at a time.").next("Name just one.")
		}
		p := parents[0]
		about.Resource, q.ParentGID = resourceOf(p), p.GID
		as.eyes.found(p.GID)
		return q, Say("What happened on ", Link(p.URL, p.Name)), nil
	case as.eyes.all:
		return q, Say("What happened"), nil
	}
	q.SlackUser = as.person.ID
	return q, Say("What happened with you"), nil
}

// historyOf looks for a person by Slack id where one is named, for the log also knows people who have left; others are looked up.
func (b *Bot) historyOf(ctx context.Context, who []command.Who, eyes *eyes, about *audit.Event) (q LogQuery, head Line, err error) {
	if len(who) != 1 {
		return q, nil, complain("I show the history of one person or one team at a time.").next("Name just one.")
	}
	switch w := who[0]; w.Kind {
	case command.WhoMe:
		q.SlackUser = eyes.self.ID
	case command.WhoUser:
		q.SlackUser = w.ID
	default:
		members, err := b.members(ctx, who, eyes)
		if err != nil {
			return q, nil, err
		}
		if len(members) != 1 {
			return q, nil, complain("I show the history of one person or one team at a time.").next("Name just one.")
		}
		m := members[0]
		about.Subject, q.SlackUser, q.AsanaGID = subjectOf(m), m.SlackUser, m.GID
		return q, Say("What happened with ", memberName(m)), nil
	}
	about.Subject = &audit.Subject{SlackUser: q.SlackUser}
	err = b.store.View(ctx, func(ctx context.Context, tx Tx) error {
		known, err := tx.Identity(ctx, q.SlackUser)
		q.AsanaGID = known.AsanaGID
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		return err
	})
	return q, Say("What happened with ", User(q.SlackUser)), err
}

// historySpan is from when until when, in the words of the person's zone.
func (b *Bot) historySpan(cmd command.Command, p Person) (since, until time.Time, err error) {
	now := b.store.Now()
	past := func(m command.Moment, start bool) (time.Time, error) {
		if m.Date == "" && m.Day != "today" {
			return time.Time{}, complain("I can't tell which ", m.String(), " you mean.").next("Write a date such as 2026-11-01.")
		}
		if start && m.Clock == "" {
			m.Clock = "00:00"
		}
		at, ok := instant(m, now, zoneOf(p))
		if !ok {
			return at, complain("I can't tell when ", m.String(), " is.").next("Write a date such as 2026-11-01.")
		}
		return at, nil
	}
	switch {
	case !cmd.For.IsZero():
		since = now.Add(-cmd.For.Length())
	case !cmd.Since.IsZero():
		if since, err = past(cmd.Since, true); err != nil {
			return since, until, err
		}
	}
	if !cmd.Until.IsZero() {
		until, err = past(cmd.Until, false)
	}
	return since, until, err
}

// readHistory reads on until there are enough events that the asker may see, and tells whether there may be more.
func (b *Bot) readHistory(ctx context.Context, q LogQuery, eyes *eyes) (found []LoggedEvent, more bool, err error) {
	q.Limit = historyPage
	done := make(map[string]bool) // changes whose outcome was seen: their intents say nothing more
	for read := 0; read < historyRead; read += q.Limit {
		var page []LoggedEvent
		err := b.store.View(ctx, func(ctx context.Context, tx Tx) (err error) {
			page, err = tx.Logged(ctx, q)
			return err
		})
		if err != nil {
			return nil, false, err
		}
		for _, l := range page {
			told, err := b.mayRead(ctx, l.Event, eyes)
			if err != nil {
				return nil, false, err
			}
			if l.Event.Change != "" && l.Event.Outcome == audit.Intent && done[l.Event.Change] {
				continue
			}
			done[l.Event.Change] = done[l.Event.Change] || l.Event.Outcome != audit.Intent
			if told {
				found = append(found, l)
			}
			if len(found) == historyShown {
				return found, true, nil
			}
		}
		if len(page) < q.Limit {
			return found, false, nil
		}
		q.Before = page[len(page)-1].ID
	}
	return found, len(found) > 0, nil
}

// mayRead tells whether the asker may see an event: admins all of them, others what they did, what is about them, and what happened on objects that
// they see.
func (b *Bot) mayRead(ctx context.Context, e audit.Event, eyes *eyes) (bool, error) {
	self := eyes.self.ID
	if eyes.all || e.Actor != nil && e.Actor.SlackUser == self || e.Subject != nil && e.Subject.SlackUser == self {
		return true, nil
	}
	if e.Resource == nil || e.Resource.GID == "" {
		return false, nil
	}
	return eyes.seesEvent(ctx, *e.Resource)
}

// seesEvent tells whether the asker may see the object of an event. What Asana has no longer, or hides, nobody but admins sees.
func (e *eyes) seesEvent(ctx context.Context, r audit.Resource) (bool, error) {
	if known, ok := e.seen.Load(r.GID); ok {
		return known == true, nil
	}
	o, err := e.bot.object(ctx, r.Type, r.GID, true)
	sees := err == nil
	if sees {
		sees, err = e.see(ctx, o)
	}
	if err != nil && !isHidden(err) && e.bot.asProblem(err) == nil {
		return false, err
	}
	e.seen.Store(r.GID, sees)
	return sees, nil
}
