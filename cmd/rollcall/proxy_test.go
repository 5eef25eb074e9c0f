package main

import (
	"bytes"
	"net"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// commitFault is what a proxy does to the commit of a transaction that stores a request.
type commitFault int

const (
	commitFine   commitFault = iota
	commitCut                // the connection breaks before the server hears of it
	commitDone               // the server commits, and its answer is lost
	commitSilent             // nothing comes back, for as long as one waits
)

// proxy stands between a service and PostgreSQL, where it can cut or hold what passes.
type proxy struct {
	t        testing.TB
	server   string // address of the real server
	listener net.Listener

	mu     sync.Mutex
	conns  []net.Conn
	wires  []*wire
	fault  commitFault
	silent bool // takes connections and says nothing
	closed bool
}

// newProxy starts a proxy before the server of a database URL and returns the URL that leads through it.
func newProxy(t testing.TB, database string) (p *proxy, through string) {
	t.Helper()
	u, err := url.Parse(database)
	must(t, err)
	p = &proxy{t: t, server: u.Host}
	p.listener, err = net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // on loopback nothing is waited for
	must(t, err)
	u.Host = p.listener.Addr().String()
	go p.accept(p.listener)
	t.Cleanup(p.down)
	return p, u.String()
}

func (p *proxy) accept(l net.Listener) {
	for {
		client, err := l.Accept()
		if err != nil {
			return
		}
		if p.keep(client) {
			continue
		}
		server, err := net.Dial("tcp", p.server) //nolint:noctx // on loopback nothing is waited for
		if err != nil {
			_ = client.Close()
			continue
		}
		p.keep(server)
		w := &wire{proxy: p, client: client, server: server}
		p.notes(w)
		go w.answers()
		go w.requests()
	}
}

// keep notes a connection, so that it can be cut, and tells whether nothing is to be said on it.
func (p *proxy) keep(conn net.Conn) (silent bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		_ = conn.Close()
	}
	p.conns = append(p.conns, conn)
	return p.silent
}

// notes remembers what passes, so that it can be forgotten.
func (p *proxy) notes(w *wire) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wires = append(p.wires, w)
}

// forgets lets nothing pass any more on the connections that there are, and tells neither side. Those that come are well.
func (p *proxy) forgets() (connections int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, w := range p.wires {
		w.forgotten.Store(true)
	}
	return len(p.wires)
}

// cut breaks every connection.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, conn := range p.conns {
		_ = conn.Close()
	}
	p.conns = nil
}

// down refuses connections from now on and breaks those that there are.
func (p *proxy) down() {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	_ = p.listener.Close()
	p.cut()
}

// up takes connections again, at the same address.
func (p *proxy) up() {
	p.t.Helper()
	l, err := net.Listen("tcp", p.listener.Addr().String()) //nolint:noctx // on loopback nothing is waited for
	must(p.t, err)
	p.mu.Lock()
	p.closed, p.listener = false, l
	p.mu.Unlock()
	go p.accept(l)
}

// hang makes the server fall silent, on what is open and on what comes.
func (p *proxy) hang() {
	p.mu.Lock()
	p.silent = true
	p.mu.Unlock()
	p.cut()
}

// spoil sets what happens to the next commit of a transaction that stores a request.
func (p *proxy) spoil(f commitFault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault = f
}

// take returns the fault and uses it up.
func (p *proxy) take() commitFault {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := p.fault
	p.fault = commitFine
	return f
}

// wire is one connection through a proxy.
type wire struct {
	proxy          *proxy
	client, server net.Conn
	storing        bool        // the transaction stores a request
	forgotten      atomic.Bool // nothing passes any more
	mu             sync.Mutex
	deaf           chan struct{} // closed by the next answer, which does not reach the client; nil while all is well
}

// requests passes on what the service says, and looks for the commit.
func (w *wire) requests() {
	defer func() { _ = w.server.Close() }()
	buf := make([]byte, 64<<10)
	for {
		n, err := w.client.Read(buf)
		if err != nil {
			return
		}
		if w.forgotten.Load() {
			continue
		}
		w.storing = w.storing || bytes.Contains(buf[:n], []byte("insert into requests"))
		if w.storing && strings.Contains(string(buf[:n]), "commit\x00") {
			w.storing = false
			if !w.commit() {
				return
			}
		}
		if _, err := w.server.Write(buf[:n]); err != nil {
			return
		}
	}
}

// commit spoils a commit, if that was asked for, and tells whether it is passed on.
func (w *wire) commit() bool {
	switch w.proxy.take() {
	case commitCut:
		_ = w.client.Close()
		return false
	case commitSilent:
		w.mu.Lock()
		defer w.mu.Unlock()
		w.deaf = make(chan struct{}) // nobody closes the connection, and nothing passes
		return true
	case commitDone:
		w.mu.Lock()
		defer w.mu.Unlock()
		w.deaf = make(chan struct{})
		go func(answered chan struct{}) { <-answered; _ = w.client.Close() }(w.deaf)
	}
	return true
}

// answers passes on what the server says.
func (w *wire) answers() {
	defer func() { _ = w.client.Close() }()
	buf := make([]byte, 64<<10)
	for {
		n, err := w.server.Read(buf)
		if err != nil {
			return
		}
		if w.swallow() {
			continue
		}
		if _, err := w.client.Write(buf[:n]); err != nil {
			return
		}
	}
}

// swallow tells whether an answer is lost.
func (w *wire) swallow() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.deaf == nil {
		return w.forgotten.Load()
	}
	select {
	case <-w.deaf:
	default:
		close(w.deaf)
	}
	return true
}
