package bot

import (
	"context"
	"errors"
	"fmt"

	"rollcall/bot/audit"
	"rollcall/bot/command"
)

// questionArgs are the arguments of a question, which makes no request.
type questionArgs struct {
	ID          string `json:"id"` // pairs the question with the notice that it takes long
	Command     string `json:"command"`
	Origin      Origin `json:"origin"`
	ResponseURL string `json:"response_url"`
	Asked       int64  `json:"asked"` // unix milliseconds
}

// reply is the job that delivers something about the question.
func (q questionArgs) reply(said Message) replyArgs {
	return replyArgs{To: q.Origin.SlackUser, ResponseURL: q.ResponseURL, Accepted: q.Asked, Said: said}
}

func (q questionArgs) noticeKey() string { return "question:" + q.ID }

// question answers what makes no request, within what the asker may see.
func (b *Bot) question(ctx context.Context, r *run) error {
	var args questionArgs
	if err := r.args(&args); err != nil {
		return err
	}
	cmd, err := command.Parse(args.Command)
	if err != nil {
		return fmt.Errorf("parse the stored question: %w", err)
	}
	said, about, turn, err := b.answer(ctx, cmd, args.Origin)
	if p := b.asProblem(err); p != nil {
		said, about = questionRefused(cmd, p), audit.Event{
			Action: p.action, Outcome: audit.Refused, Details: &audit.Details{Error: logged(p.say)}, Context: &audit.Context{Rule: p.rule},
		}
		turn = nil
	} else if err != nil {
		return err
	}
	switch {
	case about.Action != "": // it is one of its own
	case about.Outcome == audit.Refused:
		about.Action = audit.RequestRefused
	default:
		about.Action = audit.RequestCompleted
	}
	if about.Details == nil {
		about.Details = &audit.Details{}
	}
	about.Details.NewValue = loggedCommand(cmd)
	return r.finish(ctx, func(ctx context.Context, tx Tx) error {
		if turn != nil {
			if err := turn(ctx, tx); err != nil {
				return err
			}
		}
		if err := tx.Append(ctx, b.event(args.Origin.from(about))); err != nil {
			return err
		}
		said, err := b.paged(ctx, tx, args.Origin.SlackUser, said)
		return errors.Join(err, tx.CancelJob(ctx, args.noticeKey()), tx.Enqueue(ctx, newJob(jobReply, args.reply(said))))
	})
}

// questionRefused says why a question can't be answered, or asks which object is meant.
func questionRefused(cmd command.Command, p *problem) Message {
	said := Message{Mark: MarkAsk, Head: p.say, Note: p.note}
	if p.pick == nil {
		return said
	}
	if said.Menu = menuOf(cmd, p.pick); said.Menu != nil {
		said.Note = Say(p.pick.ask)
	}
	return said
}

// answer finds what a question asks for, the event that tells what was read, and what it changes.
func (b *Bot) answer(ctx context.Context, cmd command.Command, o Origin) (said Message, about audit.Event, turn effect, err error) {
	as, err := b.ask(ctx, o)
	if err != nil {
		return said, about, nil, err
	}
	switch cmd.Verb {
	case command.Stop, command.Resume:
		return b.turn(ctx, cmd, o, as.admin)
	case command.Show:
		said, about, err = b.show(ctx, cmd.GID, as.eyes)
	case command.Pending:
		about.Outcome = audit.OK
		said, err = b.pending(ctx, as)
	case command.Explain:
		said, about, err = b.explain(ctx, *cmd.Inner, as, o)
	case command.History:
		said, about, err = b.history(ctx, cmd, as)
	case command.List:
		if len(cmd.Who) > 0 {
			said, about, err = b.listFor(ctx, cmd, as.eyes)
		} else {
			said, about, err = b.list(ctx, cmd, as.eyes)
		}
	}
	return said, about, nil, err
}
