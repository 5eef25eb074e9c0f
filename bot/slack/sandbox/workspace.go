package sandbox

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// workspace is everything that a reset throws away. The server's lock guards it.
type workspace struct {
	team       Team
	users      []User
	groups     []Usergroup
	channels   []Channel
	messages   []*message
	views      []*view
	triggers   map[string]*trigger
	urls       map[string]*responseURL
	calls      []call
	faults     []*fault
	violations []violation
	limits     limiter
	// options remembers the options that an external menu showed, by where it is
	// and its value, because a submission names only the values.
	options map[string]any
	serial  int64
	lastTS  int64
}

func newWorkspace(seed *Seed) *workspace {
	w := &workspace{
		team:     seed.Team,
		users:    slices.Clone(seed.Users),
		channels: slices.Clone(seed.Channels),
		triggers: map[string]*trigger{},
		urls:     map[string]*responseURL{},
		limits:   limiter{},
		options:  map[string]any{},
	}
	for _, g := range seed.Usergroups {
		g.Users = slices.Clone(g.Users)
		w.groups = append(w.groups, g)
	}
	return w
}

// newID makes an id that looks like Slack's and is unique until the reset.
func (w *workspace) newID(prefix string) string {
	w.serial++
	return prefix + "01" + fmt.Sprintf("%08s", strings.ToUpper(strconv.FormatInt(w.serial, 36)))
}

// newTS makes a message timestamp; they increase even when the clock stands.
func (w *workspace) newTS(now time.Time) string {
	w.lastTS = max(now.UnixMicro(), w.lastTS+1)
	return fmt.Sprintf("%d.%06d", w.lastTS/1e6, w.lastTS%1e6)
}

func (w *workspace) user(id string) *User {
	for i := range w.users {
		if w.users[i].ID == id {
			return &w.users[i]
		}
	}
	return nil
}

// person finds a user by id or, as people at the page and in tests say it, name.
func (w *workspace) person(idOrName string) *User {
	if u := w.user(idOrName); u != nil {
		return u
	}
	name := strings.TrimPrefix(idOrName, "@")
	for i := range w.users {
		if w.users[i].Name == name {
			return &w.users[i]
		}
	}
	return nil
}

// bot is the app's own user; every workspace has one.
func (w *workspace) bot() *User {
	return &w.users[slices.IndexFunc(w.users, isBot)]
}

func (w *workspace) group(id string) *Usergroup {
	for i := range w.groups {
		if w.groups[i].ID == id {
			return &w.groups[i]
		}
	}
	return nil
}

// channel finds a conversation by id or name.
func (w *workspace) channel(idOrName string) *Channel {
	name := strings.TrimPrefix(idOrName, "#")
	for i := range w.channels {
		if c := &w.channels[i]; c.ID == idOrName || (c.Name != "" && c.Name == name) {
			return c
		}
	}
	return nil
}

// dm is the conversation of a user with the app, opened when it does not exist.
func (w *workspace) dm(u *User) *Channel {
	id := "D" + u.ID[1:]
	if c := w.channel(id); c != nil {
		return c
	}
	w.channels = append(w.channels, Channel{ID: id, IsIM: true, User: u.ID, IsMember: true})
	return &w.channels[len(w.channels)-1]
}

// dmChannel resolves the id of a DM even before it was opened, which it can't be
// any more with somebody who is deactivated.
func (w *workspace) dmChannel(id string) *Channel {
	if u := w.user("U" + strings.TrimPrefix(id, "D")); u != nil && strings.HasPrefix(id, "D") && !u.Deleted {
		return w.dm(u)
	}
	return nil
}

// sees tells whether a user is in a conversation. A channel without a list of
// members holds everybody, unless it is private; people of another company are
// only in channels that are shared with it.
func (w *workspace) sees(u *User, c *Channel) bool {
	switch {
	case c.IsIM:
		return c.User == u.ID
	case len(c.Members) > 0:
		return slices.Contains(c.Members, u.ID)
	case u.IsStranger || u.TeamID != w.team.ID:
		return c.IsExtShared
	}
	return !c.IsPrivate
}

// shownName is the channel_name that Slack sends to apps.
func (c *Channel) shownName() string {
	switch {
	case c.IsIM:
		return "directmessage"
	case c.IsPrivate:
		return "privategroup"
	}
	return c.Name
}
