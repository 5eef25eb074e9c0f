package sandbox_test

import (
	"net/http"
	"strings"
	"testing"

	"rollcall/asana/sandbox"
)

// Ensure forms are taken in place of JSON: fields are data, opt_ names options.
func TestForms(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	send := func(method, path, body string) result {
		req, err := http.NewRequestWithContext(t.Context(), method, b.url+"/api/1.0"+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+service)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
		return b.send(req)
	}
	made := send(http.MethodPost, "/memberships", "parent="+harbour+"&member="+chloe+"&access_level=viewer&opt_fields=access_level&opt_pretty=true&opt_expand=x")
	if made.want(http.StatusCreated); made.raw[:4] != "{\n  " || names(made.at()) != "access_level gid resource_type" {
		t.Errorf("made %s", made.raw)
	}
	gid := made.at("gid").(string)
	if got := send(http.MethodPut, "/memberships/"+gid, "access_level=editor").want(http.StatusOK).at("access_level"); got != "editor" {
		t.Errorf("changed to %v", got)
	}
	for _, body := range []string{"members=" + ben + "%2C" + noor, "members=" + ben + "&members=" + noor, "members%5B0%5D=" + ben + "&members%5B1%5D=" + noor} {
		send(http.MethodPost, "/projects/"+website+"/addMembers", body).want(http.StatusOK)
		if b.pair(website, ben) == "" || b.pair(website, noor) == "" {
			t.Errorf("%s did not add both", body)
		}
		send(http.MethodPost, "/projects/"+website+"/removeMembers", body).want(http.StatusOK)
		if b.pair(website, ben) != "" || b.pair(website, noor) != "" {
			t.Errorf("%s did not remove both", body)
		}
	}
	send(http.MethodPost, "/memberships", "parent=%zz").refused(400, "Could not parse request data, invalid form")
	send(http.MethodPost, "/memberships", "colour=red").refused(400, "colour: Cannot write this property")
	send(http.MethodPost, "/memberships", `{"data":{}}`).refused(400, "parent: Missing input")
}
