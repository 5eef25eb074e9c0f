package sandbox

import (
	"net/http"
	"slices"
	"strings"
)

// parentFor returns a parent of one of the kinds that the caller may see. A
// hidden one is told by 403, except for kinds which Asana answers like something
// that does not exist.
func (c *call) parentFor(where place, field, gid string, kinds ...kind) (*parent, error) {
	p := c.parentByGID(gid)
	if p == nil || !slices.Contains(kinds, p.kind) {
		return nil, c.unknown(where, field, gid)
	}
	if c.sees(c.id, p) {
		return p, nil
	}
	if rulesOf(p.kind).concealed {
		return nil, refuse(http.StatusNotFound, "%s: Unknown object: %s", field, gid)
	}
	return nil, forbidden("You do not have access to this %s.", strings.ReplaceAll(string(p.kind), "_", " "))
}

// userFor returns the person whom "me", an e-mail address or a gid names.
func (c *call) userFor(where place, field, value string) (*user, error) {
	if u := c.named(value); u != nil {
		return u, nil
	}
	if strings.Contains(value, "@") {
		return nil, refuse(where.status(), "%s: Unknown object: %s", field, value)
	}
	return nil, c.unknown(where, field, value)
}

// named returns the person whom "me", an e-mail address or a gid names, or nil.
func (c *call) named(value string) *user {
	switch {
	case value == "me":
		return c.id.user
	case strings.Contains(value, "@"):
		if u := c.userByEmail(value); u != nil && c.knows(c.id, u) {
			return u
		}
		return nil
	default:
		return c.userByGID(value)
	}
}

// personIn reads the person whom a body names and who has to be an active
// member of the organization.
func (c *call) personIn(field string) (*user, error) {
	value, err := c.gidIn(field)
	if err != nil {
		return nil, err
	}
	return c.person(field, value)
}

// person returns the active member of the organization whom a value names.
func (c *call) person(field, value string) (*user, error) {
	u := c.named(value)
	if u == nil && value != "me" && !strings.Contains(value, "@") && !isGID(value) {
		return nil, invalid("%s: Not a recognized ID: %s", field, value)
	}
	if u == nil || u == c.bot || !u.isActive {
		return nil, invalid("%s: Not a user in Organization: %s", field, value)
	}
	return u, nil
}

// teamFor returns a team that the caller may see.
func (c *call) teamFor(where place, field, gid string) (*team, error) {
	t := c.teamByGID(gid)
	if t == nil {
		return nil, c.unknown(where, field, gid)
	}
	if !c.seesTeam(c.id, t) {
		return nil, forbidden("You do not have access to this team.")
	}
	return t, nil
}

// inWorkspace checks that a gid is the one workspace's.
func (c *call) inWorkspace(where place, field, gid string) error {
	if gid != c.workspace.GID {
		return c.unknown(where, field, gid)
	}
	return nil
}

// required reads a query parameter that has to be given.
func (c *call) required(name string) (string, error) {
	value := c.filter(name)
	if value == "" {
		return "", missing(name)
	}
	return value, nil
}
