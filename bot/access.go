package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"rollcall/asana"
	"rollcall/bot/audit"
	"rollcall/bot/command"
	"rollcall/bot/policy"
)

const (
	// accessEvery is how often Asana is asked for access requests that were made there.
	accessEvery = time.Minute
	// viaSlack marks requests that were typed or clicked in the chat.
	viaSlack = "slack"
	// viaAsana marks requests that were made inside Asana.
	viaAsana = "asana"
)

// watchAccess looks for access requests made inside Asana while the policy names where, until ctx ends. Of several replicas one looks.
func (b *Bot) watchAccess(ctx context.Context) {
	tick := time.NewTicker(accessEvery / 4)
	defer tick.Stop()
	for {
		if len(b.policy().Watched()) > 0 {
			if err := b.lookForAccess(ctx); err != nil && ctx.Err() == nil {
				b.log.Error().Err(err).Msg("access requests of Asana could not be looked for")
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// lookForAccess queues one look a minute.
func (b *Bot) lookForAccess(ctx context.Context) error {
	now := b.store.Now()
	err := b.store.Update(ctx, func(ctx context.Context, tx Tx) error {
		key := fmt.Sprintf("access:%d", now.Truncate(accessEvery).Unix())
		if _, err := tx.Remembered(ctx, key); !errors.Is(err, ErrNotFound) {
			return err
		}
		look := newJob(jobAccess, struct{}{})
		look.Unique = jobAccess
		return errors.Join(tx.Remember(ctx, key, nil, now.Add(2*accessEvery)), tx.Enqueue(ctx, look))
	})
	if errors.Is(err, ErrConflict) {
		return nil // another replica was faster
	}
	return err
}

// takeAccess takes over what waits in Asana at the places that the policy names.
func (b *Bot) takeAccess(ctx context.Context, r *run) error {
	log := zerolog.Ctx(ctx)
	for _, w := range b.policy().Watched() {
		p, err := b.watched(ctx, w)
		if err == nil {
			err = b.takeAccessTo(ctx, p)
		}
		if problem := b.asProblem(err); problem != nil {
			log.Warn().Str("kind", w.Kind).Str("what", w.What).Str("why", plain(problem.say)).Msg("access requests of Asana can't be looked for there")
			continue
		}
		if err != nil {
			return err
		}
	}
	return r.finish(ctx, nil)
}

// watched finds the project or portfolio that an entry of the policy means.
func (b *Bot) watched(ctx context.Context, w policy.Watched) (Parent, error) {
	what := command.What{Kind: command.Kind(w.Kind), Name: w.What}
	if isGID(w.What) {
		what.Name, what.GID = "", w.What
	}
	return b.parent(ctx, what, &eyes{bot: b, admin: true, all: true})
}

func isGID(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

// takeAccessTo makes a request of each access request that is not known yet.
func (b *Bot) takeAccessTo(ctx context.Context, p Parent) (failed error) {
	for ar, err := range b.asana.AccessRequests(ctx, p.GID, "") {
		if err != nil {
			return &lookup{Say("the access requests of ", Link(p.URL, p.Name)), err}
		}
		if ar.ApprovalStatus != "" && ar.ApprovalStatus != "pending" {
			continue
		}
		failed = errors.Join(failed, b.takeOne(ctx, p, ar)) // one that fails keeps the others from nothing
	}
	return failed
}

// takeOne makes a request of an access request, in the name of the person in Slack who made it. Whom nobody in Slack is known to be is left to
// Asana: the policy judges people of Slack.
func (b *Bot) takeOne(ctx context.Context, p Parent, ar asana.AccessRequest) error {
	known := false
	err := b.store.View(ctx, func(ctx context.Context, tx Tx) error {
		_, err := tx.RequestByAccess(ctx, ar.GID)
		known = err == nil
		return nothingIf(errors.Is(err, ErrNotFound), err)
	})
	if err != nil || known {
		return err
	}
	ids, err := b.inSlack(ctx, ar.Requester.GID)
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		if _, told := b.unknown.Get(ar.GID); !told {
			b.unknown.Add(ar.GID, struct{}{})
			zerolog.Ctx(ctx).Warn().Str("access_request", ar.GID).Msg("whoever asks in Asana is not known in Slack, so that stays to be decided in Asana")
		}
		return nil
	}
	team, err := b.place.Team(ctx)
	if err != nil {
		return err
	}
	cmd := command.Command{Verb: command.Request, What: []command.What{{Kind: command.Kind(p.Kind), GID: p.GID}}, Reason: oneLine(ar.Message, maxMessage)}
	r := Request{
		State: Received, Command: cmd.String(), AcceptedAt: b.store.Now(), AccessRequest: ar.GID,
		Origin: Origin{SlackTeam: team, SlackUser: ids[0], Via: viaAsana},
	}
	return b.store.Update(ctx, func(ctx context.Context, tx Tx) error {
		if _, err := tx.RequestByAccess(ctx, ar.GID); !errors.Is(err, ErrNotFound) {
			return err
		}
		if err := tx.InsertRequest(ctx, &r); err != nil {
			return err
		}
		return b.startRequest(ctx, tx, r, cmd)
	})
}

// givesAccess tells whether a change answers an access request of Asana. The end of what was given so belongs to the same request, but Asana's
// access requests have no part in it.
func (a *applying) givesAccess() bool {
	return a.request.AccessRequest != "" && a.change.Verb != verbEnd
}

// giveAccess carries out an access request of Asana as it was decided; it may be run again after any step. Asana gives the default level of the
// parent. Where less was decided the membership is made at that level first, so that nothing that ends half-way leaves too much, and it is read
// again afterwards.
func (a *applying) giveAccess(ctx context.Context) error {
	ctx = a.forWrite(ctx)
	less := a.parent.level == "" || rank(a.change.After) < rank(a.parent.level)
	if less && a.current == nil {
		if err := a.stillAsked(ctx); err != nil {
			return err
		}
		if _, err := a.bot.give(ctx, a.change); err != nil {
			return err
		}
	}
	approved := a.bot.asana.ApproveAccessRequest(ctx, a.request.AccessRequest)
	if approved != nil && a.bot.asanaProblem(approved, a.where()) == nil {
		return approved // it is tried again
	}
	if err := a.readPair(ctx); err != nil {
		return err
	}
	switch {
	case a.current == nil:
		return approved // Asana refused: it was decided there meanwhile, or this account may not
	case a.level() == a.change.After:
		return nil
	}
	if a.level() != a.parent.level { // not what Asana's approval gives: somebody was there meanwhile
		return a.movedOn()
	}
	m, err := a.bot.asana.UpdateMembership(ctx, a.current.GID, a.change.After)
	if err == nil && levelOf(m) != a.change.After {
		return a.movedOn()
	}
	return err
}

// movedOn says that somebody changed the membership in Asana while it was being given.
func (a *applying) movedOn() error {
	return complain("Somebody changed the membership of ", a.who(), " on ", a.where(), " in Asana at the same time, so I left it as it is there.").next("Look in Asana what it is now.")
}

// stillAsked refuses what was decided in Asana meanwhile. The membership that is made first would give what was denied there.
func (a *applying) stillAsked(ctx context.Context) error {
	for ar, err := range a.bot.asana.AccessRequests(ctx, a.change.Parent.GID, a.change.Member.GID) {
		if err != nil {
			return &lookup{Say("the access requests of ", a.where()), err}
		}
		if ar.GID == a.request.AccessRequest {
			return nil
		}
	}
	return complain("The access request of ", a.who(), " for ", a.where(), " was decided in Asana meanwhile, so I left it at that.")
}

// rejectAccess turns an access request down in Asana that was denied here. One that Asana doesn't know any more was decided there meanwhile.
func (b *Bot) rejectAccess(ctx context.Context, r *run) error {
	var args requestArgs
	if err := r.args(&args); err != nil {
		return err
	}
	req, err := b.request(ctx, args.Request)
	if err != nil {
		return err
	}
	if err := b.store.View(ctx, checkStopped); err != nil {
		return err
	}
	err = b.asana.RejectAccessRequest(r.forWrite(ctx), req.AccessRequest)
	if err != nil && b.asProblem(err) == nil {
		return err
	}
	if err == nil {
		return r.finish(ctx, nil) // the denial is in the log already
	}
	p := b.asProblem(err)
	return r.finish(ctx, func(ctx context.Context, tx Tx) error {
		e := audit.Event{Action: audit.RequestDenied, Outcome: audit.Failed, Request: req.Name(), Details: &audit.Details{Error: logged(p.say)}}
		if err := tx.Append(ctx, b.event(req.Origin.from(e))); err != nil {
			return err
		}
		said := Message{Mark: MarkFailed, Context: contextLine(req), Note: p.note,
			Head: Say(req.Name(), " was denied here, but Asana didn't take that for the access request that was made there; it may have been decided there. ", p.say)}
		return b.tellEach(ctx, tx, b.cfg.Admins, said)
	})
}

// maxMessage bounds what is taken over of a message of Asana, in characters.
const maxMessage = 500

// oneLine is what somebody wrote, as a reason.
func oneLine(text string, most int) string {
	words := []rune(strings.Join(strings.Fields(text), " "))
	if len(words) > most {
		return string(words[:most]) + "…"
	}
	return string(words)
}
