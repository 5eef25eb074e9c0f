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
	start, end, cursor, err := c.page(len(c.w.users))
	if err != nil {
		return nil, err
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

// page cuts a list of n people by the limit and the cursor of the call.
func (c *apiCall) page(n int) (start, end int, cursor string, err error) {
	if given := c.args.str("cursor"); given != "" {
		number, ours := strings.CutPrefix(given, "user:")
		start, err = strconv.Atoi(number)
		if !ours || err != nil || start < 0 || start > n {
			return 0, 0, "", refuse("invalid_cursor")
		}
	}
	limit := c.args.number("limit")
	switch {
	case limit < 0 || limit > 1000:
		return 0, 0, "", refuse("invalid_limit")
	case limit > 0 && start+limit < n:
		return start, start + limit, "user:" + strconv.Itoa(start+limit), nil
	}
	return start, n, "", nil
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
