package bot

import (
	"context"
	"fmt"
	"strings"

	"github.com/rs/zerolog"

	"rollcall/asana"
	"rollcall/bot/audit"
)

// remains says what access is left after a removal or a lowering: in Asana the highest of direct, team and inherited access wins, so taking away
// the direct membership may change nothing. The change itself is done; what can't be found out now is said, not retried.
func (a *applying) remains(ctx context.Context) string {
	if a.change.Member.Kind != memberUser || !leveled(a.parent.Kind) || !a.lowered() {
		return ""
	}
	left, err := a.accessLeft(ctx)
	said := ""
	if len(left) > 0 {
		said = "They still have access: " + strings.Join(left, "; ") + "."
	}
	if err != nil {
		zerolog.Ctx(ctx).Warn().Err(err).Msg("remaining access could not be looked up")
		said += " I couldn't check every team and portfolio through which they may have access."
	}
	return strings.TrimSpace(said)
}

// lowered tells whether the change took something away.
func (a *applying) lowered() bool {
	if a.change.Before == audit.NoMember {
		return false
	}
	return a.change.After == audit.NoMember || asana.Rank(a.change.After) < asana.Rank(a.change.Before)
}

// accessLeft lists the ways in which the member still reaches the parent with more than the change left, also those found before an error.
func (a *applying) accessLeft(ctx context.Context) (left []string, err error) {
	public, err := a.isPublicToThem(ctx)
	if err != nil {
		return nil, err
	}
	if public {
		left = append(left, "it is public to the workspace")
	}
	teams, err := a.bot.teamsOf(ctx, a.change.Member.GID)
	if err != nil {
		return left, err
	}
	if a.parent.team != "" && teams[a.parent.team] {
		left = append(left, "it is open to a team that they are in")
	}
	direct, err := a.throughTeams(ctx, teams)
	left = append(left, direct...)
	if err != nil {
		return left, err
	}
	inherited, err := a.throughPortfolios(ctx, teams)
	return append(left, inherited...), err
}

// isPublicToThem tells whether the member sees the parent as everyone of the workspace does, which guests do not.
func (a *applying) isPublicToThem(ctx context.Context) (bool, error) {
	if !a.parent.public || a.parent.guests {
		return a.parent.public, nil
	}
	workspace, err := a.bot.place.Workspace(ctx)
	if err != nil {
		return false, err
	}
	for m, err := range a.bot.asana.WorkspaceMemberships(ctx, workspace, a.change.Member.GID) {
		if err != nil {
			return false, fmt.Errorf("read the membership of the workspace: %w", err)
		}
		if m.IsGuest != nil && *m.IsGuest && (m.IsActive == nil || *m.IsActive) {
			return false, nil
		}
	}
	return true, nil
}

func (a *applying) throughTeams(ctx context.Context, teams map[string]bool) (left []string, err error) {
	if len(teams) == 0 {
		return nil, nil
	}
	for m, err := range a.bot.asana.Memberships(ctx, asana.MembershipFilter{Parent: a.parent.GID}) {
		if err != nil {
			return nil, fmt.Errorf("read the members: %w", err)
		}
		more := a.change.After == audit.NoMember || asana.Rank(m.AccessLevel) > asana.Rank(a.change.After)
		if m.Member.ResourceType == memberTeam && teams[m.Member.GID] && more {
			left = append(left, m.AccessLevel+" through the team "+m.Member.Name)
		}
	}
	return left, nil
}

// throughPortfolios looks at the portfolios whose members have access to their projects.
func (a *applying) throughPortfolios(ctx context.Context, teams map[string]bool) (left []string, err error) {
	if a.parent.Kind != asana.KindProject {
		return nil, nil
	}
	for p, err := range a.bot.asana.ProjectPortfolios(ctx, a.parent.GID) {
		if err != nil {
			return nil, fmt.Errorf("read the portfolios of a project: %w", err)
		}
		if !p.IsAccessControlInherited {
			continue
		}
		in, err := a.isIn(ctx, p.Portfolio.GID, teams)
		if err != nil {
			return nil, err
		}
		if in {
			left = append(left, "through the portfolio "+p.Portfolio.Name)
		}
	}
	return left, nil
}

// isIn tells whether the member is in a portfolio, directly or through a team.
func (a *applying) isIn(ctx context.Context, portfolio string, teams map[string]bool) (bool, error) {
	for m, err := range a.bot.asana.Memberships(ctx, asana.MembershipFilter{Parent: portfolio}) {
		if err != nil {
			return false, fmt.Errorf("read the members of a portfolio: %w", err)
		}
		if m.Member.GID == a.change.Member.GID || teams[m.Member.GID] {
			return true, nil
		}
	}
	return false, nil
}
