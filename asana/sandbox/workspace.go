package sandbox

import (
	"slices"
	"strings"
)

// workspaceRoutes are the operations on the workspace and who belongs to it.
func workspaceRoutes() map[string]handler {
	return map[string]handler{
		"GET /workspaces":                         (*call).listWorkspaces,
		"GET /workspaces/*":                       (*call).getWorkspace,
		"POST /workspaces/*/addUser":              (*call).addToWorkspace,
		"POST /workspaces/*/removeUser":           (*call).removeFromWorkspace,
		"GET /workspace_memberships/*":            (*call).getWorkspaceMembership,
		"GET /users/*/workspace_memberships":      (*call).listWorkspaceMembershipsOfUser,
		"GET /workspaces/*/workspace_memberships": (*call).listWorkspaceMemberships,
	}
}

// workspaceRecord is the one workspace, which is an organization.
func (c *call) workspaceRecord() *record {
	return newRecord(c.workspace.GID, kindWorkspace, map[string]any{
		"name": c.workspace.Name, "is_organization": true, "email_domains": c.domains,
	})
}

// id makes the workspace something that a list is made of.
func (s SeedWorkspace) id() string { return s.GID }

// listWorkspaces lists the workspaces of the caller: one.
func (c *call) listWorkspaces() (*answer, error) {
	return paged(c, []SeedWorkspace{c.workspace}, func(SeedWorkspace) *record {
		return c.workspaceRecord().only(compactMembers(kindWorkspace)...)
	})
}

// getWorkspace answers with the workspace.
func (c *call) getWorkspace() (*answer, error) {
	if err := c.inWorkspace(inPath, "workspace", c.args[0]); err != nil {
		return nil, err
	}
	return single(c.workspaceRecord())
}

// addToWorkspace brings a person into the workspace. An address which nobody
// has is an invitation. Whoever joins is a guest or, at one of the
// organization's own domains, a member; nothing in the API changes that later.
func (c *call) addToWorkspace() (*answer, error) {
	if err := c.inWorkspace(inPath, "workspace", c.args[0]); err != nil {
		return nil, err
	}
	if err := c.only("user"); err != nil {
		return nil, err
	}
	if c.id.guest() {
		return nil, forbidden("Guests cannot invite people.")
	}
	value, err := c.gidIn("user")
	if err != nil {
		return nil, err
	}
	u := c.named(value)
	if u == nil || u == c.bot {
		if !strings.Contains(value, "@") {
			return nil, c.unknown(inBody, "user", value)
		}
		u = c.invite(value)
	}
	if !u.isActive {
		u.isActive, u.isGuest, u.isAdmin = true, c.foreign(u.email), false
		c.settle(u)
	}
	return single(c.userRecord(u).only("gid", "resource_type", "name", "email", "photo"))
}

// invite makes a person out of an e-mail address.
func (c *call) invite(email string) *user {
	name, _, _ := strings.Cut(email, "@")
	u := &user{gid: c.newGID(), name: name, email: email}
	c.users = append(c.users, u)
	return u
}

// foreign tells whether an address is at none of the organization's domains.
func (c *call) foreign(email string) bool {
	_, domain, _ := strings.Cut(email, "@")
	return !slices.Contains(c.domains, strings.ToLower(domain))
}

// settle gives a person a new membership of the workspace.
func (c *call) settle(u *user) {
	c.spaces = append(c.spaces, &workspaceMembership{gid: c.newGID(), user: u, active: true, created: c.now})
}

// removeFromWorkspace ends everything that a person has in the workspace, which
// takes an admin.
func (c *call) removeFromWorkspace() (*answer, error) {
	if err := c.inWorkspace(inPath, "workspace", c.args[0]); err != nil {
		return nil, err
	}
	if err := c.only("user"); err != nil {
		return nil, err
	}
	if !c.id.service && !c.id.user.isAdmin {
		return nil, forbidden("You must be an admin of the workspace to remove people.")
	}
	u, err := c.personIn("user")
	if err != nil {
		return nil, err
	}
	c.leave(u)
	return empty()
}

// leave deactivates a person. What they owned passes to the owner of the token;
// for a service account that is the first admin of the workspace.
func (c *call) leave(gone *user) {
	gone.isActive = false
	for _, m := range c.spaces {
		if m.user == gone {
			m.active = false
		}
	}
	for _, t := range c.teams {
		t.members = slices.DeleteFunc(t.members, func(m *teamMember) bool { return m.user == gone })
	}
	for _, m := range c.memberships() {
		if m.member.gid == gone.gid {
			c.drop(m)
		}
	}
	heir := c.id.user
	if c.id.service {
		heir = find(c.users, func(u *user) bool { return u.isAdmin && u.isActive })
	}
	for _, p := range c.parents {
		if p.points("owner") == gone.gid {
			delete(p.members, "owner")
			if heir != nil && heir != gone {
				p.members["owner"] = heir.gid
			}
		}
	}
}
