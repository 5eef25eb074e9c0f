package slack

import (
	"cmp"
	"regexp"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"rollcall/bot"
)

// Limits of what is filled in.
const (
	maxLabel  = 300 // Slack takes 2000, but a form of such labels would be too large as a whole
	maxTyped  = 3000
	maxChosen = 100
)

// person is what Slack takes as a person who is chosen at first; for anything else it refuses the whole form.
var person = regexp.MustCompile(`^[UW][A-Z0-9]{2,}$`)

func input(in bot.Input) slack.Block {
	block := slack.NewInputBlock(blockID(in), plain(maxLabel, in.Label, in.ID), nil, field(in))
	if in.Hint != "" {
		block.Hint = plain(maxLabel, in.Hint)
	}
	block.Optional, block.DispatchAction = in.Optional, in.Watched
	return block
}

// blockID names the block of an input. Slack keeps what a person entered as long as it is the same, so a new version empties the field.
func blockID(in bot.Input) string {
	if in.Version == "" {
		return in.ID
	}
	return first(in.ID+"."+in.Version, max(maxID, utf8.RuneCountInString(in.ID)))
}

// field is what takes the value.
func field(in bot.Input) slack.BlockElement {
	switch in.Kind {
	case bot.InputSearch:
		return search(in)
	case bot.InputSearchMany:
		e := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeExternal, plain(maxPrompt, "Type to search"), in.ID)
		e.InitialOptions = options(chosen(in))
		return e.WithMinQueryLength(0)
	case bot.InputPeople:
		e := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeUser, plain(maxPrompt, "Choose people"), in.ID)
		return e.WithInitialUsers(people(in)...)
	case bot.InputDate:
		return day(in)
	}
	if len(in.Options) > 0 {
		return choice(in)
	}
	return typed(in)
}

// search is a field that asks for suggestions with the first click already, so that one sees what there is.
func search(in bot.Input) slack.BlockElement {
	e := slack.NewOptionsSelectBlockElement(slack.OptTypeExternal, plain(maxPrompt, "Type to search"), in.ID)
	least := 0
	e.MinQueryLength = &least
	if all := options(chosen(in)); len(all) > 0 {
		e.InitialOption = all[0]
	}
	return e
}

// chosen are the options that are filled in at first.
func chosen(in bot.Input) []bot.Option {
	if len(in.Chosen) > 0 || in.Value == "" {
		return in.Chosen
	}
	if i := slices.IndexFunc(in.Options, func(o bot.Option) bool { return o.Value == in.Value }); i >= 0 {
		return in.Options[i : i+1]
	}
	return []bot.Option{{Value: in.Value, Text: in.Value}}
}

func people(in bot.Input) []string {
	var ids []string
	for _, o := range chosen(in) {
		if person.MatchString(o.Value) && !slices.Contains(ids, o.Value) && len(ids) < maxChosen {
			ids = append(ids, o.Value)
		}
	}
	return ids
}

func day(in bot.Input) slack.BlockElement {
	e := slack.NewDatePickerBlockElement(in.ID)
	e.Placeholder = plain(maxPrompt, "Choose a day")
	if _, err := time.Parse(time.DateOnly, in.Value); err == nil {
		e.InitialDate = in.Value
	}
	return e
}

func choice(in bot.Input) slack.BlockElement {
	e := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(maxPrompt, "Choose"), in.ID, options(in.Options)...)
	var first string
	if len(in.Chosen) > 0 {
		first = in.Chosen[0].Value
	}
	if i := slices.IndexFunc(e.Options, func(o *slack.OptionBlockObject) bool { return o.Value == cmp.Or(in.Value, first) }); i >= 0 {
		e.InitialOption = e.Options[i]
	}
	return e
}

// typed is a field for text. When it is watched, it tells what was entered at the end and not with every key.
func typed(in bot.Input) slack.BlockElement {
	e := slack.NewPlainTextInputBlockElement(nil, in.ID)
	e.Multiline = in.Long
	longest := maxTyped
	if in.Max > 0 {
		longest = min(in.Max, maxTyped)
		e.MaxLength = longest
	}
	e.InitialValue = clip(in.Value, longest)
	if in.Watched {
		e.DispatchActionConfig = &slack.DispatchActionConfig{TriggerActionsOn: []string{"on_enter_pressed"}}
	}
	return e
}
