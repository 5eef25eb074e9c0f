package main

import (
	"net/http"
	"net/url"
	"testing"
)

// forges sends a click as Slack would send it if somebody had that button before them, and expects the service to take it.
func (s *service) forges(user, action, request string) {
	t := s.company.t
	t.Helper()
	payload := spelled(map[string]any{
		"type": "block_actions", "trigger_id": "1.2.3", "user": map[string]any{"id": user, "team_id": "T01TIDEWATR"}, "team": map[string]any{"id": "T01TIDEWATR"},
		"channel": map[string]any{"id": "D01" + user[3:]}, "container": map[string]any{"type": "message", "channel_id": "D01" + user[3:], "message_ts": "1.000001"},
		"actions": []any{map[string]any{"type": "button", "action_id": action, "action_ts": "1795000000." + request[1:], "value": request}},
	})
	if a := s.signed(t, "/slack/interactions", url.Values{"payload": {payload}}); a.Status != http.StatusOK || a.Body != "" {
		t.Fatalf("the click was answered with %d %s", a.Status, a.Body)
	}
}

// A button that is meant for one person does nothing for another, even if it comes to them, and neither does one that a request does not have.
func TestButtonsOfOthers(t *testing.T) {
	t.Parallel()
	c := newCompany(t, oddSeed)
	s := c.serve(sqliteURL(t), adminsAre(ada, maya))
	c.does(ada, "remove @chloe from project Website")        // R1 is refused, with a button to do it anyway
	c.does(ada, "add @odd to project Website as editor")     // R2 asks her whether the account is right
	c.does(ada, "add @noor to project Website as editor")    // R3 is applied
	c.waitsFor(ben, "add @noor to project Website Relaunch") // R4 waits for an approval
	writes := s.writes()
	for _, x := range []struct{ who, action, request, says string }{
		{noor, "request_anyway", "R1", "Only <@" + ada + ">, who asked for R1, can say that."},
		{maya, "request_anyway", "R1", "Only <@" + ada + ">, who asked for R1, can say that."},
		{maya, "request_confirm", "R2", "Only <@" + ada + ">, who asked for R2, can say that."},
		{gus, "request_confirm", "R2", "Guests of this Slack workspace can't use Rollcall."},
		{noor, "request_cancel", "R2", "Only who asked for R2 and Rollcall's admins can cancel it."},
		{ada, "request_anyway", "R3", "There is nothing left to be done anyway about R3."},
		{ada, "request_confirm", "R1", "R1 doesn't wait for an answer of yours."},
		{ada, "request_approve", "R2", "R2 doesn't wait for an approval."},
		{noor, "request_approve", "R4", "You are not among those who can decide about R4"},
		{noor, "request_adjust", "R4", "You are not among those who can decide about R4"},
		{noor, "request_deny", "R4", "You are not among those who can decide about R4"},
		{ben, "request_anyway", "R4", "There is nothing left to be done anyway about R4."},
		{ada, "request_approve", "R99", "There is no request R99."},
	} {
		s.forges(x.who, x.action, x.request)
		c.hears(x.who, x.says)
	}
	if n := s.writes(); n != 0 || writes != 1 {
		t.Errorf("%d writes after %d", n, writes)
	}
	holds(t, c.asks(ada, "pending").Text, "*R2*", "needs_input", "*R4*", "awaiting_approval")
}
