package bot

import (
	"context"
	"fmt"
	"slices"

	"rollcall/asana"
	"rollcall/bot/audit"
)

// show answers with one membership by its gid: one of the five kinds with levels, of a team or of a workspace. One that is hidden is answered
// exactly as one that does not exist.
func (b *Bot) show(ctx context.Context, gid string, eyes *eyes) (Message, audit.Event, error) {
	about := audit.Event{Outcome: audit.OK}
	missing := complain("I found no membership with the gid ", Code(gid), ", or it is hidden from you or from me.").
		next("The rows of ", Code(b.cfg.Slash+" list"), " show the gids of memberships.")
	m, err := b.asana.Find(ctx, gid)
	if isHidden(err) {
		return Message{}, about, missing
	}
	if err != nil {
		return Message{}, about, &lookup{Say("the membership ", Code(gid)), fmt.Errorf("read a membership: %w", err)}
	}
	kind := m.Kind()
	if known := slices.Contains(asana.Kinds(), kind); !known && eyes.all {
		return Message{Head: Say(memberLine(m), " on the ", kind, " ", Bold(m.Parent.Name), ", a kind that I can only show.")}, about, nil
	} else if !known {
		return Message{}, about, missing // who may see it can't be judged
	}
	p, err := b.parentByGID(ctx, kind, m.Parent.GID, eyes)
	if isProblem(err) {
		return Message{}, about, missing
	}
	if err != nil {
		return Message{}, about, err
	}
	about.Resource = resourceOf(p)
	about.Subject = &audit.Subject{Type: m.Member.ResourceType, GID: m.Member.GID}
	endings, err := b.endings(ctx, p.GID)
	if err != nil {
		return Message{}, about, err
	}
	return Message{Head: withEnding(m, Say(memberLine(m), " on the ", kindWord(kind), " ", Link(p.URL, p.Name)), endings)}, about, nil
}
