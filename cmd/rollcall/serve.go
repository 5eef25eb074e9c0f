package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"syscall"

	"github.com/rs/zerolog"
	"go.uber.org/dig"
	"go.uber.org/fx"
	"go.uber.org/fx/fxevent"

	"rollcall/asana"
	"rollcall/bot"
	"rollcall/bot/sink"
	"rollcall/bot/slack"
	"rollcall/bot/store"
	"rollcall/handlers"
)

// serveCmd runs the service.
type serveCmd struct {
	settings
}

// Run serves until the context ends or the server dies.
func (c *serveCmd) Run(ctx context.Context, con console) error {
	cfg, err := c.config(con)
	if err != nil {
		return err
	}
	for _, name := range cfg.unused {
		cfg.Log.Warn().Str("setting", name).Msg("this version does not use this setting yet")
	}
	return runApp(ctx, fx.New(application(cfg)), cfg)
}

// application wires the service from its configuration.
func application(cfg config) fx.Option {
	return fx.Options(
		fx.Supply(cfg.Asana, cfg.Bot, cfg.Slack, cfg.Store, cfg.Handlers, cfg.Admin, cfg.Log),
		fx.WithLogger(func() fxevent.Logger { return fxLog{cfg.Log} }),
		fx.StopTimeout(cfg.StopIn),
		fx.Provide(fx.Annotate(func() ([]bot.Sink, error) { return newSinks(cfg) }, fx.ResultTags(`group:"sinks,flatten"`))),
		fx.Provide(newAsana, func(s *store.Store) handlers.Health { return health{s, cfg} }),
		store.Module, slack.Module, bot.Module, handlers.Module,
		// The order of these parameters is the order of the start, and its reverse that of the stop; only the worker, which stops behind the
		// server, starts behind it too: the server listens before the first job can call Slack or Asana. The database outlives both.
		fx.Invoke(func(lc fx.Lifecycle, _ *store.Store, _ *handlers.Admin, w *bot.Worker, _ *handlers.Server) {
			lc.Append(fx.StartHook(w.Start))
		}),
	)
}

// newSinks makes what the sealed log is passed on to.
func newSinks(cfg config) (sinks []bot.Sink, err error) {
	if cfg.Stdout != nil {
		sinks = append(sinks, sink.NewStream(cfg.Stdout))
	}
	if cfg.Webhook.URL == "" {
		return sinks, nil
	}
	w, err := sink.NewWebhook(cfg.Webhook)
	return append(sinks, w), err
}

// health tells how the database is, and of the sinks those that are set: one that was taken away leaves its place behind, for it may come back.
type health struct {
	*store.Store

	cfg config
}

// Backlog implements handlers.Health.
func (h health) Backlog(ctx context.Context) (bot.Backlog, error) {
	b, err := h.Store.Backlog(ctx)
	maps.DeleteFunc(b.Sinks, func(name string, _ int64) bool {
		return name == sink.WebhookName && h.cfg.Webhook.URL == "" || name == sink.StreamName && h.cfg.Stdout == nil
	})
	return b, err
}

// newAsana makes the client of Asana, which shares Asana's limits with the other replicas. What Asana announces about its API is logged, each change
// once, while there is time to prepare for it.
func newAsana(lc fx.Lifecycle, cfg asana.Config, s *store.Store, log zerolog.Logger) (*asana.Client, error) {
	cfg.Ration = shareLimits(s, cfg)
	cfg.OnChange = func(name, info string) {
		log.Warn().Str("change", name).Str("info", info).Msg("Asana announced a change of its API; ASANA_ENABLE takes it early, ASANA_DISABLE late")
	}
	client, err := asana.New(cfg)
	if err == nil {
		lc.Append(fx.StopHook(client.Close))
	}
	return client, err
}

// runApp starts the application, waits for the end of ctx or of the application, and stops it.
func runApp(ctx context.Context, app *fx.App, cfg config) error {
	// A start that is interrupted half-way would leave parts running that nothing stops. It is short, so it is finished and then stopped.
	start, cancel := context.WithTimeout(context.WithoutCancel(ctx), app.StartTimeout())
	defer cancel()
	if err := app.Start(start); err != nil {
		return fmt.Errorf("start: %w", rootCause(err))
	}
	code := 0
	select {
	case <-ctx.Done():
	case sig := <-app.Wait(): // fx hears signals as well, and may be the first
		code = sig.ExitCode
	}
	cfg.Log.Info().Msg("stopping")
	stop, cancelStop := context.WithTimeout(context.WithoutCancel(ctx), app.StopTimeout())
	defer cancelStop()
	if err := app.Stop(stop); err != nil {
		return fmt.Errorf("stop: %w", err)
	}
	if code != 0 {
		return errors.New("the service ended by itself; the log says why")
	}
	return nil
}

// rootCause makes the most common faults of a start readable: what the container wraps around them is no help to an operator.
func rootCause(err error) error {
	err = dig.RootCause(err)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("another program listens on that address already: %w", err)
	}
	if errors.Is(err, os.ErrPermission) {
		return fmt.Errorf("not permitted: %w", err)
	}
	return err
}
