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
	admin bool // one of ADMINS
	all   bool // sees everything: one of ADMINS, where no rule is about reading
	self  Person
	// outside lets people be named by address who are not in the workspace, because they are to be added to it.
	outside bool
	// asked: the command is a request made inside Asana, which shows that its object is known there.
	asked bool
	// confirmed are the accounts that the asker said are the right ones.
	confirmed []string

	who   func(context.Context) (Member, error)          // the asker in Asana
	teams func(context.Context) (map[string]bool, error) // gids of the asker's teams

	through sync.Map // gids of objects that were found through another one
	seen    sync.Map // gids of objects of events, and whether the asker sees them
}

// eyesOf prepares what is needed to judge what a person may see.
func (b *Bot) eyesOf(self Person, admin bool) *eyes {
	e := &eyes{bot: b, admin: admin, all: admin && !b.policy().RulesReading(), self: self}
	e.who = onceOK(func(ctx context.Context) (Member, error) { return b.identify(ctx, self, e.confirmed) })
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

// found notes an object that the asker sees because it was found through one that they see.
func (e *eyes) found(gid string) { e.through.Store(gid, true) }

// see tells whether the asker may see an object.
func (e *eyes) see(ctx context.Context, o object) (bool, error) {
	ruled, err := e.ruled(ctx, o)
	if err != nil || ruled != policy.Unruled {
		return ruled == policy.Allow, err
	}
	_, through := e.through.Load(o.GID)
	sight := policy.Sight{Admin: e.admin, Public: o.public || through || e.asked}
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
	if sight.Member, err = e.direct(ctx, o, me.GID); err != nil || sight.Member {
		return policy.Sees(sight), err
	}
	sight.InTeams, err = e.throughTeam(ctx, o)
	return policy.Sees(sight), err
}

// ruled asks the policy file whether the asker may see an object; Unruled when it doesn't say.
func (e *eyes) ruled(ctx context.Context, o object) (policy.Decision, error) {
	p := e.bot.policy()
	if !p.RulesReading() {
		return policy.Unruled, nil
	}
	as := asking{person: e.self, admin: e.admin, eyes: e, policy: p}
	who, err := e.bot.requesterFacts(ctx, as, o.Parent)
	if err != nil {
		return policy.Unruled, err
	}
	f := policy.Facts{Action: policy.Read, Requester: who, Parent: policy.Parent{Kind: o.Kind, GID: o.GID, Name: o.Name}, Now: e.bot.store.Now()}
	return p.Read(f).Decision, nil
}

// direct tells whether an Asana user is a member of a parent in their own name.
func (e *eyes) direct(ctx context.Context, o object, user string) (bool, error) {
	m, err := e.bot.pair(ctx, o.Parent, Member{Kind: memberUser, GID: user})
	return m != nil, err
}

// throughTeam tells whether one of the asker's teams is a member, or the team that an older kind of privacy opens the project to.
func (e *eyes) throughTeam(ctx context.Context, o object) (bool, error) {
	if !leveled(o.Kind) {
		return false, nil // only people are members of teams and workspaces
	}
	teams, err := e.teams(ctx)
	if err != nil || len(teams) == 0 {
		return false, err
	}
	if o.team != "" && teams[o.team] {
		return true, nil
	}
	for m, err := range e.bot.asana.Memberships(ctx, asana.MembershipFilter{Parent: o.GID}) {
		if err != nil {
			return false, fmt.Errorf("read the members: %w", err)
		}
		if m.Member.ResourceType == memberTeam && teams[m.Member.GID] {
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
	return e.bot.teamsOf(ctx, me.GID)
}

// teamsOf returns the gids of a person's teams.
func (b *Bot) teamsOf(ctx context.Context, user string) (map[string]bool, error) {
	workspace, err := b.place.Workspace(ctx)
	if err != nil {
		return nil, err
	}
	teams := make(map[string]bool)
	for m, err := range b.asana.UserTeamMemberships(ctx, user, workspace) {
		if err != nil {
			return nil, fmt.Errorf("read a person's teams: %w", err)
		}
		teams[m.Parent.GID] = true
	}
	return teams, nil
}

// isProblem tells whether an error is something to say to the person rather than a failure.
func isProblem(err error) bool {
	_, ok := errors.AsType[*problem](err)
	return ok
}
