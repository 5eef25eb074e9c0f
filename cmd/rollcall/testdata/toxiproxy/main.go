// Command toxiproxy runs Shopify's toxiproxy for the tests, which cut and slow the way to the database with it. It is a module of its own, so that
// the service does not depend on it. It takes a free port of loopback, prints the address of its HTTP API when that answers, and ends when its
// standard input does, that is with the test binary at the latest.
package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
)

func main() {
	address, err := freeAddress()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	host, port, _ := net.SplitHostPort(address) // it was joined just now
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(prometheus.NewRegistry()), zerolog.New(os.Stderr).Level(zerolog.FatalLevel))
	go server.Listen(host, port)
	await(address)
	fmt.Println("http://" + address)
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// freeAddress asks the system for a port; toxiproxy's API can't say which one it was given.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// await returns when something listens at the address. Where the server can't listen it ends the program.
func await(address string) {
	for {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			_ = conn.Close()
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}
