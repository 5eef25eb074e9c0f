package handlers

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/pprof"
	"net/netip"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/rs/zerolog"
)

// AdminConfig says where operators look in.
type AdminConfig struct {
	Addr string // where metrics are served; profiles only when it is a loopback address
}

// Admin serves metrics and profiles, apart from what Slack reaches.
type Admin struct {
	cfg  AdminConfig
	log  zerolog.Logger
	http *http.Server
}

// NewAdmin puts the admin server together. It does not listen yet.
func NewAdmin(cfg AdminConfig, h Health, log zerolog.Logger) *Admin {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(metrics(h), promhttp.HandlerOpts{}))
	if loopback(cfg.Addr) {
		mux.HandleFunc("/debug/pprof/", pprof.Index)
		mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
		mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
		mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	}
	return &Admin{cfg: cfg, log: log, http: &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}}
}

// loopback tells whether only this machine reaches an address.
func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// Start listens, so that a port that is taken fails the start, and serves in the background.
func (a *Admin) Start(ctx context.Context) error {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", a.cfg.Addr)
	if err != nil {
		return fmt.Errorf("ADMIN_ADDR: %w", err)
	}
	a.log.Info().Str("addr", l.Addr().String()).Msg("serving metrics")
	go func() {
		if err := a.http.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			a.log.Error().Err(err).Msg("the admin server died")
		}
	}()
	return nil
}

// Stop waits for the requests under way until ctx ends.
func (a *Admin) Stop(ctx context.Context) error {
	if err := a.http.Shutdown(ctx); err != nil {
		return fmt.Errorf("stop the admin server: %w", err)
	}
	return nil
}
