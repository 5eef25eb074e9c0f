package bot

import (
	"context"
	"errors"
	"strings"

	"rollcall/bot/command"
)

// fieldLength is the input of the form that prolongs access.
const fieldLength = "length"

// asCommand takes a click as the command that it stands for, and acknowledges it to the one who clicked.
func (b *Bot) asCommand(ctx context.Context, c Click, cmd command.Command) {
	b.whisper(ctx, c, b.Command(ctx, Inbound{Key: c.Key, Text: cmd.String(), ResponseURL: c.ResponseURL, Origin: c.Origin}))
}

// openExtend asks for how long access is to go on.
func (b *Bot) openExtend(ctx context.Context, c Click, args decideArgs) {
	name := RequestName(args.Request)
	form := Form{
		ID: ActionExtend, Data: args.data(), Title: "Extend " + name, Send: "Extend",
		Text: Say("How much longer? The policy decides, as it did when the access was asked for."),
		Inputs: []Input{
			{ID: fieldLength, Label: "By", Value: "1w", Options: times("1d", "3d", "1w", "2w", "4w")},
			{ID: fieldReason, Label: "Because", Long: true, Optional: true, Max: 500},
		},
	}
	if _, err := b.chat.Open(ctx, c.Trigger, form); err != nil && !errors.Is(err, ErrOpened) {
		b.log.Warn().Err(err).Msg("a form could not be opened")
		b.whisper(ctx, c, Message{Mark: MarkWait, Head: Say("Slack didn't let me open the form in time."),
			Note: Say("Click again, or type ", Code(b.cfg.Slash+" extend "+name+" by 1w"), ".")})
	}
}

// submitExtend takes the form as the command that it stands for.
func (b *Bot) submitExtend(ctx context.Context, c Click, data formData) map[string]string {
	cmd, err := command.Parse("extend " + RequestName(data.Request) + " by " + c.Fields.One(fieldLength))
	if err != nil {
		return map[string]string{fieldLength: "Choose how much longer."}
	}
	cmd.Reason = strings.Join(strings.Fields(c.Fields.One(fieldReason)), " ")
	said := b.Command(ctx, Inbound{Key: c.Key, Text: cmd.String(), ResponseURL: data.ResponseURL, Origin: c.Origin})
	if said.Mark == MarkFailed {
		return map[string]string{fieldReason: plain(said.Head)}
	}
	c.ResponseURL = data.ResponseURL
	b.whisper(ctx, c, said)
	return nil
}
