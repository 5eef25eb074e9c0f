package sandbox

import (
	"strconv"
	"strings"
)

func (c *apiCall) authTest() (reply, error) {
	bot := c.w.bot()
	return reply{
		"url": "https://" + c.w.team.Domain + ".slack.com/", "team": c.w.team.Name, "team_id": c.w.team.ID,
		"user": bot.Name, "user_id": bot.ID, "bot_id": bot.Profile.BotID, "is_enterprise_install": false,
	}, nil
}

func (c *apiCall) teamInfo() (reply, error) {
	t := c.w.team
	return reply{"team": map[string]any{
		"id": t.ID, "name": t.Name, "domain": t.Domain, "email_domain": t.EmailDomain,
		"url":  "https://" + t.Domain + ".slack.com/",
		"icon": map[string]any{"image_default": true},
	}}, nil
}

func (c *apiCall) usersInfo() (reply, error) {
	u := c.w.user(c.args.str("user"))
	if u == nil {
		return nil, refuse("user_not_found")
	}
	return reply{"user": c.shown(*u)}, nil
}

// shown hides the address from an app that was not granted it.
func (c *apiCall) shown(u User) User {
	if !c.w.granted("users:read.email") {
		u.Profile.Email = ""
	}
	if !c.args.flag("include_locale") {
		u.Locale = ""
	}
	return u
}

func (c *apiCall) usersLookupByEmail() (reply, error) {
	email := c.args.str("email")
	if email == "" {
		return nil, missing("email")
	}
	for _, u := range c.w.users {
		if !u.Deleted && strings.EqualFold(u.Profile.Email, email) {
			return reply{"user": c.shown(u)}, nil
		}
	}
	return nil, refuse("users_not_found")
}

func (c *apiCall) usersList() (reply, error) {
	start, _ := strconv.Atoi(strings.TrimPrefix(c.args.str("cursor"), "user:"))
	if start < 0 || start > len(c.w.users) {
		return nil, refuse("invalid_cursor")
	}
	end, cursor := len(c.w.users), ""
	if n := c.args.number("limit"); n > 0 && start+n < end {
		end = start + n
		cursor = "user:" + strconv.Itoa(end)
	}
	members := []User{}
	for _, u := range c.w.users[start:end] {
		members = append(members, c.shown(u))
	}
	return reply{
		"members": members, "cache_ts": c.s.now().Unix(),
		"response_metadata": map[string]any{"next_cursor": cursor},
	}, nil
}

func (c *apiCall) usergroupsList() (reply, error) {
	groups := []Usergroup{}
	for _, g := range c.w.groups {
		if g.DateDelete != 0 && !c.args.flag("include_disabled") {
			continue
		}
		g.UserCount = len(g.Users)
		if !c.args.flag("include_users") {
			g.Users = nil
		}
		groups = append(groups, g)
	}
	return reply{"usergroups": groups}, nil
}

func (c *apiCall) usergroupsUsersList() (reply, error) {
	g := c.w.group(c.args.str("usergroup"))
	if g == nil || (g.DateDelete != 0 && !c.args.flag("include_disabled")) {
		return nil, refuse("no_such_subteam")
	}
	return reply{"users": append([]string{}, g.Users...)}, nil
}
