package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"
	"go.uber.org/fx"

	"rollcall/asana"
	asanasandbox "rollcall/asana/sandbox"
	"rollcall/bot"
	"rollcall/bot/slack"
	slacksandbox "rollcall/bot/slack/sandbox"
	"rollcall/bot/store"
	"rollcall/handlers"
)

const (
	asanaPrefix = "/asana-sandbox"
	slackPrefix = "/slack-sandbox"
)

// demoCmd runs everything embedded and seeded.
type demoCmd struct {
	Addr    string `default:"127.0.0.1:8080" help:"Where to listen."`
	Verbose bool   `help:"Log what the service does, to standard error."`
}

// demo is the two sandboxes and what the service needs to reach them.
type demo struct {
	base    string // http://127.0.0.1:8080
	asana   *asanasandbox.Server
	slack   *slacksandbox.Server
	seed    *slacksandbox.Seed
	token   string // of the Asana sandbox
	project string // gid of the first project, for the curl line
	open    []waiting
	store   atomic.Pointer[store.Store] // whose clock the demo can move
	newest  atomic.Int64                // the highest request that the page was told of

	mu    sync.Mutex // guards what follows
	mode  asanaMode
	moves []clockMove
}

// Run starts the demo and reads commands from standard input; piped, it ends with them.
func (c *demoCmd) Run(ctx context.Context, con console) error {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("%w\nuse --addr 127.0.0.1:PORT for another port", err)
	}
	dir, err := os.MkdirTemp("", "rollcall-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	log := zerolog.Nop()
	if c.Verbose {
		log = zerolog.New(zerolog.ConsoleWriter{Out: con.err}).With().Timestamp().Logger()
	}
	d, cfg, err := newDemo(l, dir, log)
	if err != nil {
		return err
	}
	// Whatever ends first ends the other: the input when piped, the service when interrupted.
	ctx, end := context.WithCancel(ctx)
	defer end()
	prompted := make(chan error, 1)
	app := fx.New(d.application(cfg), fx.Invoke(func(lc fx.Lifecycle, _ *bot.Worker) {
		lc.Append(fx.StartStopHook(func() {
			go func() {
				prompted <- d.prompt(ctx, con)
				end()
			}()
		}, d.slack.Close)) // ends the streams of open pages, which the server would wait for
	}))
	if err := runApp(ctx, app, cfg); err != nil {
		return err
	}
	select {
	case err := <-prompted:
		return err
	default:
		return nil
	}
}

// newDemo makes the sandboxes and the configuration that points the service at them. All secrets are made up for this run.
func newDemo(l net.Listener, dir string, log zerolog.Logger) (*demo, config, error) {
	d := &demo{base: "http://" + l.Addr().String(), seed: slacksandbox.DefaultSeed()}
	secret, botToken := rand.Text(), "xoxb-demo-"+rand.Text()
	asanaSeed := asanasandbox.DefaultSeed()
	d.token, d.project = asanaSeed.Tokens["service"], asanaSeed.Projects[0].GID
	var err error
	if d.asana, err = asanasandbox.New(asanasandbox.Options{Seed: asanaSeed}); err != nil {
		return nil, config{}, err
	}
	d.slack, err = slacksandbox.New(slacksandbox.Options{
		App: d.base, SigningSecret: secret, BotToken: botToken, Seed: d.seed, BaseURL: d.base + slackPrefix, Clock: d.forward,
	})
	if err != nil {
		return nil, config{}, err
	}
	admin := d.seed.Users[0].ID
	return d, config{
		Asana:    asana.Config{BaseURL: d.base + asanaPrefix + "/api/1.0", Token: d.token, RequestsPerMinute: 1500},
		Bot:      bot.Config{Slash: "/asana", Admins: []string{admin}, Instance: "demo", Version: version()},
		Slack:    slack.Config{Token: botToken, APIURL: d.base + slackPrefix + "/api/"},
		Store:    store.Config{URL: "sqlite:" + filepath.Join(dir, "rollcall.db"), Exclusive: true, Logger: log, Instance: "demo"},
		Handlers: handlers.Config{Listener: l, SigningSecrets: []string{secret}},
		Admin:    handlers.AdminConfig{Addr: "127.0.0.1:0"},
		Log:      log,
		StopIn:   5 * time.Second,
	}, nil
}

// application is the service as serve wires it, with the sandboxes beside it.
func (d *demo) application(cfg config) fx.Option {
	return fx.Options(application(cfg), fx.Invoke(d.store.Store), fx.Supply(fx.Annotate(d.routes(), fx.ResultTags(`group:"routes,flatten"`))))
}

// routes are the sandboxes and the playground beside the service's own.
func (d *demo) routes() []handlers.Route {
	return []handlers.Route{
		{Path: asanaPrefix + "/*", Handler: http.StripPrefix(asanaPrefix, d.troubled(d.asana))},
		{Path: slackPrefix + demoPath + "*", Handler: http.StripPrefix(slackPrefix, d.panel())},
		{Path: slackPrefix + "/*", Handler: http.StripPrefix(slackPrefix, endless(d.slack))},
		{Path: "/", Handler: http.RedirectHandler(slackPrefix+"/", http.StatusFound)},
	}
}
