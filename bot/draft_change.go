package bot

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"

	"rollcall/asana"
	"rollcall/bot/audit"
)

const (
	// foretellWithin bounds how long what would happen is looked up.
	foretellWithin = 20 * time.Second
	// refillWithin bounds one change of an open form.
	refillWithin = 5 * time.Second
	// previewsKept and previewTTL bound what is remembered of open forms.
	previewsKept = 1000
	previewTTL   = time.Hour
)

// previews remember the open forms that this process fills in. Only the newest choice in each counts.
type previews struct {
	mu   sync.Mutex
	open *expirable.LRU[string, *preview]
}

func newPreviews() *previews {
	return &previews{open: expirable.NewLRU[string, *preview](previewsKept, nil, previewTTL)}
}

// preview is one open form.
type preview struct {
	mu     sync.Mutex // one change at a time
	cancel context.CancelFunc
	hash   string // of what this process showed last
}

// next supersedes what is being looked up for a form.
func (p *previews) next(view string, cancel context.CancelFunc) *preview {
	p.mu.Lock()
	defer p.mu.Unlock()
	one, ok := p.open.Get(view)
	if !ok {
		one = new(preview)
		p.open.Add(view, one)
	}
	if one.cancel != nil {
		one.cancel()
	}
	one.cancel = cancel
	return one
}

// FormChanged takes a choice in an open form: what depends on it is filled in anew, and what would come of it is shown. Sending waits for neither.
func (b *Bot) FormChanged(ctx context.Context, f FormState) {
	if f.ID != formDraft || b.isForeign(f.Origin, f.External) {
		return
	}
	b.foretell(ctx, f, draftFrom(f))
}

// foretell fills in an open form in the background. The newest choice counts, so what is looked up for an earlier one ends.
func (b *Bot) foretell(ctx context.Context, f FormState, d draft) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	filling := &filling{bot: b, state: f, preview: b.previews.next(f.Shown.ID, cancel)}
	b.background.start(ctx, foretellWithin+2*refillWithin, func(ctx context.Context) {
		defer cancel()
		d.reshape()
		filling.show(ctx, d, &Message{Head: Say("I am looking up what would happen …")})
		look, end := context.WithTimeout(ctx, foretellWithin)
		defer end()
		found, below := filling.foretold(look, d)
		filling.show(ctx, found, &below)
	})
}

// filling is what becomes of one choice in an open form.
type filling struct {
	*preview

	bot   *Bot
	state FormState
}

// show puts a draft into the form, unless a newer choice was made meanwhile. What is on its way is never cut off: then nobody would know what the
// form shows.
func (f *filling) show(ctx context.Context, d draft, below *Message) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if ctx.Err() != nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), refillWithin)
	defer cancel()
	form := d.form(f.bot.cfg.Slash, below)
	shown, err := f.bot.chat.Refill(ctx, f.state.Shown, form)
	if errors.Is(err, ErrConflict) && f.hash != "" && f.hash != f.state.Shown.Hash { // the choice was made before the last change arrived
		shown, err = f.bot.chat.Refill(ctx, Shown{ID: f.state.Shown.ID, Hash: f.hash}, form)
	}
	if err != nil { // it was closed, or another replica has shown something newer
		f.bot.log.Debug().Err(err).Msg("an open form was not filled in")
		return
	}
	f.hash, f.state.Shown = shown.Hash, shown
}

// foretold looks up what a draft names and says what would come of it.
func (f *filling) foretold(ctx context.Context, d draft) (draft, Message) {
	e := audit.Event{Action: audit.RequestCompleted, Outcome: audit.OK, Details: &audit.Details{}}
	said, err := f.look(ctx, &d, &e)
	if p := f.bot.asProblem(err); p != nil {
		said, err = foreseen(p), nil
		e.Outcome, e.Details.Error = audit.Refused, logged(p.say)
	}
	if err == nil && e.Details.NewValue != "" && ctx.Err() == nil {
		err = f.bot.record(ctx, f.state.Origin.from(e))
	}
	if err != nil {
		f.bot.log.Debug().Err(err).Msg("what would happen could not be looked up")
		said = Message{Mark: MarkWait, Head: Say("I can't look up now what would happen. You can send it anyway.")}
	}
	return d, said
}

// foreseen says what would become of a request that can't be carried out as it is.
func foreseen(p *problem) Message {
	switch {
	case p.pick != nil:
		return Message{Mark: MarkAsk, Head: Say("You would be asked: ", p.say, " ", p.pick.ask)}
	case p.confirm != "":
		return Message{Mark: MarkAsk, Head: Say("You would be asked: ", p.say)}
	case p.hold:
		return Message{Mark: MarkWait, Head: Say("This would be held until one of Rollcall's admins has looked at it: ", p.say)}
	}
	return Message{Mark: MarkNo, Head: Say("This would be refused: ", p.say), Note: p.note}
}

// look explains a draft to who fills it in; names that were typed become the objects that they mean. Asana is asked sparingly, as for suggestions.
func (f *filling) look(ctx context.Context, d *draft, e *audit.Event) (Message, error) {
	b, ctx := f.bot, asana.Sparingly(ctx)
	as, err := b.ask(ctx, f.state.Origin)
	if err != nil {
		return Message{}, err
	}
	cmd, wrong := d.command(b.store.Now())
	if d.hasNames() && wrong[fieldWhat]+wrong[fieldIn] == "" {
		parents, err := b.parents(ctx, cmd.What, as.eyes)
		if err != nil {
			return Message{}, err
		}
		d.fill(parents)
		cmd, wrong = d.command(b.store.Now())
	}
	for _, field := range []string{fieldVerb, fieldFor, fieldUntil, fieldReason} {
		if wrong[field] != "" {
			return Message{Mark: MarkAsk, Head: Say(wrong[field])}, nil
		}
	}
	if len(wrong) > 0 {
		return Message{Head: Say("Here you see what would happen, as soon as enough is chosen.")}, nil
	}
	e.Details.NewValue = "explain " + loggedCommand(cmd)
	said, about, err := b.explain(ctx, cmd, as, f.state.Origin)
	e.Context, e.Resource = about.Context, about.Resource
	said.Head = Say("This would happen:")
	return said, err
}

// hasNames tells whether something is named that was not looked up yet.
func (d draft) hasNames() bool {
	for _, o := range d.what {
		if !isGID(o.Value) {
			return true
		}
	}
	return false
}

// fill puts in what the names mean.
func (d *draft) fill(parents []Parent) {
	d.what = nil
	for _, p := range parents {
		d.what = append(d.what, Option{Value: p.GID, Text: p.Name})
	}
	d.data.Filled++
}
