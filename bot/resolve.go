package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"rollcall/asana"
	"rollcall/bot/audit"
	"rollcall/bot/command"
	"rollcall/bot/policy"
)

// maxChanges bounds what one command may change.
const maxChanges = 100

// resolve finds out what a command means and what the policy says about it, and then ends the request, holds it, asks approvers or leaves its
// changes to be applied.
func (b *Bot) resolve(ctx context.Context, r *run) error {
	var args requestArgs
	if err := r.args(&args); err != nil {
		return err
	}
	req, err := b.request(ctx, args.Request)
	if err != nil {
		return err
	}
	if req.State != Received && req.State != Resolving {
		return r.finish(ctx, nil)
	}
	cmd, err := command.Parse(req.Command)
	if err != nil {
		return fmt.Errorf("parse the stored command: %w", err)
	}
	hash, all, err := b.consult(ctx, req, cmd)
	if p := b.asProblem(err); p != nil {
		return r.finish(ctx, func(ctx context.Context, tx Tx) error { return b.refuse(ctx, tx, req, p) })
	}
	if err != nil {
		return err
	}
	return r.finish(ctx, func(ctx context.Context, tx Tx) error { return b.take(ctx, tx, req.ID, hash, all) })
}

// consult finds out what a command would change and what the policy says about that, and returns the policy's hash.
func (b *Bot) consult(ctx context.Context, req Request, cmd command.Command) (string, []judging, error) {
	as, err := b.ask(ctx, req.Origin)
	if err != nil {
		return "", nil, err
	}
	as.eyes.confirmed = req.Judged.Confirmed
	as.eyes.asked = req.AccessRequest != ""
	changes, err := b.plan(ctx, as, req, cmd)
	if err != nil {
		return "", nil, err
	}
	all, err := b.judge(ctx, as, req, cmd, changes)
	if err != nil {
		return "", nil, err
	}
	if p := b.allRefused(all); p != nil {
		p.policyHash = as.policy.Hash()
		return "", nil, p
	}
	return as.policy.Hash(), all, nil
}

// request reads one request.
func (b *Bot) request(ctx context.Context, id int64) (req Request, err error) {
	err = b.store.View(ctx, func(ctx context.Context, tx Tx) error {
		req, err = tx.Request(ctx, id)
		return err
	})
	return req, err
}

// plan finds members and parents side by side, and what a command would do to each pair.
func (b *Bot) plan(ctx context.Context, as asking, req Request, cmd command.Command) ([]Change, error) {
	if cmd.Verb == command.Extend || cmd.Verb == command.End || cmd.Verb == command.Undo {
		return b.planPast(ctx, as, req, cmd)
	}
	var members []Member
	var parents []Parent
	lasts, until, err := b.timing(cmd, req, as.person)
	if err != nil {
		return nil, err
	}
	as.eyes.outside = joins(cmd)
	who, verb := cmd.Who, cmd.Verb
	if verb == command.Request { // an add for oneself
		who, verb = []command.Who{{Kind: command.WhoMe}}, command.Add
	}
	group, gctx := together(ctx)
	group.Go(func() (err error) { members, err = b.members(gctx, who, as.eyes); return err })
	group.Go(func() (err error) { parents, err = b.parents(gctx, cmd.What, as.eyes); return err })
	if err := group.Wait(); err != nil {
		return nil, err
	}
	if err := fits(members, parents); err != nil {
		return nil, err
	}
	if cmd.Verb == command.Remove && len(members) > 1 && slices.ContainsFunc(parents, func(p Parent) bool { return p.Kind == asana.KindWorkspace }) {
		return nil, complain("Removing somebody from the workspace can't be taken back, so I do it for one person at a time.").next("Name just one.")
	}
	if n := len(members) * len(parents); n > maxChanges {
		return nil, complain("That would be ", fmt.Sprint(n), " changes; I take at most ", fmt.Sprint(maxChanges), " in one command.").next("Split it into several commands.")
	}
	var changes []Change
	for _, p := range parents {
		for _, m := range members {
			changes = append(changes, Change{Request: req.ID, State: ChangePending, Verb: string(verb), Parent: p, Member: m, Level: string(cmd.Level), Lasts: lasts, Until: until})
		}
	}
	return changes, nil
}

// joins tells whether a command adds people to the workspace and nothing else.
func joins(cmd command.Command) bool {
	elsewhere := func(w command.What) bool { return w.Kind != command.Workspace }
	return cmd.Verb == command.Add && !slices.ContainsFunc(cmd.What, elsewhere)
}

// fits refuses teams as members of what only people can be in.
func fits(members []Member, parents []Parent) error {
	for _, p := range parents {
		for _, m := range members {
			if m.Kind == memberTeam && !leveled(p.Kind) {
				return complain("Only people can be in a ", kindWord(p.Kind), ", so the team ", Bold(m.Name), " can't.").
					next("For each of its people say ", Code("everyone in team"), " and its name.")
			}
		}
	}
	return nil
}

// asker looks up the person who asks, refuses another workspace and tells whether the person is one of ADMINS.
func (b *Bot) asker(ctx context.Context, o Origin) (Person, bool, error) {
	team, err := b.place.Team(ctx)
	if err != nil {
		return Person{}, false, err
	}
	if o.SlackTeam != team {
		return Person{}, false, complain("This Rollcall belongs to another Slack workspace, so I did nothing.")
	}
	p, err := b.person(ctx, o.SlackUser)
	if errors.Is(err, ErrNotFound) {
		return Person{}, false, complain("Slack doesn't tell me who you are, so I did nothing.")
	}
	if err != nil {
		return Person{}, false, err
	}
	if err := b.introduce(ctx, p); err != nil {
		return Person{}, false, err
	}
	admin, err := b.isAdmin(ctx, p)
	return p, admin, err
}

// introduce keeps the name of who asks beside the log, whose events have only the id.
func (b *Bot) introduce(ctx context.Context, p Person) error {
	if known, ok := b.names.askers.Get(p.ID); ok && known == p {
		return nil
	}
	err := b.store.Update(ctx, func(ctx context.Context, tx Tx) error {
		return tx.SavePerson(ctx, audit.Person{System: audit.Slack, ID: p.ID, Name: p.Name, Email: p.Email})
	})
	if err != nil {
		return fmt.Errorf("keep the name of who asks: %w", err)
	}
	b.names.askers.Add(p.ID, p)
	return nil
}

func factsOf(p Person) policy.Requester {
	return policy.Requester{Deleted: p.Deleted, Guest: p.Guest, Bot: p.Bot, External: p.External}
}
