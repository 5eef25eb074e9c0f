package bot

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// responseURLFor is how long the address that came with a command takes answers, less a margin for the way.
const responseURLFor = 29 * time.Minute

// errChatAway marks failures of the chat that waiting may mend.
var errChatAway = errors.New("the chat can't be reached")

// ErrChatAway is what a chat adapter wraps failures in that waiting may mend.
func ErrChatAway(err error) error { return fmt.Errorf("%w: %w", errChatAway, err) }

// IsChatAway tells whether waiting may mend a failure of the chat.
func IsChatAway(err error) bool { return errors.Is(err, errChatAway) }

// replyArgs are the arguments of a reply. The words are stored, so that a repeated delivery has the same.
type replyArgs struct {
	To          string  `json:"to"` // Slack user, or a user group whose people are told one by one
	ResponseURL string  `json:"response_url,omitempty"`
	Accepted    int64   `json:"accepted,omitempty"` // unix milliseconds: when the response URL was given
	Said        Message `json:"said"`
	Replace     bool    `json:"replace,omitempty"` // in place of the message that the address came from
}

// reply delivers what Rollcall has to say: to the address that came with the command while it lasts, otherwise as a direct message.
func (b *Bot) reply(ctx context.Context, r *run) error {
	var args replyArgs
	if err := r.args(&args); err != nil {
		return err
	}
	if isGroup(args.To) {
		return b.tellGroup(ctx, r, args)
	}
	if err := b.deliver(ctx, args); err != nil {
		return err
	}
	return r.finish(ctx, nil)
}

// tellGroup gives each person of a user group a message of their own to be delivered, so that one who can't be reached keeps nobody from theirs and
// makes nobody get theirs again.
func (b *Bot) tellGroup(ctx context.Context, r *run, args replyArgs) error {
	people, err := b.chat.Group(ctx, args.To)
	if err != nil {
		return err
	}
	return r.finish(ctx, func(ctx context.Context, tx Tx) error { return b.tellEach(ctx, tx, people, args.Said) })
}

func (b *Bot) deliver(ctx context.Context, args replyArgs) error {
	if isInbox(args.ResponseURL) && b.store.Now().Sub(time.UnixMilli(args.Accepted)) < answerTTL {
		err := b.putInbox(ctx, args.ResponseURL, args.Said)
		if !errors.Is(err, ErrSpent) {
			return err
		}
	} else if args.ResponseURL != "" && b.store.Now().Sub(time.UnixMilli(args.Accepted)) < responseURLFor {
		answer := b.chat.Respond
		if args.Replace {
			answer = b.chat.Replace
		}
		err := answer(ctx, args.ResponseURL, args.Said)
		if !errors.Is(err, ErrSpent) {
			return b.slackHeard(err)
		}
	}
	_, err := b.chat.Direct(ctx, args.To, args.Said)
	return b.slackHeard(err)
}

// slackHeard notes that Slack answered, unless it failed.
func (b *Bot) slackHeard(err error) error {
	if err == nil {
		b.peers.heard(peerSlack)
	}
	return err
}
