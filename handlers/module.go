package handlers

import (
	"github.com/rs/zerolog"
	"go.uber.org/fx"

	"rollcall/bot"
)

// Module provides the HTTP servers and ties them to the application's life.
var Module = fx.Module("handlers", fx.Provide(provideServer, provideAdmin))

func provideAdmin(lc fx.Lifecycle, cfg AdminConfig, h Health, log zerolog.Logger) *Admin {
	a := NewAdmin(cfg, h, log)
	lc.Append(fx.StartStopHook(a.Start, a.Stop))
	return a
}

type serverParams struct {
	fx.In

	Config    Config
	Bot       *bot.Bot
	Health    Health
	Log       zerolog.Logger
	Routes    []Route `group:"routes"`
	Lifecycle fx.Lifecycle
	Shutdown  fx.Shutdowner
}

func provideServer(p serverParams) *Server {
	s := New(p.Config, Parts{Bot: p.Bot, Health: p.Health, Log: p.Log, Extra: p.Routes, Died: func() {
		if err := p.Shutdown.Shutdown(fx.ExitCode(1)); err != nil {
			p.Log.Error().Err(err).Msg("the application could not be shut down")
		}
	}})
	p.Lifecycle.Append(fx.StartStopHook(s.Start, s.Stop))
	return s
}
