package store_test

import (
	"context"
	"errors"
	"testing"

	"go.uber.org/fx"
	"go.uber.org/fx/fxtest"

	"rollcall/bot"
	"rollcall/bot/audit"
	"rollcall/bot/store"
)

// The module gives one store by three names, ready for use once the application has started, and closed when it has stopped.
func TestModule(t *testing.T) {
	t.Parallel()
	var s *store.Store
	var port bot.Store
	var queue bot.Queue
	app := fxtest.New(t, fx.Supply(store.Config{URL: sqliteURL(t), Exclusive: true}), store.Module, fx.Populate(&s, &port, &queue))
	app.RequireStart()
	if port != bot.Store(s) || queue != bot.Queue(s) {
		t.Error("not one store")
	}
	err := port.Update(t.Context(), func(ctx context.Context, tx bot.Tx) error {
		return errors.Join(insert(ctx, tx), tx.Append(ctx, audit.Event{Action: audit.ServiceStarted, Outcome: audit.OK}))
	})
	if err != nil {
		t.Error(err)
	}
	app.RequireStop()
	if err := port.Update(t.Context(), insert); !errors.Is(err, bot.ErrUnavailable) {
		t.Errorf("after the stop: %v", err)
	}
}
