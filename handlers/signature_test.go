package handlers

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// header changes a header of a request.
func header(name string, change func(string) string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, change(r.Header.Get(name))) }
}

const (
	sigHeader  = "X-Slack-Signature"
	timeHeader = "X-Slack-Request-Timestamp"
)

func without(names ...string) func(*http.Request) {
	return func(r *http.Request) {
		for _, name := range names {
			r.Header.Del(name)
		}
	}
}

// Ensure that whatever is wrong with a signature gets 401 on every route that Slack calls, and leaves nothing but an event with a fixed reason.
func TestSignatureRejected(t *testing.T) {
	t.Parallel()
	e, known := newEdge(t), 0
	body := command("add me to project Website")
	longAgo, ahead := time.Now().Add(-5*time.Minute-10*time.Second), time.Now().Add(5*time.Minute+10*time.Second)
	for name, row := range map[string]struct {
		call  call
		cause string
	}{
		"no signature":           {call{change: without(sigHeader)}, "missing"},
		"no timestamp":           {call{change: without(timeHeader)}, "missing"},
		"neither":                {call{change: without(sigHeader, timeHeader)}, "missing"},
		"another secret":         {call{secret: "not-the-secret"}, "wrong"},
		"of another body":        {call{change: header(sigHeader, func(string) string { return signature(secret, now(), body+"&x=1") })}, "wrong"},
		"of another moment":      {call{change: header(timeHeader, func(string) string { return shifted(-time.Minute) })}, "wrong"},
		"old":                    {call{at: longAgo}, "outside the time window"},
		"from the future":        {call{at: ahead}, "outside the time window"},
		"a year old":             {call{at: time.Now().AddDate(-1, 0, 0)}, "outside the time window"},
		"one digit short":        {call{change: header(sigHeader, func(s string) string { return s[:len(s)-1] })}, "malformed"},
		"one byte short":         {call{change: header(sigHeader, func(s string) string { return s[:len(s)-2] })}, "malformed"},
		"half":                   {call{change: header(sigHeader, func(s string) string { return s[:len(s)/2] })}, "malformed"},
		"only the version":       {call{change: header(sigHeader, func(string) string { return "v0=" })}, "malformed"},
		"no version":             {call{change: header(sigHeader, func(s string) string { return strings.TrimPrefix(s, "v0=") })}, "malformed"},
		"another version":        {call{change: header(sigHeader, func(s string) string { return "v1" + s[2:] })}, "malformed"},
		"no hexadecimal digits":  {call{change: header(sigHeader, func(s string) string { return "v0=" + strings.Repeat("g", len(s)-3) })}, "malformed"},
		"timestamp cut":          {call{change: header(timeHeader, func(s string) string { return s[:len(s)-1] })}, "outside the time window"},
		"timestamp no number":    {call{change: signed("now", body)}, "malformed"},
		"timestamp fraction":     {call{change: signed(now()+".5", body)}, "malformed"},
		"timestamp below zero":   {call{change: signed("-1", body)}, "outside the time window"},
		"timestamp out of range": {call{change: signed(strings.Repeat("9", 40), body)}, "malformed"},
	} {
		row.call.body = body
		e.knock(name, row.call)
		want := "signature_rejected refused " + row.cause
		if diff := cmp.Diff([]string{want, want, want}, e.events()[known:]); diff != "" {
			t.Errorf("%s: events (-want +got):\n%s", name, diff)
		}
		known += 3
		e.store.Forward(3 * time.Minute) // so that their cap leaves room for the next
	}
	if diff := cmp.Diff(map[string]int{"events": known}, e.rows()); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

// knock makes a call to all routes of Slack that must be turned away.
func (e *edge) knock(name string, c call) {
	e.t.Helper()
	for _, path := range []string{"/slack/commands", "/slack/interactions", "/slack/events"} {
		c.path = path
		got := e.do(c)
		if got.status != http.StatusUnauthorized || got.body != "The request is not signed by Slack for this app.\n" {
			e.t.Errorf("%s: %s: %d %q", name, path, got.status, got.body)
		}
	}
}

// signed puts a timestamp and the signature that goes with it.
func signed(timestamp, body string) func(*http.Request) {
	return func(r *http.Request) {
		r.Header.Set(timeHeader, timestamp)
		r.Header.Set(sigHeader, signature(secret, timestamp, body))
	}
}

// Ensure that somebody who sends many bad requests does not fill the disk: a hundred leave ten events, and one more a minute later.
func TestSignatureRejectedCapped(t *testing.T) {
	t.Parallel()
	e := newEdge(t)
	knock := func() {
		if got := e.do(call{body: command("help"), secret: "guess"}); got.status != http.StatusUnauthorized {
			t.Fatalf("%d %q", got.status, got.body)
		}
	}
	for range 100 {
		knock()
	}
	if diff := cmp.Diff(map[string]int{"events": 10}, e.rows()); diff != "" {
		t.Errorf("rows after a hundred bad requests (-want +got):\n%s", diff)
	}
	e.store.Forward(time.Minute)
	knock()
	knock()
	if diff := cmp.Diff(map[string]int{"events": 11}, e.rows()); diff != "" {
		t.Errorf("rows a minute later (-want +got):\n%s", diff)
	}
}

// Ensure that both secrets count while they are exchanged, in either order, and a third does not.
func TestSignatureTwoSecrets(t *testing.T) {
	t.Parallel()
	for _, secrets := range [][]string{{secret, former}, {former, secret}} {
		e := newEdge(t, secrets...)
		for signer, want := range map[string]int{secret: http.StatusOK, former: http.StatusOK, "a third": http.StatusUnauthorized, "": http.StatusUnauthorized} {
			body := command("help", "trigger_id", "by "+signer)
			got := e.do(call{body: body, change: func(r *http.Request) { r.Header.Set(sigHeader, signature(signer, r.Header.Get(timeHeader), body)) }})
			if got.status != want {
				t.Errorf("signed with %q: %d, want %d", signer, got.status, want)
			}
		}
	}
}

// Slack publishes one signed request as an example for those who verify.
const (
	publishedSecret    = "8f742231b10e8888abcd99yyyzzz85a5"
	publishedTime      = "1531420618"
	publishedSignature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
	publishedBody      = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar" +
		"&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands" +
		"%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)

// verifyPublished checks the example as if it came with these three parts.
func verifyPublished(timestamp, sig, body string) string {
	s := &Server{cfg: Config{SigningSecrets: []string{publishedSecret}}}
	h := http.Header{}
	h.Set(timeHeader, timestamp)
	h.Set(sigHeader, sig)
	return s.verify(h, []byte(body))
}

// Ensure that the example verifies in its second, and that no byte of it can be changed.
func TestSignaturePublished(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		<-time.After(time.Until(time.Unix(1531420618, 0)))
		if cause := verifyPublished(publishedTime, publishedSignature, publishedBody); cause != "" {
			t.Fatalf("the published example is not accepted: %s", cause)
		}
		parts := []string{publishedTime, publishedSignature, publishedBody}
		for which, part := range parts {
			for i := range len(part) {
				changed := []byte(part)
				changed[i] ^= 1
				p := append([]string(nil), parts...)
				p[which] = string(changed)
				if verifyPublished(p[0], p[1], p[2]) == "" {
					t.Errorf("accepted with byte %d of %q changed", i, part)
				}
			}
		}
	})
}

// Ensure that the window is five minutes on both sides, to the second.
func TestSignatureWindow(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		off  time.Duration
		want string
	}{
		{-5*time.Minute - time.Second, "outside the time window"}, {-5 * time.Minute, ""}, {0, ""}, {5 * time.Minute, ""},
		{5*time.Minute + time.Second, "outside the time window"},
	} {
		synctest.Test(t, func(t *testing.T) {
			<-time.After(time.Until(time.Unix(1531420618, 0).Add(row.off)))
			if got := verifyPublished(publishedTime, publishedSignature, publishedBody); got != row.want {
				t.Errorf("%s after it was signed: %q, want %q", row.off, got, row.want)
			}
		})
	}
}

// now is a timestamp as Slack sends it.
func now() string { return shifted(0) }
