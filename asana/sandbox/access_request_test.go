package sandbox_test

import (
	"net/http"
	"testing"

	"rollcall/asana/sandbox"
)

// ask asks for access to something as Ben.
func ask(b *bench, target string) result {
	b.t.Helper()
	return b.as("sandbox-ben-token", http.MethodPost, "/access_requests",
		`{"data":{"target":"`+target+`","message":"please"}}`)
}

// Ensure a request waits, is seen by those who decide, and gives the default
// level when it is approved.
func TestApprovingAccess(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	made := ask(b, salary).want(http.StatusCreated)
	gid := made.at("gid").(string)
	if made.at("approval_status") != "pending" || made.at("requester", "gid") != ben || made.header.Get("Location") == "" {
		t.Errorf("made %s", made.raw)
	}
	list := "/access_requests?target=" + salary
	for token, want := range map[string]string{adaToken: gid, "sandbox-ben-token": gid, "sandbox-maya-token": ""} {
		if got := b.as(token, http.MethodGet, list, "").want(200).all("gid"); got != want {
			t.Errorf("%s sees %q", token, got)
		}
	}
	if got := b.get(list + "&user=" + maya).all("gid"); got != "" {
		t.Errorf("another person's requests are %q", got)
	}
	b.as("sandbox-ben-token", http.MethodPost, "/access_requests/"+gid+"/approve", "").want(403)
	b.as(adaToken, http.MethodPost, "/access_requests/"+gid+"/approve", "").want(200)
	if got := b.get("/memberships?parent=" + salary + "&member=" + ben).all("access_level"); got != "viewer" {
		t.Errorf("approval gave %q", got)
	}
	b.as(adaToken, http.MethodPost, "/access_requests/"+gid+"/approve", "").
		refused(400, "access_request: Already approved")
	if got := b.get(list).all("gid"); got != "" {
		t.Errorf("%q still waits", got)
	}
}

// Ensure a rejected request gives nothing.
func TestRejectingAccess(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	gid := ask(b, clients).want(201).at("gid").(string)
	b.as(service, http.MethodPost, "/access_requests/"+gid+"/reject", "").want(200)
	if got := b.pair(clients, ben); got != "" {
		t.Errorf("rejection gave %s", got)
	}
	ask(b, clients).want(201)
}

// Ensure requests that make no sense are refused.
func TestAccessRequestRefusals(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	ask(b, harbour).refused(400, "target: You have access already: "+harbour)
	ask(b, secret).refused(400, "target: Not a recognized ID: "+secret)
	ask(b, nobody).refused(400, "target: Unknown object: "+nobody)
	ask(b, salary).want(201)
	ask(b, salary).refused(400, "target: You have asked for access already: "+salary)
	b.get("/access_requests").refused(400, "target: Missing input")
	b.post("/access_requests", `{}`).refused(400, "target: Missing input")
	b.post("/access_requests/"+nobody+"/approve", `{}`).refused(404, "access_request: Unknown object: "+nobody)
}
