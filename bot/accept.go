package bot

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"time"

	"rollcall/bot/audit"
	"rollcall/bot/command"
)

const (
	jobResolve  = "resolve"
	jobApply    = "apply"
	jobReply    = "reply"
	jobNotice   = "notice"
	jobQuestion = "question"
	jobExpire   = "expire"
	jobAsk      = "ask"
	jobDecide   = "decide"
	jobCards    = "cards"
	jobRemind   = "remind"
	jobEscalate = "escalate"
	jobRecheck  = "recheck"

	jobGrantDue    = "grant_due"
	jobGrantRemind = "grant_remind"
	jobEnd         = "end"

	jobAccess = "access"
	jobReject = "reject"

	jobHome = "home"

	jobCheckpoint = "checkpoint"
	jobSink       = "sink"

	// noticeAfter is how long a person waits in silence at most.
	noticeAfter = 5 * time.Second
)

// Inbound is a command as a chat delivers it.
type Inbound struct {
	Key         string // the same for every delivery of the same command; empty when the way in has no repeats
	Text        string // what was typed after the slash command, still escaped
	ResponseURL string // where later answers go
	Trigger     string // opens a form, for three seconds; empty where there are none
	Origin      Origin
	Names       map[string]string // what objects are called that the text names by gid; may be empty
}

// Command takes a command and returns the acknowledgement. When it says "On it", request, event and job are stored; it calls neither Asana nor
// the chat. A repeat gets the first answer again and does nothing.
func (b *Bot) Command(ctx context.Context, in Inbound) Message {
	if b.isForeign(in.Origin, false) {
		return b.foreign(ctx, in.Origin)
	}
	said, err := b.onlyOnce(ctx, in.Key, b.consider(in))
	if err != nil {
		b.log.Error().Err(err).Msg("a command was not accepted")
		return b.notAccepted(err)
	}
	if d := draftFor(in); d != nil && in.Trigger != "" {
		return b.offerDraft(ctx, in, *d, said)
	}
	return said
}

// onlyOnce takes what came with this key, or gives the answer that was given to it before.
func (b *Bot) onlyOnce(ctx context.Context, key string, answer taking) (Message, error) {
	var said Message
	take := func() error {
		return b.store.Update(ctx, func(ctx context.Context, tx Tx) (err error) {
			said, err = once(ctx, tx, key, b.store.Now().Add(answerTTL), answer)
			return err
		})
	}
	err := take()
	if errors.Is(err, ErrConflict) {
		err = take() // the same was taken at the same moment elsewhere; its answer is there now
	}
	if err != nil {
		return Message{}, err // what is said is not to be looked at: a transaction whose caller could not wait may still be at it
	}
	return said, nil
}

// taking stores what a command leads to and says the acknowledgement.
type taking func(ctx context.Context, tx Tx) (Message, error)

// once gives the stored answer to a repeat, and otherwise takes the command and stores the answer.
func once(ctx context.Context, tx Tx, key string, until time.Time, take taking) (Message, error) {
	if key == "" {
		return take(ctx, tx)
	}
	var said Message
	stored, err := tx.Remembered(ctx, key)
	if err == nil {
		err = json.Unmarshal(stored, &said)
		return said, err
	}
	if !errors.Is(err, ErrNotFound) {
		return said, err
	}
	if said, err = take(ctx, tx); err != nil {
		return said, err
	}
	data, err := json.Marshal(said)
	if err != nil {
		return said, err
	}
	return said, tx.Remember(ctx, key, data, until)
}

// consider decides what a command leads to, from its words alone.
func (b *Bot) consider(in Inbound) taking {
	cmd, err := command.Parse(in.Text)
	if err != nil {
		return b.misunderstood(in, err)
	}
	if cmd.Verb == command.Help || cmd.Verb == command.Form {
		return b.noted(in, audit.Event{Action: audit.RequestCompleted, Outcome: audit.Noop, Details: &audit.Details{NewValue: noteOf(cmd, in)}}, b.help(cmd.Topic))
	}
	if no := b.unsupported(cmd); no != nil {
		e := audit.Event{Action: audit.RequestRefused, Outcome: audit.Refused, Details: &audit.Details{NewValue: loggedCommand(cmd), Error: logged(no.Head)}}
		return b.noted(in, e, *no)
	}
	switch cmd.Verb {
	case command.List, command.Show, command.Pending, command.Explain, command.History, command.Stop, command.Resume:
		return b.takeQuestion(in, cmd)
	case command.Approve, command.Deny, command.Cancel:
		return b.takeTyped(in, cmd)
	}
	return b.takeRequest(in, cmd)
}

// noteOf is what the log calls a command that is answered at once.
func noteOf(cmd command.Command, in Inbound) string {
	if cmd.Verb == command.Form && in.Trigger != "" {
		return "form"
	}
	return "help"
}

// noted answers at once and leaves an event, but no request.
func (b *Bot) noted(in Inbound, e audit.Event, said Message) taking {
	return func(ctx context.Context, tx Tx) (Message, error) {
		return said, tx.Append(ctx, b.event(in.Origin.from(e)))
	}
}

// takeQuestion stores a question for a job to answer; it makes no request.
func (b *Bot) takeQuestion(in Inbound, cmd command.Command) taking {
	return func(ctx context.Context, tx Tx) (Message, error) {
		args := questionArgs{
			ID: rand.Text(), Command: cmd.String(), Origin: in.Origin, ResponseURL: in.ResponseURL, Asked: b.store.Now().UnixMilli(),
		}
		err := errors.Join(tx.Enqueue(ctx, newJob(jobQuestion, args)), tx.Enqueue(ctx, args.notice("Asana")))
		return Message{Head: Say("On it: ", wording(cmd))}, err
	}
}

// takeRequest stores request, event and jobs. The same change of the same person is not taken again while the first is open.
func (b *Bot) takeRequest(in Inbound, cmd command.Command) taking {
	return func(ctx context.Context, tx Tx) (Message, error) {
		open, err := b.sameOpen(ctx, tx, in.Origin, cmd)
		if err == nil {
			return b.already(open, cmd), nil
		}
		if !errors.Is(err, ErrNotFound) {
			return Message{}, err
		}
		note, err := b.noteStopped(ctx, tx)
		if err != nil {
			return Message{}, err
		}
		r := Request{Judged: Judgement{Names: in.Names}, State: Received, Command: cmd.String(), Origin: in.Origin, AcceptedAt: b.store.Now(), ResponseURL: in.ResponseURL}
		if err := tx.InsertRequest(ctx, &r); err != nil {
			return Message{}, err
		}
		return Message{Head: Say("On it: ", wordingOf(cmd, in.Names), " · ", r.Name()), Note: note}, b.startRequest(ctx, tx, r, cmd)
	}
}

// sameOpen finds an open request of the same person for the same; ErrNotFound when there is none. Of those under way only the newest counts: after
// another command in between the same words mean something new. What waits for people waits for the same still.
func (b *Bot) sameOpen(ctx context.Context, tx Tx, o Origin, cmd command.Command) (Request, error) {
	open, err := tx.NewestOpenRequest(ctx, o.SlackTeam, o.SlackUser)
	if err != nil || open.says(cmd) {
		return open, err
	}
	all, err := tx.OpenRequests(ctx, o.SlackUser, maxOpen)
	if err != nil {
		return Request{}, err
	}
	for _, r := range all {
		if r.says(cmd) && r.Origin.SlackTeam == o.SlackTeam && (r.State == AwaitingApproval || r.State == Held || r.State == NeedsInput) {
			return r, nil
		}
	}
	return Request{}, ErrNotFound
}

// says tells whether a request came of this command, as it was typed or as it is now.
func (r Request) says(cmd command.Command) bool {
	text := cmd.String()
	return r.Command == text || r.Judged.Typed == text
}

// maxOpen bounds how many open requests of one person are looked through.
const maxOpen = 200

// noteStopped tells whoever asks for a change meanwhile that writes are stopped.
func (b *Bot) noteStopped(ctx context.Context, tx Tx) (Line, error) {
	stop, err := tx.Stopped(ctx)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	return stopNote(stop), err
}

// already answers a change that was sent again while the first is open.
func (b *Bot) already(open Request, cmd command.Command) Message {
	switch open.State {
	case Held:
		return Message{Mark: MarkWait, Head: Say("That is held as ", open.Name(), ": ", wordingOf(cmd, open.Judged.Names)), Note: kept(open.Note)}
	case AwaitingApproval, NeedsInput:
		return Message{Mark: MarkWait, Head: Say("That waits already as ", open.Name(), ": ", wordingOf(cmd, open.Judged.Names)), Note: kept(open.Note)}
	}
	return Message{Head: Say("That is already under way as ", open.Name(), ": ", wordingOf(cmd, open.Judged.Names))}
}

func (b *Bot) startRequest(ctx context.Context, tx Tx, r Request, cmd command.Command) error {
	e := audit.Event{Action: audit.RequestCreated, Outcome: audit.OK, Request: r.Name(), Details: &audit.Details{NewValue: loggedCommand(cmd), Reason: cmd.Reason}}
	if err := tx.Append(ctx, b.event(r.Origin.from(e))); err != nil {
		return err
	}
	// What one person asks for is resolved in the order of asking, so that its changes also queue in that order.
	if err := tx.Enqueue(ctx, resolveJob(r)); err != nil {
		return err
	}
	b.touchRequest(tx, r)
	return tx.Enqueue(ctx, noticeJob(r, r.AcceptedAt))
}

func resolveJob(r Request) Job {
	j := newJob(jobResolve, requestArgs{Request: r.ID})
	j.Lock, j.LockOrder = "person:"+r.Origin.SlackTeam+":"+r.Origin.SlackUser, r.ID
	return j
}

// takeTyped stores a decision that was typed, for people without buttons and for scripts.
func (b *Bot) takeTyped(in Inbound, cmd command.Command) taking {
	actions := map[command.Verb]string{command.Approve: ActionApprove, command.Deny: ActionDeny, command.Cancel: ActionCancel}
	return func(ctx context.Context, tx Tx) (Message, error) {
		args := decideArgs{
			Request: cmd.Request, Action: actions[cmd.Verb], Origin: in.Origin, ResponseURL: in.ResponseURL, Asked: b.store.Now().UnixMilli(), Note: cmd.Reason,
		}
		return Message{Head: Say("On it: ", wording(cmd))}, b.startDeciding(ctx, tx, args)
	}
}

// requestArgs are the arguments of jobs about one request.
type requestArgs struct {
	Request int64 `json:"request"`
}

// sayKey is the lock under which a person is told about a request, so that what was said first also arrives first.
func sayKey(request int64) string { return "say:" + RequestName(request) }

func noticeKey(request int64) string { return "notice:" + RequestName(request) }

// isForeign tells, as far as that is known without asking, whether something comes from another Slack workspace, or from somebody of another company.
func (b *Bot) isForeign(o Origin, external bool) bool {
	team := b.place.knownTeam()
	return external || team != "" && o.SlackTeam != team
}

// foreign answers somebody of another Slack workspace, whatever was typed.
func (b *Bot) foreign(ctx context.Context, o Origin) Message {
	said := Message{Mark: MarkNo, Head: Say("This Rollcall belongs to another Slack workspace, so I did nothing.")}
	e := audit.Event{Action: audit.RequestRefused, Outcome: audit.Refused, Details: &audit.Details{Error: logged(said.Head)}}
	if err := b.record(ctx, o.from(e)); err != nil {
		b.log.Error().Err(err).Msg("a command of another workspace was refused without an event")
	}
	return said
}
