package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"rollcall/bot/store/pgtest"
)

// recovery is how long it may take at most until commands are taken and carried out again, once the database can be reached anew.
const recovery = 15 * time.Second

// Ensure that connections which something on the way has forgotten, as firewalls and failovers do without a word to either side, keep nobody waiting: each
// answer comes in time and is true, and after a few of them commands are taken and carried out as before.
func TestOutageForgotten(t *testing.T) {
	t.Parallel()
	database := pgtest.Start(t)
	p, through := newProxy(t, database)
	c := newCompany(t, nil)
	c.serve(through, nil)
	texts := make([]string, 0, 8)
	for _, project := range []string{"Website Relaunch", "Harbour App", "Spring Campaign", "On-call Handbook"} {
		texts = append(texts, fmt.Sprintf("add @maya.l to project %s as editor", project), fmt.Sprintf("add @maya to project %s as admin", project))
	}
	for _, request := range c.atOnce(ada, texts...) {
		c.waitEnd(request, "applied")
	}
	stored := beside(t, database).count("requests")

	n, begun := p.forgets(), time.Now()
	var request string
	refusals := 0
	for request == "" && time.Since(begun) < recovery {
		a := c.sends(map[string]any{"user": ada, "text": addMaya})
		if took := time.Duration(a.MS) * time.Millisecond; a.Status != http.StatusOK || took >= slackWaits {
			t.Fatalf("answered with %d after %v: %s", a.Status, took, a.Body)
		}
		switch text := a.text(t); {
		case strings.HasPrefix(text, "On it: "):
			request = requestOf(t, text)
		case strings.HasPrefix(text, "Nothing was accepted: my database can't be used now."):
			refusals++
		default:
			t.Fatalf("answered with %q", text)
		}
	}
	t.Logf("%d connections forgotten; taken after %d refusals and %v", n, refusals, time.Since(begun).Round(time.Millisecond))
	if request == "" {
		t.Fatal("no command was taken any more")
	}
	c.waitSaid("the end of "+request, func(m said) bool { return isEnd(m, request) })
	if took := time.Since(begun); took > recovery {
		t.Errorf("carried out only after %v", took)
	}
	if made := beside(t, database).count("requests") - stored; made != 1 {
		t.Errorf("%d requests were stored", made)
	}
}
