package bot

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/hashicorp/golang-lru/v2/expirable"

	"rollcall/asana"
	"rollcall/bot/command"
)

const (
	// suggestWithin is when an answer leaves, whatever is known by then: who types should not notice that something is looked up. It has to be
	// there in 300 ms, also when the machine is busy.
	suggestWithin = 200 * time.Millisecond
	// searchWithin bounds what goes on after the answer, so that the next letter finds it known.
	searchWithin = 10 * time.Second
)

// Typing is somebody typing into a field that searches, in a form as it stands.
type Typing struct {
	Form  FormState
	Field string // the input
	Text  string // what was typed so far; may be empty
}

// Suggest answers with what somebody may mean, of what they may see. It is never late and never fails: what can't be found out in time is left out,
// and looked up for the next letter.
func (b *Bot) Suggest(ctx context.Context, t Typing) []OptionGroup {
	ctx, cancel := context.WithTimeout(ctx, suggestWithin)
	defer cancel()
	searches := searchesOf(t)
	if t.Form.External || len(searches) == 0 {
		return nil
	}
	l := b.look(ctx, t.Form.Origin, t.Form.Shown.ID+" "+t.Field, searches)
	var complete bool
	select {
	case <-l.done:
		complete = !l.failed.Load()
	case <-ctx.Done():
	}
	as := l.asking.Load()
	if as == nil {
		return nil // nothing is shown to somebody who is not known
	}
	found := b.suggestionsFor(*as, searches)
	if len(found) == 0 && !complete && t.Field != fieldOthers {
		return asTyped(t.Text)
	}
	return found
}

// asTyped lets a name be sent as it was typed, when Asana could not be asked in time: nobody should think that there is nothing.
func asTyped(text string) []OptionGroup {
	name := strings.Join(strings.Fields(text), " ")
	if name == "" || isGID(name) || utf8.RuneCountInString(name) > maxOption {
		return nil
	}
	return []OptionGroup{{Options: []Option{{Value: name, Text: name, Note: "as typed: Asana has not answered yet"}}}}
}

// warmSuggestions looks up what somebody is shown who chooses an object of a kind and has typed nothing yet, so that a form that opens finds it.
func (b *Bot) warmSuggestions(ctx context.Context, o Origin, kind string) {
	field := fieldWhat
	if command.Kind(kind) == command.Type {
		field = fieldIn // types are found through a project, which is chosen first
	}
	searches := searchesOf(Typing{Field: field, Form: FormState{Values: Values{fieldKind: {kind}}}})
	if len(searches) > 0 {
		b.look(ctx, o, "warm "+kind, searches)
	}
}

// searchesOf are what a field searches for; none for fields that don't search.
func searchesOf(t Typing) []search {
	text := fold(clipRunes(t.Text, maxTyped))
	kind, in := scopeOf(t.Form)
	switch {
	case t.Field == fieldIn:
		return []search{{kind: asana.KindProject, text: text}}
	case t.Field == fieldOthers:
		return []search{{kind: memberUser, text: text}, {kind: asana.KindTeam, text: text, members: true}}
	case t.Field != fieldWhat || !slices.Contains(draftKinds(), kind) || kind == command.Type && !isGID(in):
		return nil
	case kind == command.Type:
		return []search{{kind: asana.KindCustomType, text: text, in: in}}
	}
	return []search{{kind: kind.ResourceType(), text: text}}
}

// scopeOf is the kind that objects are searched of, and the project that types are found through: as the form was drawn, because what was entered in its
// other fields does not come with every question for suggestions.
func scopeOf(f FormState) (kind command.Kind, in string) {
	data := readDraftData(f.Data)
	kind = command.Kind(cmp.Or(string(data.Kind), f.Values.One(fieldKind), string(command.Project)))
	return kind, cmp.Or(f.Values.One(fieldIn), data.In)
}

// suggester is what is known for suggestions, and what is being looked up.
type suggester struct {
	pages  *pages
	sights *sights
	askers *sharing[asking]
	eyes   *expirable.LRU[string, *eyes]

	mu      sync.Mutex
	looking map[string]*looking // by person and field
}

func newSuggester(work *background) *suggester {
	return &suggester{
		pages: newPages(work), sights: newSights(work), askers: newSharing[asking](work),
		eyes: expirable.NewLRU[string, *eyes](namesKept, nil, sightTTL), looking: make(map[string]*looking),
	}
}

// looking is what one person's typing into one field set off.
type looking struct {
	bot      *Bot
	origin   Origin
	searches []search
	asking   atomic.Pointer[asking] // who types, as soon as that is known
	failed   atomic.Bool            // something could not be found out
	done     chan struct{}          // closed when there is no more to find out

	wanted context.Context // ends when the person types on
	cancel context.CancelFunc
}

// look finds out in the background what somebody may mean. What the same person typed into the same place before is looked up no longer. Asana is
// asked sparingly, so that commands are not kept waiting by people who type.
func (b *Bot) look(ctx context.Context, o Origin, place string, searches []search) *looking {
	ctx = asana.Sparingly(ctx)
	s, key := b.suggests, o.SlackTeam+" "+o.SlackUser+" "+place
	s.mu.Lock()
	defer s.mu.Unlock()
	if before := s.looking[key]; before != nil {
		if slices.Equal(before.searches, searches) {
			return before
		}
		before.cancel()
	}
	l := &looking{bot: b, origin: o, searches: searches, done: make(chan struct{})}
	l.wanted, l.cancel = context.WithCancel(context.WithoutCancel(ctx))
	s.looking[key] = l
	b.background.start(ctx, searchWithin, func(ctx context.Context) {
		defer s.ended(key, l)
		if err := guarded(func() error { return l.run(ctx) }); err != nil {
			l.failed.Store(true)
			b.log.Debug().Err(err).Msg("there are no suggestions")
		}
	})
	return l
}

func (s *suggester) ended(key string, l *looking) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.looking[key] == l {
		delete(s.looking, key)
	}
	l.cancel()
	close(l.done)
}

// run finds out who types, then what they may mean and whether they see it. Who types is found out to the end, also when they type on: that is the
// same for the next letter.
func (l *looking) run(life context.Context) error {
	as, err := l.bot.asksSuggestions(life, l.origin)
	if err != nil {
		return err
	}
	l.asking.Store(&as)
	ctx, cancel := context.WithCancel(life)
	defer cancel()
	defer context.AfterFunc(l.wanted, cancel)()
	group, ctx := together(ctx)
	for _, s := range l.searches {
		group.Go(func() error {
			if err := l.bot.search(ctx, as, s); err != nil && ctx.Err() == nil {
				l.bot.log.Debug().Err(err).Str("kind", s.kind).Msg("suggestions could not be looked up")
			}
			return nil // one search that fails leaves the others
		})
	}
	return group.Wait()
}

// asksSuggestions looks up who types. What is known of their teams serves several letters.
func (b *Bot) asksSuggestions(ctx context.Context, o Origin) (asking, error) {
	s := b.suggests
	as, err := s.askers.do(ctx, o.SlackTeam+" "+o.SlackUser, func(ctx context.Context) (asking, error) { return b.ask(ctx, o) })
	if err != nil {
		return asking{}, err
	}
	key := sightKey(as, candidate{})
	if known, ok := s.eyes.Get(key); ok && known.self == as.person {
		as.eyes = known
	} else {
		s.eyes.Add(key, as.eyes)
	}
	return as, nil
}
