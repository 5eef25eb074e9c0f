package main

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// decide decides about a request that waits, if there is one: alone or both at nearly the same moment, by clicks, by the form, or typed. It tells whether
// there was one.
func (p *person) decide(ctx context.Context) bool {
	cards := p.waiting(ctx)
	if len(cards) == 0 {
		return false
	}
	card := anyOf(p, cards...)
	request := requestOn(card)
	switch p.rng.IntN(6) {
	case 0:
		p.types(ctx, "approve "+request, "")
	case 1:
		p.types(ctx, "deny "+request, "because no")
	case 2:
		p.denies(ctx, card)
	default:
		p.both(ctx, card, request)
	}
	return true
}

// both lets the two who are asked decide at nearly the same moment, each on a card that they see.
func (p *person) both(ctx context.Context, card said, request string) {
	other := &person{ordeal: p.ordeal, id: chloe, rng: p.rng} // draws nothing while both are at it
	if p.id == chloe {
		other.id = noor
	}
	denies := p.rng.IntN(3) == 0
	theirs := slices.DeleteFunc(other.waiting(ctx), func(m said) bool { return requestOn(m) != request })
	var both sync.WaitGroup
	both.Go(func() {
		switch {
		case denies:
			_, _ = other.delivers(ctx, delivery{who: other.id, text: "deny " + request, mark: "because no", trigger: other.trigger()})
		case len(theirs) > 0:
			other.click(ctx, theirs[0])
		}
	})
	v := p.click(ctx, card)
	both.Wait()
	for range tries {
		if v.definite() || !p.waits(ctx, soon, later) {
			return
		}
		v = p.click(ctx, card)
	}
}

// click approves on a card.
func (p *person) click(ctx context.Context, card said) verdict {
	a, ok := p.send(ctx, "action", map[string]any{"user": p.id, "channel": card.Channel, "ts": card.TS, "action_id": "request_approve"})
	if !ok {
		return taken // the card has no button any more
	}
	v := p.judgeClick(a)
	p.counts(vote{who: p.id, request: requestOn(card), action: "approve", key: p.trigger(), verdict: v})
	return v
}

// denies opens the form of a card and sends it, again when there was no answer.
func (p *person) denies(ctx context.Context, card said) {
	a, ok := p.send(ctx, "action", map[string]any{"user": p.id, "channel": card.Channel, "ts": card.TS, "action_id": "request_deny"})
	if !ok {
		return
	}
	// Where no form can be opened the click itself may be answered, and logged, as a decision that does not count.
	p.counts(vote{who: p.id, request: requestOn(card), action: "deny", key: p.trigger(), verdict: unsure})
	if p.judgeClick(a) != taken {
		return
	}
	open := p.forms(ctx)
	if len(open) == 0 {
		return // it was decided meanwhile, or the form could not be opened; both is said
	}
	f := open[len(open)-1]
	_, request, _ := strings.Cut(f.Title.Text, " ")
	for range tries {
		a, ok := p.send(ctx, "submit", map[string]any{"user": p.id, "view_id": f.ID, "values": map[string]any{"reason": "no"}})
		if !ok {
			return
		}
		v := p.judgeClick(a)
		p.counts(vote{who: p.id, request: request, action: "deny", key: f.ID, verdict: v})
		if v.definite() || !p.waits(ctx, soon, later) {
			return
		}
	}
}

// denial is a form that asks why not.
type denial struct {
	ID       string                `json:"id"`
	Callback string                `json:"callback_id"`
	User     string                `json:"user"`
	Open     bool                  `json:"open"`
	Title    struct{ Text string } `json:"title"`
}

// forms are those to deny with that a person has open.
func (p *person) forms(ctx context.Context) (all []denial) {
	p.looks(ctx, "views", &all)
	return slices.DeleteFunc(all, func(f denial) bool { return f.User != p.id || !f.Open || f.Callback != "request_deny" })
}

// waiting are the cards with buttons that a person sees.
func (p *person) waiting(ctx context.Context) (all []said) {
	p.looks(ctx, "messages", &all)
	return slices.DeleteFunc(all, func(m said) bool {
		return m.For != p.id && m.Channel != approvals || m.Ephemeral || !isCard(m) || !slices.Contains(m.buttons(), "request_approve")
	})
}

// looks reads what the Slack sandbox shows; nothing when the load has ended.
func (p *person) looks(ctx context.Context, what string, into any) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.slack.URL+"/_sandbox/"+what, http.NoBody)
	if err != nil {
		p.wonders("%s: %v", what, err)
		return
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(into); err != nil && ctx.Err() == nil {
		p.wonders("%s: %v", what, err)
	}
}

// requestOn is the request in the context line of a card.
func requestOn(m said) string {
	request, _, _ := strings.Cut(m.Text[strings.LastIndex(m.Text, "\n")+1:], " · ")
	return request
}
