package bot

import (
	"fmt"
	"time"
)

// RequestState is where a request stands; the words are those that people read in its context line.
type RequestState string

// The states of a request. Those from Applied on are ends.
const (
	Received         RequestState = "received"
	Resolving        RequestState = "resolving"
	NeedsInput       RequestState = "needs_input"
	AwaitingApproval RequestState = "awaiting_approval"
	Held             RequestState = "held"
	Approved         RequestState = "approved"
	Applying         RequestState = "applying"
	Applied          RequestState = "applied"
	Partial          RequestState = "partial"
	Failed           RequestState = "failed"
	Refused          RequestState = "refused"
	Denied           RequestState = "denied"
	Cancelled        RequestState = "cancelled"
	Expired          RequestState = "expired"
)

// Ended tells whether nothing more will happen to a request in this state.
func (s RequestState) Ended() bool {
	switch s {
	case Applied, Partial, Failed, Refused, Denied, Cancelled, Expired:
		return true
	}
	return false
}

// Request is a stored command with its state. Its changes are stored beside it.
type Request struct {
	ID            int64        // given by the store; people see it as R142
	State         RequestState // moves only by compare-and-swap
	Version       int64        // counts the moves
	Command       string       // canonical text, parses back to the same command
	Origin        Origin       // who asked, from where
	AcceptedAt    time.Time    // when the command was stored
	EndedAt       time.Time    // zero while open
	ResponseURL   string       // where replies go for 30 minutes; empty when there is none
	Note          string       // why it ended as it did, for people
	AccessRequest string       // gid of the access request in Asana that it takes over; empty when it was made here
	Judged        Judgement    // what the policy said
}

// Origin says who asked and from where. It is part of every event that follows from the command.
type Origin struct {
	SlackTeam string
	SlackUser string
	Channel   string
	Via       string // slack, or cli for scripts
}

// Name is how people call the request.
func (r Request) Name() string { return RequestName(r.ID) }

// RequestName is how people call the request with this id.
func RequestName(id int64) string { return fmt.Sprintf("R%d", id) }
