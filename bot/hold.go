package bot

import (
	"context"
	"fmt"
	"time"

	"rollcall/bot/policy"
)

const (
	// holdFor is how long a held request waits for somebody to look at it.
	holdFor = 24 * time.Hour
	// ruleHold names what holds a request, in events.
	ruleHold = "built-in: one of ADMINS releases what is held"
)

// hold stops a request until one of ADMINS has looked; it expires when nobody does.
func (b *Bot) hold(ctx context.Context, tx Tx, req Request, e ending) error {
	req.State, req.Note = e.state, plain(e.said.Head)
	req.Judged.Terms = holdTerms()
	e.event.Context.Rule = ruleHold
	e.said.Head = Say("Held until one of Rollcall's admins has looked at it: ", e.said.Head)
	if err := b.move(ctx, tx, &req, e); err != nil {
		return err
	}
	return tx.Enqueue(ctx, askJob(req))
}

// heldFor says which limit of one person in an hour a request would pass.
func heldFor(count int, of string, limit int) *problem {
	p := complain(fmt.Sprintf("That would be %d %s by one person within an hour; more than %d are only made when an admin says so.", count, of, limit))
	p.hold = true
	return p
}

// holdTerms ask one of ADMINS.
func holdTerms() []Term {
	return []Term{{Rule: ruleHold, Terms: policy.Terms{From: []string{policy.FromAdmins}, AtLeast: 1, Expires: holdFor}}}
}
