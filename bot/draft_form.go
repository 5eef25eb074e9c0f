package bot

import (
	"fmt"
	"slices"
	"strings"

	"rollcall/asana"
	"rollcall/bot/command"
)

// form draws a draft. below is what would come of it; nil when that is not known.
func (d draft) form(slash string, below *Message) Form {
	d.data.Verb, d.data.Kind, d.data.In = d.verb, d.kind, ""
	if len(d.in) > 0 {
		d.data.In = d.in[0].Value
	}
	text := Say("The same can be typed, such as ", Code(slash+" add @maya to project Website as editor for 2w"), ".")
	if len(d.left) > 0 {
		text = Say("This has no place in the form, so I left it out: ", strings.Join(d.left, ", "), ".")
	}
	send := "Send"
	if d.verb == command.Remove {
		send = "Take away"
	}
	return Form{
		ID: formDraft, Data: d.data.text(), Title: "Asana access", Send: send, Below: below, Text: text,
		Inputs: slices.Concat(
			d.whoInputs(), d.whatInputs(), d.levelInputs(), d.endInputs(),
			[]Input{{
				ID: fieldReason, Label: "Because", Value: d.reason, Long: true, Optional: true, Max: 500,
				Hint: "Whoever decides reads this, and it stays in the log.",
			}},
		),
	}
}

func (d draft) whoInputs() []Input {
	people := make([]Option, len(d.users))
	for i, id := range d.users {
		people[i] = Option{Value: id}
	}
	return []Input{
		{ID: fieldVerb, Label: "What to do", Value: string(d.verb), Watched: true, Options: []Option{
			{Value: string(command.Add), Text: "Give access"},
			{Value: string(command.Set), Text: "Change the level"},
			{Value: string(command.Remove), Text: "Take access away"},
		}},
		{ID: fieldWho, Kind: InputPeople, Label: "Who", Chosen: people, Watched: true, Optional: true},
		{
			ID: fieldOthers, Kind: InputSearchMany, Label: "Others", Chosen: d.others, Watched: true, Optional: true,
			Hint: "People by their account in Asana, a team, or everyone in a team. One of these two fields is needed.",
		},
	}
}

func (d draft) whatInputs() []Input {
	version := d.version()
	kinds := make([]Option, len(draftKinds()))
	for i, k := range draftKinds() {
		kinds[i] = Option{Value: string(k), Text: label(k.ResourceType())}
	}
	where := "To what"
	switch d.verb {
	case command.Remove:
		where = "From what"
	case command.Set:
		where = "On what"
	}
	inputs := []Input{{ID: fieldKind, Label: where, Value: string(d.kind), Watched: true, Options: kinds}}
	if d.kind == command.Type {
		inputs = append(inputs, Input{
			ID: fieldIn, Kind: InputSearch, Label: "In project", Chosen: d.in, Watched: true, Version: version,
			Hint: "Asana finds types only through a project.",
		})
	}
	if d.kind == command.Workspace {
		return inputs
	}
	what := Input{ID: fieldWhat, Kind: InputSearch, Label: label(d.kind.ResourceType()), Chosen: d.what, Watched: true, Version: version}
	if d.data.Several {
		what.Kind = InputSearchMany
	}
	return append(inputs, what)
}

// version changes when other objects are to be chosen from, or when they were filled in: the chat keeps what was entered as long as it is the same.
func (d draft) version() string { return fmt.Sprintf("%s-%d", d.kind, d.data.Filled) }

// levelInputs offer only the levels that the kind takes.
func (d draft) levelInputs() []Input {
	if !d.leveled() {
		return nil
	}
	in := Input{
		ID: fieldLevel, Label: "As", Value: string(d.level), Watched: true, Optional: d.verb != command.Set, Version: string(d.kind),
		Hint: "Leave it empty for what the " + string(d.kind) + " gives by default.",
	}
	if d.verb == command.Set {
		in.Hint = ""
	}
	for _, l := range asana.LevelsOf(d.kind.ResourceType()) {
		in.Options = append(in.Options, Option{Value: l, Text: l})
	}
	return []Input{in}
}

func (d draft) endInputs() []Input {
	if !d.ends() {
		return nil
	}
	times := lengths()
	if d.lasts != "" && !slices.ContainsFunc(times, func(o Option) bool { return o.Value == d.lasts }) {
		times = append(times, Option{Value: d.lasts, Text: strings.TrimSpace(d.lasts)})
	}
	return []Input{
		{ID: fieldFor, Label: "For how long", Value: d.lasts, Options: times, Watched: true, Optional: true, Hint: "Leave it and the date empty for access that does not end."},
		{ID: fieldUntil, Kind: InputDate, Label: "Or until the end of", Value: d.until, Watched: true, Optional: true},
	}
}
