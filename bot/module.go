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
}

func provideBot(p botParams) *Bot {
	return New(p.Config, Parts{Store: p.Store, Queue: p.Queue, Asana: p.Asana, Chat: p.Chat, Log: p.Log})
}

func provideWorker(lc fx.Lifecycle, b *Bot) *Worker {
	w := NewWorker(b)
	lc.Append(fx.StartStopHook(w.Start, w.Stop))
	return w
}
