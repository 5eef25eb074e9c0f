package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"rollcall/bot"
	"rollcall/bot/store"
)

const (
	// newestEvents is how much of the log the page gets at once.
	newestEvents = 200
	// newestRequests is how many requests it gets.
	newestRequests = 50
)

// panelState is what the page shows beside the conversation.
type panelState struct {
	Now      time.Time         `json:"now"`
	Moves    []clockMove       `json:"moves"`
	Mode     asanaMode         `json:"mode"`
	Requests []panelRequest    `json:"requests"`
	Events   []json.RawMessage `json:"events"` // sealed ones, newest last
	Asana    json.RawMessage   `json:"asana"`  // as the Asana sandbox tells its state
}

// panelRequest is a request as the page lists it.
type panelRequest struct {
	Name    string           `json:"name"`
	State   bot.RequestState `json:"state"`
	Command string           `json:"command"`
	By      string           `json:"by"`
	Grants  []panelGrant     `json:"grants,omitempty"`
}

// panelGrant is access of a request that ends.
type panelGrant struct {
	State  bot.GrantState `json:"state"`
	EndsAt time.Time      `json:"ends_at"`
}

// serveState answers the state now; with ?after=12 only the events behind the twelfth.
func (d *demo) serveState(w http.ResponseWriter, r *http.Request) {
	s := d.store.Load()
	if s == nil {
		http.Error(w, "the service starts", http.StatusServiceUnavailable)
		return
	}
	after, _ := strconv.ParseInt(r.URL.Query().Get("after"), 10, 64) // anything else asks for the newest
	out := panelState{Now: s.Now(), Mode: d.asanaMode(), Moves: d.moved(), Asana: d.asanaState(r)}
	var err, failed error
	out.Events, err = newEvents(r.Context(), s, after)
	out.Requests, failed = d.requests(r.Context(), s)
	if err := errors.Join(err, failed); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	writeJSON(w, out)
}

func (d *demo) moved() []clockMove {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]clockMove{}, d.moves...)
}

// asanaState asks the Asana sandbox, which is in this process, by its own control.
func (d *demo) asanaState(r *http.Request) json.RawMessage {
	req := r.Clone(r.Context())
	req.URL.Path, req.URL.RawPath, req.URL.RawQuery = "/_sandbox/state", "", ""
	answer := &kept{header: http.Header{}}
	d.asana.ServeHTTP(answer, req)
	return answer.Bytes()
}

// kept is an answer that stays in this process.
type kept struct {
	bytes.Buffer

	header http.Header
}

// Header implements http.ResponseWriter.
func (k *kept) Header() http.Header { return k.header }

// WriteHeader implements http.ResponseWriter.
func (k *kept) WriteHeader(int) {}

// newEvents reads the sealed events behind a place in the chain, at most the newest ones.
func newEvents(ctx context.Context, s *store.Store, after int64) ([]json.RawMessage, error) {
	head, _, err := s.Head(ctx)
	if err != nil {
		return nil, err
	}
	out := []json.RawMessage{}
	for e, err := range s.Events(ctx, max(after, head-newestEvents)+1) {
		if err != nil {
			return nil, err
		}
		out = append(out, e.Canonical)
	}
	return out, nil
}

// requests lists the newest requests, newest last. Their ids count up from 1, and the highest one seen is remembered, so that only new ones
// are looked for.
func (d *demo) requests(ctx context.Context, s *store.Store) ([]panelRequest, error) {
	out := []panelRequest{}
	err := s.View(ctx, func(ctx context.Context, tx bot.Tx) error {
		for id := max(1, d.newest.Load()-newestRequests+1); ; id++ {
			r, err := tx.Request(ctx, id)
			if errors.Is(err, bot.ErrNotFound) {
				return nil
			}
			if err != nil {
				return err
			}
			grants, err := tx.GrantsOf(ctx, id)
			if err != nil {
				return err
			}
			d.newest.Store(max(id, d.newest.Load()))
			out = append(out, listed(r, grants))
		}
	})
	return out, err
}

func listed(r bot.Request, grants []bot.Grant) panelRequest {
	p := panelRequest{Name: r.Name(), State: r.State, Command: r.Command, By: r.Origin.SlackUser}
	for _, g := range grants {
		p.Grants = append(p.Grants, panelGrant{State: g.State, EndsAt: g.EndsAt})
	}
	return p
}
