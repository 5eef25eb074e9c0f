package bot

import (
	"context"
	"errors"

	"rollcall/bot/audit"
	"rollcall/bot/command"
)

// The buttons of the switch that holds all writes.
const (
	ActionStop   = "writes_stop"
	ActionResume = "writes_resume"
)

// clickSwitch takes a click on the switch as the command that it stands for.
func (b *Bot) clickSwitch(ctx context.Context, c Click) {
	cmd := command.Command{Verb: command.Stop}
	if c.Action == ActionResume {
		cmd.Verb = command.Resume
	}
	b.asCommand(ctx, c, cmd)
}

// errStopped: one of ADMINS holds all writes to Asana.
var errStopped = errors.New("writes are stopped")

// effect is what a question changes, in the transaction that answers it; nil when it changes nothing.
type effect func(ctx context.Context, tx Tx) error

// turn stops or resumes all writes to Asana, for one of ADMINS.
func (b *Bot) turn(ctx context.Context, cmd command.Command, o Origin, admin bool) (Message, audit.Event, effect, error) {
	e := audit.Event{Action: audit.WritesStopped, Outcome: audit.OK, Details: &audit.Details{Reason: cmd.Reason}}
	if cmd.Verb == command.Resume {
		e.Action = audit.WritesResumed
	}
	if !admin {
		p := complain("Only Rollcall's admins can stop and resume writes.")
		if len(b.cfg.Admins) > 0 {
			p = p.next("These can: ", b.admins(), ".")
		}
		p.rule, p.action = ruleStop, e.Action
		return Message{}, e, nil, p
	}
	var stop Stop
	err := b.store.View(ctx, func(ctx context.Context, tx Tx) (err error) {
		stop, err = tx.Stopped(ctx)
		return err
	})
	stopped := err == nil
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Message{}, e, nil, err
	}
	switch {
	case cmd.Verb == command.Resume && !stopped:
		e.Outcome = audit.Noop
		return Message{Mark: MarkDone, Head: Say("Writes to Asana are not stopped.")}, e, nil, nil
	case cmd.Verb == command.Resume:
		return Message{Mark: MarkDone, Head: Say("Writes to Asana go on. What waited is carried out now.")}, e, b.resume, nil
	case stopped:
		e.Outcome = audit.Noop
		return Message{Mark: MarkDone, Head: stopNote(stop), Note: Say("To go on: ", Code(b.cfg.Slash+" resume"))}, e, nil, nil
	}
	said := Message{Mark: MarkDone, Head: Say("Writes to Asana are stopped. Commands are still taken; what they change waits."),
		Note: Say("To go on: ", Code(b.cfg.Slash+" resume"))}
	return said, e, func(ctx context.Context, tx Tx) error {
		b.touchHomes(tx, HomeTouch{Admins: true})
		return tx.StopWrites(ctx, Stop{By: o.SlackUser, Since: b.store.Now(), Reason: cmd.Reason})
	}, nil
}

// resume lets what waits for the switch go on at once.
func (b *Bot) resume(ctx context.Context, tx Tx) error {
	b.touchHomes(tx, HomeTouch{Admins: true})
	return errors.Join(tx.ResumeWrites(ctx), tx.HurryJobs(ctx, jobApply), tx.HurryJobs(ctx, jobEnd), tx.HurryJobs(ctx, jobReject))
}

// ruleStop names who may stop writes, in events.
const ruleStop = "built-in: ADMINS stop and resume writes"

// stopNote says that writes are stopped, to whoever asks for one meanwhile.
func stopNote(s Stop) Line {
	return Say(stoppedBy(s), ". This waits and goes on by itself when they are resumed.")
}

// stoppedBy says that writes are stopped, by whom, since when and why.
func stoppedBy(s Stop) Line {
	line := Say("All writes to Asana are stopped by ", User(s.By), " since ", At(s.Since))
	if s.Reason != "" {
		line = Say(line, " (", s.Reason, ")")
	}
	return line
}

// checkStopped returns errStopped when writes are held. In the transaction that stores an intent it makes a stop wait for that.
func checkStopped(ctx context.Context, tx Tx) error {
	_, err := tx.Stopped(ctx)
	if err == nil {
		return errStopped
	}
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}
