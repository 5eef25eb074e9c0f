package sandbox

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
)

// userPage is how many people the alphabetical lists give at most.
const userPage = 2000

// peopleRoutes are the operations on users.
func peopleRoutes() map[string]handler {
	return map[string]handler{
		"GET /users":                (*call).listUsers,
		"GET /users/*":              (*call).getUser,
		"GET /workspaces/*/users":   (*call).listWorkspaceUsers,
		"GET /workspaces/*/users/*": (*call).getWorkspaceUser,
		"GET /teams/*/users":        (*call).listTeamUsers,
	}
}

// userRecord is a person as the caller knows them.
func (c *call) userRecord(u *user) *record {
	members := map[string]any{"name": u.name, "email": u.email, "photo": nil, "custom_fields": []any{}}
	members["workspaces"] = []resource{}
	if u.isActive && u != c.bot || u == c.id.user {
		members["workspaces"] = []resource{{kindWorkspace, c.workspace.GID}}
	}
	if !c.knows(c.id, u) {
		members["name"] = "Private User"
		delete(members, "email")
	}
	return newRecord(u.gid, kindUser, members)
}

// compactUser is a person in a list.
func (c *call) compactUser(u *user) *record {
	return c.userRecord(u).only(compactMembers(kindUser)...)
}

// colleagues returns the active people whom the caller knows.
func (c *call) colleagues() []*user {
	return slices.DeleteFunc(slices.Clone(c.users), func(u *user) bool {
		return !u.isActive || !c.knows(c.id, u)
	})
}

// listUsers lists people by their ids.
func (c *call) listUsers() (*answer, error) {
	if gid := c.filter("workspace"); gid != "" {
		if err := c.inWorkspace(inQuery, "workspace", gid); err != nil {
			return nil, err
		}
	}
	people := c.colleagues()
	if gid := c.filter("team"); gid != "" {
		t, err := c.teamFor(inQuery, "team", gid)
		if err != nil {
			return nil, err
		}
		people = slices.DeleteFunc(people, func(u *user) bool { return t.inTeam(u) == nil })
	}
	slices.SortFunc(people, func(a, b *user) int {
		return cmp.Or(cmp.Compare(len(a.gid), len(b.gid)), cmp.Compare(a.gid, b.gid))
	})
	return paged(c, people, c.compactUser)
}

// getUser answers with one person, in whichever workspace.
func (c *call) getUser() (*answer, error) {
	u, err := c.userFor(inPath, "user", c.args[0])
	if err != nil {
		return nil, err
	}
	if gid := c.filter("workspace"); gid != "" {
		return c.userIn(inQuery, gid, u)
	}
	return single(c.userRecord(u))
}

// getWorkspaceUser answers with one person of the workspace.
func (c *call) getWorkspaceUser() (*answer, error) {
	if err := c.inWorkspace(inPath, "workspace", c.args[0]); err != nil {
		return nil, err
	}
	u, err := c.userFor(inPath, "user", c.args[1])
	if err != nil {
		return nil, err
	}
	return c.userIn(inPath, c.args[0], u)
}

// userIn answers with a person who has to belong to the workspace.
func (c *call) userIn(where place, workspace string, u *user) (*answer, error) {
	if err := c.inWorkspace(where, "workspace", workspace); err != nil {
		return nil, err
	}
	if !u.isActive || u == c.bot && !c.id.service {
		return nil, refuse(http.StatusNotFound, "user: Unknown object: %s", u.gid)
	}
	return single(c.userRecord(u))
}

// listWorkspaceUsers lists the people of the workspace by name.
func (c *call) listWorkspaceUsers() (*answer, error) {
	if err := c.inWorkspace(inPath, "workspace", c.args[0]); err != nil {
		return nil, err
	}
	return c.alphabetical(c.colleagues())
}

// listTeamUsers lists the people of a team by name.
func (c *call) listTeamUsers() (*answer, error) {
	t, err := c.teamFor(inPath, "team", c.args[0])
	if err != nil {
		return nil, err
	}
	people := []*user{}
	for _, m := range t.members {
		people = append(people, m.user)
	}
	return c.alphabetical(people)
}

// alphabetical answers with people by name. These lists know no limit, only an
// offset, and end after two thousand.
func (c *call) alphabetical(people []*user) (*answer, error) {
	slices.SortFunc(people, func(a, b *user) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name)), cmp.Compare(a.gid, b.gid))
	})
	rest, _, err := from(c, people)
	if err != nil {
		return nil, err
	}
	return all(records(rest[:min(len(rest), userPage)], c.compactUser))
}
