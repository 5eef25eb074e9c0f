//go:build !linux

package pgtest

import (
	"context"
	"net"
)

// port is a port of loopback. While no server listens on it, somebody else may take it.
type port struct{ number int }

// takePort asks the system for a free port.
func takePort() (port, error) {
	var config net.ListenConfig
	l, err := config.Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return port{}, err
	}
	return port{number: l.Addr().(*net.TCPAddr).Port}, l.Close()
}

// release has nothing to give back here.
func (port) release() error { return nil }
