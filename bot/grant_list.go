package bot

import (
	"context"

	"rollcall/asana"
)

// maxGrants bounds how many grants are read for one list.
const maxGrants = 10_000

// endings says of the members of a parent until when they are what they are, and by whose decision.
func (b *Bot) endings(ctx context.Context, parent string) (map[string]Line, error) {
	said := make(map[string]Line)
	err := b.store.View(ctx, func(ctx context.Context, tx Tx) error {
		grants, err := tx.GrantsIn(ctx, parent, maxGrants)
		if err != nil {
			return err
		}
		last := make(map[string]Grant)
		for _, g := range grants {
			if known, ok := last[g.Member.GID]; !ok || rank(g.Level) > rank(known.Level) || g.Level == known.Level && g.EndsAt.After(known.EndsAt) {
				last[g.Member.GID] = g
			}
		}
		for gid, g := range last {
			if said[gid], err = g.describe(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	return said, err
}

// describe says until when a grant lasts, who asked for it and who approved it.
func (g Grant) describe(ctx context.Context, tx Tx) (Line, error) {
	req, err := tx.Request(ctx, g.Request)
	if err != nil {
		return nil, err
	}
	line := Say("until ", At(g.EndsAt), " (", req.Name(), " by ", User(g.Origin.SlackUser))
	if by := req.Judged.approvedBy(); len(by) > 0 {
		line = Say(line, ", approved by ", mentions(by))
	}
	return Say(line, ")"), nil
}

// endingsFor lists what somebody has until a moment, also where Asana finds nothing by member; of a team only what the asker may see.
func (b *Bot) endingsFor(ctx context.Context, m Member, eyes *eyes) ([]Line, error) {
	var grants []Grant
	var said []Line
	err := b.store.View(ctx, func(ctx context.Context, tx Tx) (err error) {
		if grants, err = tx.GrantsFor(ctx, m.GID, shownLines); err != nil {
			return err
		}
		said = make([]Line, len(grants))
		for i, g := range grants {
			if said[i], err = g.describe(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var lines []Line
	for i, g := range grants {
		sees, err := b.seesGrant(ctx, g, m, eyes)
		if err != nil {
			return nil, err
		}
		if sees {
			lines = append(lines, Say(kindWord(g.Parent.Kind), " ", Link(g.Parent.URL, g.Parent.Name), " ", g.Level, " ", said[i]))
		}
	}
	return lines, nil
}

// seesGrant tells whether the asker may know of a grant: everybody knows of their own.
func (b *Bot) seesGrant(ctx context.Context, g Grant, m Member, eyes *eyes) (bool, error) {
	if eyes.all || m.Kind == memberUser {
		return true, nil // of other people only who sees everything may ask
	}
	o, err := b.object(ctx, g.Parent.Kind, g.Parent.GID, true)
	if err != nil {
		return false, nothingIf(isHidden(err), err)
	}
	return eyes.see(ctx, o)
}

// withEnding adds to a row of a list until when it is so.
func withEnding(m asana.Membership, row Line, endings map[string]Line) Line {
	if until, ok := endings[m.Member.GID]; ok {
		return Say(row, " ", until)
	}
	return row
}
