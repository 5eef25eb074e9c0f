package bot

import (
	"github.com/rs/zerolog"
	"go.uber.org/fx"

	"rollcall/asana"
)

// Module provides the bot and the worker that carries out its jobs.
var Module = fx.Module("bot", fx.Provide(provideBot, provideWorker))

type botParams struct {
	fx.In

	Config Config
	Store  Store
	Queue  Queue
	Asana  *asana.Client
	Chat   Chat
	Log    zerolog.Logger
	Sinks  []Sink `group:"sinks"`
}

func provideBot(p botParams) *Bot {
	return New(p.Config, Parts{Store: p.Store, Queue: p.Queue, Asana: p.Asana, Chat: p.Chat, Log: p.Log, Sinks: p.Sinks})
}

func provideWorker(lc fx.Lifecycle, b *Bot) *Worker {
	w := NewWorker(b)
	// It is started by the application, last: the server listens before the first job can call anybody. It stops after the server, so that
	// nothing is accepted that it does not get to see.
	lc.Append(fx.StopHook(w.Stop))
	return w
}
