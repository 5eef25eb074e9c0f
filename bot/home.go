package bot

import (
	"context"
	"time"

	"rollcall/bot/audit"
)

const (
	// homeFor is how long a home is kept up to date after it was opened.
	homeFor = 24 * time.Hour
	// homeEvery is how often at most a home is shown anew because of what happens.
	homeEvery = 10 * time.Second
)

// Home is what a person sees of Rollcall in the chat, as it was shown last.
type Home struct {
	SlackUser   string
	SlackTeam   string
	OpenedAt    time.Time
	Wanted      int64     // counts what happened that concerns it
	Shown       int64     // how far of that it shows
	PublishedAt time.Time // zero: never
	Admin       bool      // it shows, or may have to show, what only ADMINS see
	Page        string    // tells pages apart; empty: whatever it shows, it has to be shown again
}

// HomeTouch says which homes something concerns.
type HomeTouch struct {
	Request int64          // homes of those who asked for it, have a card about it or are members in its changes; 0 for none
	Admins  bool           // homes that show what only ADMINS see
	Since   time.Time      // homes that were not opened after this are left alone
	Job     func(Home) Job // shows one of them
}

// HomeOpened notes that somebody looks at their home, and shows them what is theirs. The key is the same for every delivery of the same opening.
func (b *Bot) HomeOpened(ctx context.Context, key string, o Origin) error {
	if o.SlackUser == "" {
		return nil // nobody to show anything to
	}
	_, err := b.onlyOnce(ctx, key, func(ctx context.Context, tx Tx) (Message, error) { return Message{}, b.openHome(ctx, tx, o) })
	return err
}

func (b *Bot) openHome(ctx context.Context, tx Tx, o Origin) error {
	e := audit.Event{Action: audit.RequestCompleted, Outcome: audit.Noop, Details: &audit.Details{NewValue: "home"}}
	h, err := tx.OpenHome(ctx, o.SlackTeam, o.SlackUser)
	if err != nil {
		return err
	}
	if err := tx.Append(ctx, b.event(o.from(e))); err != nil {
		return err
	}
	// One that waits for its time is to wait no longer; one that runs finds that the home was opened meanwhile.
	if err := tx.CancelJob(ctx, homeKey(h)); err != nil {
		return err
	}
	return tx.Enqueue(ctx, homeJob(h, b.store.Now()))
}

type homeArgs struct {
	SlackUser string `json:"slack_user"`
}

func homeKey(h Home) string { return "home:" + h.SlackUser }

func homeJob(h Home, at time.Time) Job {
	j := newJob(jobHome, homeArgs{SlackUser: h.SlackUser})
	j.Unique, j.RunAt = homeKey(h), at
	return j
}

// touchRequest has the homes shown anew that show something of a request.
func (b *Bot) touchRequest(tx Tx, req Request) {
	b.touchHomes(tx, HomeTouch{Request: req.ID, Admins: req.Judged.holds() || req.State == Held})
}

// holds tells whether a request is, or was, for ADMINS to release.
func (j Judgement) holds() bool {
	return j.Released != "" || len(j.Terms) > 0 && j.Terms[0].Rule == ruleHold
}

func (b *Bot) touchHomes(tx Tx, t HomeTouch) {
	now := b.store.Now()
	t.Since = now.Add(-homeFor)
	t.Job = func(h Home) Job { return homeJob(h, nextHome(h, now)) }
	tx.TouchHomes(t)
}

// touchAdmins has the homes of ADMINS shown anew for what changed in this process alone.
func (b *Bot) touchAdmins(ctx context.Context) {
	err := b.store.Update(ctx, func(_ context.Context, tx Tx) error {
		b.touchHomes(tx, HomeTouch{Admins: true})
		return nil
	})
	if err != nil && ctx.Err() == nil {
		b.log.Warn().Err(err).Msg("the homes of admins don't show a change of the policy yet")
	}
}

// nextHome is when a home is shown anew because of what happened.
func nextHome(h Home, now time.Time) time.Time {
	if next := h.PublishedAt.Add(homeEvery); next.After(now) {
		return next
	}
	return now
}
