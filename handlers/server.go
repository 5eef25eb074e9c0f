// Package handlers is the HTTP side of Rollcall: it verifies what Slack sends, decodes it, calls the bot and encodes the answer.
package handlers

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/rs/zerolog"

	"rollcall/bot"
)

// Config is what an operator decides about the HTTP side.
type Config struct {
	Addr           string        // where to listen, ":8080"
	Listener       net.Listener  // already listening; used in place of Addr when set
	SigningSecrets []string      // one, or two while rotating
	DrainFor       time.Duration // how long requests are still taken when stopping, after /readyz said so
}

// Health tells how the database and the audit log are, for metrics and for the body of /readyz; its status does not depend on it.
type Health interface {
	// Ping returns an error when the database does not answer, or can't be written to.
	Ping(ctx context.Context) error
	// Unsealed counts the events that wait for their place in the chain: for less than a second when all is well.
	Unsealed(ctx context.Context) (int, error)
	// Backlog counts what waits.
	Backlog(ctx context.Context) (bot.Backlog, error)
	// Now is the service's clock.
	Now() time.Time
	// Offset is how far the database server's clock is ahead of this machine's.
	Offset() time.Duration
}

// Bot is what the HTTP side hands to the domain.
type Bot interface {
	// Command takes a slash command and returns its acknowledgement.
	Command(ctx context.Context, in bot.Inbound) bot.Message
	// Click takes a button that somebody pressed.
	Click(ctx context.Context, c bot.Click)
	// HomeOpened notes that somebody opened their home tab; after an error Slack delivers the event again.
	HomeOpened(ctx context.Context, key string, o bot.Origin) error
	// SignatureRejected records that a request was not signed by Slack.
	SignatureRejected(ctx context.Context, cause string)
	Forms
}

// Forms is the part of the domain that forms are filled in for.
type Forms interface {
	// Shortcut opens the form that a shortcut stands for.
	Shortcut(ctx context.Context, c bot.Shortcut)
	// Suggest answers somebody who types into a menu.
	Suggest(ctx context.Context, t bot.Typing) []bot.OptionGroup
	// FormChanged takes a choice in an open form.
	FormChanged(ctx context.Context, f bot.FormState)
	// Submit takes a form that somebody sent, and returns what is wrong with it by input.
	Submit(ctx context.Context, c bot.Click) map[string]string
}

// Parts are what a server is put together from.
type Parts struct {
	Bot    Bot
	Health Health
	Log    zerolog.Logger
	Extra  []Route // more routes of the same listener; the demo's
	Died   func()  // called when the server ends without being stopped
}

// Route is a further handler of the listener.
type Route struct {
	Path    string // "/", or "/below/*" for everything below
	Handler http.Handler
}

// Server takes requests. Start listens and returns, Stop waits for the requests under way.
type Server struct {
	cfg   Config
	parts Parts
	echo  *echo.Echo
	http  *http.Server
	addr  atomic.Value // string, once it listens
	ready atomic.Bool
	idle  unused
}

// New puts a server together. It does not listen yet.
func New(cfg Config, p Parts) *Server {
	s := &Server{cfg: cfg, parts: p, echo: echo.New()}
	// The peer's address is never taken from a header that anybody can send.
	s.echo.IPExtractor = echo.ExtractIPDirect()
	s.echo.HideBanner, s.echo.HidePort = true, true
	s.echo.HTTPErrorHandler = s.fail
	s.echo.Use(s.recovered)
	s.routes()
	s.http = &http.Server{
		Handler: s.echo, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute,
		ConnState: s.idle.note,
	}
	return s
}

func (s *Server) routes() {
	s.echo.GET("/healthz", func(c echo.Context) error { return c.String(http.StatusOK, "alive\n") })
	s.echo.GET("/readyz", s.readyz)
	signed := s.signed()
	s.echo.POST("/slack/commands", s.command, s.sslCheck, signed)
	s.echo.POST("/slack/interactions", s.interaction, signed)
	s.echo.POST("/slack/options", s.options, signed)
	s.echo.POST("/slack/events", s.event, signed)
	for _, r := range s.parts.Extra {
		s.echo.Any(r.Path, echo.WrapHandler(r.Handler))
	}
}

// Start listens, so that a port that is taken fails the start, and serves in the background.
func (s *Server) Start(ctx context.Context) error {
	l := s.cfg.Listener
	if l == nil {
		var lc net.ListenConfig
		var err error
		if l, err = lc.Listen(ctx, "tcp", s.cfg.Addr); err != nil {
			return fmt.Errorf("LISTEN_ADDR: %w", err)
		}
	}
	s.addr.Store(l.Addr().String())
	s.ready.Store(true)
	go s.serve(l)
	s.parts.Log.Info().Str("addr", l.Addr().String()).Msg("listening")
	return nil
}

func (s *Server) serve(l net.Listener) {
	err := s.http.Serve(l)
	if errors.Is(err, http.ErrServerClosed) {
		return
	}
	s.parts.Log.Error().Err(err).Msg("the server died")
	if s.parts.Died != nil {
		s.parts.Died()
	}
}

// Stop is not ready from now on, takes requests until the ingress has noticed, and waits for those under way until ctx ends.
func (s *Server) Stop(ctx context.Context) error {
	if s.ready.Swap(false) && s.cfg.DrainFor > 0 {
		drained := time.NewTimer(s.cfg.DrainFor)
		defer drained.Stop()
		select {
		case <-drained.C:
		case <-ctx.Done():
		}
	}
	s.idle.close()
	if err := s.http.Shutdown(ctx); err != nil {
		return fmt.Errorf("stop the server: %w", errors.Join(err, s.http.Close()))
	}
	return nil
}

// Addr is where the server listens; empty before Start.
func (s *Server) Addr() string {
	addr, _ := s.addr.Load().(string)
	return addr
}

// readyz is 200 once started and 503 while starting or draining. The database and the log are told in the body alone, so that an ingress still lets requests
// through that must be answered truthfully.
func (s *Server) readyz(c echo.Context) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), time.Second)
	defer cancel()
	state := s.health(ctx)
	if !s.ready.Load() {
		return c.String(http.StatusServiceUnavailable, "not ready\n"+state)
	}
	return c.String(http.StatusOK, "ready\n"+state)
}

// health says a line about the database and one about the log.
func (s *Server) health(ctx context.Context) string {
	state := "database ok\n"
	if err := s.parts.Health.Ping(ctx); err != nil {
		state = "database unavailable\n"
	}
	waiting, err := s.parts.Health.Unsealed(ctx)
	if err != nil {
		return state + "log unavailable\n"
	}
	return fmt.Sprintf("%slog ok, events to be sealed: %d\n", state, waiting)
}

// recovered turns a panic into an error, so that it is logged and answered like any other fault of ours.
func (s *Server) recovered(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			p := recover()
			if cut, ok := p.(error); ok && errors.Is(cut, http.ErrAbortHandler) { // meant to cut the connection
				panic(p)
			}
			if p != nil {
				err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
			}
		}()
		return next(c)
	}
}

// fail answers what went wrong before a handler could: people never see a stack.
func (s *Server) fail(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	status, text := http.StatusInternalServerError, "Rollcall could not handle this request; its log says why."
	if he, ok := errors.AsType[*echo.HTTPError](err); ok {
		status, text = he.Code, fmt.Sprint(he.Message)
	} else {
		s.parts.Log.Error().Err(err).Str("path", c.Path()).Msg("a request failed")
	}
	if err := c.String(status, text+"\n"); err != nil {
		s.parts.Log.Debug().Err(err).Msg("the peer did not take the answer")
	}
}
