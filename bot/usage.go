package bot

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"rollcall/asana"
	"rollcall/bot/audit"
	"rollcall/bot/command"
)

// available are the verbs that this version answers.
func available() []command.Verb {
	return []command.Verb{
		command.Add, command.Remove, command.Set, command.Request, command.List, command.Show, command.Explain, command.Pending, command.Approve, command.Deny, command.Cancel,
		command.Extend, command.End, command.Undo, command.History,
		command.Stop, command.Resume, command.Help,
	}
}

// wording is a command as it was understood, with mentions.
func wording(cmd command.Command) Line {
	var line Line
	for _, p := range cmd.Parts() {
		switch p.Kind {
		case command.PartUser:
			line = append(line, User(p.ID))
		case command.PartGroup:
			line = append(line, Group(p.ID))
		case command.PartLink:
			line = append(line, Link(p.Text, p.Text))
		default:
			line = append(line, Span{Text: p.Text})
		}
	}
	return line
}

// wordingOf is a command with what is named by gid called as people know it.
func wordingOf(cmd command.Command, names map[string]string) Line {
	cmd.What, cmd.Who = slices.Clone(cmd.What), slices.Clone(cmd.Who)
	for i, w := range cmd.What {
		if name := names[w.GID]; name != "" {
			cmd.What[i] = command.What{Kind: w.Kind, Name: name, In: w.In}
		}
	}
	for i, w := range cmd.Who {
		if name := names[w.GID]; name != "" {
			cmd.Who[i].Name, cmd.Who[i].GID = name, ""
		}
	}
	return wording(cmd)
}

// with is a map with one more entry; the map that is given stays as it is.
func with(all map[string]string, key, value string) map[string]string {
	more := maps.Clone(all)
	if more == nil {
		more = make(map[string]string)
	}
	more[key] = value
	return more
}

// loggedCommand is a command as the audit log has it: its reason is an event member of its own, and people are ids, so typed addresses are left
// out; the events of the changes name the accounts.
func loggedCommand(cmd command.Command) string {
	cmd.Reason = ""
	var all string
	for _, p := range cmd.Parts() {
		switch p.Kind {
		case command.PartUser, command.PartGroup:
			all += "@" + p.ID
		case command.PartEmail:
			all += "(e-mail)"
		default:
			all += p.Text
		}
	}
	return all
}

// misunderstood answers a text that is no command: what is wrong, what may be meant, and the usage line of that verb.
func (b *Bot) misunderstood(in Inbound, err error) taking {
	said, cause := Message{Mark: MarkAsk, Head: Say("I couldn't read that as a command.")}, "not understood"
	if e, ok := errors.AsType[*command.Error](err); ok {
		said.Head, said.Note = Say(e.Message), b.hint(e)
		cause += ": " + string(e.Code) // the message repeats words that were typed
	}
	return b.noted(in, audit.Event{Action: audit.RequestRefused, Outcome: audit.Refused, Details: &audit.Details{Error: cause}}, said)
}

func (b *Bot) hint(e *command.Error) Line {
	var line Line
	switch {
	case e.Suggested != nil:
		line = Say("Did you mean: ", b.cfg.Slash+" ", wording(*e.Suggested), "\n")
	case e.Suggestion != "":
		line = Say("Did you mean ", Bold(e.Suggestion), "?\n")
	}
	if e.Verb == command.Form {
		return Say(line, "All commands: ", Code(b.cfg.Slash+" help"))
	}
	return Say(line, "Usage: ", Code(command.Usage(e.Verb, b.cfg.Slash)))
}

// help explains one verb, or gives the overview.
func (b *Bot) help(topic command.Verb) Message {
	said := Message{Head: Say(command.HelpText(b.cfg.Slash, topic, available()))}
	if topic == command.Form || topic == command.Add || topic == command.Set {
		said.Note = Say("Not part of this version yet: bundles.")
	}
	return said
}

// unsupported refuses what is understood but can't be done, before anything is stored; nil when it can.
func (b *Bot) unsupported(cmd command.Command) *Message {
	if no := b.notYet(cmd); no != "" {
		return &Message{Mark: MarkNo, Head: Say(no), Note: Say("What I can do: ", Code(b.cfg.Slash+" help"))}
	}
	for _, w := range cmd.What {
		if no := b.wrongLevel(cmd, kindOf(w)); no != nil {
			return no
		}
	}
	return nil
}

// wrongLevel refuses a level that a kind of parent does not take.
func (b *Bot) wrongLevel(cmd command.Command, kind string) *Message {
	if !leveled(kind) && cmd.Verb != command.Set && cmd.Level != "" && !cmd.Level.IsRole() {
		return &Message{
			Mark: MarkAsk, Head: Say("In a ", kind, " one is a member or not. There is no level to give."), Note: Say("Leave out ", Code("as "+string(cmd.Level)), "."),
		}
	}
	if !leveled(kind) && (cmd.Verb == command.Set || cmd.Level != "") {
		return &Message{
			Mark: MarkNo, Head: Say("In a ", kind, " one is a member or not. Asana shows who is admin, guest or inactive there, but lets nobody change it through its API."),
			Note: Say("Change it in Asana: in the settings of the team, or in the admin console."),
		}
	}
	if cmd.Level.IsRole() {
		return &Message{Mark: MarkNo, Head: Say("Asana shows who is ", string(cmd.Level), ", but lets nobody change it through its API."), Note: Say("Change it in Asana's admin console.")}
	}
	if err := asana.CheckLevel(kind, string(cmd.Level)); err != nil {
		return &Message{
			Mark: MarkAsk, Head: Say("A ", kindWord(kind), " has no access level ", Bold(string(cmd.Level)), "."),
			Note: Say("It takes ", strings.Join(asana.LevelsOf(kind), ", "), "."),
		}
	}
	return nil
}

// notYet says what this version leaves out.
func (b *Bot) notYet(cmd command.Command) string {
	if cmd.Inner != nil {
		return b.notYet(*cmd.Inner)
	}
	if !slices.Contains(available(), cmd.Verb) {
		return "The command " + string(cmd.Verb) + " is not part of this version of Rollcall yet."
	}
	for _, w := range cmd.What {
		if w.Kind == command.Bundle {
			return "This version of Rollcall has no bundles yet. Nothing was changed."
		}
	}
	return ""
}
