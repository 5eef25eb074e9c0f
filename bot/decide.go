package bot

import (
	"cmp"
	"context"
	"strings"

	"rollcall/asana"
	"rollcall/bot/audit"
	"rollcall/bot/command"
)

// decide works out what the pair is to become from what Asana shows now, or refuses with the reason.
func (a *applying) decide(ctx context.Context) error {
	a.change.Before = a.level()
	switch command.Verb(a.change.Verb) {
	case command.Remove:
		a.change.After = audit.NoMember
	case command.Set:
		if a.current == nil {
			return complain(a.who(), " is not a member of ", a.where(), ", so there is no level to set.").next("Use ", Code(a.bot.cfg.Slash+" add"), " to make them one.")
		}
		a.change.After = a.change.Level
	case verbEnd:
		return a.decideEnd() // it was promised when the access was given, so nothing guards it
	case verbUndo:
		if err := a.decideUndo(ctx); err != nil {
			return err
		}
		return a.guard(ctx)
	default:
		if err := a.decideAdd(); err != nil {
			return err
		}
	}
	if err := a.decideTime(); err != nil {
		return err
	}
	if err := a.agreed(); err != nil {
		return err
	}
	return a.guard(ctx)
}

// decideAdd never lowers: somebody who has more keeps it.
func (a *applying) decideAdd() error {
	if !leveled(a.parent.Kind) {
		a.change.After = levelMember
		return nil
	}
	want := cmp.Or(a.change.Level, a.parent.level)
	if want == "" {
		return complain("Asana doesn't say which level ", a.where(), " gives by default.").
			next("Name one: ", strings.Join(asana.LevelsOf(a.parent.Kind), ", "), ".")
	}
	a.change.After = want
	if a.current != nil && asana.Rank(a.level()) == 0 {
		return complain(a.who(), " has the level ", Bold(a.level()), " on ", a.where(), ", which I don't know, so I can't tell whether that is more or less.").
			next("Use ", Code(a.bot.cfg.Slash+" set"), " if it is to be replaced.")
	}
	if a.current != nil && asana.Rank(a.level()) > asana.Rank(want) {
		a.change.After = a.level()
	}
	return nil
}

// who names the member as people know them in Asana.
func (a *applying) who() Line { return memberName(a.change.Member) }

// where names the parent with its link.
func (a *applying) where() Line { return Say(Link(a.parent.URL, a.change.Parent.Name)) }

// agreed tells whether Asana still shows what was judged: the level may have moved towards the goal meanwhile, but not beyond either end.
func (a *applying) agreed() error {
	g := a.change.Agreed
	if g.Before == "" || a.change.Before == g.Before || a.change.Before == g.After || a.change.Before == a.change.After {
		return nil
	}
	now, low, high := rank(a.change.Before), min(rank(g.Before), rank(g.After)), max(rank(g.Before), rank(g.After))
	if low <= now && now <= high {
		return nil
	}
	return complain(a.who(), " was ", levelName(g.Before), " on ", a.where(), " when this was judged and is ", levelName(a.change.Before),
		" now: it ended, or somebody changed it in Asana meanwhile, so I left it alone.").next("If it is still wanted, ask again.")
}
