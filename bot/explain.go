package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"rollcall/bot/audit"
	"rollcall/bot/command"
	"rollcall/bot/policy"
)

// explain says what a change would do and who would have to approve it, and changes nothing.
func (b *Bot) explain(ctx context.Context, cmd command.Command, as asking, o Origin) (Message, audit.Event, error) {
	e := audit.Event{Outcome: audit.OK, Context: &audit.Context{PolicyHash: as.policy.Hash()}}
	req := Request{Origin: o, Command: cmd.String()}
	if no := b.unsupported(cmd); no != nil {
		return *no, e, nil
	}
	changes, err := b.plan(ctx, as, req, cmd)
	if err != nil {
		return Message{}, e, err
	}
	all, err := b.judge(ctx, as, req, cmd, changes)
	if err != nil {
		return Message{}, e, err
	}
	for i := range all {
		if all[i].verdict.Decision == policy.Allow && all[i].change.Agreed.Before == "" { // the others were looked at for the verdict
			if err := b.foresee(ctx, &all[i], req, cmd); err != nil {
				return Message{}, e, err
			}
		}
	}
	e.Context.Rule = all[0].verdict.Rule
	if len(all) == 1 {
		e.Resource = resourceOf(all[0].change.Parent)
	}
	said, err := b.forecast(ctx, req, cmd, all)
	return said, e, err
}

// Explain says what a command would do, at once and without a job, for whoever writes a policy.
func (b *Bot) Explain(ctx context.Context, text string, o Origin) (Message, error) {
	cmd, err := command.Parse(text)
	if e, ok := errors.AsType[*command.Error](err); ok {
		return Message{Mark: MarkAsk, Head: Say(e.Message), Note: b.hint(e)}, nil
	}
	if err != nil {
		return Message{}, err
	}
	if cmd.Verb == command.Explain {
		cmd = *cmd.Inner
	}
	if !cmd.Verb.IsChange() {
		return Message{Mark: MarkAsk, Head: Say("Only changes can be explained, such as ", Code("add"), ", ", Code("set"), " and ", Code("remove"), ".")}, nil
	}
	said, e, err := b.explainTo(ctx, cmd, o)
	if p := b.asProblem(err); p != nil {
		said, err = Message{Mark: MarkNo, Head: p.say, Note: p.note}, nil
		e.Outcome, e.Details = audit.Refused, &audit.Details{Error: logged(p.say)}
	}
	if err != nil {
		return said, err
	}
	e.Action = audit.RequestCompleted
	return said, b.record(ctx, o.from(e))
}

func (b *Bot) explainTo(ctx context.Context, cmd command.Command, o Origin) (Message, audit.Event, error) {
	as, err := b.ask(ctx, o)
	if err != nil {
		return Message{}, audit.Event{}, err
	}
	return b.explain(ctx, cmd, as, o)
}

// forecast is the answer to explain.
func (b *Bot) forecast(ctx context.Context, req Request, cmd command.Command, all []judging) (Message, error) {
	m := Message{Head: Say("This is what ", Code(b.cfg.Slash), " ", wording(cmd), " would do. Nothing was changed.")}
	for _, j := range all {
		m.Lines = append(m.Lines, b.forecastLine(j))
	}
	m.Lines = shorten(m.Lines)
	if hasEnd(cmd.Verb) {
		m.Fields = append(m.Fields, Field{Label: "Until", Value: until(cmd, []Change{all[0].change})})
	}
	req.Judged.Terms = termsOf(all)
	if len(req.Judged.Terms) == 0 {
		return m, nil
	}
	expires := req.Judged.soonest(func(t Term) time.Duration { return t.Expires })
	m.Fields = append(m.Fields, Field{Label: "Expires", Value: Say("unanswered after ", length(expires))})
	people, err := b.approvers(ctx, req)
	if err != nil {
		return m, err
	}
	if len(people) == 0 {
		m.Fields = append(m.Fields, Field{Label: "Approvers", Value: Say("nobody whom the rule names can decide, so Rollcall's admins would be asked: ", b.admins())})
		return m, nil
	}
	for _, a := range people[:min(len(people), maxCards)] {
		m.Lines = append(m.Lines, Say("Approver: ", User(a.person.ID), ", told “", a.why, "”"))
	}
	return m, nil
}

func (b *Bot) forecastLine(j judging) Line {
	c := j.change
	line := Say(memberName(c.Member), " on ", Link(c.Parent.URL, c.Parent.Name), ": ")
	if p := b.refusalOf(j); p != nil {
		if j.verdict.Decision == policy.Deny {
			return Say(line, Bold("refused"), ": ", p.say, " ", p.note, " ", ruleNote(j.verdict))
		}
		return Say(line, Bold("refused"), ": ", p.say, " ", p.note)
	}
	if j.idle() {
		return Say(line, levelName(c.Agreed.Before), " → ", Bold(levelName(c.Agreed.After)), "; so there is nothing to do")
	}
	line = Say(line, fromTo(c), "; ")
	if j.verdict.Decision == policy.Approve {
		return Say(line, "needs ", counted(j.verdict.Terms.AtLeast, "approval"), " ", ruleNote(j.verdict))
	}
	return Say(line, "allowed at once ", ruleNote(j.verdict))
}

// ruleNote names the rule of a verdict, with its line in the file when it has one.
func ruleNote(v policy.Verdict) Line {
	if v.Line == 0 {
		return Say("(rule: ", v.Rule, ")")
	}
	return Say("(rule: ", v.Rule, fmt.Sprintf(", line %d)", v.Line))
}

// counted is a number of things, as people say it.
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// length is a time as people type it.
func length(d time.Duration) string {
	for _, u := range []command.Unit{command.Week, command.Day, command.Hour, command.Minute} {
		one := command.Duration{Amount: 1, Unit: u}.Length()
		if d >= one && d%one == 0 {
			return command.Duration{Amount: int(d / one), Unit: u}.String()
		}
	}
	return d.String()
}
