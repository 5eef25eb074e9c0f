package conformance

import (
	"context"
	"testing"

	"rollcall/bot"
)

// Of two who saw the same number of admins taken from a parent one takes the next; who does not look at the number only raises it.
func testAdminsTaken(t *testing.T, db Database) {
	f := setup(t, db)
	taken := func(want int64) {
		t.Helper()
		f.view(func(ctx context.Context, tx bot.Tx) error {
			n, err := tx.AdminsTaken(ctx, "p1")
			if n != want {
				t.Errorf("%d were taken, want %d", n, want)
			}
			return err
		})
	}
	take := func(seen int64) func(context.Context, bot.Tx) error {
		return func(ctx context.Context, tx bot.Tx) error { return tx.TakeAdmin(ctx, "p1", seen) }
	}
	taken(0)
	f.update(take(0))
	f.fails(bot.ErrConflict, take(0))
	taken(1)
	f.update(take(-1))
	f.fails(bot.ErrConflict, take(1))
	f.update(take(2))
	taken(3)
	f.update(func(ctx context.Context, tx bot.Tx) error { return tx.TakeAdmin(ctx, "p2", 0) }) // of another parent
	taken(3)
}
