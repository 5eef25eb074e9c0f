package bot

import (
	"context"
	"fmt"
	"strings"

	"rollcall/asana"
	"rollcall/bot/audit"
	"rollcall/bot/command"
)

// listFor shows what somebody belongs to, as far as Asana can tell, and says what it can't.
func (b *Bot) listFor(ctx context.Context, cmd command.Command, eyes *eyes) (Message, audit.Event, error) {
	about := audit.Event{Outcome: audit.OK}
	if !eyes.all && !onlySelf(cmd.Who, eyes.self) {
		return Message{}, about, complain("What others belong to only admins see.").next("For yourself say ", Code(b.cfg.Slash+" list for me"), ".")
	}
	members, err := b.members(ctx, cmd.Who, eyes)
	if err != nil {
		return Message{}, about, err
	}
	if len(members) != 1 {
		return Message{}, about, complain("I show what one person or one team belongs to at a time.").next("Name just one.")
	}
	m := members[0]
	about.Subject = subjectOf(m)
	found, err := b.belongings(ctx, m, eyes)
	if err != nil {
		return Message{}, about, err
	}
	ending, err := b.endingsFor(ctx, m, eyes)
	if err != nil {
		return Message{}, about, err
	}
	for _, line := range ending {
		found.lines = append(found.lines, Say("ends: ", line))
	}
	said := Message{Head: Say(memberName(m), " belongs to:"), Lines: found.lines, Note: b.untold(m, found.missed)}
	if len(found.lines) == 0 {
		said.Head = Say(memberName(m), " belongs to nothing that I can see.")
	}
	return said, about, nil
}

// untold says what Asana doesn't tell, and what it refused to tell this time.
func (b *Bot) untold(m Member, missed []string) Line {
	note := Say("Asana doesn't tell in which goals, fields and types somebody is a member, nor the levels on projects; ask each of them with ",
		Code(b.cfg.Slash+" list"), ".")
	if m.Kind == memberTeam {
		note = Say("Asana doesn't tell in which portfolios, goals, fields and types a team is a member.")
	}
	if len(missed) > 0 {
		note = Say(note, " I couldn't look up: ", strings.Join(missed, ", "), ".")
	}
	return note
}

// onlySelf tells whether words mean nobody but the asker, or teams, which are looked up through the asker's eyes. It is judged by the words
// alone, so that nobody learns who has an account.
func onlySelf(who []command.Who, self Person) bool {
	for _, w := range who {
		me := w.Kind == command.WhoMe || w.Kind == command.WhoUser && w.ID == self.ID
		if !me && w.Kind != command.WhoTeam {
			return false
		}
	}
	return true
}

// belongings are rows of what somebody belongs to, and what could not be looked up.
type belongings struct {
	lines  []Line
	missed []string
}

// belongings lists what Asana finds by member: a person's teams, workspace, portfolios and, on paid plans, projects; a team's projects. What is
// refused leaves the rest to be told.
func (b *Bot) belongings(ctx context.Context, m Member, eyes *eyes) (found belongings, err error) {
	kinds := []string{asana.KindWorkspace, asana.KindTeam, asana.KindPortfolio}
	if m.Kind == memberTeam {
		kinds = []string{asana.KindProject}
	}
	for _, kind := range kinds {
		lines, err := b.belongingsOf(ctx, kind, m, eyes)
		if err != nil && b.asProblem(err) == nil {
			return found, err
		}
		if err != nil {
			found.missed = append(found.missed, kindWord(kind)+"s")
			continue
		}
		found.lines = append(found.lines, lines...)
	}
	if m.Kind == memberTeam {
		return found, nil
	}
	return b.addProjects(ctx, m, found)
}

// addProjects adds the projects that Asana's search finds, which tells no level and is part of paid plans.
func (b *Bot) addProjects(ctx context.Context, m Member, found belongings) (belongings, error) {
	workspace, err := b.place.Workspace(ctx)
	if err != nil {
		return found, err
	}
	projects, err := b.asana.SearchProjects(ctx, asana.ProjectSearch{Workspace: workspace, Members: []string{m.GID}})
	switch {
	case asana.IsPaymentRequired(err):
		found.missed = append(found.missed, "projects, which Asana tells on paid plans only")
	case err != nil && b.asProblem(err) == nil:
		return found, fmt.Errorf("search somebody's projects: %w", err)
	case err != nil:
		found.missed = append(found.missed, "projects")
	case len(projects) >= fullPage:
		found.missed = append(found.missed, "more than a hundred projects")
	}
	for _, p := range projects {
		found.lines = append(found.lines, Say("project ", Link(p.PermalinkURL, p.Name)))
	}
	return found, nil
}

// belongingsOf lists the memberships of one kind.
func (b *Bot) belongingsOf(ctx context.Context, kind string, m Member, eyes *eyes) (lines []Line, err error) {
	workspace, err := b.place.Workspace(ctx)
	if err != nil {
		return nil, err
	}
	filter := asana.Filter{Subtype: kind + "_membership", Member: m.GID, MemberKind: m.Kind, Workspace: workspace}
	for row, err := range b.asana.List(ctx, filter) {
		if err != nil {
			return nil, &lookup{Say("what ", memberName(m), " belongs to"), fmt.Errorf("list what somebody belongs to: %w", err)}
		}
		line, err := b.belonging(ctx, kind, row, eyes)
		if err != nil {
			return nil, err
		}
		lines = append(lines, line...)
	}
	return lines, nil
}

// belonging is one row of what somebody belongs to; none when the asker may not see the parent.
func (b *Bot) belonging(ctx context.Context, kind string, row asana.Membership, eyes *eyes) ([]Line, error) {
	p := Parent{Kind: kind, GID: row.Parent.GID, Name: row.Parent.Name}
	if !eyes.all && row.Member.ResourceType == memberTeam {
		o, err := b.object(ctx, kind, p.GID, true)
		if isHidden(err) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		if sees, err := eyes.see(ctx, o); err != nil || !sees {
			return nil, err
		}
	}
	return []Line{Say(kindWord(kind), " ", Bold(p.Name), " ", standing(row), " ", Code(row.GID))}, nil
}
