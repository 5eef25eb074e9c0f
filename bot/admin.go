package bot

import (
	"context"
	"errors"
	"slices"
	"strings"

	"rollcall/bot/policy"
)

// isAdmin tells whether a person is one of ADMINS, by id or through a user group.
func (b *Bot) isAdmin(ctx context.Context, p Person) (bool, error) {
	if slices.Contains(b.cfg.Admins, p.ID) {
		return true, nil
	}
	for _, id := range b.cfg.Admins {
		if !isGroup(id) {
			continue
		}
		people, err := b.chat.Group(ctx, id)
		if errors.Is(err, ErrNotFound) {
			b.log.Warn().Str("group", id).Msg("a user group of ADMINS does not exist or is not visible")
			continue
		}
		if err != nil {
			return false, err
		}
		if slices.Contains(people, p.ID) {
			return true, nil
		}
	}
	return false, nil
}

// isGroup tells a user group's id from a person's: Slack's user groups start with S, people with U or W.
func isGroup(id string) bool { return strings.HasPrefix(id, "S") }

// admins mentions those who can.
func (b *Bot) admins() Line {
	var line Line
	for i, id := range b.cfg.Admins {
		if i > 0 {
			line = append(line, Span{Text: ", "})
		}
		if isGroup(id) {
			line = append(line, Group(id))
		} else {
			line = append(line, User(id))
		}
	}
	return line
}

// explainRefusal says why somebody may not use Rollcall at all.
func (b *Bot) explainRefusal(v policy.Verdict) error {
	p := b.refusalWords(v.Why)
	p.rule = v.Rule
	return p
}

func (b *Bot) refusalWords(why policy.Reason) *problem {
	switch why {
	case policy.ReasonGuest:
		return complain("Guests of this Slack workspace can't use Rollcall.").next("Ask somebody of the company to do it for you.")
	case policy.ReasonExternal:
		return complain("People of other companies can't use Rollcall here.")
	case policy.ReasonDeactivated:
		return complain("Your Slack account is deactivated, so I did nothing.")
	}
	return complain("Bots can't use Rollcall.")
}

// explainDenial says why the policy denies a change, and what would help.
func (b *Bot) explainDenial(j judging) *problem {
	p := b.denialWords(j)
	p.rule, p.policyHash = j.verdict.Rule, b.policy().Hash()
	return p
}

func (b *Bot) denialWords(j judging) *problem {
	where := Say(Link(j.change.Parent.URL, j.change.Parent.Name))
	rule := "the rule “" + j.verdict.Rule + "”"
	switch j.verdict.Why {
	case policy.ReasonNeedsReason:
		return complain("For ", where, " ", rule, " wants a reason.").next("Repeat the command with ", Code("because"), " and the reason at its end.")
	case policy.ReasonTooLong:
		return complain("For ", where, " ", rule, " gives access for ", length(j.verdict.Limit), " at most.").
			next("Repeat the command with ", Code("for "+length(j.verdict.Limit)), " or less.")
	case policy.ReasonFault:
		return complain("The policy could not be evaluated for ", where, ", so I did nothing: ", j.verdict.Fault).next("Tell whoever runs Rollcall.")
	case policy.ReasonRule:
		said := "The policy doesn't allow that for "
		if j.verdict.Say != "" {
			return complain(said, where, " (", rule, ").").next(j.verdict.Say)
		}
		return complain(said, where, " (", rule, ").")
	case policy.ReasonDefault:
		return complain("No rule of the policy allows that for ", where, ".").next("Ask whoever runs Rollcall, or one of its admins.")
	}
	return b.refusalWords(j.verdict.Why)
}
