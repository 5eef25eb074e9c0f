package asana

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
	"time"
)

// errLate is a write that was not sent because its time was up before its bytes
// could leave.
var errLate = errors.New("its time was up before it could leave")

// unleftError is a failure of a request of which certainly not a byte has left.
type unleftError struct{ err error }

func (e *unleftError) Error() string { return e.err.Error() }
func (e *unleftError) Unwrap() error { return e.err }

func isUnleft(err error) bool {
	_, unleft := errors.AsType[*unleftError](err)
	return unleft
}

// punctual carries requests of which nothing may leave after the deadline of
// their context. The context alone can't promise that: a process that is halted
// between looking at the time and writing would go on with the writing. Here the
// time is looked at by the connection itself, right before each write.
type punctual struct{ next *http.Transport }

// newPunctual lets the transport carry one request a connection at a time, so
// that what a connection writes belongs to the request that it was given to last.
func newPunctual(next *http.Transport) *punctual {
	next.Protocols = new(http.Protocols)
	next.Protocols.SetHTTP1(true)
	var dialer net.Dialer
	next.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := dialer.DialContext(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return &guardedConn{Conn: conn}, nil
	}
	return &punctual{next: next}
}

// RoundTrip implements http.RoundTripper.
func (p *punctual) RoundTrip(req *http.Request) (*http.Response, error) {
	by, _ := req.Context().Deadline()
	d := &departure{by: by}
	trace := &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) { d.from(info.Conn) }}
	resp, err := p.next.RoundTrip(req.WithContext(httptrace.WithClientTrace(req.Context(), trace)))
	if err != nil && d.cancel() {
		return nil, &unleftError{err}
	}
	return resp, err
}

// CloseIdleConnections closes what no request uses.
func (p *punctual) CloseIdleConnections() { p.next.CloseIdleConnections() }

// departure is one request on its way onto a connection.
type departure struct {
	by time.Time // the zero time means whenever

	mu        sync.Mutex
	begun     bool
	cancelled bool
}

// from lets the request leave by a connection, below whatever encrypts it.
func (d *departure) from(conn net.Conn) {
	for {
		switch c := conn.(type) {
		case *guardedConn:
			c.departure.Store(d)
			return
		case interface{ NetConn() net.Conn }:
			conn = c.NetConn()
		default:
			d.begin() // nobody would notice when it does
			return
		}
	}
}

// begin tells whether bytes may leave now.
func (d *departure) begin() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.cancelled || d.late() {
		return false
	}
	d.begun = true
	return true
}

// late goes by both clocks, because the one that only goes forward stands still
// while a machine is suspended.
func (d *departure) late() bool {
	now := time.Now()
	return !d.by.IsZero() && (!now.Before(d.by) || !now.Round(0).Before(d.by.Round(0)))
}

// cancel lets nothing leave any more, and tells whether nothing has left.
func (d *departure) cancel() (unleft bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.cancelled = true
	return !d.begun
}

// guardedConn writes for a request as long as that may leave, and freely before it
// has got one: that is the handshake.
type guardedConn struct {
	net.Conn
	departure atomic.Pointer[departure]
}

// Write implements net.Conn.
func (c *guardedConn) Write(p []byte) (int, error) {
	if d := c.departure.Load(); d != nil && !d.begin() {
		return 0, errLate
	}
	return c.Conn.Write(p)
}
