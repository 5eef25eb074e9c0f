package sandbox_test

import (
	"net/http"
	"testing"

	"rollcall/asana/sandbox"
)

// Ensure a team's policies decide who brings whom in and who takes whom out.
func TestTeamPolicies(t *testing.T) {
	t.Parallel()
	b := seeded(t, func(seed *sandbox.Seed) {
		seed.Teams[0].SeedTeamPolicy = sandbox.SeedTeamPolicy{MemberInvites: "only_team_admins", Removals: "only_team_admins"}
		seed.Teams[1].SeedTeamPolicy = sandbox.SeedTeamPolicy{GuestInvites: "only_team_admins"}
	})
	do := func(token, team, what, user string) result {
		return b.as(token, http.MethodPost, "/teams/"+team+"/"+what, `{"data":{"user":"`+user+`"}}`)
	}
	admin, plain := "sandbox-chloe-token", "sandbox-maya-token"
	do(plain, design, "addUser", ben).refused(403, "Only team admins can add people to this team.")
	do(admin, design, "addUser", ben).want(200)
	do(plain, design, "removeUser", ben).refused(403, "Only team admins can remove people from this team.")
	do(plain, design, "removeUser", gus).want(403)
	do(admin, design, "removeUser", ben).want(200)
	do(plain, design, "removeUser", "me").want(200)
	do(service, design, "addUser", maya).want(200)
	do(plain, engineers, "addUser", chloe).want(200)
	do(plain, engineers, "addUser", gus).refused(403, "Only team admins can add people to this team.")
	do("sandbox-ben-token", engineers, "addUser", gus).want(200)
	if got := b.get("/teams/" + engineers).at("guest_invite_management_access_level"); got != "only_team_admins" {
		t.Errorf("the policy shows as %v", got)
	}
}

// Ensure a team can keep to its admins what is shared with it.
func TestSharingWithATeam(t *testing.T) {
	t.Parallel()
	b := seeded(t, func(seed *sandbox.Seed) { seed.Teams[0].Content = "only_team_admins" })
	body := `{"data":{"parent":"` + campaign + `","member":"` + design + `"}}`
	b.as("sandbox-maya-l-token", http.MethodPost, "/memberships", body).refused(403, "Only team admins can share content with this team.")
	b.as(service, http.MethodPost, "/memberships", body).want(201)
	if got := b.get("/teams/" + design).at("team_content_management_access_level"); got != "only_team_admins" {
		t.Errorf("the policy shows as %v", got)
	}
}

// Ensure a secret team is known to its members only.
func TestSecretTeams(t *testing.T) {
	t.Parallel()
	b := seeded(t, func(seed *sandbox.Seed) { seed.Teams[0].Visibility = "secret" })
	for token, status := range map[string]int{adaToken: 403, "sandbox-maya-token": 200, service: 200} {
		seen := b.as(token, http.MethodGet, "/teams/"+design, "").want(status).status == 200
		listed := b.as(token, http.MethodGet, "/workspaces/"+workspace+"/typeahead?resource_type=team&query=design", "").all("gid") == design
		if seen != listed {
			t.Errorf("%s: seen %v, listed %v", token, seen, listed)
		}
	}
	if got := b.as("sandbox-maya-token", http.MethodGet, "/teams/"+design, "").at("visibility"); got != "secret" {
		t.Errorf("visibility %v", got)
	}
	b.as(adaToken, http.MethodPost, "/memberships", `{"data":{"parent":"`+harbour+`","member":"`+design+`"}}`).want(403)
}
