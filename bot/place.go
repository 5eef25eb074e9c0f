package bot

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"rollcall/asana"
)

// place knows where Rollcall works: which Slack workspace, which Asana workspace, as whom. What the configuration does not say is asked for
// once, when it is first needed: the service must be able to start while Slack and Asana are away.
type place struct {
	chat  Directory
	asana *asana.Client

	mu        sync.Mutex
	team      string
	workspace string
	me        asana.User
}

func newPlace(cfg Config, client *asana.Client, chat Directory) *place {
	return &place{chat: chat, asana: client, team: cfg.SlackTeam, workspace: cfg.Workspace}
}

// errWorkspace is for the operator: the configuration does not say which workspace is meant.
var errWorkspace = errors.New("the Asana token does not see exactly one workspace: set ASANA_WORKSPACE to the gid of the one to manage")

// knownTeam returns the Slack workspace if it is known without asking.
func (p *place) knownTeam() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.team
}

// Team returns the Slack workspace that is served.
func (p *place) Team(ctx context.Context) (string, error) {
	if team := p.knownTeam(); team != "" {
		return team, nil
	}
	team, err := p.chat.Team(ctx)
	if err != nil {
		return "", fmt.Errorf("find the Slack workspace: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.team = team
	return team, nil
}

// Workspace returns the gid of the Asana workspace that is managed.
func (p *place) Workspace(ctx context.Context) (string, error) {
	p.mu.Lock()
	gid := p.workspace
	p.mu.Unlock()
	if gid != "" {
		return gid, nil
	}
	me, err := p.Me(ctx)
	if err != nil {
		return "", err
	}
	if len(me.Workspaces) != 1 {
		return "", errWorkspace
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.workspace = me.Workspaces[0].GID
	return p.workspace, nil
}

// lookAround asks for what the configuration leaves out as soon as the service runs, so that the first command does not wait for it. What can't
// be found out now is asked again when it is needed.
func (b *Bot) lookAround(ctx context.Context) {
	if _, err := b.place.Team(ctx); err != nil && ctx.Err() == nil {
		b.log.Warn().Err(err).Msg("the Slack workspace is not known yet")
	}
	if _, err := b.place.Workspace(ctx); err != nil && ctx.Err() == nil {
		b.log.Warn().Err(err).Msg("the Asana workspace is not known yet")
	}
}

// Me returns the Asana user whose token the service uses.
func (p *place) Me(ctx context.Context) (asana.User, error) {
	p.mu.Lock()
	me := p.me
	p.mu.Unlock()
	if me.GID != "" {
		return me, nil
	}
	me, err := p.asana.Me(ctx)
	if err != nil {
		return asana.User{}, fmt.Errorf("ask Asana whose token this is: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.me = me
	return me, nil
}
