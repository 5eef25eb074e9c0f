package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"

	"github.com/rs/zerolog"
)

// showHome brings what a person sees of Rollcall up to date, once more when something happened while it did.
func (b *Bot) showHome(ctx context.Context, r *run) error {
	var args homeArgs
	if err := r.args(&args); err != nil {
		return err
	}
	h, err := b.homeOf(ctx, args.SlackUser)
	switch {
	case errors.Is(err, ErrNotFound):
		return r.finish(ctx, nil)
	case err != nil:
		return err
	case b.store.Now().Sub(h.OpenedAt) >= homeFor:
		return r.finish(ctx, nil) // nobody looks at it any more
	}
	shown, err := b.publishHome(ctx, h)
	if errors.Is(err, ErrUnreachable) {
		zerolog.Ctx(ctx).Warn().Err(err).Str("person", h.SlackUser).Msg("a home can't be shown")
		return r.finish(ctx, func(ctx context.Context, tx Tx) error { return tx.ForgetHome(ctx, h.SlackUser) })
	}
	if err != nil {
		return err
	}
	return b.homeShown(ctx, r, h, shown)
}

func (b *Bot) homeOf(ctx context.Context, slackUser string) (h Home, err error) {
	err = b.store.View(ctx, func(ctx context.Context, tx Tx) error {
		h, err = tx.Home(ctx, slackUser)
		return err
	})
	return h, err
}

// publishHome shows a home, unless it shows the same already, and returns what it then shows.
func (b *Bot) publishHome(ctx context.Context, h Home) (Home, error) {
	page, admin, err := b.homePage(ctx, h)
	if err != nil {
		return h, err
	}
	data, err := json.Marshal(page)
	if err != nil {
		return h, err
	}
	sum := sha256.Sum256(data)
	was := h.Page
	h.Shown, h.Admin, h.Page = h.Wanted, admin, hex.EncodeToString(sum[:])
	if h.Page == was {
		return h, nil
	}
	if admin {
		health := &page.Sections[len(page.Sections)-1]
		health.Text = Say("How things stood ", At(b.store.Now()), ", as this process sees them:") // what is only later is no other page
	}
	if err := b.chat.Publish(ctx, h.SlackUser, page); err != nil {
		return h, err
	}
	b.peers.heard(peerSlack)
	h.PublishedAt = b.store.Now()
	return h, nil
}

// homeShown stores what a home shows and ends the job. The row comes first: whoever wants the home shown anew waits for it, and then finds the key of the
// job free; whoever was faster is found here, and a new job follows.
func (b *Bot) homeShown(ctx context.Context, r *run, before, shown Home) error {
	return b.persist(ctx, func(ctx context.Context, tx Tx) error {
		now, err := tx.ShowHome(ctx, shown)
		gone := errors.Is(err, ErrNotFound)
		if err != nil && !gone {
			return err
		}
		if err := tx.FinishJob(ctx, r.job); err != nil || gone {
			return err
		}
		switch {
		case now.OpenedAt.After(before.OpenedAt):
			return tx.Enqueue(ctx, homeJob(now, b.store.Now()))
		case now.Wanted != shown.Shown, before.Page == "":
			// What was being stored when a home was opened may not have known of it, so that is looked at once more too.
			return tx.Enqueue(ctx, homeJob(now, nextHome(now, b.store.Now())))
		}
		return nil
	})
}
