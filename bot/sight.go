package bot

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"rollcall/asana"
	"rollcall/bot/policy"
)

// eyes are those of the person who asks: the service's token may see what the person may not. Nothing is asked before it is needed, and each
// thing only once.
type eyes struct {
	bot   *Bot
	all   bool // one of ADMINS
	self  Person
	who   func(context.Context) (Member, error)          // the asker in Asana
	teams func(context.Context) (map[string]bool, error) // gids of the asker's teams
}

// eyesOf prepares what is needed to judge what a person may see.
func (b *Bot) eyesOf(self Person, admin bool) *eyes {
	e := &eyes{bot: b, all: admin, self: self}
	e.who = onceOK(func(ctx context.Context) (Member, error) { return b.identify(ctx, self) })
	e.teams = onceOK(e.readTeams)
	return e
}

// onceOK asks until it succeeds and then gives the same answer again.
func onceOK[T any](ask func(context.Context) (T, error)) func(context.Context) (T, error) {
	var mu sync.Mutex
	var known *T
	return func(ctx context.Context) (T, error) {
		mu.Lock()
		defer mu.Unlock()
		if known != nil {
			return *known, nil
		}
		answer, err := ask(ctx)
		if err == nil {
			known = &answer
		}
		return answer, err
	}
}

// see tells whether the asker may see a project.
func (e *eyes) see(ctx context.Context, p asana.Project) (bool, error) {
	sight := policy.Sight{Admin: e.all, Public: p.PrivacySetting == "public_to_workspace"}
	if policy.Sees(sight) {
		return true, nil
	}
	me, err := e.who(ctx)
	if isProblem(err) {
		return false, nil // without an Asana account nobody is a member of anything
	}
	if err != nil {
		return false, err
	}
	if sight.Member, err = e.direct(ctx, p.GID, me.GID); err != nil || sight.Member {
		return policy.Sees(sight), err
	}
	sight.InTeams, err = e.throughTeam(ctx, p)
	return policy.Sees(sight), err
}

// direct tells whether an Asana user is a member of a parent in their own name.
func (e *eyes) direct(ctx context.Context, parent, user string) (bool, error) {
	for m, err := range e.bot.asana.Memberships(ctx, asana.MembershipFilter{Parent: parent, Member: user}) {
		if err != nil {
			return false, fmt.Errorf("read a membership: %w", err)
		}
		if m.Member.GID == user {
			return true, nil
		}
	}
	return false, nil
}

// throughTeam tells whether one of the asker's teams is a member, or the team that an older kind of privacy opens the project to.
func (e *eyes) throughTeam(ctx context.Context, p asana.Project) (bool, error) {
	teams, err := e.teams(ctx)
	if err != nil || len(teams) == 0 {
		return false, err
	}
	if p.PrivacySetting == "private_to_team" && teams[p.Team.GID] {
		return true, nil
	}
	for m, err := range e.bot.asana.Memberships(ctx, asana.MembershipFilter{Parent: p.GID}) {
		if err != nil {
			return false, fmt.Errorf("read the members of a project: %w", err)
		}
		if m.Member.ResourceType == "team" && teams[m.Member.GID] {
			return true, nil
		}
	}
	return false, nil
}

func (e *eyes) readTeams(ctx context.Context) (map[string]bool, error) {
	me, err := e.who(ctx)
	if err != nil {
		return nil, err
	}
	workspace, err := e.bot.place.Workspace(ctx)
	if err != nil {
		return nil, err
	}
	teams := make(map[string]bool)
	for t, err := range e.bot.asana.UserTeamMemberships(ctx, me.GID, workspace) {
		if err != nil {
			return nil, fmt.Errorf("read a person's teams: %w", err)
		}
		teams[t.Team.GID] = true
	}
	return teams, nil
}

// isProblem tells whether an error is something to say to the person rather than a failure.
func isProblem(err error) bool {
	_, ok := errors.AsType[*problem](err)
	return ok
}
