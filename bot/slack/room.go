package slack

import (
	"encoding/json"
	"strconv"

	"github.com/slack-go/slack"

	"rollcall/bot"
)

// room is how much a message or a view still takes.
type room struct {
	blocks int
	bytes  int // of JSON
}

// spend takes room for blocks that have to be there.
func (r *room) spend(blocks []slack.Block) {
	r.blocks -= len(blocks)
	r.bytes -= weight(blocks)
}

// holds tells whether there is room for blocks.
func (r *room) holds(blocks []slack.Block) bool {
	return len(blocks) <= r.blocks && weight(blocks) <= r.bytes
}

// take takes room for blocks, unless there is too little.
func (r *room) take(blocks []slack.Block) bool {
	fits := r.holds(blocks)
	if fits {
		r.spend(blocks)
	}
	return fits
}

// part is the room for what comes first: not all when something else comes after it.
func (r *room) part(more bool) *room {
	p := *r
	if more {
		p.blocks, p.bytes = p.blocks*2/3, p.bytes*2/3
	}
	return &p
}

// weight is the size of something as it is sent.
func weight(v any) int {
	data, err := json.Marshal(v)
	if err != nil { // then it can't be sent either
		return maxView + 1
	}
	return len(data)
}

// within renders a line in at most n characters and in about so many bytes: what is not ASCII weighs more than it has characters.
func within(l bot.Line, n, bytes int) string {
	n = min(n, bytes)
	text := mrkdwn(l, n)
	if w := weight(text); w > bytes {
		text = mrkdwn(l, n*bytes/w)
	}
	return text
}

// more says how many things are left out.
func more(n int) string { return "… and " + strconv.Itoa(n) + " more" }
