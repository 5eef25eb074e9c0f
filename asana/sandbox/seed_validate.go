package sandbox

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// parents returns the seed's parents of one kind.
func (s *Seed) parents(k kind) []SeedParent {
	switch k {
	case kindProject:
		return s.Projects
	case kindPortfolio:
		return s.Portfolios
	case kindGoal:
		return s.Goals
	case kindCustomField:
		return s.CustomFields
	default:
		return s.CustomTypes
	}
}

// seedCheck collects everything wrong with a seed, so that a person who writes
// one sees all of it at once.
type seedCheck struct {
	seed  *Seed
	kinds map[string]kind
	errs  []error
}

// validate returns what is wrong with the seed.
func (s *Seed) validate() error {
	check := &seedCheck{seed: s, kinds: map[string]kind{}}
	check.names()
	check.users()
	check.teams()
	check.parents()
	check.memberships()
	check.tokens()
	check.settings()
	return errors.Join(check.errs...)
}

// fail notes one fault.
func (c *seedCheck) fail(format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf(format, args...))
}

// names checks that everything has a gid of its own and a name.
func (c *seedCheck) names() {
	c.name("workspace", kindWorkspace, c.seed.Workspace.GID, c.seed.Workspace.Name)
	for i, user := range c.seed.Users {
		c.name(fmt.Sprintf("users[%d]", i), kindUser, user.GID, user.Name)
	}
	for i, team := range c.seed.Teams {
		c.name(fmt.Sprintf("teams[%d]", i), kindTeam, team.GID, team.Name)
	}
	for _, k := range parentKinds() {
		for i, parent := range c.seed.parents(k) {
			c.name(fmt.Sprintf("%ss[%d]", k, i), k, parent.GID, parent.Name)
		}
	}
}

// name registers one gid.
func (c *seedCheck) name(where string, k kind, gid, name string) {
	switch {
	case gid == "":
		c.fail("%s has no gid", where)
	case !isGID(gid):
		c.fail("%s: gid %q is not made of digits", where, gid)
	case c.kinds[gid] != "":
		c.fail("%s: gid %s is used twice", where, gid)
	default:
		c.kinds[gid] = k
	}
	if strings.TrimSpace(name) == "" {
		c.fail("%s has no name", where)
	}
}

// users checks that an e-mail address leads to one person.
func (c *seedCheck) users() {
	seen := map[string]bool{}
	for i, user := range c.seed.Users {
		email := strings.ToLower(user.Email)
		if email != "" && seen[email] {
			c.fail("users[%d]: e-mail %s is used twice", i, user.Email)
		}
		seen[email] = true
	}
}

// refers checks that a reference leads to one of the kinds.
func (c *seedCheck) refers(where, gid string, kinds ...kind) {
	if !slices.Contains(kinds, c.kinds[gid]) {
		c.fail("%s: no %s has the gid %q", where, joinKinds(kinds), gid)
	}
}

// memberships checks both ends and the level of each membership.
func (c *seedCheck) memberships() {
	pairs := map[[2]string]bool{}
	for i, m := range c.seed.Memberships {
		where := fmt.Sprintf("memberships[%d]", i)
		c.refers(where+".parent", m.Parent, parentKinds()...)
		c.refers(where+".member", m.Member, kindUser, kindTeam)
		if pair := [2]string{m.Parent, m.Member}; pairs[pair] {
			c.fail("%s: %s is a member of %s already", where, m.Member, m.Parent)
		} else {
			pairs[pair] = true
		}
		if m.AccessLevel != "" {
			c.oneOf(where+".access_level", m.AccessLevel, rulesOf(c.kinds[m.Parent]).levels)
		}
		if m.GID != "" {
			c.name(where, "membership", m.GID, "-")
		}
	}
}

// tokens checks that tokens act as somebody.
func (c *seedCheck) tokens() {
	for token, gid := range c.seed.Tokens {
		if token == "" || gid == "" {
			c.fail("tokens: an empty token or gid")
		} else if token != serviceToken {
			c.refers("tokens", gid, kindUser)
		}
	}
}

// oneOf checks a word.
func (c *seedCheck) oneOf(where, value string, words []string) {
	if !slices.Contains(words, value) {
		c.fail("%s: %q is none of %s", where, value, strings.TrimPrefix(strings.Join(words, ", "), ", "))
	}
}

// joinKinds names kinds for a message.
func joinKinds(kinds []kind) string {
	words := make([]string, len(kinds))
	for i, k := range kinds {
		words[i] = string(k)
	}
	return strings.Join(words, " or ")
}

// isGID tells whether a text has the form of Asana's ids.
func isGID(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}
