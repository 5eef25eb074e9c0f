package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// access is what one request gave until a moment, as far as it concerns the person.
type access struct {
	request int64
	grants  []Grant
	until   []Line // for each: until when, and by whose decision
	mayEnd  bool   // the person may extend and end it
}

// readAccess finds what the person has until a moment, or asked for so, by request.
func (l *homeLists) readAccess(ctx context.Context, tx Tx) error {
	known, err := tx.Identity(ctx, l.user)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	grants, err := tx.GrantsAbout(ctx, l.user, known.AsanaGID, homeLooked)
	if err != nil {
		return err
	}
	l.access = nil
	for _, g := range grants {
		at := slices.IndexFunc(l.access, func(a access) bool { return a.request == g.Request })
		if at < 0 {
			at = len(l.access)
			l.access = append(l.access, access{request: g.Request})
		}
		until, err := g.describe(ctx, tx)
		if err != nil {
			return err
		}
		a := &l.access[at]
		a.grants, a.until = append(a.grants, g), append(a.until, until)
		a.mayEnd = a.mayEnd || l.admin || g.Origin.SlackUser == l.user || g.Member.SlackUser == l.user
	}
	l.access, l.more["access"] = shownOf(l.access)
	return nil
}

// accessSection shows what ends, with what can be done about it.
func (l *homeLists) accessSection() Section {
	s := Section{Title: "Access that ends"}
	for _, a := range l.access {
		s.Items = append(s.Items, a.item())
	}
	if s.Items = append(s.Items, l.moreOf("access", "list for me")...); len(s.Items) == 0 {
		s.Text = Say("Nothing that you have, or asked for, ends by itself.")
	}
	return s
}

func (a access) item() Message {
	lines := make([]Line, len(a.grants))
	for i, g := range a.grants {
		lines[i] = Say(memberName(g.Member), " on ", kindWord(g.Parent.Kind), " ", Link(g.Parent.URL, g.Parent.Name), ": ", Bold(g.Level), " ", a.until[i])
	}
	m := Message{Head: lines[0]}
	if len(lines) > 1 {
		m.Head = Say(Bold(RequestName(a.request)), fmt.Sprintf(" gave access to %d:", len(lines)))
		m.Lines = lines[:min(len(lines), homeItems)]
		if more := len(lines) - homeItems; more > 0 {
			m.Lines = append(m.Lines[:homeItems:homeItems], Say(fmt.Sprintf("… and %d more", more)))
		}
	}
	if a.mayEnd {
		m.Buttons = endingButtons(RequestName(a.request))
	}
	return m
}
