package slack

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"rollcall/bot"
)

// Limits of forms.
const (
	maxTitle    = 24
	maxInputs   = 99  // and one block of text
	maxLabel    = 300 // Slack takes 2000, but a form of such labels would be too large as a whole
	maxTyped    = 3000
	maxData     = 3000
	maxOptions  = 100
	maxOption   = 75
	maxFormText = 2900
)

// errForm: the form can't come back as it was meant. Its words can be cut, its data and its ids can't.
var errForm = errors.New("not a form that Slack can carry")

// Open shows a form as a modal.
func (c *Client) Open(ctx context.Context, trigger string, f bot.Form) (bot.Shown, error) {
	if err := checkForm(f); err != nil {
		return bot.Shown{}, err
	}
	if trigger == "" {
		return bot.Shown{}, fmt.Errorf("open a form: there is no trigger: %w", bot.ErrSpent)
	}
	view, err := c.api.OpenViewContext(ctx, trigger, modal(f))
	if err != nil {
		return bot.Shown{}, unopened("open a form", err)
	}
	return bot.Shown{ID: view.ID, Hash: view.Hash}, nil
}

// Refill replaces what an open modal shows.
func (c *Client) Refill(ctx context.Context, s bot.Shown, f bot.Form) (bot.Shown, error) {
	if err := checkForm(f); err != nil {
		return bot.Shown{}, err
	}
	view, err := c.api.UpdateViewContext(ctx, modal(f), "", s.Hash, s.ID)
	if err != nil {
		return bot.Shown{}, unopened("fill a form anew", err)
	}
	return bot.Shown{ID: view.ID, Hash: view.Hash}, nil
}

func checkForm(f bot.Form) error {
	if f.ID == "" || len([]rune(f.ID)) > maxID || len([]rune(f.Data)) > maxData || len(f.Inputs) > maxInputs {
		return fmt.Errorf("form %.40q: %w", f.ID, errForm)
	}
	seen := make(map[string]bool)
	for _, in := range f.Inputs {
		if in.ID == "" || len([]rune(in.ID)) > maxID || seen[in.ID] || len(in.Options) > maxOptions {
			return fmt.Errorf("form %.40q, input %.40q: %w", f.ID, in.ID, errForm)
		}
		seen[in.ID] = true
	}
	return nil
}

func modal(f bot.Form) slack.ModalViewRequest {
	view := slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: f.ID, PrivateMetadata: f.Data,
		Title: plain(maxTitle, f.Title, "Rollcall"), Close: plain(maxTitle, "Cancel"),
	}
	view.Blocks.BlockSet = []slack.Block{}
	if text := mrkdwn(f.Text, maxFormText); strings.TrimSpace(text) != "" {
		view.Blocks.BlockSet = append(view.Blocks.BlockSet, section(text))
	}
	for _, in := range f.Inputs {
		view.Blocks.BlockSet = append(view.Blocks.BlockSet, input(in))
	}
	if f.Send != "" || len(f.Inputs) > 0 {
		view.Submit = plain(maxTitle, f.Send, "Send")
	}
	return view
}

func input(in bot.Input) slack.Block {
	block := slack.NewInputBlock(in.ID, plain(maxLabel, in.Label, in.ID), nil, field(in))
	if in.Hint != "" {
		block.Hint = plain(maxLabel, in.Hint)
	}
	block.Optional = in.Optional
	return block
}

// field is what takes the value: a menu when there is something to choose from, otherwise a text field.
func field(in bot.Input) slack.BlockElement {
	if len(in.Options) > 0 {
		return menu(in)
	}
	e := slack.NewPlainTextInputBlockElement(nil, in.ID)
	e.Multiline = in.Long
	longest := maxTyped
	if in.Max > 0 {
		longest = min(in.Max, maxTyped)
		e.MaxLength = longest
	}
	e.InitialValue = first(in.Value, longest)
	return e
}

func menu(in bot.Input) slack.BlockElement {
	e := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, in.ID)
	for _, o := range in.Options {
		option := slack.NewOptionBlockObject(first(firstSaid([]string{o.Value, o.Text}), maxOption), plain(maxOption, o.Text, o.Value), nil)
		e.Options = append(e.Options, option)
		if o.Value == in.Value && e.InitialOption == nil {
			e.InitialOption = option
		}
	}
	return e
}

// FormErrors is the answer to a form that was not taken: what is wrong, by input.
func FormErrors(wrong map[string]string) any {
	return slack.NewErrorsViewSubmissionResponse(wrong)
}
