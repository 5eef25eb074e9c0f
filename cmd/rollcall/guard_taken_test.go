package main

import (
	"context"
	"net/http"
	"testing"

	"rollcall/bot"
)

// isMembers fits the read of a parent's members.
func isMembers(call *asanaCall) bool {
	return call.method == http.MethodGet && call.path == "/memberships" && call.query.Get("parent") != "" && call.query.Get("member") == ""
}

// When another replica takes an admin from the project while the guard looks at its admins, what the guard saw does not count: it looks again, and
// finds that nobody else is left, or that somebody is.
func TestGuardLooksAgain(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct{ gone, state string }{
		"the other admin went":  {gone: adaGID, state: "refused"},
		"an admin of elsewhere": {gone: "", state: "applied"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCompany(t, nil)
			s := c.serve(sqliteURL(t), nil)
			admins := newGate(t, isMembers)
			c.calls.holdAnswers(admins.hold)
			request := requestOf(t, c.types(ada, "remove @chloe from project Website Relaunch"))
			admins.wait()
			c.calls.holdAnswers(nil)
			if x.gone != "" {
				c.inAsana(websiteRelaunch, x.gone, "")
			}
			must(t, s.store.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error { return tx.TakeAdmin(ctx, websiteRelaunch, -1) }))
			admins.release()
			c.waitEnd(request, x.state)
			looks := 0
			for _, call := range c.calls.take() {
				if isMembers(call) {
					looks++
				}
			}
			if looks < 2 {
				t.Errorf("it looked %d times at the admins, want another look", looks)
			}
		})
	}
}
