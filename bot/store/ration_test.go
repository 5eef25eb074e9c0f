package store_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rollcall/bot"
	"rollcall/bot/store"
	"rollcall/bot/store/pgtest"
)

// sharing is several stores on one PostgreSQL, as replicas have them, whose clock the test moves.
type sharing struct {
	t      *testing.T
	url    string
	now    atomic.Int64
	stores []*store.Store
	all    []*store.Ration
}

func share(t *testing.T, n int) *sharing {
	t.Helper()
	s := &sharing{t: t, url: pgtest.Start(t)}
	migrated(t, store.Config{URL: s.url})
	s.now.Store(time.Now().UnixNano())
	for range n {
		db := open(t, store.Config{URL: s.url, Now: func() time.Time { return time.Unix(0, s.now.Load()) }})
		s.stores, s.all = append(s.stores, db), append(s.all, ration(t, db, "token"))
	}
	return s
}

func ration(t *testing.T, s *store.Store, name string) *store.Ration {
	t.Helper()
	r, ok := s.Ration(name)
	if !ok {
		t.Fatal("there is no ration")
	}
	return r
}

func (s *sharing) forward(d time.Duration) { s.now.Add(int64(d)) }

// turns lets all replicas ask at once, each so often, and returns how many turns there were.
func (s *sharing) turns(p store.Pace, each int) int {
	s.t.Helper()
	var group sync.WaitGroup
	var taken atomic.Int64
	for range each {
		for _, r := range s.all {
			group.Go(func() {
				wait, err := r.Turn(s.t.Context(), p)
				if err != nil {
					s.t.Error(err)
				}
				if err == nil && wait == 0 {
					taken.Add(1)
				}
			})
		}
	}
	group.Wait()
	return int(taken.Load())
}

// wait asks for a turn that there must not be, and returns after how long there is one.
func (s *sharing) wait(r *store.Ration, p store.Pace) time.Duration {
	s.t.Helper()
	wait, err := r.Turn(s.t.Context(), p)
	if err != nil || wait == 0 {
		s.t.Errorf("a turn at once: %v", err)
	}
	return wait
}

// However many replicas ask however often, all together get as many turns as one would, whatever time passes between.
func TestRation_Turns(t *testing.T) {
	t.Parallel()
	s := share(t, 3)
	used := 0
	rapid.Check(t, func(r *rapid.T) {
		used++
		p := store.Pace{
			Name: time.Duration(used).String(), Every: time.Duration(rapid.IntRange(1, 2000).Draw(r, "ms between turns")) * time.Millisecond,
			Burst: rapid.IntRange(1, 4).Draw(r, "burst"),
		}
		saved := time.Duration(p.Burst) * p.Every // what is left of the burst, as time
		for _, ms := range rapid.SliceOfN(rapid.IntRange(0, 5000), 1, 5).Draw(r, "ms that pass") {
			passed := time.Duration(ms) * time.Millisecond
			s.forward(passed)
			if saved += passed; saved > time.Duration(p.Burst)*p.Every {
				saved = time.Duration(p.Burst) * p.Every
			}
			want := int(saved / p.Every)
			saved -= time.Duration(want) * p.Every
			if got := s.turns(p, 4); got != want {
				r.Fatalf("%d turns, want %d", got, want)
			}
		}
	})
}

// Who has to wait is told how long, and asking takes nothing from anybody.
func TestRation_Wait(t *testing.T) {
	t.Parallel()
	s := share(t, 2)
	p := store.Pace{Name: "all", Every: time.Second, Burst: 2}
	if n := s.turns(p, 2); n != 2 {
		t.Fatalf("%d turns of a burst of 2", n)
	}
	s.forward(300 * time.Millisecond)
	for range 3 {
		for _, r := range s.all {
			if wait := s.wait(r, p); wait != 700*time.Millisecond {
				t.Errorf("told to wait %v", wait)
			}
		}
	}
	if n := s.turns(store.Pace{Name: "search", Every: time.Second, Burst: 1}, 1); n != 1 {
		t.Errorf("%d turns of another pace", n)
	}
	if wait, err := ration(t, s.stores[0], "other token").Turn(t.Context(), p); wait != 0 || err != nil {
		t.Errorf("another token waits %v: %v", wait, err)
	}
	s.forward(700 * time.Millisecond)
	if n := s.turns(p, 3); n != 1 {
		t.Errorf("%d turns after the wait", n)
	}
}

// A pause holds everybody, in every pace; a shorter one does not end a longer one.
func TestRation_Pause(t *testing.T) {
	t.Parallel()
	s := share(t, 2)
	p, other := store.Pace{Name: "all", Every: time.Second, Burst: 3}, store.Pace{Name: "search", Every: time.Second, Burst: 1}
	for i, wait := range []time.Duration{10 * time.Second, 2 * time.Second} {
		if err := s.all[i].Pause(t.Context(), wait); err != nil {
			t.Fatal(err)
		}
	}
	for _, r := range s.all {
		if a, b := s.wait(r, p), s.wait(r, other); a != 10*time.Second || b != 10*time.Second {
			t.Errorf("in a pause of 10 s: %v and %v", a, b)
		}
	}
	s.forward(10 * time.Second)
	if n := s.turns(p, 2); n != 3 {
		t.Errorf("%d turns after the pause", n)
	}
}

// What was stored while the clock was far ahead stops nobody once the clock is right again.
func TestRation_ClockSetBack(t *testing.T) {
	t.Parallel()
	const ahead = 400 * 24 * time.Hour
	s := share(t, 2)
	p := store.Pace{Name: "all", Every: time.Second, Burst: 2}
	s.forward(ahead)
	if n := s.turns(p, 2); n != 2 {
		t.Fatalf("%d turns", n)
	}
	if _, err := s.all[0].Place(t.Context(), "write", 1); err != nil {
		t.Fatal(err)
	}
	if err := s.all[0].Pause(t.Context(), time.Hour); err != nil {
		t.Fatal(err)
	}
	s.forward(-ahead)
	if n := s.turns(p, 4); n == 0 || n > 2 {
		t.Errorf("%d turns after the clock was set back", n)
	}
	if n := s.turns(p, 4); n != 0 {
		t.Errorf("%d more turns at once", n)
	}
	if err := s.all[1].Pause(t.Context(), 10*time.Second); err != nil {
		t.Fatal(err)
	}
	if wait := s.wait(s.all[0], p); wait != 10*time.Second {
		t.Errorf("a pause of 10 s is one of %v", wait)
	}
	release, err := s.all[1].Place(t.Context(), "write", 1)
	if err != nil {
		t.Fatal(err)
	}
	release()
}

// The demo moves the clock of the service, but not that of others.
func TestRation_RealTime(t *testing.T) {
	t.Parallel()
	s := share(t, 1)
	p := store.Pace{Name: "all", Every: time.Hour, Burst: 1}
	if n := s.turns(p, 1); n != 1 {
		t.Fatalf("%d turns", n)
	}
	s.stores[0].Forward(2 * time.Hour)
	if wait := s.wait(s.all[0], p); wait != time.Hour {
		t.Errorf("told to wait %v", wait)
	}
}

// Without the database nobody gets anything, and that is said as what it is. On SQLite there is nothing to share.
func TestRation_Away(t *testing.T) {
	t.Parallel()
	l := listen(t)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	r := ration(t, open(t, store.Config{URL: "postgres://rollcall:secret@" + l.Addr().String() + "/rollcall?sslmode=disable"}), "token")
	_, errTurn := r.Turn(t.Context(), store.Pace{Name: "all", Every: time.Second, Burst: 1})
	_, errPlace := r.Place(t.Context(), "read", 1)
	for name, err := range map[string]error{"turn": errTurn, "place": errPlace, "pause": r.Pause(t.Context(), time.Second)} {
		if !errors.Is(err, bot.ErrUnavailable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, ok := migrated(t, store.Config{URL: sqliteURL(t)}).Ration("token"); ok {
		t.Error("there is a ration on SQLite")
	}
	s := share(t, 1)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.all[0].Turn(ctx, store.Pace{Name: "all", Every: time.Second, Burst: 1}); !errors.Is(err, context.Canceled) {
		t.Errorf("who left is told %v", err)
	}
}
