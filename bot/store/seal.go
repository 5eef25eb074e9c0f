package store

import (
	"context"
	"fmt"

	"rollcall/bot/audit"
)

// sealBatch bounds one transaction of the sealer, because on SQLite everyone else waits for it.
const sealBatch = 200

// head is where the chain stands.
type head struct {
	seq  int64
	hash string
}

// waiting is an event that has no place in the chain yet.
type waiting struct {
	id   int64
	body []byte
}

// Seal gives the oldest waiting events their places in the chain and returns how many they were.
//
// Reading the head locks it on PostgreSQL, so of several replicas one seals at a time; SQLite has one writer anyway. There rows may become
// visible in another order than that of their ids, and then the order of sealing counts. An intent still comes before its outcome: the
// worker begins the transaction of the outcome after that of the intent was committed, so whoever sees the outcome also sees the intent,
// which has the lower id.
func (s *Store) Seal(ctx context.Context) (int, error) {
	var sealed int
	err := s.write(ctx, func(ctx context.Context, t *tx) (err error) {
		sealed, err = t.seal(ctx, s.dialect.lockHead)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("seal the audit log: %w", err)
	}
	return sealed, nil
}

func (t *tx) seal(ctx context.Context, lock string) (int, error) {
	h, err := one(ctx, t, scanHead, `select seq, hash from chain where id = 1`+lock)
	if err != nil {
		return 0, err
	}
	batch, err := all(ctx, t, scanWaiting, `select id, body from events where seq is null order by id limit $1`, sealBatch)
	if err != nil || len(batch) == 0 {
		return 0, err
	}
	for _, w := range batch {
		if err := t.link(ctx, &h, w); err != nil {
			return 0, err
		}
	}
	_, err = t.exec(ctx, `update chain set seq = $1, hash = $2 where id = 1`, h.seq, h.hash)
	return len(batch), err
}

// link puts one event behind the head. The draft is dropped: the canonical form says all of it.
func (t *tx) link(ctx context.Context, h *head, w waiting) error {
	form, hash, err := audit.SealDraft(h.hash, h.seq+1, w.body)
	if err != nil {
		return t.fail(fmt.Errorf("event row %d: %w", w.id, err))
	}
	h.seq, h.hash = h.seq+1, hash
	_, err = t.exec(ctx, `update events set seq = $1, hash = $2, canonical = $3, body = null where id = $4`, h.seq, h.hash, form, w.id)
	return err
}

// Head is where the chain stands: the place and the hash of the last sealed event, kept apart from the events.
func (s *Store) Head(ctx context.Context) (seq int64, hash string, err error) {
	err = s.read(ctx, func(ctx context.Context, t *tx) error {
		h, err := one(ctx, t, scanHead, `select seq, hash from chain where id = 1`)
		seq, hash = h.seq, h.hash
		return err
	})
	return seq, hash, err
}

func scanHead(row scanner) (h head, err error) {
	err = row.Scan(&h.seq, &h.hash)
	return h, err
}

func scanWaiting(row scanner) (w waiting, err error) {
	err = row.Scan(&w.id, &w.body)
	return w, err
}
