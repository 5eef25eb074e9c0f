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

// explainRefusal says why the policy refuses and who can help.
func (b *Bot) explainRefusal(v policy.Verdict) error {
	p := b.refusalWords(v.Reason)
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
	case policy.ReasonBot:
		return complain("Bots can't use Rollcall.")
	}
	return complain("Only admins can change memberships, so I did nothing.").next("These can do it for you: ", b.admins(), ".")
}

// tellAdmins queues a direct message to each admin.
func (b *Bot) tellAdmins(ctx context.Context, tx Tx, said Message) error {
	for _, id := range b.cfg.Admins {
		args := replyArgs{To: id, Said: said}
		if err := tx.Enqueue(ctx, newJob(jobReply, args)); err != nil {
			return err
		}
	}
	return nil
}
