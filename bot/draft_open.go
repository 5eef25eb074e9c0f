package bot

import (
	"context"
	"errors"
	"slices"

	"rollcall/bot/audit"
	"rollcall/bot/command"
)

// The shortcuts that open the form.
const (
	ShortcutDraft        = "request_access"
	ShortcutDraftMessage = "request_access_message"
)

// draftFor is the form that a command opens: of nothing an empty one, of an incomplete change one with what was understood. nil: none.
func draftFor(in Inbound) *draft {
	cmd, err := command.Parse(in.Text)
	e, incomplete := errors.AsType[*command.Error](err)
	var d draft
	switch {
	case err == nil && cmd.Verb == command.Form:
		d = newDraft(in.Origin.SlackUser)
	case incomplete && fillsForm(e):
		d = draftOf(e.Understood, in.Origin.SlackUser)
	default:
		return nil
	}
	d.data.Channel = in.Origin.Channel
	return &d
}

// fillsForm tells whether a form helps with what was not understood: when something is missing, or nobody could be told from the words.
func fillsForm(e *command.Error) bool {
	verbs := append(draftVerbs(), command.Request)
	codes := []command.Code{
		command.CodeIncomplete, command.CodePlainMention, command.CodeUnknownPerson, command.CodeBroadcast, command.CodeChannel, command.CodeUnknownLevel,
	}
	return slices.Contains(codes, e.Code) && e.Suggested == nil && slices.Contains(verbs, e.Understood.Verb)
}

// offerDraft opens the form that a command is answered with, and says the rest: nothing where the form is the whole answer.
func (b *Bot) offerDraft(ctx context.Context, in Inbound, d draft, said Message) Message {
	if p := b.shutOut(ctx, in.Origin); p != nil {
		return Message{Mark: MarkNo, Head: p.say, Note: p.note}
	}
	err := b.openDraft(ctx, in.Trigger, in.Origin, d)
	if err != nil {
		b.log.Warn().Err(err).Msg("a form could not be opened")
		return said
	}
	if cmd, err := command.Parse(in.Text); err == nil && cmd.Verb == command.Form {
		return Message{}
	}
	said.Note = Say("I opened a form with what I understood. ", said.Note)
	return said
}

// openDraft shows the form at once, and fills it with what can be looked up afterwards.
func (b *Bot) openDraft(ctx context.Context, trigger string, o Origin, d draft) error {
	shown, err := b.chat.Open(ctx, trigger, d.form(b.cfg.Slash, nil))
	if errors.Is(err, ErrOpened) { // a repeat
		return nil
	}
	if err != nil {
		return err
	}
	b.warmSuggestions(ctx, o, string(d.kind))
	b.foretell(ctx, FormState{Shown: shown, ID: formDraft, Origin: o}, d)
	return nil
}

// shutOut says why somebody may not use Rollcall at all; nil when they may, or when that can't be told before the form has to be open. Then the request
// is refused.
func (b *Bot) shutOut(ctx context.Context, o Origin) *problem {
	ctx, cancel := context.WithTimeout(ctx, lookWithin)
	defer cancel()
	_, err := b.ask(ctx, o)
	p, _ := errors.AsType[*problem](err)
	return p
}

// Shortcut opens the form for a change; on a message for the one who wrote it.
func (b *Bot) Shortcut(ctx context.Context, c Shortcut) {
	click := Click{Origin: c.Origin, External: c.External, ResponseURL: c.ResponseURL}
	if c.ID != ShortcutDraft && c.ID != ShortcutDraftMessage {
		b.whisper(ctx, click, Message{Mark: MarkAsk, Head: Say("I don't understand this shortcut: it may come from another version of Rollcall.")})
		return
	}
	d := newDraft(c.Origin.SlackUser)
	if c.About != "" {
		d.users = []string{c.About}
	}
	d.data.Channel = c.Origin.Channel
	b.beginDraft(ctx, click, c.Trigger, d)
}

// clickDraft opens the form from a button.
func (b *Bot) clickDraft(ctx context.Context, c Click) {
	b.beginDraft(ctx, c, c.Trigger, newDraft(c.Origin.SlackUser))
}

// beginDraft notes that somebody who clicked gets a form, and opens it; or says why not.
func (b *Bot) beginDraft(ctx context.Context, c Click, trigger string, d draft) {
	if b.isForeign(c.Origin, c.External) {
		b.whisper(ctx, c, b.foreign(ctx, c.Origin))
		return
	}
	if p := b.shutOut(ctx, c.Origin); p != nil {
		b.whisper(ctx, c, Message{Mark: MarkNo, Head: p.say, Note: p.note})
		return
	}
	e := audit.Event{Action: audit.RequestCompleted, Outcome: audit.Noop, Details: &audit.Details{NewValue: "form"}}
	if err := b.record(ctx, c.Origin.from(e)); err != nil {
		b.log.Error().Err(err).Msg("a click was not accepted")
		b.whisper(ctx, c, b.notAccepted(err))
		return
	}
	if err := b.openDraft(ctx, trigger, c.Origin, d); err != nil {
		b.log.Warn().Err(err).Msg("a form could not be opened")
		b.whisper(ctx, c, Message{Mark: MarkWait, Head: Say("Slack didn't let me open the form in time."), Note: Say("Try it again, or type ", Code(b.cfg.Slash+" help"), ".")})
	}
}
