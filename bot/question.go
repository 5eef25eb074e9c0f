package bot

import (
	"context"
	"errors"
	"fmt"

	"rollcall/bot/audit"
	"rollcall/bot/command"
	"rollcall/bot/policy"
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

// question answers list, show and pending, within what the asker may see.
func (b *Bot) question(ctx context.Context, r *run) error {
	var args questionArgs
	if err := r.args(&args); err != nil {
		return err
	}
	cmd, err := command.Parse(args.Command)
	if err != nil {
		return fmt.Errorf("parse the stored question: %w", err)
	}
	said, about, err := b.answer(ctx, cmd, args.Origin)
	if p := b.asProblem(err); p != nil {
		said, about = Message{Mark: MarkAsk, Head: p.say, Note: p.note}, audit.Event{
			Outcome: audit.Refused, Details: &audit.Details{Error: logged(p.say)}, Context: &audit.Context{Rule: p.rule},
		}
	} else if err != nil {
		return err
	}
	about.Action = audit.RequestCompleted
	if about.Outcome == audit.Refused {
		about.Action = audit.RequestRefused
	}
	if about.Details == nil {
		about.Details = &audit.Details{}
	}
	about.Details.NewValue = loggedCommand(cmd)
	return r.finish(ctx, func(ctx context.Context, tx Tx) error {
		if err := tx.Append(ctx, b.event(args.Origin.from(about))); err != nil {
			return err
		}
		return errors.Join(tx.CancelJob(ctx, args.noticeKey()), tx.Enqueue(ctx, newJob(jobReply, args.reply(said))))
	})
}

// answer finds what a question asks for, and the event that tells what was read.
func (b *Bot) answer(ctx context.Context, cmd command.Command, o Origin) (Message, audit.Event, error) {
	none := audit.Event{Outcome: audit.OK}
	self, admin, err := b.asker(ctx, o)
	if err != nil {
		return Message{}, none, err
	}
	if v := policy.May(factsOf(self)); !v.Allow {
		return Message{}, none, b.explainRefusal(v)
	}
	eyes := b.eyesOf(self, admin)
	switch cmd.Verb {
	case command.Show:
		return b.show(ctx, cmd.GID, eyes)
	case command.Pending:
		said, err := b.pending(ctx, eyes)
		return said, none, err
	}
	if len(cmd.Who) > 0 {
		return b.listFor(ctx, cmd, eyes)
	}
	return b.list(ctx, cmd, eyes)
}

// pending lists what is under way: everything for ADMINS, one's own requests for everybody else.
func (b *Bot) pending(ctx context.Context, eyes *eyes) (Message, error) {
	whose := eyes.self.ID
	if eyes.all {
		whose = ""
	}
	var open []Request
	err := b.store.View(ctx, func(ctx context.Context, tx Tx) (err error) {
		open, err = tx.OpenRequests(ctx, whose, shownLines+1)
		return err
	})
	if err != nil {
		return Message{}, err
	}
	if len(open) == 0 {
		return Message{Mark: MarkDone, Head: Say("Nothing is under way.")}, nil
	}
	said := Message{Head: Say("Under way:")}
	for _, r := range open[:min(len(open), shownLines)] {
		said.Lines = append(said.Lines, b.pendingLine(r))
	}
	if len(open) > shownLines {
		said.Lines = append(said.Lines, Say("… and more"))
	}
	return said, nil
}

func (b *Bot) pendingLine(r Request) Line {
	cmd, err := command.Parse(r.Command)
	what := Say(r.Command)
	if err == nil {
		what = wording(cmd)
	}
	line := Say(Bold(r.Name()), " ", User(r.Origin.SlackUser), ": ", what, " · ", string(r.State))
	if r.Note != "" {
		line = Say(line, " (", r.Note, ")")
	}
	return line
}
