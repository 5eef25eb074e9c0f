package store_test

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"testing"
	"time"

	"rollcall/bot"
	"rollcall/bot/store"
)

// taken counts places as they are taken and given back, and remembers the most.
type taken struct {
	mu        sync.Mutex
	now, most int
}

func (g *taken) add(n int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.now += n
	g.most = max(g.most, g.now)
}

// place takes one of so many places that must be free.
func (s *sharing) place(r *store.Ration, kind string, places int) (release func()) {
	s.t.Helper()
	release, err := r.Place(s.t.Context(), kind, places)
	if err != nil {
		s.t.Fatal(err)
	}
	return release
}

// full checks that a replica finds no place.
func (s *sharing) full(r *store.Ration, kind string, places int) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := r.Place(ctx, kind, places); !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, bot.ErrUnavailable) {
		s.t.Errorf("there is a place: %v", err)
	}
}

// Never are there more in flight than places, in however many replicas, and everybody has one in the end. Each kind has its own.
func TestRationPlaces(t *testing.T) {
	t.Parallel()
	const places, each = 5, 10
	s := share(t, 3)
	gauges := map[string]*taken{"read": new(taken), "write": new(taken)}
	var group sync.WaitGroup
	for kind, gauge := range gauges {
		for _, r := range s.all {
			for range each {
				group.Go(func() {
					release := s.place(r, kind, places)
					gauge.add(1)
					s.turns(store.Pace{Name: kind, Every: time.Hour, Burst: 1}, 1) // takes its time
					gauge.add(-1)
					release()
				})
			}
		}
	}
	group.Wait()
	for kind, gauge := range gauges {
		if gauge.most != places {
			t.Errorf("%d in flight of %d: %s", gauge.most, places, kind)
		}
	}
}

// The places of a replica that was killed are taken for eight seconds, and then they are free. Another that is alive keeps its own.
func TestRationPlaces_Killed(t *testing.T) {
	t.Parallel()
	s := share(t, 3)
	killed, alive, third := s.stores[0], s.all[1], s.all[2]
	for range 2 {
		s.place(s.all[0], "write", 3)
	}
	if err := killed.Close(); err != nil {
		t.Fatal(err)
	}
	s.place(alive, "write", 3)
	s.full(third, "write", 3)
	s.forward(7 * time.Second)
	s.full(third, "write", 3)
	s.renewed(s.now.Load() / int64(time.Microsecond))
	s.forward(time.Second)
	for range 2 {
		s.place(third, "write", 3)
	}
	s.full(third, "write", 3)
}

// renewed waits until a place is held beyond what it was a moment ago.
func (s *sharing) renewed(now int64) {
	s.t.Helper()
	db := raw(s.t, s.url)
	ctx, cancel := context.WithTimeout(s.t.Context(), 20*time.Second)
	defer cancel()
	for ends := int64(0); ends < now+7_000_000; {
		var last sql.NullInt64
		if err := db.QueryRowContext(ctx, "select max(ends) from ration_places").Scan(&last); err != nil {
			s.t.Fatal("nobody renews: ", err)
		}
		ends = last.Int64
	}
}

// A place that was given back is free at once, also when the store is closed right after.
func TestRationPlaces_GivenBack(t *testing.T) {
	t.Parallel()
	s := share(t, 2)
	for range 3 {
		release := s.place(s.all[0], "read", 1)
		release()
		release() // once more does no harm
		s.place(s.all[1], "read", 1)()
	}
	release := s.place(s.all[0], "read", 1)
	release()
	if err := s.stores[0].Close(); err != nil {
		t.Fatal(err)
	}
	s.place(s.all[1], "read", 1)
	if _, err := s.all[0].Place(t.Context(), "read", 1); err == nil {
		t.Error("a closed store gives places")
	}
}

// Who waits for a place when the store is closed is told.
func TestRationPlaces_Closed(t *testing.T) {
	t.Parallel()
	s := share(t, 2)
	s.place(s.all[0], "read", 1)
	told := make(chan error, 1)
	go func() {
		_, err := s.all[1].Place(t.Context(), "read", 1)
		told <- err
	}()
	if err := s.stores[1].Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-told; err == nil {
		t.Error("a place in a closed store")
	}
}
