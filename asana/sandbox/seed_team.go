package sandbox

import "fmt"

// SeedTeam is a team of the seed with the people in it.
type SeedTeam struct {
	GID     string           `json:"gid"`
	Name    string           `json:"name"`
	Members []SeedTeamMember `json:"members"`
	SeedTeamPolicy
}

// SeedTeamPolicy says who may know a team and change who is in it. Empty means
// a public team in which everybody may.
type SeedTeamPolicy struct {
	// Visibility is "secret", "request_to_join" or "public".
	Visibility string `json:"visibility,omitempty"`
	// Content says who may share something with the team: "no_restriction" or
	// "only_team_admins".
	Content string `json:"team_content_management_access_level,omitempty"`
	// The others are "all_team_members" or "only_team_admins".
	MemberInvites string `json:"member_invite_management_access_level,omitempty"`
	GuestInvites  string `json:"guest_invite_management_access_level,omitempty"`
	JoinRequests  string `json:"join_request_management_access_level,omitempty"`
	Removals      string `json:"team_member_removal_access_level,omitempty"`
}

// teams checks that teams are made of different users and have known policies.
func (c *seedCheck) teams() {
	for i, team := range c.seed.Teams {
		where, seen := fmt.Sprintf("teams[%d]", i), map[string]bool{}
		for _, member := range team.Members {
			c.refers(where+".members", member.User, kindUser)
			if seen[member.User] {
				c.fail("%s.members names %s twice", where, member.User)
			}
			seen[member.User] = true
		}
		c.oneOf(where+".visibility", team.Visibility, []string{"", "secret", "request_to_join", "public"})
		c.oneOf(where+".team_content_management_access_level", team.Content, []string{"", "no_restriction", adminsOnly})
		for _, level := range []string{team.MemberInvites, team.GuestInvites, team.JoinRequests, team.Removals} {
			c.oneOf(where, level, []string{"", "all_team_members", adminsOnly})
		}
	}
}
