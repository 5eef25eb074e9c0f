package bot

import (
	"fmt"
	"slices"
	"strings"

	"rollcall/asana"
	"rollcall/bot/audit"
	"rollcall/bot/command"
)

// shownLines bounds a list in one message; the rest is counted.
const shownLines = 40

// result says how the changes of a request ended.
func (b *Bot) result(req Request, changes []Change) Message {
	reason := ""
	if cmd, err := command.Parse(req.Command); err == nil {
		reason = cmd.Reason
	}
	if len(changes) == 1 {
		return b.resultOne(req, changes[0], reason)
	}
	return b.resultMany(req, changes, reason)
}

func (b *Bot) resultOne(req Request, c Change, reason string) Message {
	m := Message{Mark: markOf(c), Head: b.outcome(c)}
	if c.Error != "" {
		m.Head = kept(c.Error) // which names member and parent itself
	}
	if c.State == ChangeApplied && c.Verb != verbExtend {
		m.Fields = append(m.Fields, Field{Label: "Before → after", Value: Say(levelName(c.Before), " → ", Bold(levelName(c.After)))})
	}
	m.Buttons = append(offers(req, c.Offer), b.undoButton(req, []Change{c})...)
	if by := req.Judged.approvedBy(); len(by) > 0 {
		m.Fields = append(m.Fields, Field{Label: "Approved by", Value: mentions(by)})
	}
	m.Fields = append(m.Fields, Field{Label: label(c.Parent.Kind), Value: Say(Link(c.Parent.URL, c.Parent.Name))})
	if c.timed() && c.Verb != verbExtend && !c.Until.IsZero() && (c.State == ChangeApplied || c.State == ChangeNoop) {
		m.Fields = append(m.Fields, Field{Label: "Until", Value: Say(At(c.Until))})
	}
	if c.Note != "" {
		m.Note = Say(c.Note)
	}
	return withOrigin(m, req, reason)
}

// label names a kind of parent as a heading.
func label(kind string) string {
	word := kindWord(kind)
	return strings.ToUpper(word[:1]) + word[1:]
}

func (b *Bot) resultMany(req Request, changes []Change, reason string) Message {
	counts := make(map[ChangeState]int)
	for _, c := range changes {
		counts[c.State]++
	}
	var said []string
	for _, s := range []struct {
		state ChangeState
		word  string
	}{{ChangeApplied, "done"}, {ChangeNoop, "nothing to do"}, {ChangeRefused, "refused"}, {ChangeFailed, "failed"}, {ChangeSkipped, "skipped"}} {
		if n := counts[s.state]; n > 0 {
			said = append(said, fmt.Sprintf("%d %s", n, s.word))
		}
	}
	m := Message{Mark: MarkDone, Head: Say(fmt.Sprintf("%d changes: ", len(changes)), strings.Join(said, ", "), ".")}
	if counts[ChangeRefused]+counts[ChangeFailed] > 0 {
		m.Mark = MarkFailed
	}
	for _, c := range changes[:min(len(changes), shownLines)] {
		line := b.outcome(c)
		if c.State == ChangeApplied && c.Verb != verbExtend && !c.Until.IsZero() {
			line = Say(line, " Until: ", At(c.Until), ".")
		}
		if c.Note != "" {
			line = Say(line, " ", c.Note)
		}
		m.Lines = append(m.Lines, line)
	}
	m.Buttons = b.undoButton(req, changes)
	if by := req.Judged.approvedBy(); len(by) > 0 {
		m.Fields = append(m.Fields, Field{Label: "Approved by", Value: mentions(by)})
	}
	if more := len(changes) - shownLines; more > 0 {
		m.Lines = append(m.Lines, Say(fmt.Sprintf("… and %d more", more)))
	}
	return withOrigin(m, req, reason)
}

func withOrigin(m Message, req Request, reason string) Message {
	m.Fields = append(m.Fields, Field{Label: "By", Value: Say(User(req.Origin.SlackUser), ", as Rollcall")})
	if reason != "" {
		m.Fields = append(m.Fields, Field{Label: "Because", Value: Say(reason)})
	}
	return m
}

// undoButton takes back what was just done; there is none for what nobody can take back.
func (b *Bot) undoButton(req Request, changes []Change) []Button {
	undoable := func(c Change) bool {
		return c.State == ChangeApplied && c.Parent.Kind != asana.KindWorkspace && (c.Verb == string(command.Add) || c.Verb == string(command.Remove) || c.Verb == string(command.Set))
	}
	if !slices.ContainsFunc(changes, undoable) {
		return nil
	}
	name := req.Name()
	return []Button{{Action: ActionUndo, Text: "Undo", Label: "Undo " + name, Value: name, Confirm: &Confirm{
		Title: "Undo it?", Text: "Everybody gets back what they had before " + name + ", unless somebody changed it since.", Yes: "Undo", No: "Back",
	}}}
}

func markOf(c Change) Mark {
	switch c.State {
	case ChangeApplied, ChangeNoop:
		return MarkDone
	case ChangeRefused:
		return MarkNo
	}
	return MarkFailed
}

// outcome is one change in a sentence.
func (b *Bot) outcome(c Change) Line {
	who, where := memberName(c.Member), Say(Link(c.Parent.URL, c.Parent.Name))
	switch c.State {
	case ChangeApplied:
		return appliedLine(c, who, where)
	case ChangeNoop:
		return b.noopLine(c, who, where)
	}
	return Say(who, " on ", where, ": ", kept(c.Error))
}

func appliedLine(c Change, who, where Line) Line {
	switch {
	case c.Verb == verbExtend:
		return Say(who, " keeps ", roleOf(c.After), " of ", where, " until ", At(c.Until), ".")
	case c.After == audit.NoMember:
		return Say(who, " is no longer a member of ", where, ".")
	case c.Before == audit.NoMember:
		return Say(who, " is now ", roleOf(c.After), " of ", where, ".")
	}
	return Say(who, " is now ", Bold(c.After), " of ", where, ", was ", c.Before, ".")
}

func (b *Bot) noopLine(c Change, who, where Line) Line {
	if c.Verb == verbEnd && c.After != audit.NoMember {
		return Say("That access has ended. ", who, " stays ", roleOf(c.After), " of ", where, " by what else was given.")
	}
	if c.After == audit.NoMember {
		return Say(who, " is not a member of ", where, ", so there was nothing to remove.")
	}
	line := Say(who, " is already ", roleOf(c.After), " of ", where)
	if c.timed() && c.Level != "" && c.Level != c.After {
		return Say(line, " for now; as ", Bold(c.Level), " they stay until ", At(c.Until), " at least.")
	}
	if c.timed() {
		return Say(line, "; that now lasts until ", At(c.Until), " at least.")
	}
	if c.Verb == string(command.Add) && c.Level != "" && c.Level != c.After {
		return Say(line, "; to lower use ", Code(b.cfg.Slash+" set"), ".")
	}
	return Say(line, ", so there was nothing to do.")
}

// memberName names a member as people know them in Asana, so that a wrong account is noticed.
func memberName(m Member) Line {
	if m.Kind == memberTeam {
		return Say("Team ", Bold(m.Name))
	}
	if m.Email == "" {
		return Say(Name(m.Name, m.GID))
	}
	return Say(Name(m.Name, m.GID), " (", Address(m.Email), ")")
}

// roleOf is a level as a sentence has it.
func roleOf(level string) Line {
	if level == levelMember {
		return Say("a ", Bold(level))
	}
	return Say(Bold(level))
}

func levelName(level string) string {
	if level == audit.NoMember || level == "" {
		return "not a member"
	}
	return level
}
