package sandbox

import (
	"slices"
	"strings"
)

// sharingRoutes are the older writes, which each kind of parent has of its own.
// They know users only and no access level.
func sharingRoutes() map[string]handler {
	return map[string]handler{
		"POST /projects/*/addMembers":      share(kindProject, "members", (*call).join),
		"POST /projects/*/removeMembers":   share(kindProject, "members", (*call).part),
		"POST /projects/*/addFollowers":    share(kindProject, "followers", (*call).follows),
		"POST /projects/*/removeFollowers": share(kindProject, "followers", (*call).unfollows),
		"POST /portfolios/*/addMembers":    share(kindPortfolio, "members", (*call).join),
		"POST /portfolios/*/removeMembers": share(kindPortfolio, "members", (*call).part),
		// The followers of a goal are its members: there is no other list.
		"POST /goals/*/addFollowers":    share(kindGoal, "followers", (*call).join),
		"POST /goals/*/removeFollowers": share(kindGoal, "followers", (*call).part),
	}
}

// effect is what a checked write still has to do.
type effect func()

// share answers with a parent after something was done for each of the people
// whom a field names: for all of them or, when one is refused, for none.
func share(k kind, field string, check func(*call, *parent, *user) (effect, error)) handler {
	return func(c *call) (*answer, error) {
		p, err := c.parentFor(inPath, string(k), c.args[0], k)
		if err != nil {
			return nil, err
		}
		if err := c.only(field); err != nil {
			return nil, err
		}
		people, err := c.peopleIn(field)
		if err != nil {
			return nil, err
		}
		effects := []effect{}
		for _, u := range people {
			do, err := check(c, p, u)
			if err != nil {
				return nil, err
			}
			effects = append(effects, do)
		}
		for _, do := range effects {
			do()
		}
		return single(c.parentRecord(p))
	}
}

// peopleIn reads people, as a list or as one text with commas.
func (c *call) peopleIn(field string) ([]*user, error) {
	values := []string{}
	switch given := c.data[field].(type) {
	case nil:
	case string:
		values = strings.Split(given, ",")
	case []any:
		for _, item := range given {
			value, ok := item.(string)
			if !ok {
				return nil, invalid("%s: Not a valid GID type: %s", field, jsonType(item))
			}
			values = append(values, value)
		}
	default:
		return nil, invalid("%s: Not a valid GID type: %s", field, jsonType(given))
	}
	people := []*user{}
	for _, value := range values {
		if value = strings.TrimSpace(value); value == "" {
			continue
		}
		u, err := c.person(field, value)
		if err != nil {
			return nil, err
		}
		people = append(people, u)
	}
	if len(people) == 0 {
		return nil, missing(field)
	}
	return people, nil
}

// join makes a person a member with the parent's default level; who is one
// already keeps the level they have.
func (c *call) join(p *parent, u *user) (effect, error) {
	if err := c.mayShare(p); err != nil {
		return nil, err
	}
	if c.pair(p, u.gid) != nil {
		return func() {}, nil
	}
	if u.isGuest && p.kind == kindGoal {
		return nil, invalid("followers: Guests cannot be added to goals: %s", u.gid)
	}
	level := c.defaultLevel(p, u.gid)
	if err := c.takes(p, level); err != nil {
		return nil, err
	}
	return func() {
		if c.pair(p, u.gid) == nil { // Somebody may be named twice.
			c.add(p, resource{kindUser, u.gid}, level).gid = c.newGID()
			p.touched = c.next()
		}
	}, nil
}

// part takes a person's own membership away; everybody may leave. Who has none
// stays without one.
func (c *call) part(p *parent, u *user) (effect, error) {
	m := c.pair(p, u.gid)
	if u != c.id.user {
		if err := c.mayShare(p); err != nil {
			return nil, err
		}
		if m != nil && c.mayChange(m) != nil {
			return nil, c.mayChange(m)
		}
	}
	return func() {
		if m != nil {
			c.drop(m)
		}
	}, nil
}

// follows makes a person a member of a project and lets them hear of it.
func (c *call) follows(p *parent, u *user) (effect, error) {
	join := effect(func() {})
	if u != c.id.user || c.pair(p, u.gid) == nil {
		var err error
		if join, err = c.join(p, u); err != nil {
			return nil, err
		}
	}
	return func() {
		join()
		if followers := p.people("followers"); !slices.Contains(followers, u.gid) {
			p.follow(append(followers, u.gid))
		}
	}, nil
}

// unfollows ends what a person hears of a project; they stay a member.
func (c *call) unfollows(p *parent, u *user) (effect, error) {
	if u != c.id.user {
		if err := c.mayShare(p); err != nil {
			return nil, err
		}
	}
	return func() {
		p.follow(slices.DeleteFunc(p.people("followers"), func(gid string) bool { return gid == u.gid }))
	}, nil
}

// follow sets who hears of a project.
func (p *parent) follow(gids []string) {
	list := make([]any, 0, len(gids))
	for _, gid := range gids {
		list = append(list, gid)
	}
	p.members["followers"] = list
}
