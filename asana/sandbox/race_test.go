package sandbox_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"rollcall/asana/sandbox"
)

// Ensure calls, controls and resets at the same time leave a whole world: with
// the race detector this covers every lock.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	b := start(t, sandbox.Options{})
	var group sync.WaitGroup
	for worker, who := range []string{ben, chloe, noor, mayaL} {
		group.Go(func() {
			for range 10 {
				made := b.post("/memberships", fmt.Sprintf(`{"parent":%q,"member":%q}`, roadmap, who))
				gid, _ := made.at("gid").(string)
				b.as(service, http.MethodPut, "/memberships/"+gid, `{"data":{"access_level":"admin"}}`)
				b.get("/memberships?limit=2&parent=" + roadmap)
				b.as(service, http.MethodDelete, "/memberships/"+gid, "")
				if worker == 0 {
					b.post("/workspaces/"+workspace+"/removeUser", `{"user":"`+chloe+`"}`)
					b.control(http.MethodPost, "reset", "")
				}
				b.control(http.MethodGet, "state", "")
				b.control(http.MethodGet, "calls", "")
			}
		})
	}
	group.Wait()
	raw := b.control(http.MethodGet, "state", "").want(200).raw
	if _, err := sandbox.ReadSeed(strings.NewReader(raw)); err != nil {
		t.Errorf("the state is no seed any more: %v", err)
	}
}
