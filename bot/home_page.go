package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"rollcall/bot/command"
)

const (
	// homeItems bounds each list of a home.
	homeItems = 10
	// homeLooked bounds what is counted for a list of a home.
	homeLooked = 100
	// homePast is how long a home shows requests that have ended.
	homePast = 7 * 24 * time.Hour
)

// homePage puts together what somebody sees of Rollcall, and tells whether they are one of ADMINS. Asana is not asked. Who may not use Rollcall learns why
// and nothing more.
func (b *Bot) homePage(ctx context.Context, h Home) (Page, bool, error) {
	as, err := b.ask(ctx, Origin{SlackTeam: h.SlackTeam, SlackUser: h.SlackUser})
	if p, ok := errors.AsType[*problem](err); ok {
		return Page{Sections: []Section{{Title: "Rollcall", Text: Say(p.say, " ", p.note)}}}, false, nil
	}
	if err != nil {
		return Page{}, false, err
	}
	l := homeLists{Bot: b, user: as.person.ID, admin: as.admin}
	if err := b.store.View(ctx, l.read); err != nil {
		return Page{}, false, err
	}
	page := Page{Sections: []Section{l.waitingSection(), l.openSection(), l.accessSection(), b.startSection()}}
	if as.admin {
		page.Sections = append(page.Sections, l.heldSection(), l.switchSection(), l.healthSection())
	}
	return page, as.admin, nil
}

// homeLists is what one person's home shows.
type homeLists struct {
	*Bot
	user  string
	admin bool

	waiting   []*asked  // for the person's decision
	questions []Request // that the person has to answer
	open      []Request // the person's other open requests
	ended     []Request
	access    []access
	held      []*asked
	more      map[string]int // how many are not shown, by list

	stop    *Stop // nil while writes go on
	backlog Backlog
}

// read reads all of it.
func (l *homeLists) read(ctx context.Context, tx Tx) error {
	l.more = make(map[string]int)
	steps := []func(context.Context, Tx) error{l.readWaiting, l.readOwn, l.readAccess}
	if l.admin {
		steps = append(steps, l.readHeld, l.readState)
	}
	for _, step := range steps {
		if err := step(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// readWaiting finds the requests of which the person has a card to decide on and has not decided.
func (l *homeLists) readWaiting(ctx context.Context, tx Tx) error {
	all, err := tx.RequestsAsking(ctx, l.user, homeLooked)
	if err != nil {
		return err
	}
	l.waiting = nil
	for _, r := range all {
		q := &asked{Bot: l.Bot}
		if err := q.load(ctx, tx, r.ID); err != nil {
			return err
		}
		decided := slices.ContainsFunc(q.decisions, func(d Decision) bool { return d.SlackUser == l.user })
		if _, ok := q.cardOf(l.user); ok && !decided {
			l.waiting = append(l.waiting, q)
		}
	}
	l.waiting, l.more["waiting"] = shownOf(l.waiting)
	return nil
}

// cardOf is the copy of the question that a person was asked last by direct message, about what the request waits for now.
func (q *asked) cardOf(user string) (Card, bool) {
	for _, c := range slices.Backward(q.cards) {
		if c.SlackUser == user && c.stage() == stageOf(q.req) {
			return c, true
		}
	}
	return Card{}, false
}

// readOwn finds the person's own requests.
func (l *homeLists) readOwn(ctx context.Context, tx Tx) error {
	all, err := tx.OpenRequests(ctx, l.user, homeLooked)
	if err != nil {
		return err
	}
	l.questions, l.open = nil, nil
	for _, r := range all {
		if r.State == NeedsInput {
			l.questions = append(l.questions, r)
		} else {
			l.open = append(l.open, r)
		}
	}
	l.questions, l.more["questions"] = shownOf(l.questions)
	l.open, l.more["open"] = shownOf(l.open)
	l.ended, err = tx.RequestsEnded(ctx, l.user, l.store.Now().Add(-homePast), homeItems)
	return err
}

// shownOf is what a home shows of a list, and how many are left out.
func shownOf[T any](all []T) ([]T, int) {
	n := min(len(all), homeItems)
	return all[:n], len(all) - n
}

// moreOf says how many are left out, and where to find them.
func (l *homeLists) moreOf(list, verb string) []Message {
	n := l.more[list]
	if n == 0 {
		return nil
	}
	count := fmt.Sprint(n)
	if n >= homeLooked-homeItems {
		count = fmt.Sprintf("at least %d", n)
	}
	return []Message{{Head: Say("… and ", count, " more: ", Code(l.cfg.Slash+" "+verb))}}
}

// startSection leads to the form.
func (b *Bot) startSection() Section {
	return Section{
		Title: "Start", Text: Say("Ask for access, or give it. You can also type ", Code(b.cfg.Slash), " anywhere, or ", Code(b.cfg.Slash+" "+string(command.Help)), "."),
		Buttons: []Button{{Action: ActionDraft, Text: "Give or request access", Label: "Give or request access", Style: StylePrimary}},
	}
}
