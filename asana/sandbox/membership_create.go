package sandbox

import (
	"cmp"
	"net/http"
	"slices"
)

// proposal is a membership that a caller asks for.
type proposal struct {
	parent *parent
	member resource
	// level is what was asked for; empty leaves it to the parent.
	level string
}

// createMembership adds a user or a team to a parent.
func (c *call) createMembership() (*answer, error) {
	if err := c.only("parent", "member", "access_level", "role"); err != nil {
		return nil, err
	}
	wanted, err := c.proposal()
	if err != nil {
		return nil, err
	}
	if err := c.mayShare(wanted.parent); err != nil {
		return nil, err
	}
	level := cmp.Or(wanted.level, c.defaultLevel(wanted.parent, wanted.member.gid))
	if err := c.takes(wanted.parent, level); err != nil {
		return nil, err
	}
	if m := c.pair(wanted.parent, wanted.member.gid); m != nil {
		return c.existing(m, wanted)
	}
	m := c.add(wanted.parent, wanted.member, level)
	m.gid = c.newGID()
	wanted.parent.touched = c.next()
	return created(c.fullMembership(m), "/memberships/"+m.gid)
}

// existing answers a creation of what exists already. Asana does not say what
// happens then, so the seed's settings choose.
func (c *call) existing(m *membership, wanted proposal) (*answer, error) {
	switch c.settings.ExistingPair {
	case "refuse":
		return nil, invalid("member: Already a member: %s", m.member.gid)
	case "update":
		if wanted.level != "" {
			if err := c.mayChange(m); err != nil {
				return nil, err
			}
			m.level = wanted.level
		}
	}
	return created(c.fullMembership(m), "/memberships/"+m.gid)
}

// proposal reads the body of a creation.
func (c *call) proposal() (proposal, error) {
	parentGID, err := c.gidIn("parent")
	if err != nil {
		return proposal{}, err
	}
	memberGID, err := c.gidIn("member")
	if err != nil {
		return proposal{}, err
	}
	p, err := c.parentFor(inBody, "parent", parentGID, parentKinds()...)
	if err != nil {
		return proposal{}, err
	}
	member, err := c.newMember(p, memberGID)
	if err != nil {
		return proposal{}, err
	}
	level, err := c.levelIn(p)
	return proposal{parent: p, member: member, level: level}, err
}

// newMember returns who is to be added: an active person of the organization or
// a team that the caller sees. Only gids are documented here.
func (c *call) newMember(p *parent, gid string) (resource, error) {
	if c.teamByGID(gid) != nil {
		t, err := c.teamFor(inBody, "member", gid)
		if err == nil {
			err = c.mayShareWith(t)
		}
		return resource{kindTeam, gid}, err
	}
	u := c.userByGID(gid)
	switch {
	case u == nil:
		return resource{}, c.unknown(inBody, "member", gid)
	case u == c.bot || !u.isActive:
		return resource{}, invalid("member: Not a user in Organization: %s", gid)
	case u.isGuest && p.kind == kindGoal:
		// Guests cannot be members of goals; the status of that is a guess.
		return resource{}, invalid("member: Guests cannot be added to goals: %s", gid)
	}
	return resource{kindUser, gid}, nil
}

// levelIn reads the access level, or the deprecated role in place of it.
func (c *call) levelIn(p *parent) (string, error) {
	level, err := c.wordIn("access_level")
	if err != nil || level != "" {
		return level, err
	}
	role, err := c.wordIn("role")
	if err == nil && role != "" && !slices.Contains(rulesOf(p.kind).roles, role) {
		return "", invalid("role: Not a valid value: %s", role)
	}
	return role, err
}

// takes checks that a parent has a level and the plan pays for it.
func (c *call) takes(p *parent, level string) error {
	if !slices.Contains(c.levels(p), level) {
		return invalid("access_level: Not a valid value: %s", level)
	}
	paid := p.kind == kindProject && (level == "commenter" || level == "viewer")
	if paid && c.settings.Plan == "free" {
		return refuse(http.StatusPaymentRequired, "The access level %s is only available to premium users.", level)
	}
	own := c.level(c.id, p)
	if rank(level) > rank(own) {
		// Nobody can give away more than they have: the stricter reading.
		return forbidden("You do not have permission to give this access level.")
	}
	return nil
}

// mayShare checks that the caller manages the memberships of a parent.
func (c *call) mayShare(p *parent) error {
	if !c.shares(c.id, p) {
		return forbidden("You do not have permission to manage the members of this %s.", p.kind)
	}
	return nil
}

// mayChange checks that the caller may change or end a membership. One that is
// stronger than the caller's own is out of reach.
func (c *call) mayChange(m *membership) error {
	if err := c.mayShare(m.parent); err != nil {
		return err
	}
	if rank(m.level) > rank(c.level(c.id, m.parent)) {
		return forbidden("You do not have permission to change this membership.")
	}
	return nil
}
