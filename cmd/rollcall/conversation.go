package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"rollcall/bot"
)

// conversation is one command of the demo and what comes back, seen as its person sees it.
type conversation struct {
	demo  *demo
	con   console
	user  string
	shown map[string]bool // messages that were there before or are printed already
}

// message is what the conversation needs of a message in the Slack sandbox.
type message struct {
	Channel string `json:"channel"`
	Source  string `json:"source"`
	TS      string `json:"ts"`
	Text    string `json:"text"`
	User    string `json:"user"`
	For     string `json:"for"`
	Blocks  []struct {
		Text struct {
			Text string `json:"text"`
		} `json:"text"`
	} `json:"blocks"`
}

// refusal tells whether a message says no; its first block then begins with one of the marks for that.
func (m message) refusal() bool {
	if len(m.Blocks) == 0 {
		return false
	}
	for _, mark := range []string{":no_entry:", ":grey_question:", ":warning:"} {
		if strings.HasPrefix(m.Blocks[0].Text.Text, mark) {
			return true
		}
	}
	return false
}

// outcome is how a line came out.
type outcome struct {
	refused bool   // or not understood
	waits   string // the request that waits for people; empty when nothing does
}

// run sends the command and prints what comes back until it has ended, or waits for people.
func (c *conversation) run(ctx context.Context, text string) (outcome, error) {
	c.shown = make(map[string]bool)
	if _, err := c.news(ctx); err != nil {
		return outcome{}, err
	}
	opened, err := c.send(ctx, text)
	if err != nil {
		return outcome{}, err
	}
	if opened {
		fmt.Fprintf(c.con.out, "  A form opened: fill it in at %s\n", c.demo.base)
		return outcome{}, nil
	}
	ack, err := c.next(ctx)
	for err == nil && ack.Source != "answer" { // what the person is told about an earlier line
		ack, err = c.next(ctx)
	}
	if err != nil {
		return outcome{}, fmt.Errorf("no acknowledgement: %w", err)
	}
	if !strings.HasPrefix(ack.Text, "On it: ") {
		return outcome{refused: ack.refusal()}, nil
	}
	line, _, _ := strings.Cut(ack.Text, "\n")
	if request := requestInAck.FindStringSubmatch(line); request != nil {
		return c.follow(ctx, request[1])
	}
	for {
		m, err := c.next(ctx)
		if err != nil {
			return outcome{}, fmt.Errorf("no answer within %s: %w", answerWithin, err)
		}
		if !strings.HasPrefix(m.Text, "Not answered yet") && !c.isLate(m, text) {
			return outcome{refused: m.refusal()}, nil
		}
	}
}

// isLate tells whether a message is about a request of an earlier line that waited, and not about what was asked now.
func (c *conversation) isLate(m message, text string) bool {
	state := contextLine.FindStringSubmatch(m.Text)
	return state != nil && !strings.Contains(text, state[1]) && slices.ContainsFunc(c.demo.open, func(w waiting) bool { return w.request == state[1] })
}

// follow prints what the person is told about a request until it has ended, or waits for people.
func (c *conversation) follow(ctx context.Context, request string) (outcome, error) {
	for {
		m, err := c.next(ctx)
		if err != nil {
			return outcome{}, fmt.Errorf("no answer within %s: %w", answerWithin, err)
		}
		state := contextLine.FindStringSubmatch(m.Text)
		if state == nil || state[1] != request {
			continue
		}
		switch s := bot.RequestState(state[2]); {
		case s == bot.AwaitingApproval, s == bot.Held:
			return outcome{waits: request}, nil
		case s.Ended(), s == bot.NeedsInput:
			return outcome{refused: s != bot.Applied}, nil
		}
	}
}

// ending waits for the message that ends a request, and tells whether it ended otherwise than applied.
func (c *conversation) ending(ctx context.Context, request string) (refused bool, err error) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		var all []message
		if err := c.call(ctx, http.MethodGet, "messages", http.NoBody, &all); err != nil {
			return false, err
		}
		for _, m := range all {
			state := contextLine.FindStringSubmatch(m.Text)
			if m.For == c.user && state != nil && state[1] == request && bot.RequestState(state[2]).Ended() {
				return bot.RequestState(state[2]) != bot.Applied, nil
			}
		}
		select {
		case <-ctx.Done():
			return false, fmt.Errorf("%s still waits for an approval", request)
		case <-tick.C:
		}
	}
}

// send lets the Slack sandbox send the command to the service, signed and over HTTP. Nothing said means that a form opened.
func (c *conversation) send(ctx context.Context, text string) (opened bool, err error) {
	body, err := json.Marshal(map[string]string{"user": c.user, "text": text})
	if err != nil {
		return false, err
	}
	var answer struct {
		Status int    `json:"status"`
		Body   string `json:"body"`
	}
	if err := c.call(ctx, http.MethodPost, "command", bytes.NewReader(body), &answer); err != nil {
		return false, err
	}
	if answer.Status != http.StatusOK {
		return false, fmt.Errorf("the service answered with status %d: %s", answer.Status, answer.Body)
	}
	return answer.Body == "", nil
}

// next waits for the next message to the person and prints it.
func (c *conversation) next(ctx context.Context) (message, error) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		m, err := c.news(ctx)
		if err != nil || m != nil {
			if m == nil {
				m = &message{}
			}
			return *m, err
		}
		select {
		case <-ctx.Done():
			return message{}, errors.New("nothing came")
		case <-tick.C:
		}
	}
}

// news returns the oldest message to the person that was not shown yet and prints it; the first call only notes what is there.
func (c *conversation) news(ctx context.Context) (*message, error) {
	var all []message
	if err := c.call(ctx, http.MethodGet, "messages", http.NoBody, &all); err != nil {
		return nil, err
	}
	first := len(c.shown) == 0
	c.shown[""] = true
	for _, m := range all {
		key := m.Channel + "/" + m.TS
		if m.For != c.user || c.shown[key] {
			continue
		}
		c.shown[key] = true
		if !first {
			fmt.Fprintln(c.con.out, "  "+strings.ReplaceAll(c.demo.readable(m.Text), "\n", "\n  "))
			return &m, nil
		}
	}
	return nil, nil
}

func (c *conversation) call(ctx context.Context, method, control string, body interface{ Read([]byte) (int, error) }, into any) error {
	req, err := http.NewRequestWithContext(ctx, method, c.demo.base+slackPrefix+"/_sandbox/"+control, body)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the Slack sandbox answered with status %d", resp.StatusCode)
	}
	return json.NewDecoder(resp.Body).Decode(into)
}

var (
	mention = regexp.MustCompile(`<@([UW][A-Z0-9]+)>`)
	group   = regexp.MustCompile(`<!subteam\^([A-Z0-9]+)>`)
	styled  = regexp.MustCompile("([*`])([^*`\n]+)[*`]")
	date    = regexp.MustCompile(`<!date\^[^|>]*\|([^>]*)>`)
	link    = regexp.MustCompile(`<(https?://[^|>]+)\|([^>]*)>`)
)

// readable turns Slack's markup into plain text.
func (d *demo) readable(text string) string {
	text = mention.ReplaceAllStringFunc(text, func(m string) string {
		id := mention.FindStringSubmatch(m)[1]
		for _, u := range d.seed.Users {
			if u.ID == id {
				return "@" + u.Name
			}
		}
		return m
	})
	text = group.ReplaceAllStringFunc(text, func(m string) string {
		id := group.FindStringSubmatch(m)[1]
		for _, g := range d.seed.Usergroups {
			if g.ID == id {
				return "@" + g.Handle
			}
		}
		return m
	})
	text = date.ReplaceAllString(text, "$1")
	return html.UnescapeString(styled.ReplaceAllString(link.ReplaceAllString(text, "$2 ($1)"), "$2"))
}
