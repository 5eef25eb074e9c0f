package bot

import (
	"context"

	"rollcall/bot/command"
)

// pending lists what waits for the asker to decide, and what is under way: everything for ADMINS, one's own requests for everybody else.
func (b *Bot) pending(ctx context.Context, as asking) (Message, error) {
	whose := as.person.ID
	if as.admin {
		whose = ""
	}
	var mine, open []Request
	err := b.store.View(ctx, func(ctx context.Context, tx Tx) (err error) {
		if mine, err = tx.RequestsAsking(ctx, as.person.ID, shownLines+1); err != nil {
			return err
		}
		open, err = tx.OpenRequests(ctx, whose, shownLines+1)
		return err
	})
	if err != nil {
		return Message{}, err
	}
	if len(mine)+len(open) == 0 {
		return Message{Mark: MarkDone, Head: Say("Nothing is under way.")}, nil
	}
	said := Message{Head: Say("Under way:")}
	if len(mine) > 0 {
		said.Head = Say("Waiting for you, and under way:")
		said.Note = Say("To decide: ", Code(b.cfg.Slash+" approve "+mine[0].Name()), " or ", Code(b.cfg.Slash+" deny "+mine[0].Name()+" because …"))
	}
	shown := make(map[int64]bool)
	for _, r := range mine {
		shown[r.ID] = true
		said.Lines = append(said.Lines, Say("waits for you: ", b.pendingLine(r)))
	}
	for _, r := range open {
		if !shown[r.ID] {
			said.Lines = append(said.Lines, b.pendingLine(r))
		}
	}
	if len(said.Lines) > shownLines {
		said.Lines = append(said.Lines[:shownLines:shownLines], Say("… and more"))
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
