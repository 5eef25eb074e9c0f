package bot

import (
	"context"
	"fmt"

	"rollcall/asana"
	"rollcall/bot/audit"
	"rollcall/bot/command"
)

// list shows the members of parents.
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
			said, about.Resource = one, resourceOf(p)
			continue
		}
		said.Lines = append(append(said.Lines, one.Head), one.Lines...)
	}
	return said, about, nil
}

// shorten counts what is too much for one message.
func shorten(lines []Line) []Line {
	more := len(lines) - shownLines
	if more <= 0 {
		return lines
	}
	return append(lines[:shownLines:shownLines], Say(fmt.Sprintf("… and %d more", more)))
}

func subjectOf(m Member) *audit.Subject {
	return &audit.Subject{Type: m.Kind, GID: m.GID, SlackUser: m.SlackUser}
}

func resourceOf(p Parent) *audit.Resource {
	return &audit.Resource{Type: p.Kind, GID: p.GID, Name: p.Name}
}

func (b *Bot) listOne(ctx context.Context, p Parent) (Message, error) {
	o, err := b.object(ctx, p.Kind, p.GID, false)
	if err != nil {
		return Message{}, err
	}
	endings, err := b.endings(ctx, o.GID)
	if err != nil {
		return Message{}, err
	}
	var lines []Line
	for m, err := range b.asana.List(ctx, asana.Filter{Parent: o.GID, ParentKind: o.Kind}) {
		if err != nil {
			return Message{}, &lookup{Say("the members of ", Link(o.URL, o.Name)), fmt.Errorf("read the members: %w", err)}
		}
		lines = append(lines, withEnding(m, memberLine(m), endings))
	}
	head := Say(Link(o.URL, o.Name), fmt.Sprintf(" has %d members.", len(lines)))
	if len(lines) == 1 {
		head = Say(Link(o.URL, o.Name), " has one member.")
	}
	return Message{Head: head, Lines: lines}, nil
}

// memberLine is one row of a list of members.
func memberLine(m asana.Membership) Line {
	who := Say(Name(m.Member.Name, m.Member.GID))
	if m.Member.ResourceType == memberTeam {
		who = Say("team ", Bold(m.Member.Name))
	}
	return Say(who, " ", standing(m), " ", Code(m.GID))
}

// standing is the level of a membership, or in teams and workspaces what Asana says of the person; these can be read, and nothing sets them.
func standing(m asana.Membership) string {
	if m.AccessLevel != "" {
		return m.AccessLevel
	}
	said := levelMember
	for _, flag := range []struct {
		is   *bool
		want bool
		word string
	}{
		{m.IsAdmin, true, "admin"}, {m.IsGuest, true, "guest"}, {m.IsLimitedAccess, true, "limited access"},
		{m.IsViewOnly, true, "view only"}, {m.IsActive, false, "deactivated"},
	} {
		if flag.is != nil && *flag.is == flag.want {
			said += ", " + flag.word
		}
	}
	return said
}
