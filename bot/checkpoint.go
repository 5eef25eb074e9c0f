package bot

import (
	"context"
	"errors"
	"strconv"
	"time"

	"rollcall/bot/audit"
)

const (
	// cursorCheckpoint is how far the last checkpoint goes.
	cursorCheckpoint = "checkpoint"
	// lookAtLog is how soon what follows the log notices that it has grown.
	lookAtLog = time.Second
	// timerCheckpoint signs for nobody.
	timerCheckpoint = "timer:checkpoint"
)

// watchLog signs checkpoints and feeds sinks, until ctx ends.
func (b *Bot) watchLog(ctx context.Context) {
	if b.cfg.SigningKey == nil && len(b.sinks) == 0 {
		return
	}
	tick := time.NewTicker(lookAtLog)
	defer tick.Stop()
	for {
		if err := errors.Join(b.signLog(ctx), b.feedSinks(ctx)); err != nil && ctx.Err() == nil {
			b.log.Error().Err(err).Msg("the log could not be signed or passed on; trying again")
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// signLog writes a checkpoint when one is due. Of several replicas one does so: the cursor moves once.
func (b *Bot) signLog(ctx context.Context) error {
	if b.cfg.SigningKey == nil {
		return nil
	}
	due := false
	err := b.store.View(ctx, func(ctx context.Context, tx Tx) (err error) {
		_, _, _, due, err = b.checkpointDue(ctx, tx)
		return err
	})
	if err != nil || !due {
		return err
	}
	err = b.store.Update(ctx, b.sign)
	if errors.Is(err, ErrConflict) {
		return nil // another replica was faster
	}
	return err
}

// checkpointDue tells where the log stands and whether enough was added, or enough time has passed, since the last checkpoint. Its own event does not count.
func (b *Bot) checkpointDue(ctx context.Context, tx Tx) (last Cursor, seq int64, head string, due bool, err error) {
	if last, err = tx.Cursor(ctx, cursorCheckpoint); err != nil {
		return last, 0, "", false, err
	}
	if seq, head, err = tx.Head(ctx); err != nil {
		return last, 0, "", false, err
	}
	set := b.policy().Settings()
	grown := seq - last.Seq - 1
	due = grown >= int64(set.CheckpointEvents) || grown > 0 && b.store.Now().Sub(last.MovedAt) >= set.CheckpointEvery
	return last, seq, head, due, nil
}

// sign stores a checkpoint in the log, and has it posted where nobody who can write the database can change it.
func (b *Bot) sign(ctx context.Context, tx Tx) error {
	last, seq, head, due, err := b.checkpointDue(ctx, tx)
	if err != nil || !due {
		return err
	}
	signed, err := audit.Sign(audit.Checkpoint{Size: seq, Head: head, Time: b.store.Now()}, b.cfg.SigningKey)
	if err != nil {
		return err
	}
	e := audit.Event{Action: audit.LogCheckpoint, Outcome: audit.OK, Actor: &audit.Actor{Via: timerCheckpoint}, Details: &audit.Details{NewValue: signed}}
	if err := errors.Join(tx.MoveCursor(ctx, last, seq), tx.Append(ctx, b.event(e))); err != nil || b.cfg.AuditChannel == "" {
		return err
	}
	return tx.Enqueue(ctx, newJob(jobCheckpoint, checkpointArgs{Signed: signed, Size: seq, Time: b.store.Now().UnixMilli()}))
}

// checkpointArgs are the arguments of posting a checkpoint.
type checkpointArgs struct {
	Signed string `json:"signed"`
	Size   int64  `json:"size"`
	Time   int64  `json:"time"` // unix milliseconds
}

// postCheckpoint posts a checkpoint to the channel for auditors.
func (b *Bot) postCheckpoint(ctx context.Context, r *run) error {
	var args checkpointArgs
	if err := r.args(&args); err != nil {
		return err
	}
	said := Message{
		Head: Say("Checkpoint of the audit log: ", strconv.FormatInt(args.Size, 10), " events, signed ", At(time.UnixMilli(args.Time)), ".\n", Block(args.Signed)),
		Note: Say("It proves that nothing before it was changed since: ", Code("rollcall audit verify --public-key KEY --checkpoint COPY"), "."),
	}
	if _, err := b.chat.Post(ctx, b.cfg.AuditChannel, said); err != nil {
		return err
	}
	return r.finish(ctx, nil)
}
