package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"rollcall/bot"
	"rollcall/bot/audit"
)

// sealed is how long the log is.
func (l *trial) sealed() int { return len(l.svc.log()) }

// decisionsSince spells what people decided about a request since the log had this length: who, the event, and why it did not count.
func (l *trial) decisionsSince(from int, request string) (all []string) {
	for _, e := range l.svc.log()[from:] {
		if line := decisionIn(e); e.Request == request && line != "" {
			all = append(all, e.Actor.SlackUser+" "+line)
		}
	}
	return all
}

// decisionIn spells an event that tells of somebody's decision; empty when it tells of something else.
func decisionIn(e audit.Event) string {
	line := string(e.Action) + " " + string(e.Outcome)
	switch e.Action {
	case audit.RequestApproved, audit.RequestDenied, audit.RequestCancelled:
	case audit.RequestRefused:
		if e.Details.OldValue == "" || e.Details.NewValue == "" { // nobody clicked
			return ""
		}
		return line
	default:
		return ""
	}
	if e.Outcome == audit.Refused {
		line += ": " + whyNot(e.Details.Error)
	}
	return line
}

// whyNot is the check at which a decision failed, by what the person was told.
func whyNot(words string) string {
	for _, part := range []string{
		"doesn't wait for", "expired before", "was cancelled", "was refused", "is decided already", "so there is nothing to", "is being carried out", "has ended already",
	} {
		if strings.Contains(words, part) {
			return "state"
		}
	}
	for part, check := range map[string]string{
		"You have approved": "already", "Guests of this": "person", "is deactivated": "person", "yourself, so": "requester", "Only ": "requester",
		"not among those": "approver", "nothing less": "level", "The policy": "policy",
	} {
		if strings.Contains(words, part) {
			return check
		}
	}
	return words
}

// tryOut tells what would become of a decision.
func (l *trial) tryOut(a *ask, d decision) string {
	defer l.kept()()
	return l.decide(a.copied(), d)
}

// kept returns what brings the model's world back to how it is now.
func (l *trial) kept() func() {
	rows := map[string]map[string]string{}
	for place, levels := range l.world.rows {
		rows[place] = maps.Clone(levels)
	}
	return func() { l.world.rows = rows }
}

// someOrder finds an order of decisions that explains what came of them, and takes it up.
func (l *trial) someOrder(a *ask, all []decision, got []string) bool {
	for order := range permutations(all) {
		undo, b := l.kept(), a.copied()
		var want []string
		for _, d := range order {
			want = append(want, d.who+" "+l.decide(b, d))
		}
		same := slices.Equal(slices.Sorted(slices.Values(want)), slices.Sorted(slices.Values(got))) && slices.Equal(counting(want), counting(got))
		if same && b.state == l.stateOf(a) {
			*a = *b
			return true
		}
		undo()
	}
	return false
}

// counting are the decisions that counted; those that did not may be written down later than they were looked at.
func counting(all []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(line string) bool { return strings.Contains(line, " refused: ") })
}

// permutations are all orders of a few things.
func permutations[T any](all []T) func(yield func([]T) bool) {
	return func(yield func([]T) bool) { permute(nil, all, yield) }
}

func permute[T any](head, rest []T, yield func([]T) bool) bool {
	if len(rest) == 0 {
		return yield(head)
	}
	for i := range rest {
		others := slices.Delete(slices.Clone(rest), i, i+1)
		if !permute(append(slices.Clone(head), rest[i]), others, yield) {
			return false
		}
	}
	return true
}

// stateOf is what the service says of a request.
func (l *trial) stateOf(a *ask) string {
	var req bot.Request
	must(l.t, l.svc.store.View(l.t.Context(), func(ctx context.Context, tx bot.Tx) (err error) {
		req, err = tx.Request(ctx, a.n)
		return err
	}))
	return string(req.State)
}

// quietly types a command at the same moment as others do; what came of it is in the log.
func (l *trial) quietly(user, text string) {
	body := fmt.Sprintf(`{"user":%q,"text":%q}`, user, text)
	resp, err := http.Post(l.slack.URL+"/_sandbox/command", "application/json", strings.NewReader(body)) //nolint:noctx // it is short
	if err != nil {
		l.t.Errorf("%s: %v", text, err)
		return
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
}

// forgeCommand delivers a command of somebody whom Slack has deactivated since.
func (l *trial) forgeCommand(user, text string) {
	l.deliver("/slack/commands", url.Values{
		"command": {"/asana"}, "text": {text}, "user_id": {user}, "team_id": {"T01TIDEWATR"}, "channel_id": {"C01GENERAL0"}, "trigger_id": {l.unique()},
	})
}

// forgeClick delivers a click on Approve of a card that may not look like that any more.
func (l *trial) forgeClick(user string, m said) {
	payload, err := json.Marshal(map[string]any{
		"type": "block_actions", "trigger_id": l.unique(), "user": map[string]any{"id": user, "team_id": "T01TIDEWATR"}, "team": map[string]any{"id": "T01TIDEWATR"},
		"channel": map[string]any{"id": m.Channel}, "container": map[string]any{"type": "message", "message_ts": m.TS, "channel_id": m.Channel},
		"actions": []any{map[string]any{"type": "button", "action_id": "request_approve", "action_ts": l.unique(), "value": l.askOf(m).id}},
	})
	must(l.t, err)
	l.deliver("/slack/interactions", url.Values{"payload": {string(payload)}})
}

func (l *trial) unique() string {
	l.lives++
	return strconv.Itoa(l.lives)
}

// deliver sends what Slack sends, signed as Slack signs.
func (l *trial) deliver(path string, form url.Values) {
	body, moment := form.Encode(), strconv.FormatInt(time.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(signingSecret))
	mac.Write([]byte("v0:" + moment + ":" + body))
	req, err := http.NewRequestWithContext(l.t.Context(), http.MethodPost, l.svc.url+path, bytes.NewReader([]byte(body)))
	must(l.t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Slack-Request-Timestamp", moment)
	req.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	resp, err := http.DefaultClient.Do(req)
	must(l.t, err)
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		l.fail("what Slack sent was not taken", "%s: %d", path, resp.StatusCode)
	}
}
