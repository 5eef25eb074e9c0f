package asana_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/asana"
	"rollcall/asana/contract"
)

// pipes is a listener whose connections are in memory: real HTTP, but nothing
// that a bubble of testing/synctest would wait for, so that its clock moves on.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.closed); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "unix"} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-p.closed:
		return nil, &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// pass lets time go by on the clock of a bubble, which costs none.
func pass(d time.Duration) { <-time.After(d) }

// inBubble runs a test with a server, a client and a clock of its own.
func inBubble(t *testing.T, config asana.Config, handler http.HandlerFunc, test func(t *testing.T, client *asana.Client)) {
	t.Helper()
	contract.Document(t)
	inBareBubble(t, config, handler, func(t *testing.T, config asana.Config) {
		config.Transport = contract.Transport(t, config.Transport)
		test(t, newClient(t, config))
	})
}

// inBareBubble does the same without the referee, whose own work takes long where
// there are very many rows.
func inBareBubble(t *testing.T, config asana.Config, handler http.HandlerFunc, test func(t *testing.T, config asana.Config)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		listener := &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
		server := &http.Server{Handler: handler, ErrorLog: quiet()}
		go func() { _ = server.Serve(listener) }()
		transport := &http.Transport{DialContext: listener.dial}
		config.BaseURL, config.Token = "http://asana.test"+mount, fakeToken
		config.Transport = transport
		test(t, config)
		transport.CloseIdleConnections()
		_ = server.Close()
		synctest.Wait()
	})
}
