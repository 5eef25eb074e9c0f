package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"
	"golang.org/x/sync/semaphore"

	"rollcall/asana"
	"rollcall/bot/policy"
)

const (
	// sightTTL is how long each of these is used again: who somebody is in Asana, the members of an object, and whether somebody sees it. The
	// last follows from the others, so what somebody sees is at most a minute old.
	sightTTL = 30 * time.Second
	// sightsKept bounds the memory.
	sightsKept = 50_000
	// sightsAtOnce bounds how many objects are looked at side by side, for all who type.
	sightsAtOnce = 4
	// sightsEach is how many objects are looked at for one text.
	sightsEach = 20
	// membersRead is how many members of an object are read at once to find out who sees it.
	membersRead = 300
)

// sights remember who sees what.
type sights struct {
	known   *expirable.LRU[string, bool]        // by person and object
	members *expirable.LRU[string, memberships] // by gid of the object, for whoever asks
	asked   *sharing[memberships]
	places  *semaphore.Weighted
}

func newSights(work *background) *sights {
	return &sights{
		known: expirable.NewLRU[string, bool](sightsKept, nil, sightTTL), members: expirable.NewLRU[string, memberships](namesKept, nil, sightTTL),
		asked: newSharing[memberships](work), places: semaphore.NewWeighted(sightsAtOnce),
	}
}

// memberships are the gids of an object's members.
type memberships struct {
	gids map[string]bool
	cut  bool // there are more
}

// sightKey is under which it is remembered whether somebody sees an object. What another policy said does not count.
func sightKey(as asking, c candidate) string {
	return strings.Join([]string{as.person.Team, as.person.ID, strconv.FormatBool(as.admin), as.policy.Hash(), c.Kind, c.GID, c.in}, " ")
}

// unruled tells whether no rule is about reading, so that only Asana and ADMINS count.
func (as asking) unruled() bool { return !as.policy.RulesReading() }

// sees tells whether somebody is known to see a candidate.
func (b *Bot) sees(as asking, c candidate) bool {
	sees, _ := b.sight(as, c)
	return sees
}

// sight tells whether somebody sees a candidate, and whether that is known at all.
func (b *Bot) sight(as asking, c candidate) (sees, known bool) {
	switch {
	case c.Kind == memberUser: // colleagues know who works with them
		return true, true
	case as.unruled() && (as.admin || c.public):
		return true, true
	}
	return b.suggests.sights.known.Get(sightKey(as, c))
}

func (b *Bot) keepSight(as asking, c candidate, sees bool) {
	b.suggests.sights.known.Add(sightKey(as, c), sees)
}

// lookAt finds out who sees the candidates, and the teams that they are shown under, as far as it is not known yet. The first count most: looking
// has its limits.
func (b *Bot) lookAt(ctx context.Context, as asking, found []candidate) error {
	var open []candidate
	for _, c := range withHomes(found) {
		if _, known := b.sight(as, c); known {
			continue
		}
		settled, err := b.settle(ctx, as, c)
		if err != nil {
			return err
		}
		if !settled {
			open = append(open, c)
		}
	}
	if len(open) == 0 {
		return nil
	}
	open, err := b.withTeams(ctx, as, open)
	if err != nil {
		return err
	}
	return b.lookInto(ctx, as, open[:min(len(open), sightsEach)])
}

// withHomes adds the teams of projects to the candidates, each once and last.
func withHomes(found []candidate) []candidate {
	all, had := slices.Clone(found), make(map[string]bool)
	for _, c := range found {
		if c.home.GID != "" && !had[c.home.GID] {
			had[c.home.GID] = true
			all = append(all, known(c.home))
		}
	}
	return all
}

// settle asks the rules about reading, where that takes no question to Asana, and tells whether they leave nothing open.
func (b *Bot) settle(ctx context.Context, as asking, c candidate) (bool, error) {
	if as.unruled() || as.policy.Needs().Roles {
		return false, nil
	}
	ruled, err := as.eyes.ruled(ctx, c.object)
	if err != nil {
		return false, err
	}
	if ruled == policy.Unruled && !c.public && !as.admin {
		return false, nil
	}
	b.keepSight(as, c, ruled == policy.Allow || ruled == policy.Unruled)
	return true, nil
}

// withTeams finds out which teams somebody is in: that decides about teams, and about everything where they have no account in Asana. It returns
// what is still open.
func (b *Bot) withTeams(ctx context.Context, as asking, open []candidate) ([]candidate, error) {
	teams, err := as.eyes.teams(ctx)
	nobody := isProblem(err)
	if err != nil && !nobody {
		return nil, fmt.Errorf("find out who types: %w", err)
	}
	if as.policy.Needs().Roles && !as.unruled() {
		return open, nil // the rules have the first word
	}
	return slices.DeleteFunc(open, func(c candidate) bool {
		in := c.Kind == asana.KindTeam && teams[c.GID]
		settled := in || c.told && (nobody || c.Kind == asana.KindTeam)
		if settled {
			b.keepSight(as, c, in)
		}
		return settled
	}), nil
}

// lookInto asks Asana about each, a few side by side.
func (b *Bot) lookInto(ctx context.Context, as asking, open []candidate) error {
	group, ctx := together(ctx)
	for _, c := range open {
		group.Go(func() error {
			if err := b.suggests.sights.places.Acquire(ctx, 1); err != nil {
				return err
			}
			defer b.suggests.sights.places.Release(1)
			sees, err := b.inSight(ctx, as, c)
			if isHidden(err) || errors.Is(err, errElsewhere) {
				sees, err = false, nil
			}
			if err == nil {
				b.keepSight(as, c, sees)
			}
			return err
		})
	}
	return group.Wait()
}

// inSight tells whether somebody sees an object, as eyes.see does, but with one question to Asana that serves all who type.
func (b *Bot) inSight(ctx context.Context, as asking, c candidate) (bool, error) {
	o := c.object
	if !c.told {
		var err error
		if o, err = b.freshly(ctx, o); err != nil {
			return false, err
		}
	}
	ruled, err := as.eyes.ruled(ctx, o)
	switch {
	case err != nil || ruled != policy.Unruled:
		return ruled == policy.Allow, err
	case policy.Sees(policy.Sight{Admin: as.admin, Public: o.public}):
		return true, nil
	case !leveled(o.Kind):
		return as.eyes.see(ctx, o)
	}
	return b.among(ctx, as, o)
}

// freshly reads an object of which Asana didn't tell how private it is.
func (b *Bot) freshly(ctx context.Context, o object) (object, error) {
	return b.object(ctx, o.Kind, o.GID, true)
}

// among tells whether somebody, or one of their teams, is a member of an object.
func (b *Bot) among(ctx context.Context, as asking, o object) (bool, error) {
	me, err := as.eyes.who(ctx)
	if isProblem(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	teams, err := as.eyes.teams(ctx)
	if err != nil {
		return false, err
	}
	if o.team != "" && teams[o.team] {
		return true, nil
	}
	m, err := b.membersOf(ctx, o.GID)
	if err != nil || m.gids[me.GID] {
		return err == nil, err
	}
	for gid := range teams {
		if m.gids[gid] {
			return true, nil
		}
	}
	if m.cut {
		return as.eyes.see(ctx, o)
	}
	return false, nil
}

// membersOf returns who is a member of an object: for all who ask, once.
func (b *Bot) membersOf(ctx context.Context, gid string) (memberships, error) {
	s := b.suggests.sights
	if m, ok := s.members.Get(gid); ok {
		return m, nil
	}
	return s.asked.do(ctx, gid, func(ctx context.Context) (memberships, error) {
		m := memberships{gids: make(map[string]bool)}
		for row, err := range b.asana.Memberships(ctx, asana.MembershipFilter{Parent: gid}) {
			if err != nil {
				return m, fmt.Errorf("read the members: %w", err)
			}
			if m.cut = len(m.gids) == membersRead; m.cut {
				break
			}
			m.gids[row.Member.GID] = true
		}
		s.members.Add(gid, m)
		return m, nil
	})
}
