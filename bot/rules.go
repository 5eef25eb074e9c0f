package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"rollcall/bot/audit"
	"rollcall/bot/policy"
)

// lookAtRules is how often the policy file is read. Its content is compared, not its time: what a cluster mounts changes behind a link.
const lookAtRules = 2 * time.Second

// rules is the policy in force.
type rules struct {
	current  atomic.Pointer[policy.Policy]
	path     string       // empty: the built-in policy
	rejected atomic.Value // string: hash of the last file that was refused, so that it is refused once; empty when the file is in force
}

func newRules(cfg Config) *rules {
	r := &rules{path: cfg.PolicyFile}
	if cfg.Policy == nil {
		cfg.Policy = policy.Builtin()
	}
	r.current.Store(cfg.Policy)
	r.rejected.Store("")
	return r
}

// refused tells whether the file as it is now was not taken up.
func (r *rules) refused() bool { return r.rejected.Load() != "" }

// policy is the one in force now. Whoever judges several things together asks once.
func (b *Bot) policy() *policy.Policy { return b.rules.current.Load() }

// recordRules tells the log which policy a start takes up.
func (b *Bot) recordRules(ctx context.Context) error {
	if b.rules.path == "" {
		return nil
	}
	return b.record(ctx, rulesEvent(audit.PolicyLoaded, audit.OK, b.policy().Hash()))
}

func rulesEvent(action audit.Action, outcome audit.Outcome, hash string) audit.Event {
	return audit.Event{
		Action: action, Outcome: outcome, Actor: &audit.Actor{Via: "service"}, Details: &audit.Details{NewValue: hash}, Context: &audit.Context{PolicyHash: hash},
	}
}

// watchRules takes up the policy file whenever it changes, until ctx ends.
func (b *Bot) watchRules(ctx context.Context) {
	if b.rules.path == "" {
		return
	}
	tick := time.NewTicker(lookAtRules)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			before, refused := b.policy(), b.rules.refused()
			if err := b.reloadRules(ctx); err != nil && ctx.Err() == nil {
				b.log.Error().Err(err).Msg("the policy file was not taken up; the last good one stays in force")
			}
			if b.policy() != before || b.rules.refused() != refused {
				b.touchAdmins(ctx)
			}
		}
	}
}

// reloadRules reads the policy file. A bad one is refused once, with its faults in log and event; the last good one stays. Without the event no
// other policy is taken up.
func (b *Bot) reloadRules(ctx context.Context) error {
	data, err := os.ReadFile(b.rules.path)
	if err != nil {
		return b.rejectRules(ctx, "unreadable", err)
	}
	sum := sha256.Sum256(data)
	hash := hex.EncodeToString(sum[:])
	now := b.policy()
	if hash == now.Hash() {
		b.rules.rejected.Store("")
		return nil
	}
	next, err := policy.Load(b.rules.path, data)
	if err != nil {
		return b.rejectRules(ctx, hash, err)
	}
	e := rulesEvent(audit.PolicyLoaded, audit.OK, next.Hash())
	e.Details.OldValue = now.Hash()
	if err := b.record(ctx, e); err != nil {
		return err
	}
	b.rules.current.Store(next)
	b.rules.rejected.Store("")
	b.log.Info().Str("policy_hash", next.Hash()).Msg("a new policy is in force")
	return nil
}

func (b *Bot) rejectRules(ctx context.Context, hash string, cause error) error {
	if b.rules.rejected.Load() == hash {
		return nil
	}
	e := rulesEvent(audit.PolicyRejected, audit.Refused, b.policy().Hash())
	e.Details = &audit.Details{OldValue: b.policy().Hash(), NewValue: hash, Error: logTells(cause)}
	if err := b.record(ctx, e); err != nil {
		return errors.Join(cause, err)
	}
	b.rules.rejected.Store(hash)
	return cause
}

// logTells is what the audit log has of a file that was refused: where its faults are. Their words may repeat what people wrote into it.
func logTells(cause error) string {
	faults, ok := errors.AsType[*policy.FaultsError](cause)
	if !ok {
		return "the file can't be read"
	}
	said := fmt.Sprintf("%d faults, the first in line %d, column %d", len(faults.Faults), faults.Faults[0].Line, faults.Faults[0].Column)
	if len(faults.Faults) == 1 {
		said = fmt.Sprintf("a fault in line %d, column %d", faults.Faults[0].Line, faults.Faults[0].Column)
	}
	return said
}
