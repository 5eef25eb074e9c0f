package store_test

import (
	"context"
	"testing"

	"rollcall/bot"
	"rollcall/bot/audit"
	"rollcall/bot/store"
)

// BenchmarkAccept measures what a command costs before it is acknowledged: a request, its event and its job in one durable transaction,
// from as many callers as wait at a busy moment.
func BenchmarkAccept(b *testing.B) {
	s, err := store.Open(b.Context(), store.Config{URL: sqliteURL(b), Exclusive: true})
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	}()
	if err := s.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	accept := func(ctx context.Context, tx bot.Tx) error {
		r := bot.Request{State: bot.Received, Command: "add @maya to project Website as editor", Origin: bot.Origin{SlackUser: "U1"}}
		if err := tx.InsertRequest(ctx, &r); err != nil {
			return err
		}
		if err := tx.Append(ctx, audit.Event{Action: audit.RequestCreated, Outcome: audit.OK, Request: r.Name()}); err != nil {
			return err
		}
		return tx.Enqueue(ctx, bot.Job{Kind: "resolve", Args: []byte(`{"request":1}`)})
	}
	b.SetParallelism(64)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := s.Update(b.Context(), accept); err != nil {
				b.Error(err)
			}
		}
	})
}
