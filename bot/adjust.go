package bot

import (
	"context"
	"slices"
	"strings"
	"time"

	"rollcall/asana"
	"rollcall/bot/audit"
	"rollcall/bot/command"
)

// lowerLevels are the levels that an approver may give in place of those asked for, highest first: each lower than what is asked of every change
// that is open, and more than its member has.
func (q *asked) lowerLevels() []string {
	var levels []string
	first := true
	for _, c := range q.changes {
		if c.State.Ended() {
			continue
		}
		var fit []string
		for _, l := range asana.LevelsOf(c.Parent.Kind) {
			if c.Agreed.After != audit.NoMember && c.Verb != verbExtend && rank(l) < rank(c.Agreed.After) && rank(l) > rank(c.Agreed.Before) {
				fit = append(fit, l)
			}
		}
		if first {
			levels, first = fit, false
		}
		levels = slices.DeleteFunc(slices.Clone(levels), func(l string) bool { return !slices.Contains(fit, l) })
	}
	return levels
}

// lengths are the times that an approver can choose from.
func lengths() []Option { return times("1h", "1d", "3d", "1w", "2w", "4w", "12w") }

// times are lengths to choose from, spelled as people say them.
func times(lengths ...string) []Option {
	words := map[byte]string{'h': "hour", 'd': "day", 'w': "week"}
	all := make([]Option, len(lengths))
	for i, l := range lengths {
		amount, word := l[:len(l)-1], words[l[len(l)-1]]
		if amount != "1" {
			word += "s"
		}
		all[i] = Option{Value: l, Text: amount + " " + word}
	}
	return all
}

// shorter are the times for which an approver may give access in place of what was asked for: shorter than that of every change that is open.
// What takes something away, or can't end, has none.
func (q *asked) shorter() []Option {
	now := q.store.Now()
	if !slices.ContainsFunc(q.changes, func(c Change) bool { return !c.State.Ended() }) {
		return nil // what is held is not known yet
	}
	return slices.DeleteFunc(lengths(), func(o Option) bool {
		length, ok := lengthOf(o.Value)
		return !ok || slices.ContainsFunc(q.changes, func(c Change) bool {
			switch {
			case c.State.Ended():
				return false
			case c.Verb == verbExtend, c.Parent.Kind == asana.KindWorkspace, rank(c.Agreed.After) < rank(c.Agreed.Before), !gives(c.Agreed.After):
				return true
			}
			return c.timed() && length >= c.ends(now).Sub(now)
		})
	})
}

// lengthOf reads one of the times to choose from.
func lengthOf(text string) (time.Duration, bool) {
	cmd, err := command.Parse("extend R1 by " + text)
	return cmd.For.Length(), err == nil && cmd.For.Length() > 0
}

// canAdjust tells whether there is anything less to give.
func (q *asked) canAdjust() bool { return len(q.lowerLevels())+len(q.shorter()) > 0 }

// adjustForm offers less than what was asked for; without inputs when there is nothing less.
func (q *asked) adjustForm(args decideArgs) Form {
	f := Form{ID: ActionAdjust, Data: args.data(), Title: "Adjust " + q.req.Name(), Send: "Approve", Text: q.wish()}
	if levels := q.lowerLevels(); len(levels) > 0 {
		in := Input{ID: fieldLevel, Label: "Approve as", Optional: true, Hint: "Leave it empty for the level that was asked for."}
		for _, l := range levels {
			in.Options = append(in.Options, Option{Value: l, Text: l})
		}
		f.Inputs = append(f.Inputs, in)
	}
	if times := q.shorter(); len(times) > 0 {
		f.Inputs = append(f.Inputs, Input{ID: fieldLength, Label: "For", Optional: true, Hint: "Leave it empty for the time that was asked for.", Options: times})
	}
	if len(f.Inputs) > 0 {
		f.Inputs = append(f.Inputs, Input{ID: fieldReason, Label: "Why?", Hint: "The person who asked reads this, and it stays in the log.", Long: true, Optional: true, Max: 500})
	}
	return f
}

// fitsAdjusting refuses what is not less than what was asked for: the form may be older than the request.
func (q *asked) fitsAdjusting(args decideArgs) *problem {
	switch {
	case args.Action != ActionAdjust:
		return nil
	case !q.canAdjust():
		return complain("There is nothing less that I could give instead.").next("Approve or deny it as it is.")
	case args.Peek:
		return nil
	case args.Level != "" && !slices.Contains(q.lowerLevels(), args.Level):
		return complain("The level ", Bold(args.Level), " is not less than what is asked for.").next("Click Adjust again.")
	case args.Length != "" && !slices.ContainsFunc(q.shorter(), func(o Option) bool { return o.Value == args.Length }):
		return complain(Bold(args.Length), " is not shorter than what is asked for.").next("Click Adjust again.")
	}
	return nil
}

// adjust lowers what is asked for to what the approver gives.
func (q *asked) adjust(ctx context.Context, tx Tx, args decideArgs, d *Decision) error {
	if args.Level == "" && args.Length == "" {
		return nil
	}
	var less []string
	if args.Level != "" {
		less = append(less, "as "+args.Level)
	}
	if args.Length != "" {
		less = append(less, "for "+args.Length)
	}
	d.Note = strings.TrimSuffix(strings.Join(less, " ")+" in place of what was asked for; "+args.Note, "; ")
	for i := range q.changes {
		c := &q.changes[i]
		if c.State.Ended() {
			continue
		}
		if args.Level != "" {
			c.Level, c.Agreed.After = args.Level, args.Level
		}
		if length, ok := lengthOf(args.Length); ok {
			c.Lasts, c.Until = length, time.Time{}
		}
		if err := tx.UpdateChange(ctx, c); err != nil {
			return err
		}
	}
	return nil
}
