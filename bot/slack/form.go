package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"rollcall/bot"
)

// Limits of forms.
const (
	maxTitle      = 24
	maxInputs     = 99 // and one block of text
	maxData       = 3000
	maxFormText   = 2900
	maxViewBlocks = 100
	maxView       = 240_000 // bytes; Slack takes 250,000
)

// errForm: the form can't come back as it was meant. Its words can be cut, its data and its ids can't.
var errForm = errors.New("not a form that Slack can carry")

// Open shows a form as a modal.
func (c *Client) Open(ctx context.Context, trigger string, f bot.Form) (bot.Shown, error) {
	filled, err := modal(f)
	if err != nil {
		return bot.Shown{}, err
	}
	if trigger == "" {
		return bot.Shown{}, fmt.Errorf("open a form: there is no trigger: %w", bot.ErrSpent)
	}
	view, err := c.api.OpenViewContext(ctx, trigger, filled)
	if err != nil {
		return bot.Shown{}, unopened("open a form", err)
	}
	return bot.Shown{ID: view.ID, Hash: view.Hash}, nil
}

// Refill replaces what an open modal shows, unless it shows something else than the hash says.
func (c *Client) Refill(ctx context.Context, s bot.Shown, f bot.Form) (bot.Shown, error) {
	filled, err := modal(f)
	if err != nil {
		return bot.Shown{}, err
	}
	if s.ID == "" {
		return bot.Shown{}, fmt.Errorf("fill a form anew: it was never shown: %w", bot.ErrUnreachable)
	}
	view, err := c.api.UpdateViewContext(ctx, filled, "", s.Hash, s.ID)
	if err != nil {
		return bot.Shown{}, unfilled("fill a form anew", err)
	}
	return bot.Shown{ID: view.ID, Hash: view.Hash}, nil
}

func checkForm(f bot.Form) error {
	if f.ID == "" || len([]rune(f.ID)) > maxID || len([]rune(f.Data)) > maxData || len(f.Inputs) > maxInputs {
		return fmt.Errorf("form %.40q: %w", f.ID, errForm)
	}
	seen := make(map[string]bool)
	for _, in := range f.Inputs {
		block := blockID(in)
		uncarried := in.Kind == bot.InputText && slices.ContainsFunc(in.Options, func(o bot.Option) bool { return !carried(o.Value) })
		if in.ID == "" || len([]rune(in.ID)) > maxID || seen[block] || len(in.Options) > maxOptions || uncarried {
			return fmt.Errorf("form %.40q, input %.40q: %w", f.ID, in.ID, errForm)
		}
		seen[block] = true
	}
	return nil
}

// modal renders a form. What is beneath its inputs is cut to what there is room for.
func modal(f bot.Form) (slack.ModalViewRequest, error) {
	if err := checkForm(f); err != nil {
		return slack.ModalViewRequest{}, err
	}
	view := slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: f.ID, PrivateMetadata: f.Data,
		Title: plain(maxTitle, f.Title, "Rollcall"), Close: plain(maxTitle, "Cancel"),
	}
	if f.Send != "" || len(f.Inputs) > 0 {
		view.Submit = plain(maxTitle, f.Send, "Send")
	}
	blocks := asked(f)
	r := room{maxViewBlocks - len(blocks), maxView - weight(view) - weight(blocks)}
	if r.bytes < 0 {
		return slack.ModalViewRequest{}, fmt.Errorf("form %.40q is too large: %w", f.ID, errForm)
	}
	blocks = append(blocks, below(f.Below, r)...)
	view.Blocks.BlockSet = blocks
	return view, nil
}

// asked are the text of a form and its inputs.
func asked(f bot.Form) []slack.Block {
	blocks := []slack.Block{}
	if text := mrkdwn(f.Text, maxFormText); strings.TrimSpace(text) != "" {
		blocks = append(blocks, section(text))
	}
	for _, in := range f.Inputs {
		blocks = append(blocks, input(in))
	}
	return blocks
}

// below renders what stands beneath the inputs of a form. When not even its fixed parts fit, nothing does.
func below(m *bot.Message, r room) []slack.Block {
	if m == nil || !r.take([]slack.Block{slack.NewDividerBlock()}) {
		return nil
	}
	blocks := blocksIn(*m, room{r.blocks, min(r.bytes, maxMessage)})
	if len(blocks) == 0 || !r.take(blocks) {
		return nil
	}
	return append([]slack.Block{slack.NewDividerBlock()}, blocks...)
}

// FormErrors is the answer to a form that was not taken: what is wrong, by the block of an input.
func FormErrors(wrong map[string]string) any {
	said := make(map[string]string, len(wrong))
	for block, what := range wrong {
		said[block] = ellipsis(firstSaid(cleaned([]string{what})), maxLabel)
	}
	return slack.NewErrorsViewSubmissionResponse(said)
}
