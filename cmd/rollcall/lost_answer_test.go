package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

// verdict is what an answer says about what was sent.
type verdict string

const (
	accepted verdict = "accepted" // it became a request
	taken    verdict = "taken"    // it will be answered or decided, and makes no request
	pointed  verdict = "pointed"  // the same is open already
	refused  verdict = "refused"  // nothing was accepted
	unsure   verdict = "unsure"   // the service can't tell
	lost     verdict = "lost"     // no answer came
)

// definite tells whether who sent it knows what became of it.
func (v verdict) definite() bool { return v != unsure && v != lost }

// delivery is one delivery of a command.
type delivery struct {
	who, text, mark, trigger string

	answer  answered
	verdict verdict
	request string // the one that the answer names
}

// vote is one delivery of a decision about a request: a click, a form or a typed command.
type vote struct {
	who, request, action string

	key     string // the same for all deliveries of one decision
	verdict verdict
}

// send plays something at the Slack sandbox; ok is false when Slack itself would not let it be done any more, or when the load has ended.
func (o *ordeal) send(ctx context.Context, control string, body map[string]any) (a answered, ok bool) {
	data, err := json.Marshal(body)
	if err != nil {
		o.wonders("%s: %v", control, err)
		return a, false
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, o.slack.URL+"/_sandbox/"+control, bytes.NewReader(data))
	if err != nil {
		o.wonders("%s: %v", control, err)
		return a, false
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return a, false // the load has ended
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		return a, false
	}
	if err := json.Unmarshal(text, &a); err != nil {
		o.wonders("%s: %v", control, err)
		return a, false
	}
	return a, true
}

// judge reads the answer to a command.
func (o *ordeal) judge(a answered) (v verdict, request string) {
	if a.Status != http.StatusOK {
		o.isLoss(a)
		return lost, ""
	}
	var m struct{ Text string }
	if err := json.Unmarshal([]byte(a.Body), &m); err != nil {
		o.wonders("answered with %q", a.Body)
		return lost, ""
	}
	line, _, _ := strings.Cut(m.Text, "\n")
	if found := requestInAck.FindStringSubmatch(line); found != nil && strings.HasPrefix(line, "On it: ") {
		return accepted, found[1]
	}
	_, rest, _ := strings.Cut(line, " as ")
	request, _, _ = strings.Cut(rest, ":")
	switch {
	case strings.HasPrefix(line, "On it: "):
		return taken, ""
	case strings.Contains(line, "That is already under way as R"), strings.Contains(line, "That waits already as R"):
		return pointed, request
	}
	return o.judgeRefusal(line), ""
}

// judgeRefusal reads an answer that does not say that something was taken.
func (o *ordeal) judgeRefusal(words string) verdict {
	switch {
	case strings.Contains(words, "Nothing was accepted: "):
		return refused
	case strings.Contains(words, "I can't tell whether this was taken; look at "):
		return unsure
	}
	o.wonders("answered with %q", words)
	return lost
}

// isLoss holds an answer that is none to what the ingress and Slack make of a replica that is away: the service itself has always something to say.
func (o *ordeal) isLoss(a answered) {
	if a.Status != 0 && !strings.HasPrefix(a.Body, ingressSays) {
		o.wonders("answered with %d %s", a.Status, a.Body)
	}
}

// judgeClick reads the answer to a click or a form: what is not taken is said beneath the message or in the form.
func (o *ordeal) judgeClick(a answered) verdict {
	switch {
	case a.Status != http.StatusOK:
		o.isLoss(a)
		return lost
	case a.Body != "":
		return o.judgeRefusal(a.Body)
	}
	return taken
}

// keeps records a delivery of a command.
func (o *ordeal) keeps(d delivery) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sent = append(o.sent, d)
}

// counts records a decision.
func (o *ordeal) counts(v vote) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.votes = append(o.votes, v)
}

// known are the requests that answers named, in the order of the answers, as far as they fit.
func (o *ordeal) known(fits func(delivery) bool) (all []delivery) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, d := range o.sent {
		if d.verdict == accepted && fits(d) {
			all = append(all, d)
		}
	}
	return all
}
