package bot

import (
	"context"
	"fmt"

	"rollcall/asana"
	"rollcall/bot/audit"
	"rollcall/bot/command"
	"rollcall/bot/policy"
)

// questionArgs are the arguments of a question, which makes no request.
type questionArgs struct {
	Command     string `json:"command"`
	Origin      Origin `json:"origin"`
	ResponseURL string `json:"response_url"`
	Asked       int64  `json:"asked"` // unix milliseconds
}

// question answers list, show and pending, within what the asker may see.
func (b *Bot) question(ctx context.Context, r *run) error {
	var args questionArgs
	if err := r.args(&args); err != nil {
		return err
	}
	cmd, err := command.Parse(args.Command)
	if err != nil {
		return fmt.Errorf("parse the stored question: %w", err)
	}
	said, about, err := b.answer(ctx, cmd, args.Origin)
	if p := b.asProblem(err); p != nil {
		said, about = Message{Mark: MarkAsk, Head: p.say, Note: p.note}, audit.Event{
			Outcome: audit.Refused, Details: &audit.Details{Error: logged(p.say)}, Context: &audit.Context{Rule: p.rule},
		}
	} else if err != nil {
		return err
	}
	about.Action = audit.RequestCompleted
	if about.Outcome == audit.Refused {
		about.Action = audit.RequestRefused
	}
	if about.Details == nil {
		about.Details = &audit.Details{}
	}
	about.Details.NewValue = loggedCommand(cmd)
	return r.finish(ctx, func(ctx context.Context, tx Tx) error {
		if err := tx.Append(ctx, b.event(args.Origin.from(about))); err != nil {
			return err
		}
		return tx.Enqueue(ctx, newJob(jobReply, replyArgs{To: args.Origin.SlackUser, ResponseURL: args.ResponseURL, Accepted: args.Asked, Said: said}))
	})
}

// answer finds what a question asks for, and the event that tells what was read.
func (b *Bot) answer(ctx context.Context, cmd command.Command, o Origin) (Message, audit.Event, error) {
	none := audit.Event{Outcome: audit.OK}
	self, admin, err := b.asker(ctx, o)
	if err != nil {
		return Message{}, none, err
	}
	if v := policy.May(factsOf(self)); !v.Allow {
		return Message{}, none, b.explainRefusal(v)
	}
	eyes := b.eyesOf(self, admin)
	switch cmd.Verb {
	case command.Show:
		return b.show(ctx, cmd.GID, eyes)
	case command.Pending:
		said, err := b.pending(ctx, eyes)
		return said, none, err
	}
	return b.list(ctx, cmd, eyes)
}

// list shows the members of a project.
func (b *Bot) list(ctx context.Context, cmd command.Command, eyes *eyes) (Message, audit.Event, error) {
	var said Message
	about := audit.Event{Outcome: audit.OK}
	parents, err := b.parents(ctx, cmd.What, eyes)
	if err != nil {
		return said, about, err
	}
	for i, p := range parents {
		one, err := b.listOne(ctx, p)
		if err != nil {
			return said, about, err
		}
		if i == 0 {
			said, about.Resource = one, &audit.Resource{Type: p.Kind, GID: p.GID, Name: p.Name}
			continue
		}
		said.Lines = append(append(said.Lines, one.Head), one.Lines...)
	}
	if more := len(said.Lines) - shownLines; more > 0 {
		said.Lines = append(said.Lines[:shownLines], Say(fmt.Sprintf("… and %d more", more)))
	}
	return said, about, nil
}

func (b *Bot) listOne(ctx context.Context, p Parent) (Message, error) {
	details, err := b.project(ctx, p.GID, false)
	if err != nil {
		return Message{}, err
	}
	p = parentOfProject(details)
	var lines []Line
	count := 0
	for m, err := range b.asana.Memberships(ctx, asana.MembershipFilter{Parent: p.GID}) {
		if err != nil {
			return Message{}, fmt.Errorf("read the members: %w", err)
		}
		count++
		if len(lines) <= shownLines {
			lines = append(lines, memberLine(m))
		}
	}
	head := Say(Link(p.URL, p.Name), fmt.Sprintf(" has %d members.", count))
	if count == 1 {
		head = Say(Link(p.URL, p.Name), " has one member.")
	}
	if more := count - len(lines); more > 0 {
		lines = append(lines, Say(fmt.Sprintf("… and %d more", more)))
	}
	return Message{Head: head, Lines: lines}, nil
}

// memberLine is one row of a list of members.
func memberLine(m asana.Membership) Line {
	kind := ""
	if m.Member.ResourceType == "team" {
		kind = "team "
	}
	return Say(kind, Name(m.Member.Name, m.Member.GID), " ", m.AccessLevel, " ", Code(m.GID))
}

// show answers with one membership by its gid. One that is hidden is answered exactly as one that does not exist.
func (b *Bot) show(ctx context.Context, gid string, eyes *eyes) (Message, audit.Event, error) {
	about := audit.Event{Outcome: audit.OK}
	missing := complain("I found no membership with the gid ", Code(gid), ", or it is hidden from you or from me.").
		next("The rows of ", Code(b.cfg.Slash+" list"), " show the gids of memberships.")
	m, err := b.asana.Membership(ctx, gid)
	if asana.IsNotFound(err) || asana.IsForbidden(err) || asana.IsBadRequest(err) {
		return Message{}, about, missing
	}
	if err != nil {
		return Message{}, about, fmt.Errorf("read a membership: %w", err)
	}
	if m.Parent.ResourceType != "project" {
		return Message{}, about, missing
	}
	p, err := b.parentByGID(ctx, m.Parent.GID, eyes)
	if isProblem(err) {
		return Message{}, about, missing
	}
	if err != nil {
		return Message{}, about, err
	}
	about.Resource = &audit.Resource{Type: p.Kind, GID: p.GID, Name: p.Name}
	about.Subject = &audit.Subject{Type: m.Member.ResourceType, GID: m.Member.GID}
	return Message{Head: Say(memberLine(m), " on ", Link(p.URL, p.Name), ".")}, about, nil
}

// pending lists what is under way: everything for ADMINS, one's own requests for everybody else.
func (b *Bot) pending(ctx context.Context, eyes *eyes) (Message, error) {
	whose := eyes.self.ID
	if eyes.all {
		whose = ""
	}
	var open []Request
	err := b.store.View(ctx, func(ctx context.Context, tx Tx) (err error) {
		open, err = tx.OpenRequests(ctx, whose, shownLines+1)
		return err
	})
	if err != nil {
		return Message{}, err
	}
	if len(open) == 0 {
		return Message{Mark: MarkDone, Head: Say("Nothing is under way.")}, nil
	}
	said := Message{Head: Say("Under way:")}
	for _, r := range open[:min(len(open), shownLines)] {
		said.Lines = append(said.Lines, b.pendingLine(r))
	}
	if len(open) > shownLines {
		said.Lines = append(said.Lines, Say("… and more"))
	}
	return said, nil
}

func (b *Bot) pendingLine(r Request) Line {
	cmd, err := command.Parse(r.Command)
	what := Say(r.Command)
	if err == nil {
		what = wording(cmd)
	}
	line := Say(Bold(r.Name()), " ", User(r.Origin.SlackUser), ": ", what, " · ", string(r.State))
	if r.Note != "" {
		line = Say(line, " (", r.Note, ")")
	}
	return line
}
