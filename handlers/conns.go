package handlers

import (
	"net"
	"net/http"
	"sync"
)

// unused tracks connections on which nothing was sent yet. A stop would wait five seconds for them, although clients open them on mere suspicion.
type unused struct {
	mu    sync.Mutex
	conns map[net.Conn]struct{}
}

// note follows the state of a connection.
func (u *unused) note(c net.Conn, state http.ConnState) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.conns == nil {
		u.conns = make(map[net.Conn]struct{})
	}
	if state == http.StateNew {
		u.conns[c] = struct{}{}
		return
	}
	delete(u.conns, c)
}

// close closes what is unused at this moment.
func (u *unused) close() {
	u.mu.Lock()
	defer u.mu.Unlock()
	for c := range u.conns {
		_ = c.Close() // nothing was sent on it, so nothing is lost
	}
}
