package bot

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"rollcall/bot/command"
)

// Click is a button that somebody pressed, or a form that somebody sent, as a chat delivers it.
type Click struct {
	Key         string            // the same for every delivery of the same click
	Action      string            // action id of the button, or the form's ID
	Value       string            // of the button: the request, R142; of a form its Data
	Fields      Values            // of a form: values by input
	Texts       map[string]string // of a form: what the chosen options say, by value
	Form        Shown             // the form that was sent
	Origin      Origin            // who clicked, from where
	External    bool              // the chat says that who clicked is of another company
	At          Posted            // the message with the button; empty when it can't be changed
	Trigger     string            // opens a form, for three seconds
	ResponseURL string            // where answers to the one who clicked go; empty for forms
}

// decideArgs are the arguments of a decision about a request, however it was made.
type decideArgs struct {
	ID          string `json:"id"` // pairs the decision with the notice that it takes long
	Request     int64  `json:"request"`
	Action      string `json:"action"`
	Origin      Origin `json:"origin"`
	External    bool   `json:"external,omitempty"`
	At          Posted `json:"at,omitzero"`
	ResponseURL string `json:"response_url,omitempty"`
	Asked       int64  `json:"asked"`           // unix milliseconds
	Taken       int64  `json:"taken,omitempty"` // likewise: later than that when a form was filled in between
	Note        string `json:"note,omitempty"`
	Level       string `json:"level,omitempty"`  // approve with this level in place of the one asked for
	Pick        string `json:"pick,omitempty"`   // gid of the object that is meant
	Length      string `json:"length,omitempty"` // approve for this time in place of the one asked for, such as 1w
	Peek        bool   `json:"peek,omitempty"`   // only say why not: the form that would have come next was not opened
}

// reply delivers an answer to whoever decided.
func (a decideArgs) reply(said Message) replyArgs {
	return replyArgs{
		To: a.Origin.SlackUser, ResponseURL: a.ResponseURL, Accepted: a.Asked, Said: said,
		Replace: a.Action == ActionPick || a.Action == ActionConfirm, // a question that is answered is asked no more
	}
}

// Click takes a click. When it returns, what the click leads to is stored or has been answered.
func (b *Bot) Click(ctx context.Context, c Click) {
	if take := b.unbound(c.Action); take != nil {
		take(ctx, c)
		return
	}
	args := decideArgs{
		Action: c.Action, Origin: c.Origin, External: c.External, At: c.At, ResponseURL: c.ResponseURL, Asked: b.store.Now().UnixMilli(),
	}
	request, choice := picked(c.Value)
	var ok bool
	if args.Request, ok = requestID(request); !ok || !understood(c.Action) {
		b.whisper(ctx, c, b.strange())
		return
	}
	args.Pick = choice
	switch c.Action {
	case ActionEnd:
		b.asCommand(ctx, c, command.Command{Verb: command.End, Request: args.Request})
		return
	case ActionUndo:
		b.asCommand(ctx, c, command.Command{Verb: command.Undo, Request: args.Request})
		return
	case ActionExtend:
		b.openExtend(ctx, c, args)
		return
	}
	if c.Action == ActionDeny || c.Action == ActionAdjust {
		if opened := b.openForm(ctx, c, args); opened {
			return
		}
		args.Peek = true
	}
	if err := b.takeDecision(ctx, c.Key, args); err != nil {
		b.log.Error().Err(err).Msg("a click was not accepted")
		b.whisper(ctx, c, b.notAccepted(err))
	}
}

// unbound is what takes a click that is about no request; nil for the others.
func (b *Bot) unbound(action string) func(context.Context, Click) {
	switch action {
	case ActionPickRead:
		return b.pickRead
	case ActionPageBack, ActionPageNext:
		return b.turnPage
	case ActionDraft:
		return b.clickDraft
	case ActionStop, ActionResume:
		return b.clickSwitch
	}
	return nil
}

// requestID reads the name of a request.
func requestID(name string) (int64, bool) {
	digits, found := strings.CutPrefix(strings.ToUpper(strings.TrimSpace(name)), "R")
	id, err := strconv.ParseInt(digits, 10, 64)
	return id, found && err == nil && id > 0
}

func understood(action string) bool {
	switch action {
	case ActionApprove, ActionDeny, ActionAdjust, ActionCancel, ActionConfirm, ActionPick, ActionAnyway, ActionExtend, ActionEnd, ActionUndo:
		return true
	}
	return false
}

// whisperWithin is how long somebody who clicked is tried to be answered when the time for the answer to the chat was used up before.
const whisperWithin = 10 * time.Second

// whisper answers a click at once and without the database, to the one who clicked alone: beneath the message with the button, or, where there was
// none, as a direct message. A database that does not answer takes all the time that the chat gives us; then it is done in the background.
func (b *Bot) whisper(ctx context.Context, c Click, said Message) {
	answer := func(ctx context.Context) error { return b.chat.Respond(ctx, c.ResponseURL, said) }
	if c.ResponseURL == "" {
		answer = func(ctx context.Context) error {
			_, err := b.chat.Direct(ctx, c.Origin.SlackUser, said)
			return err
		}
	}
	try := func(ctx context.Context) {
		if err := answer(ctx); err != nil {
			b.log.Warn().Err(err).Msg("somebody who clicked could not be answered")
		}
	}
	if ctx.Err() == nil {
		err := answer(ctx)
		if err == nil {
			return
		}
		if ctx.Err() == nil {
			b.log.Warn().Err(err).Msg("somebody who clicked could not be answered")
			return
		}
	}
	b.background.start(ctx, whisperWithin, try)
}

// takeDecision stores a decision for a job to carry out; a repeat does nothing.
func (b *Bot) takeDecision(ctx context.Context, key string, args decideArgs) error {
	_, err := b.onlyOnce(ctx, key, func(ctx context.Context, tx Tx) (Message, error) {
		return Message{}, b.startDeciding(ctx, tx, args)
	})
	return err
}

// startDeciding queues a decision, and a notice for when it takes long.
func (b *Bot) startDeciding(ctx context.Context, tx Tx, args decideArgs) error {
	args.ID, args.Taken = rand.Text(), b.store.Now().UnixMilli()
	return errors.Join(tx.Enqueue(ctx, newJob(jobDecide, args)), tx.Enqueue(ctx, args.notice("Asana or Slack")))
}

func (a decideArgs) noticeKey() string { return "decision:" + a.ID }

// answered tells whoever decided what came of it, in place of the notice that it takes long; nothing to say is an empty message.
func (b *Bot) answered(ctx context.Context, tx Tx, args decideArgs, said Message) error {
	if err := tx.CancelJob(ctx, args.noticeKey()); err != nil || len(said.Head) == 0 {
		return err
	}
	return tx.Enqueue(ctx, newJob(jobReply, args.reply(said)))
}

// formData is what a form brings back.
type formData struct {
	Request     int64  `json:"request"`
	At          Posted `json:"at,omitzero"`
	ResponseURL string `json:"response_url,omitempty"`
	Asked       int64  `json:"asked"`
}

const (
	// lookWithin leaves room within the three seconds in which a click can open a form.
	lookWithin = time.Second
	// fieldReason and fieldLevel are the inputs of the forms.
	fieldReason = "reason"
	fieldLevel  = "level"
)

// openForm asks for what a decision needs. Who can't decide gets no form: it tells whether one was opened, or everything was said. What can't be
// found out in time is found out when the form is sent.
func (b *Bot) openForm(ctx context.Context, c Click, args decideArgs) bool {
	look, cancel := context.WithTimeout(ctx, lookWithin)
	defer cancel()
	q, err := b.asked(look, args.Request)
	if errors.Is(err, ErrNotFound) {
		return false
	}
	if err != nil {
		b.log.Error().Err(err).Msg("a click was not accepted")
		b.whisper(ctx, c, b.notAccepted(err))
		return true
	}
	if _, err := q.mayDecide(look, args); isProblem(err) {
		return false
	}
	form := q.denyForm(args)
	if c.Action == ActionAdjust {
		form = q.adjustForm(args)
	}
	if len(form.Inputs) == 0 {
		return false
	}
	if _, err := b.chat.Open(ctx, c.Trigger, form); err != nil && !errors.Is(err, ErrOpened) {
		b.log.Warn().Err(err).Msg("a form could not be opened")
		b.whisper(ctx, c, Message{Mark: MarkWait, Head: Say("Slack didn't let me open the form in time."),
			Note: Say("Click again, or type ", Code(b.cfg.Slash+" deny "+q.req.Name()+" because …"), " or ", Code(b.cfg.Slash+" approve "+q.req.Name()), ".")})
	}
	return true
}

func (a decideArgs) data() string {
	data, err := json.Marshal(formData{Request: a.Request, At: a.At, ResponseURL: a.ResponseURL, Asked: a.Asked})
	if err != nil {
		panic(err) // plain fields only
	}
	return string(data)
}

func (q *asked) denyForm(args decideArgs) Form {
	send := "Deny"
	return Form{
		ID: ActionDeny, Data: args.data(), Title: "Deny " + q.req.Name(), Send: send, Text: q.wish(),
		Inputs: []Input{{ID: fieldReason, Label: "Why not?", Hint: "The person who asked reads this, and it stays in the log.", Long: true, Max: 500}},
	}
}

// Submit takes a form that was sent and returns what is wrong with it, by input; nothing when it was taken.
func (b *Bot) Submit(ctx context.Context, c Click) map[string]string {
	if c.Action == formDraft {
		return b.submitDraft(ctx, c)
	}
	var data formData
	if err := json.Unmarshal([]byte(c.Value), &data); err != nil || data.Request == 0 {
		return map[string]string{fieldReason: "This form comes from another version of Rollcall. Close it and click the button again."}
	}
	if !understood(c.Action) {
		return map[string]string{fieldReason: "This form comes from another version of Rollcall. Close it and click the button again."}
	}
	c.Origin.Channel = cmp.Or(c.Origin.Channel, data.At.Channel) // a form comes without the place where its button was
	if c.Action == ActionExtend {
		return b.submitExtend(ctx, c, data)
	}
	note := strings.Join(strings.Fields(c.Fields.One(fieldReason)), " ")
	if c.Action == ActionDeny && note == "" {
		return map[string]string{fieldReason: "Say why, so that the person who asked knows what to do."}
	}
	args := decideArgs{
		Request: data.Request, Action: c.Action, Origin: c.Origin, External: c.External, At: data.At, ResponseURL: data.ResponseURL, Asked: data.Asked,
		Note: note, Level: c.Fields.One(fieldLevel), Length: c.Fields.One(fieldLength),
	}
	if c.Action == ActionAdjust && args.Level == "" && args.Length == "" {
		return map[string]string{fieldReason: "Choose a lower level or a shorter time; to give what was asked for there is the button Approve."}
	}
	if err := b.takeDecision(ctx, c.Key, args); err != nil {
		b.log.Error().Err(err).Msg("a form was not accepted")
		return map[string]string{fieldReason: plain(b.notAccepted(err).Head)}
	}
	return nil
}
