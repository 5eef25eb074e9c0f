package sandbox_test

import (
	"net/http"
	"testing"

	"rollcall/asana/sandbox"
)

// Ensure people join and leave a team by the hand of somebody in it.
func TestTeamMembers(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	add, remove := "/teams/"+design+"/addUser", "/teams/"+design+"/removeUser"
	as := func(token, path, user string) result {
		return b.as(token, http.MethodPost, path, `{"data":{"user":"`+user+`"}}`)
	}
	as(adaToken, add, ben).refused(403, "You must be a member of the team to change who is in it.")
	made := as("sandbox-chloe-token", add, "ben@tidewater.example").want(200)
	if got := made.at("user", "name"); got != "Ben Okafor" || made.at("is_guest") != false {
		t.Errorf("added %v", made.at())
	}
	gid := made.at("gid").(string)
	if again := as("sandbox-chloe-token", add, ben).want(200).at("gid"); again != gid {
		t.Errorf("adding twice made %v and %v", gid, again)
	}
	if got := b.get("/team_memberships/"+gid).want(200).at("team", "gid"); got != design {
		t.Errorf("the membership is of %v", got)
	}
	as(service, remove, ben).want(200)
	b.get("/team_memberships/"+gid).refused(404, "team_membership: Unknown object: "+gid)
	as(service, remove, ben).refused(400, "user: Not a member of the team: "+ben)
	as("sandbox-maya-token", remove, "me").want(200)
	as("sandbox-maya-token", add, "me").want(403)
	as(service, add, gus).want(200)
}

// Ensure whom a team cannot take is refused.
func TestTeamRefusals(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	path := "/teams/" + design + "/addUser"
	b.post(path, `{}`).refused(400, "user: Missing input")
	b.post(path, `{"user":7}`).refused(400, "user: Not a valid GID type: number")
	b.post(path, `{"user":"ben"}`).refused(400, "user: Not a recognized ID: ben")
	b.post(path, `{"user_id":"`+ben+`"}`).refused(400, "user_id: Cannot write this property")
	for _, stranger := range []string{dana, "stranger@elsewhere.example", nobody, "me"} {
		b.post(path, `{"user":"`+stranger+`"}`).refused(400, "user: Not a user in Organization: "+stranger)
	}
	b.as("sandbox-gus-token", http.MethodPost, path, `{"data":{"user":"`+chloe+`"}}`).
		refused(403, "Guests cannot add people to a team.")
	b.as("sandbox-gus-token", http.MethodPost, "/teams/"+design+"/removeUser", `{"data":{"user":"`+chloe+`"}}`).
		refused(403, "Guests cannot remove people from a team.")
}

// Ensure team memberships are listed by team and by person.
func TestTeamMembershipLists(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	if got := b.get("/teams/"+design+"/team_memberships").all("user", "gid"); got != chloe+","+maya+","+mayaL+","+gus {
		t.Errorf("by team: %q", got)
	}
	for _, path := range []string{
		"/team_memberships?user=" + maya + "&workspace=" + workspace,
		"/users/maya@tidewater.example/team_memberships?workspace=" + workspace,
	} {
		if got := b.get(path).all("team", "name"); got != "Design,Engineering" {
			t.Errorf("%s: %q", path, got)
		}
	}
	flags := b.get("/team_memberships?team=" + design)
	if flags.at(0, "is_admin") != true || flags.at(3, "is_guest") != true {
		t.Errorf("flags %v and %v", flags.at(0), flags.at(3))
	}
	b.get("/team_memberships").refused(400, "user: Missing input")
	b.get("/team_memberships?user="+maya).refused(400, "workspace: Missing input")
	b.get("/users/"+maya+"/team_memberships").refused(400, "workspace: Missing input")
	b.get("/users/"+maya+"/teams").refused(400, "organization: Missing input")
	b.get("/team_memberships/"+design).refused(404, "team_membership: Not a recognized ID: "+design)
}
