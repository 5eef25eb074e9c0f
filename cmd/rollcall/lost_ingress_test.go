package main

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
)

// ingress sends requests to the replicas that it knows, in turn. A replica that can't be connected to is passed over for the next one; what was sent
// once is never sent again, for nobody knows what became of it.
type ingress struct {
	*httptest.Server

	transport *http.Transport
	mu        sync.Mutex
	turn      int
	replicas  []string
}

func newIngress() *ingress {
	g := &ingress{transport: &http.Transport{DisableKeepAlives: true}}
	g.Server = httptest.NewServer(http.HandlerFunc(g.serve))
	return g
}

// joins lets a replica have requests.
func (g *ingress) joins(replica string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.replicas = append(g.replicas, replica)
}

// leaves sends a replica no more requests.
func (g *ingress) leaves(replica string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.replicas = slices.DeleteFunc(g.replicas, func(r string) bool { return r == replica })
}

// order is the replicas in the order in which the next request tries them.
func (g *ingress) order() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.replicas) == 0 {
		return nil
	}
	g.turn = (g.turn + 1) % len(g.replicas)
	return slices.Concat(g.replicas[g.turn:], g.replicas[:g.turn])
}

func (g *ingress) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	for _, replica := range g.order() {
		out, err := http.NewRequestWithContext(r.Context(), r.Method, replica+r.URL.RequestURI(), bytes.NewReader(body))
		if err != nil {
			panic(err) // the addresses are those of processes of the test
		}
		out.Header = r.Header.Clone()
		resp, err := g.transport.RoundTrip(out)
		if err == nil {
			passOn(w, resp)
			return
		}
		if op, ok := errors.AsType[*net.OpError](err); !ok || op.Op != "dial" {
			http.Error(w, ingressSays+"the replica did not answer", http.StatusBadGateway)
			return
		}
	}
	http.Error(w, ingressSays+"there is no replica", http.StatusServiceUnavailable)
}

// ingressSays begins what the ingress itself answers.
const ingressSays = "ingress: "

// passOn hands on an answer, or cuts it where the replica did.
func passOn(w http.ResponseWriter, resp *http.Response) {
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		http.Error(w, ingressSays+"the replica broke off", http.StatusBadGateway)
		return
	}
	for name, values := range resp.Header {
		if !strings.EqualFold(name, "Content-Length") {
			w.Header()[name] = values
		}
	}
	w.WriteHeader(resp.StatusCode)
	_, _ = w.Write(body) // who asked may have gone
}
