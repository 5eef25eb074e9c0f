package bot

import (
	"context"
	"slices"

	"rollcall/bot/command"
)

// pending lists what waits for the asker to decide, and what is under way: everything for ADMINS, one's own requests for everybody else.
func (b *Bot) pending(ctx context.Context, as asking) (Message, error) {
	whose := as.person.ID
	if as.admin {
		whose = ""
	}
	var mine, open []Request
	asked := make(map[int64][]string)
	err := b.store.View(ctx, func(ctx context.Context, tx Tx) (err error) {
		if mine, err = tx.RequestsAsking(ctx, as.person.ID, shownLines+1); err != nil {
			return err
		}
		if open, err = tx.OpenRequests(ctx, whose, shownLines+1); err != nil {
			return err
		}
		for _, r := range slices.Concat(mine, open) {
			cards, err := tx.Cards(ctx, r.ID)
			if err != nil {
				return err
			}
			asked[r.ID] = cardHolders(cards)
		}
		return nil
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
		said.Lines = append(said.Lines, Say("waits for you: ", b.pendingLine(r, asked[r.ID])))
	}
	for _, r := range open {
		if !shown[r.ID] {
			said.Lines = append(said.Lines, b.pendingLine(r, asked[r.ID]))
		}
	}
	if len(said.Lines) > shownLines {
		said.Lines = append(said.Lines[:shownLines:shownLines], Say("… and more"))
	}
	return said, nil
}

func (b *Bot) pendingLine(r Request, asked []string) Line {
	cmd, err := command.Parse(r.Command)
	what := Say(r.Command)
	if err == nil {
		what = wordingOf(cmd, r.Judged.Names)
	}
	line := Say(Bold(r.Name()), " ", User(r.Origin.SlackUser), ": ", what, " · ", string(r.State))
	if r.State == AwaitingApproval && len(asked) > 0 {
		line = Say(line, ", asked: ", mentions(asked))
	}
	if r.Note != "" {
		line = Say(line, " (", kept(r.Note), ")")
	}
	return line
}
