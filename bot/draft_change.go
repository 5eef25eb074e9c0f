package bot

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"

	"rollcall/bot/audit"
	"rollcall/bot/command"
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
	if f.ID != formDraft || f.External {
		return
	}
	if team := b.place.knownTeam(); team != "" && f.Origin.SlackTeam != team {
		return
	}
	b.foretell(ctx, f, draftFrom(f))
}

// foretell fills in an open form in the background.
func (b *Bot) foretell(ctx context.Context, f FormState, d draft) {
	b.background.start(ctx, foretellWithin, func(ctx context.Context) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		filling := &filling{bot: b, state: f, preview: b.previews.next(f.Shown.ID, cancel)}
		if d.reshape() {
			filling.show(ctx, d, nil)
		}
		found, below := filling.foretold(ctx, d)
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
	b := f.bot
	cmd, wrong := d.command(b.store.Now())
	if wrong[fieldWho] != "" || wrong[fieldWhat] != "" || wrong[fieldIn] != "" || wrong[fieldLevel] != "" {
		return d, Message{Head: Say("Here you see what would happen, as soon as enough is chosen.")}
	}
	e := audit.Event{Action: audit.RequestCompleted, Outcome: audit.OK}
	said, err := b.foretellTo(ctx, cmd, f.state.Origin, &d, &e)
	if p := b.asProblem(err); p != nil {
		said, err = Message{Mark: MarkNo, Head: Say("This would be refused: ", p.say), Note: p.note}, nil
		e.Outcome, e.Details = audit.Refused, &audit.Details{Error: logged(p.say)}
	}
	if err == nil && ctx.Err() == nil {
		if e.Details == nil {
			e.Details = &audit.Details{}
		}
		e.Details.NewValue = "explain " + loggedCommand(cmd)
		err = b.record(ctx, f.state.Origin.from(e))
	}
	if err != nil {
		b.log.Debug().Err(err).Msg("what would happen could not be looked up")
		return d, Message{Mark: MarkWait, Head: Say("I can't look up now what would happen. You can send it anyway.")}
	}
	return d, said
}

// foretellTo explains a draft to who fills it in; names that were typed become the objects that they mean.
func (b *Bot) foretellTo(ctx context.Context, cmd command.Command, o Origin, d *draft, e *audit.Event) (Message, error) {
	as, err := b.ask(ctx, o)
	if err != nil {
		return Message{}, err
	}
	if d.hasNames() {
		parents, err := b.parents(ctx, cmd.What, as.eyes)
		if err != nil {
			return Message{}, err
		}
		d.fill(parents)
	}
	said, about, err := b.explain(ctx, cmd, as, o)
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
