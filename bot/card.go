package bot

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rollcall/asana"
	"rollcall/bot/audit"
	"rollcall/bot/command"
)

// The action ids of buttons. Messages keep them for ever, so they outlive upgrades.
const (
	ActionApprove = "request_approve"
	ActionDeny    = "request_deny"
	ActionAdjust  = "request_adjust"
	ActionCancel  = "request_cancel"
	ActionConfirm = "request_confirm" // the person who asked says that the account is the right one
	ActionExtend  = "grant_extend"
	ActionEnd     = "grant_end"
	ActionUndo    = "change_undo"
	ActionAnyway  = "request_anyway" // the explicit word for what can't be taken back easily
)

// Card is one copy of a question to approvers, as it stands in the chat.
type Card struct {
	ID        int64
	Request   int64
	SlackUser string // whom it asks by direct message; empty in a channel
	Why       string // why it is this person
	Posted    Posted
	Shown     string // what it asks about and which state of it the copy shows, "approval:awaiting_approval"; the second part may be unknown
}

// What a card asks about: an approval, or whether a held request may go on.
const (
	stageApproval = "approval"
	stageHold     = "hold"
)

func stageOf(r Request) string {
	if r.State == Held {
		return stageHold
	}
	return stageApproval
}

// stage is what the card asks about.
func (c Card) stage() string {
	stage, _, _ := strings.Cut(c.Shown, ":")
	return stage
}

// waiting is the state in which a request is when its cards count.
func (q *asked) waiting() RequestState {
	if q.req.State == Resolving {
		return AwaitingApproval
	}
	return q.req.State
}

// shown tells apart what cards of a request show in the course of time.
func (q *asked) shown(s RequestState) string {
	return fmt.Sprintf("%s/%d/%t", s, len(q.decisions), q.req.Judged.Released != "")
}

// card is the question to one approver, or what became of it.
func (q *asked) card(c Card, state RequestState) Message {
	m := Message{Mark: MarkAsk, Head: q.wish(), Context: contextIn(q.req, state)}
	m.Fields = append(m.Fields, Field{Label: "Asked by", Value: Say(User(q.req.Origin.SlackUser))})
	m.Fields = append(m.Fields, q.changeFields()...)
	m.Fields = append(m.Fields, ruleFields(q.req)...)
	if c.Why != "" {
		m.Fields = append(m.Fields, Field{Label: "Why you", Value: kept(c.Why)})
	}
	m.Lines = q.changeLines()
	if c.stage() == stageHold {
		return q.holdCard(m, state)
	}
	for _, d := range q.decisions {
		m.Note = Say(m.Note, decided(d), "\n")
	}
	if state == AwaitingApproval {
		m.Note = Say(m.Note, q.progress())
		m.Buttons = q.decisionButtons()
		return m
	}
	m.Mark, m.Note = outcomeMark(state), Say(m.Note, q.outcomeNote(state))
	return m
}

// wish is what is asked for, in a sentence.
func (q *asked) wish() Line {
	cmd, err := command.Parse(q.req.Command)
	if err != nil {
		return Say(User(q.req.Origin.SlackUser), " asks: ", q.req.Command)
	}
	cmd.Reason = ""
	if q.req.AccessRequest != "" && len(q.changes) == 1 {
		p := q.changes[0].Parent
		return Say(User(q.req.Origin.SlackUser), " asks: in Asana, for access to the ", kindWord(p.Kind), " ", Link(p.URL, p.Name))
	}
	return Say(User(q.req.Origin.SlackUser), " asks: ", wordingOf(cmd, q.req.Judged.Names))
}

// changeFields show what a request of one change would do.
func (q *asked) changeFields() []Field {
	cmd, err := command.Parse(q.req.Command)
	var fields []Field
	if len(q.changes) == 1 {
		c := q.changes[0]
		fields = append(fields,
			Field{Label: "For", Value: memberName(c.Member)},
			Field{Label: label(c.Parent.Kind), Value: Say(Link(c.Parent.URL, c.Parent.Name))},
			Field{Label: "Before → after", Value: fromTo(c)},
		)
	}
	if err != nil {
		return fields
	}
	if hasEnd(cmd.Verb) {
		fields = append(fields, Field{Label: "Until", Value: until(cmd, q.changes)})
	}
	reason := "no reason given"
	if cmd.Reason != "" {
		reason = cmd.Reason
	}
	fields = append(fields, Field{Label: "Because", Value: Say(reason)})
	if cmd.Anyway {
		fields = append(fields, Field{Label: "Anyway", Value: Say("also if nobody is left to manage it, or if it can't be taken back")})
	}
	return fields
}

// hasEnd tells whether what a verb gives can end.
func hasEnd(v command.Verb) bool {
	return v == command.Add || v == command.Set || v == command.Request || v == command.Extend
}

// fromTo is what a change would do to the level.
func fromTo(c Change) Line {
	if c.Verb == verbExtend {
		return Say(c.Level, ", for longer")
	}
	if isNoop(c) && gives(c.Agreed.After) {
		return Say(c.Agreed.After, ", for longer")
	}
	return Say(levelName(cmp.Or(c.Agreed.Before, c.Before)), " → ", Bold(levelName(cmp.Or(c.Agreed.After, c.After))))
}

// untilOf is the end of one change among several, which an approver may have brought nearer.
func untilOf(c Change) Line {
	switch {
	case !c.Until.IsZero():
		return Say(", until ", At(c.Until))
	case c.Lasts > 0:
		return Say(", for ", length(c.Lasts))
	}
	return nil
}

// until is how long access is asked for.
func until(cmd command.Command, changes []Change) Line {
	switch {
	case len(changes) > 0 && !changes[0].Until.IsZero():
		return Say(At(changes[0].Until))
	case len(changes) > 0 && changes[0].Verb != verbExtend && changes[0].Lasts > 0:
		return Say("for ", length(changes[0].Lasts), " from the moment it is given")
	case !cmd.For.IsZero():
		return Say("for ", cmd.For.String(), " from the moment it is given")
	}
	return Say("for good")
}

// ruleFields show which rules ask.
func ruleFields(req Request) []Field {
	if len(req.Judged.Terms) == 0 {
		return nil
	}
	return []Field{{Label: "Rule", Value: Say(req.Judged.rules())}}
}

// changeLines list what a request of several changes would do.
func (q *asked) changeLines() []Line {
	if len(q.changes) < 2 {
		return nil
	}
	lines := make([]Line, len(q.changes))
	for i, c := range q.changes {
		lines[i] = Say(memberName(c.Member), " on ", Link(c.Parent.URL, c.Parent.Name), ": ", fromTo(c), untilOf(c))
		switch c.State {
		case ChangeRefused:
			lines[i] = Say(Bold("not part of this"), ", because it is refused: ", q.outcome(c))
		case ChangeNoop:
			lines[i] = q.outcome(c)
		}
	}
	return shorten(lines)
}

// progress says how many approvals are still missing.
func (q *asked) progress() Line {
	missing, of := 0, 0
	for _, t := range q.req.Judged.Terms {
		missing, of = missing+max(0, t.AtLeast-len(t.ApprovedBy)), of+t.AtLeast
	}
	if of < 2 || missing == 0 {
		return nil
	}
	return Say(fmt.Sprintf("%d of %d approvals are still missing.", missing, of))
}

// decisionButtons are what an approver can do.
func (q *asked) decisionButtons() []Button {
	name := q.req.Name()
	approve := Button{Action: ActionApprove, Text: "Approve", Label: "Approve " + name, Value: name, Style: StylePrimary}
	if q.takesAway() {
		approve.Confirm = &Confirm{Title: "Take access away?", Text: "If you approve " + name + ", access that somebody has now is taken away.", Yes: "Approve", No: "Back"}
	}
	buttons := []Button{approve, {Action: ActionDeny, Text: "Deny…", Label: "Deny " + name, Value: name, Style: StyleDanger}}
	if q.canAdjust() {
		buttons = append(buttons, Button{Action: ActionAdjust, Text: "Adjust…", Label: "Approve " + name + " with a lower level or for a shorter time", Value: name})
	}
	return buttons
}

// takesAway tells whether a change takes something away.
func (q *asked) takesAway() bool {
	return slices.ContainsFunc(q.changes, func(c Change) bool { return !c.State.Ended() && rank(c.Agreed.After) < rank(c.Agreed.Before) })
}

// decided says what one approver decided.
func decided(d Decision) Line {
	line := Say("Approved by ", User(d.SlackUser), " ", At(d.At))
	if !d.Approve {
		line = Say("Denied by ", User(d.SlackUser), " ", At(d.At))
	}
	if d.Note != "" {
		line = Say(line, ": ", d.Note)
	}
	return line
}

// outcomeNote says what became of a request that waits no longer.
func (q *asked) outcomeNote(state RequestState) Line {
	switch state {
	case Expired, Cancelled, Refused, Failed:
		return kept(q.req.Note)
	case Applied, Partial:
		if len(q.changes) == 1 {
			return q.outcome(q.changes[0])
		}
		return kept(q.req.Note)
	}
	return nil
}

func outcomeMark(state RequestState) Mark {
	switch state {
	case Applied, Approved, Applying:
		return MarkDone
	case Partial, Failed:
		return MarkFailed
	}
	return MarkNo
}

// holdCard asks an admin whether a held request may go on.
func (q *asked) holdCard(m Message, state RequestState) Message {
	m.Head = Say("Held: ", q.wish())
	switch {
	case q.req.Judged.Released != "":
		m.Mark, m.Note = MarkDone, Say("Released by ", User(q.req.Judged.Released), ".")
	case state == Held:
		name := q.req.Name()
		m.Mark, m.Note = MarkWait, kept(q.req.Note)
		release := Button{Action: ActionApprove, Text: "Release", Label: "Release " + name, Value: name, Style: StylePrimary}
		if cmd, err := command.Parse(q.req.Command); err == nil && cmd.Verb == command.Remove {
			release.Confirm = &Confirm{Title: "Take access away?", Text: "If you release " + name + ", access that somebody has now is taken away.", Yes: "Release", No: "Back"}
		}
		m.Buttons = []Button{
			release,
			{Action: ActionDeny, Text: "Deny…", Label: "Deny " + name, Value: name, Style: StyleDanger},
		}
	default:
		m.Mark, m.Note = outcomeMark(state), kept(q.req.Note)
	}
	return m
}

// rank orders what a membership may show: not a member, a member, the levels.
func rank(level string) int {
	switch level {
	case audit.NoMember, "":
		return 0
	case levelMember:
		return 1
	}
	return asana.Rank(level)
}
