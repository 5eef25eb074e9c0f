package store

import (
	"context"

	"go.uber.org/fx"

	"rollcall/bot"
)

// Module provides the store from a Config that is supplied, also as the two interfaces of package bot.
var Module = fx.Module("store",
	fx.Provide(
		fx.Annotate(provideStore, fx.As(fx.Self()), fx.As(new(bot.Store)), fx.As(new(bot.Queue))),
	),
)

func provideStore(lc fx.Lifecycle, cfg Config) (*Store, error) {
	s, err := Open(context.Background(), cfg)
	if err != nil {
		return nil, err
	}
	lc.Append(fx.StartStopHook(s.serve, s.shut))
	return s, nil
}
