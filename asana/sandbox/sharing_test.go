package sandbox_test

import (
	"net/http"
	"testing"

	"rollcall/asana/sandbox"
)

// Ensure the older writes give the parent's default level, keep the level of who
// is a member already, and take no teams.
func TestOlderWrites(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	path := "/projects/" + website + "/addMembers"
	b.post(path, `{"members":"`+ben+`, chloe@tidewater.example"}`).want(http.StatusOK)
	for who, want := range map[string]string{ben: "commenter", chloe: "admin"} {
		if got := b.get("/memberships?parent=" + website + "&member=" + who).all("access_level"); got != want {
			t.Errorf("%s has %q", who, got)
		}
	}
	b.post(path, `{}`).refused(400, "members: Missing input")
	b.post(path, `{"members":""}`).refused(400, "members: Missing input")
	b.post(path, `{"members":7}`).refused(400, "members: Not a valid GID type: number")
	b.post(path, `{"members":[true]}`).refused(400, "members: Not a valid GID type: boolean")
	b.post(path, `{"members":"`+noor+`","access_level":"admin"}`).refused(400, "access_level: Cannot write this property")
	b.post(path, `{"members":["`+noor+`","`+engineers+`"]}`).refused(400, "members: Not a user in Organization: "+engineers)
	b.post("/projects/"+roadmap+"/addMembers", `{"members":"me"}`).refused(404, "project: Not a recognized ID: "+roadmap)
	if got := b.pair(website, noor); got != "" {
		t.Errorf("a refused call added %s", got)
	}
	b.post("/goals/"+bookings+"/addFollowers", `{"followers":["`+gus+`"]}`).refused(400, "followers: Guests cannot be added to goals: "+gus)
	b.post("/goals/"+bookings+"/addMembers", `{"members":"`+ben+`"}`).refused(404, "No matching route for request")
	b.post("/portfolios/"+roadmap+"/addMembers", `{"members":["`+maya+`","`+maya+`"]}`).want(http.StatusOK)
	if got := b.get("/memberships?parent=" + roadmap + "&member=" + maya).all("access_level"); got != "viewer" {
		t.Errorf("the portfolio gave %q", got)
	}
}

// Ensure only who may share adds and removes others, and everybody may leave.
func TestWhoMayUseTheOlderWrites(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	as := func(token, path, data string) result {
		return b.as(token, http.MethodPost, path, `{"data":`+data+`}`)
	}
	no := "You do not have permission to manage the members of this project."
	as("sandbox-maya-token", "/projects/"+website+"/addMembers", `{"members":"`+ben+`"}`).refused(403, no)
	as("sandbox-maya-token", "/projects/"+website+"/removeMembers", `{"members":"me,`+chloe+`"}`).refused(403, no)
	as("sandbox-ben-token", "/projects/"+website+"/addFollowers", `{"followers":"me"}`).refused(403, no)
	as("sandbox-ben-token", "/projects/"+salary+"/addMembers", `{"members":"me"}`).refused(403, "You do not have access to this project.")
	as("sandbox-maya-token", "/projects/"+website+"/addFollowers", `{"followers":"me"}`).want(http.StatusOK)
	as("sandbox-maya-token", "/projects/"+website+"/removeFollowers", `{"followers":"`+chloe+`"}`).refused(403, no)
	as("sandbox-maya-token", "/projects/"+website+"/removeMembers", `{"members":"me"}`).want(http.StatusOK)
	if got := b.pair(website, maya); got != "" {
		t.Errorf("Maya is still there: %s", got)
	}
}

// Ensure a plan that does not pay for the default level refuses to give it.
func TestOlderWritesOnAFreePlan(t *testing.T) {
	t.Parallel()
	b := seeded(t, func(seed *sandbox.Seed) { seed.Settings.Plan = "free" })
	b.post("/projects/"+website+"/addMembers", `{"members":"`+ben+`"}`).want(http.StatusPaymentRequired)
	b.post("/projects/"+relaunch+"/addMembers", `{"members":"`+noor+`"}`).want(http.StatusOK)
}

// Ensure followers of a project become members and stay members.
func TestFollowers(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	b.post("/projects/"+website+"/addFollowers", `{"followers":"`+ben+`,`+ben+`"}`).want(http.StatusOK)
	got := b.get("/projects/" + website)
	if got.at("followers", 0, "gid") != ben || got.at("followers", 1) != nil || b.pair(website, ben) == "" {
		t.Errorf("followers %v", got.at("followers"))
	}
	if got := b.post("/projects/"+website+"/removeFollowers", `{"followers":"`+ben+`"}`).want(http.StatusOK).at("followers", 0); got != nil {
		t.Errorf("%v still follows", got)
	}
	if b.pair(website, ben) == "" {
		t.Error("who stops following should stay a member")
	}
}
