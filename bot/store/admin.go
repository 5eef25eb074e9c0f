package store

import (
	"context"
	"errors"

	"rollcall/bot"
)

// AdminsTaken implements bot.AdminTx.
func (t *tx) AdminsTaken(ctx context.Context, parentGID string) (int64, error) {
	n, err := one(ctx, t, scanID, `select taken from admins_taken where parent_gid = $1`, parentGID)
	if errors.Is(err, bot.ErrNotFound) {
		return 0, nil
	}
	return n, err
}

// TakeAdmin implements bot.AdminTx.
func (t *tx) TakeAdmin(ctx context.Context, parentGID string, seen int64) error {
	return t.execOne(ctx, bot.ErrConflict, `insert into admins_taken (parent_gid, taken) values ($1, 1)
		on conflict (parent_gid) do update set taken = admins_taken.taken + 1 where $2 < 0 or admins_taken.taken = $2`, parentGID, seen)
}
