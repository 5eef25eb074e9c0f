package pgtest

import "syscall"

// port is a port of loopback that nobody else is given while it is held, whether or not a server listens on it.
type port struct {
	number int
	socket int // -1 when it holds nothing
}

// takePort holds a free port by a socket that never listens. As both may share the address the server can still listen there, but the system gives
// the port to nobody who asks for any: a server that is down finds it free again.
func takePort() (port, error) {
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return port{socket: -1}, err
	}
	p := port{socket: socket}
	if p.number, err = bound(socket); err != nil {
		_ = p.release()
		return port{socket: -1}, err
	}
	return p, nil
}

// bound binds a socket to a free port and returns it.
func bound(socket int) (int, error) {
	if err := syscall.SetsockoptInt(socket, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1); err != nil {
		return 0, err
	}
	if err := syscall.Bind(socket, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		return 0, err
	}
	at, err := syscall.Getsockname(socket)
	if err != nil {
		return 0, err
	}
	return at.(*syscall.SockaddrInet4).Port, nil
}

// release gives the port back.
func (p port) release() error {
	if p.number == 0 {
		return nil
	}
	return syscall.Close(p.socket)
}
