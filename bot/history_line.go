package bot

import (
	"context"
	"errors"
	"strings"
	"time"

	"rollcall/bot/audit"
)

// tellHistory puts events into words, with the names of people that are kept beside the log.
func (b *Bot) tellHistory(ctx context.Context, found []LoggedEvent) (lines []Line, err error) {
	err = b.store.View(ctx, func(ctx context.Context, tx Tx) error {
		lines = nil
		for _, l := range found {
			name, err := subjectName(ctx, tx, l.Event)
			if err != nil {
				return err
			}
			lines = append(lines, eventLine(l.Event, name))
		}
		return nil
	})
	return lines, err
}

// subjectName is whose membership an event is about; nothing when it is about nobody's.
func subjectName(ctx context.Context, tx Tx, e audit.Event) (Line, error) {
	if e.Subject == nil {
		return nil, nil
	}
	if e.Subject.SlackUser != "" {
		return Say(User(e.Subject.SlackUser)), nil
	}
	p, err := tx.PersonCalled(ctx, audit.Asana, e.Subject.GID)
	if errors.Is(err, ErrNotFound) || err == nil && p.Name == "" {
		return Say(strings.TrimSpace(e.Subject.Type + " " + e.Subject.GID)), nil
	}
	return Say(Name(p.Name, e.Subject.GID)), err
}

// eventLine is one event in words: when, who, what, and the request that it belongs to.
func eventLine(e audit.Event, subject Line) Line {
	line := Say(eventTime(e), " · ", actorOf(e), " ", eventWords(e))
	if len(subject) > 0 && e.Resource != nil {
		line = Say(line, ": ", subject)
	}
	if e.Resource != nil && e.Resource.Name != "" {
		line = Say(line, " on ", e.Resource.Name)
	}
	return Say(line, eventDetails(e), eventRequest(e))
}

func eventTime(e audit.Event) any {
	at, err := time.Parse(time.RFC3339, e.Time)
	if err != nil {
		return e.Time
	}
	return At(at)
}

// actorOf names who acted: a person, or Rollcall by a timer or as a service.
func actorOf(e audit.Event) Line {
	switch {
	case e.Actor == nil:
		return Say("Rollcall")
	case e.Actor.SlackUser != "":
		return Say(User(e.Actor.SlackUser))
	case e.Actor.Via != "":
		return Say("Rollcall (", e.Actor.Via, ")")
	}
	return Say("Rollcall")
}

// eventWords say what happened, and how it ended when it did not end well.
func eventWords(e audit.Event) Line {
	words, known := actionWords()[e.Action]
	if _, what, member := strings.Cut(string(e.Action), "_member_"); member {
		words, known = map[string]string{"added": "added a member", "removed": "removed a member", "access_level_changed": "changed a level"}[what], true
	}
	if !known {
		words = strings.ReplaceAll(string(e.Action), "_", " ")
	}
	switch e.Outcome {
	case audit.Intent:
		return Say(words, " (under way)")
	case audit.Noop:
		return Say(words, " (nothing to do)")
	case audit.Refused:
		return Say(words, " (refused)")
	case audit.Failed:
		return Say(words, " (failed)")
	case audit.Unknown:
		return Say(words, " (what came of it is not known)")
	}
	return Say(words)
}

func actionWords() map[audit.Action]string {
	return map[audit.Action]string{
		audit.RequestCreated: "asked", audit.RequestWaiting: "waits for an approval", audit.RequestApproved: "approved", audit.RequestDenied: "denied",
		audit.RequestHeld: "was held", audit.RequestRefused: "was refused", audit.RequestCancelled: "cancelled", audit.RequestExpired: "expired",
		audit.RequestCompleted: "done", audit.RequestFailed: "failed", audit.GrantStarted: "access until a moment began", audit.GrantExtended: "access was extended",
		audit.GrantEnded: "access ended", audit.GrantLeft: "access was left alone", audit.ChangeUndone: "undone", audit.WritesStopped: "stopped all writes",
		audit.WritesResumed: "resumed writes", audit.LogRead: "read the log", audit.LogExported: "exported the log", audit.LogCheckpoint: "signed a checkpoint",
	}
}

// eventDetails are what changed and why, as far as the event says.
func eventDetails(e audit.Event) (line Line) {
	d := e.Details
	if d == nil || e.Action == audit.LogCheckpoint {
		return nil
	}
	switch {
	case e.Change != "" && d.OldValue != "" && d.NewValue != "":
		line = Say(": ", levelName(d.OldValue), " → ", Bold(levelName(d.NewValue)))
	case d.NewValue != "":
		line = Say(": ", d.NewValue)
	}
	if d.Reason != "" {
		line = Say(line, ", because ", d.Reason)
	}
	if d.Error != "" {
		line = Say(line, ": ", kept(d.Error))
	}
	if x := e.Context; x != nil && len(x.Approvers) > 0 {
		line = Say(line, ", approvers: ")
		for i, id := range x.Approvers {
			if i > 0 {
				line = Say(line, ", ")
			}
			line = Say(line, User(id))
		}
	}
	return line
}

func eventRequest(e audit.Event) Line {
	if e.Request == "" {
		return nil
	}
	return Say(" · ", Code(e.Request))
}
