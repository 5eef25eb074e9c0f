package sandbox

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

//go:embed seed.json
var defaultSeed []byte

// Seed is a workspace in Slack's own field names.
type Seed struct {
	Team       Team        `json:"team"`
	Users      []User      `json:"users"`
	Usergroups []Usergroup `json:"usergroups"`
	Channels   []Channel   `json:"channels"`
}

// Team is a workspace. Scopes, which Slack does not have here, are what the
// bot token was granted; all that an app needs when left out.
type Team struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	Domain      string   `json:"domain"`
	EmailDomain string   `json:"email_domain"`
	Scopes      []string `json:"scopes,omitempty"`
}

// User is a person or a bot of the workspace.
type User struct {
	ID                string  `json:"id"`
	TeamID            string  `json:"team_id"`
	Name              string  `json:"name"`
	Deleted           bool    `json:"deleted"`
	RealName          string  `json:"real_name"`
	TZ                string  `json:"tz"`
	TZLabel           string  `json:"tz_label"`
	TZOffset          int     `json:"tz_offset"`
	Locale            string  `json:"locale,omitempty"`
	IsAdmin           bool    `json:"is_admin"`
	IsOwner           bool    `json:"is_owner"`
	IsPrimaryOwner    bool    `json:"is_primary_owner"`
	IsRestricted      bool    `json:"is_restricted"`
	IsUltraRestricted bool    `json:"is_ultra_restricted"`
	IsBot             bool    `json:"is_bot"`
	IsAppUser         bool    `json:"is_app_user"`
	IsStranger        bool    `json:"is_stranger,omitempty"`
	IsEmailConfirmed  bool    `json:"is_email_confirmed"`
	Updated           int64   `json:"updated"`
	Profile           Profile `json:"profile"`
}

// Profile is what a user tells about themselves.
type Profile struct {
	RealName              string `json:"real_name"`
	RealNameNormalized    string `json:"real_name_normalized"`
	DisplayName           string `json:"display_name"`
	DisplayNameNormalized string `json:"display_name_normalized"`
	Email                 string `json:"email,omitempty"`
	Title                 string `json:"title"`
	Phone                 string `json:"phone"`
	StatusText            string `json:"status_text"`
	StatusEmoji           string `json:"status_emoji"`
	Image48               string `json:"image_48,omitempty"`
	Team                  string `json:"team"`
	BotID                 string `json:"bot_id,omitempty"`
	APIAppID              string `json:"api_app_id,omitempty"`
}

// Usergroup is a user group, which people mention by its handle.
type Usergroup struct {
	ID          string   `json:"id"`
	TeamID      string   `json:"team_id"`
	IsUsergroup bool     `json:"is_usergroup"`
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Handle      string   `json:"handle"`
	IsExternal  bool     `json:"is_external"`
	DateDelete  int64    `json:"date_delete"`
	Users       []string `json:"users,omitempty"`
	UserCount   int      `json:"user_count,omitempty"`
}

// Channel is a conversation: a channel, or the DM of a user with the app.
type Channel struct {
	ID                 string   `json:"id"`
	Name               string   `json:"name,omitempty"`
	IsChannel          bool     `json:"is_channel"`
	IsGroup            bool     `json:"is_group"`
	IsIM               bool     `json:"is_im"`
	IsPrivate          bool     `json:"is_private"`
	IsArchived         bool     `json:"is_archived"`
	IsGeneral          bool     `json:"is_general"`
	IsShared           bool     `json:"is_shared"`
	IsExtShared        bool     `json:"is_ext_shared"`
	IsOrgShared        bool     `json:"is_org_shared"`
	IsPendingExtShared bool     `json:"is_pending_ext_shared"`
	IsMember           bool     `json:"is_member"`
	User               string   `json:"user,omitempty"`
	Members            []string `json:"members,omitempty"`
	NumMembers         int      `json:"num_members,omitempty"`
}

// ReadSeed reads a seed and refuses members it does not know, by name.
func ReadSeed(r io.Reader) (*Seed, error) {
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	seed := new(Seed)
	if err := dec.Decode(seed); err != nil {
		return nil, fmt.Errorf("slack seed: %w", err)
	}
	if dec.More() {
		return nil, fmt.Errorf("slack seed: %w", errTrailing)
	}
	if err := seed.validate(); err != nil {
		return nil, fmt.Errorf("slack seed: %w", err)
	}
	seed.complete()
	return seed, nil
}

// DefaultSeed returns the workspace Tidewater.
func DefaultSeed() *Seed {
	seed, err := ReadSeed(bytes.NewReader(defaultSeed))
	if err != nil {
		panic(err) // the embedded file is part of the program, and a test reads it
	}
	return seed
}

// clone copies the lists, because the caller may give one seed to several servers.
func (s *Seed) clone() *Seed {
	out := *s
	out.Users, out.Usergroups, out.Channels = slices.Clone(s.Users), slices.Clone(s.Usergroups), slices.Clone(s.Channels)
	return &out
}

func (s *Seed) validate() error {
	ids := map[string]bool{}
	claim := func(kind, id, name string) error {
		switch {
		case id == "" || name == "":
			return fmt.Errorf("%s %q: id and name are required", kind, id+name)
		case ids[id]:
			return fmt.Errorf("%s %s: the id occurs twice", kind, id)
		}
		ids[id] = true
		return nil
	}
	if err := claim("team", s.Team.ID, s.Team.Name); err != nil {
		return err
	}
	for _, u := range s.Users {
		if err := claim("user", u.ID, u.Name); err != nil {
			return err
		}
	}
	for _, g := range s.Usergroups {
		if err := claim("usergroup", g.ID, g.Handle); err != nil {
			return err
		}
	}
	for _, c := range s.Channels {
		if err := claim("channel", c.ID, c.Name); err != nil {
			return err
		}
	}
	return nil
}

// complete fills in what Slack would derive, so that a seed can stay short.
func (s *Seed) complete() {
	if s.Team.Domain == "" {
		s.Team.Domain = lowerWord(s.Team.Name)
	}
	if s.Team.Scopes == nil {
		s.Team.Scopes = allScopes()
	}
	if !slices.ContainsFunc(s.Users, isBot) {
		s.Users = append(s.Users, User{ID: "U0SANDBOXBT", Name: "app", RealName: "App", IsBot: true})
	}
	for i := range s.Users {
		s.Users[i].complete(s.Team.ID)
	}
	for i := range s.Usergroups {
		s.Usergroups[i].complete(s.Team.ID)
	}
	for i := range s.Channels {
		c := &s.Channels[i]
		c.IsGroup = c.IsGroup || c.IsPrivate
		c.IsChannel = !c.IsGroup
	}
}

func (u *User) complete(team string) {
	p := &u.Profile
	u.TeamID = orElse(u.TeamID, team)
	u.RealName = orElse(orElse(u.RealName, p.RealName), u.Name)
	u.TZ = orElse(u.TZ, "Etc/UTC")
	p.RealName = orElse(p.RealName, u.RealName)
	p.Team = u.TeamID
	if u.IsBot {
		p.BotID = orElse(p.BotID, "B"+u.ID[1:])
		p.APIAppID = orElse(p.APIAppID, "A"+u.ID[1:])
	}
	p.RealNameNormalized, p.DisplayNameNormalized = unaccent(p.RealName), unaccent(p.DisplayName)
}

func (g *Usergroup) complete(team string) {
	g.TeamID = orElse(g.TeamID, team)
	g.Name = orElse(g.Name, g.Handle)
	g.IsUsergroup, g.UserCount = true, len(g.Users)
}

func isBot(u User) bool { return u.IsBot }
