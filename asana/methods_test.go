package asana_test

import (
	"context"
	"iter"
	"maps"

	"rollcall/asana"
)

// method is one method of the client that sends something, called with one gid
// in place of every argument.
type method func(ctx context.Context, c *asana.Client, gid string) error

// reads are methods that read one object.
func reads() map[string]method {
	return map[string]method{
		"CustomField":         read((*asana.Client).CustomField),
		"CustomType":          read((*asana.Client).CustomType),
		"Goal":                read((*asana.Client).Goal),
		"Membership":          read((*asana.Client).Membership),
		"Portfolio":           read((*asana.Client).Portfolio),
		"PortfolioMembership": read((*asana.Client).PortfolioMembership),
		"Project":             read((*asana.Client).Project),
		"ProjectMembership":   read((*asana.Client).ProjectMembership),
		"Team":                read((*asana.Client).Team),
		"TeamMembership":      read((*asana.Client).TeamMembership),
		"User":                read((*asana.Client).User),
		"Workspace":           read((*asana.Client).Workspace),
		"WorkspaceMembership": read((*asana.Client).WorkspaceMembership),
		"WorkspaceUser": func(ctx context.Context, c *asana.Client, gid string) error {
			_, err := c.WorkspaceUser(ctx, gid, gid)
			return err
		},
		"Candidates": func(ctx context.Context, c *asana.Client, gid string) error {
			_, err := c.Candidates(ctx, asana.TypeaheadQuery{Workspace: gid, ResourceType: "user"})
			return err
		},
		"Typeahead": func(ctx context.Context, c *asana.Client, gid string) error {
			_, err := c.Typeahead(ctx, asana.TypeaheadQuery{Workspace: gid, ResourceType: "user"})
			return err
		},
		"SearchProjects": func(ctx context.Context, c *asana.Client, gid string) error {
			_, err := c.SearchProjects(ctx, asana.ProjectSearch{Workspace: gid, Members: []string{gid}})
			return err
		},
	}
}

// lists are methods that list what belongs to one object.
func lists() map[string]method {
	return map[string]method{
		"AccessRequests":           listOf((*asana.Client).AccessRequests),
		"CustomFields":             list((*asana.Client).CustomFields),
		"CustomTypes":              list((*asana.Client).CustomTypes),
		"MembershipsOfPortfolio":   listOf((*asana.Client).MembershipsOfPortfolio),
		"MembershipsOfTeam":        list((*asana.Client).MembershipsOfTeam),
		"Portfolios":               listOf((*asana.Client).Portfolios),
		"ProjectMemberships":       listOf((*asana.Client).ProjectMemberships),
		"ProjectPortfolios":        list((*asana.Client).ProjectPortfolios),
		"TeamUsers":                list((*asana.Client).TeamUsers),
		"UserTeamMemberships":      listOf((*asana.Client).UserTeamMemberships),
		"UserTeams":                listOf((*asana.Client).UserTeams),
		"UserWorkspaceMemberships": list((*asana.Client).UserWorkspaceMemberships),
		"WorkspaceMemberships":     listOf((*asana.Client).WorkspaceMemberships),
		"WorkspaceTeams":           list((*asana.Client).WorkspaceTeams),
		"WorkspaceUsers":           list((*asana.Client).WorkspaceUsers),
	}
}

// filtered are methods that list what a filter selects.
func filtered() map[string]method {
	return map[string]method{
		"Goals": filter((*asana.Client).Goals, func(gid string) asana.GoalFilter { return asana.GoalFilter{Workspace: gid} }),
		"Memberships": filter((*asana.Client).Memberships, func(gid string) asana.MembershipFilter {
			return asana.MembershipFilter{Parent: gid, Member: gid}
		}),
		"PortfolioMemberships": filter((*asana.Client).PortfolioMemberships, func(gid string) asana.PortfolioMembershipFilter {
			return asana.PortfolioMembershipFilter{Portfolio: gid, User: gid}
		}),
		"TeamMemberships": filter((*asana.Client).TeamMemberships, func(gid string) asana.TeamMembershipFilter {
			return asana.TeamMembershipFilter{User: gid, Workspace: gid}
		}),
		"Users":             filter((*asana.Client).Users, func(gid string) asana.UserFilter { return asana.UserFilter{Team: gid} }),
		"Projects":          archived((*asana.Client).Projects),
		"TeamProjects":      archived((*asana.Client).TeamProjects),
		"WorkspaceProjects": archived((*asana.Client).WorkspaceProjects),
		"Workspaces": func(ctx context.Context, c *asana.Client, gid string) error {
			if !asana.IsGID(gid) {
				return asana.ErrArgument // It takes no argument that could be wrong.
			}
			return firstError(c.Workspaces(ctx))
		},
	}
}

// writes are methods that change something.
func writes() map[string]method {
	return map[string]method{
		"ApproveAccessRequest": func(ctx context.Context, c *asana.Client, gid string) error { return c.ApproveAccessRequest(ctx, gid) },
		"RejectAccessRequest":  func(ctx context.Context, c *asana.Client, gid string) error { return c.RejectAccessRequest(ctx, gid) },
		"DeleteMembership":     func(ctx context.Context, c *asana.Client, gid string) error { return c.DeleteMembership(ctx, gid) },
		"RemoveTeamUser":       func(ctx context.Context, c *asana.Client, gid string) error { return c.RemoveTeamUser(ctx, gid, gid) },
		"RemoveWorkspaceUser": func(ctx context.Context, c *asana.Client, gid string) error {
			return c.RemoveWorkspaceUser(ctx, gid, gid)
		},
		"AddTeamUser": func(ctx context.Context, c *asana.Client, gid string) error {
			_, err := c.AddTeamUser(ctx, gid, gid)
			return err
		},
		"AddWorkspaceUser": func(ctx context.Context, c *asana.Client, gid string) error {
			_, err := c.AddWorkspaceUser(ctx, gid, gid)
			return err
		},
		"CreateAccessRequest": func(ctx context.Context, c *asana.Client, gid string) error {
			_, err := c.CreateAccessRequest(ctx, gid, "please")
			return err
		},
		"CreateMembership": func(ctx context.Context, c *asana.Client, gid string) error {
			_, err := c.CreateMembership(ctx, asana.NewMembership{Parent: gid, Member: gid})
			return err
		},
		"UpdateMembership": func(ctx context.Context, c *asana.Client, gid string) error {
			_, err := c.UpdateMembership(ctx, gid, "editor")
			return err
		},
	}
}

// methods are all of them; TestMethods holds that none is missing.
func methods() map[string]method {
	all := map[string]method{}
	for _, some := range []map[string]method{reads(), lists(), filtered(), writes()} {
		maps.Copy(all, some)
	}
	return all
}

func read[T any](call func(*asana.Client, context.Context, string, ...asana.ReadOption) (T, error)) method {
	return func(ctx context.Context, c *asana.Client, gid string) error {
		_, err := call(c, ctx, gid)
		return err
	}
}

func list[T any](call func(*asana.Client, context.Context, string, ...asana.ReadOption) iter.Seq2[T, error]) method {
	return func(ctx context.Context, c *asana.Client, gid string) error { return firstError(call(c, ctx, gid)) }
}

func listOf[T any](call func(*asana.Client, context.Context, string, string, ...asana.ReadOption) iter.Seq2[T, error]) method {
	return func(ctx context.Context, c *asana.Client, gid string) error {
		return firstError(call(c, ctx, gid, gid))
	}
}

func archived(call func(*asana.Client, context.Context, string, *bool, ...asana.ReadOption) iter.Seq2[asana.Project, error]) method {
	return func(ctx context.Context, c *asana.Client, gid string) error {
		return firstError(call(c, ctx, gid, nil))
	}
}

func filter[F, T any](call func(*asana.Client, context.Context, F, ...asana.ReadOption) iter.Seq2[T, error], of func(string) F) method {
	return func(ctx context.Context, c *asana.Client, gid string) error {
		return firstError(call(c, ctx, of(gid)))
	}
}
