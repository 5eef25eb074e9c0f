package asana

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"strings"
)

const goalFields = "name,workspace.name,team.name,owner.name,is_workspace_level,privacy_setting,default_access_level"

// Goal is a goal as far as its memberships are concerned.
type Goal struct {
	GID              string `json:"gid"`
	Name             string `json:"name"`
	Workspace        Object `json:"workspace"`
	Team             Object `json:"team"`
	Owner            Object `json:"owner"`
	IsWorkspaceLevel bool   `json:"is_workspace_level"`
	// PrivacySetting is "public_to_workspace" or "members_only".
	PrivacySetting     string `json:"privacy_setting"`
	DefaultAccessLevel string `json:"default_access_level"`
}

func (g Goal) identity() string { return g.GID }

// Goal reads a goal.
//
//asana:operation GET /goals/{goal_gid}
func (c *Client) Goal(ctx context.Context, gid string, options ...ReadOption) (Goal, error) {
	call := call{op: "Goal", method: http.MethodGet, route: "/goals/{goal_gid}", args: []string{gid}}
	call.query = reading(goalFields, options)
	return get[Goal](ctx, c, call, checkGID("goal", gid))
}

// GoalFilter selects goals by where they are or what supports them; one of the
// first five is needed.
type GoalFilter struct {
	Workspace, Team, Project, Portfolio, Task string
	TimePeriods                               []string
	IsWorkspaceLevel                          *bool
}

func (f GoalFilter) validate() error {
	if f.Workspace+f.Team+f.Project+f.Portfolio+f.Task == "" {
		return fmt.Errorf("%w: say where the goals are", ErrArgument)
	}
	pairs := []string{
		"workspace", f.Workspace, "team", f.Team, "project", f.Project, "portfolio", f.Portfolio, "task", f.Task,
	}
	for _, period := range f.TimePeriods {
		pairs = append(pairs, "time period", period)
	}
	return checkGIDs(pairs...)
}

// Goals lists goals.
//
//asana:operation GET /goals
func (c *Client) Goals(ctx context.Context, filter GoalFilter, options ...ReadOption) iter.Seq2[Goal, error] {
	call := call{op: "Goals", method: http.MethodGet, route: "/goals"}
	call.query = reading(goalFields, options,
		"workspace", filter.Workspace, "team", filter.Team, "project", filter.Project,
		"portfolio", filter.Portfolio, "task", filter.Task,
		"time_periods", strings.Join(filter.TimePeriods, ","), "is_workspace_level", flag(filter.IsWorkspaceLevel))
	return pages[Goal](ctx, c, call, filter.validate())
}
