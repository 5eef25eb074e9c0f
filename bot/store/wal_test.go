package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rollcall/bot"
	"rollcall/bot/audit"
	"rollcall/bot/store"
)

// walBound is what the write-ahead log never exceeds while everybody who reads does so for a short time: what it may grow to, and as much again for
// what is written while the last ones read on.
const walBound = 2 * store.WALLimit

// big is one transaction with an answer that takes some room.
func big(s *store.Store, n, room int) func(ctx context.Context, tx bot.Tx) error {
	return func(ctx context.Context, tx bot.Tx) error {
		return errors.Join(insert(ctx, tx), tx.Append(ctx, audit.Event{Action: audit.RequestCreated, Outcome: audit.OK}),
			tx.Remember(ctx, fmt.Sprint(n), bytes.Repeat([]byte{'x'}, room), s.Now().Add(time.Hour)))
	}
}

func sizeOf(t *testing.T, file string) int64 {
	t.Helper()
	info, err := os.Stat(file)
	if errors.Is(err, os.ErrNotExist) {
		return 0
	}
	if err != nil {
		t.Error(err)
		return 0
	}
	return info.Size()
}

// Under steady writes with readers who never leave a moment without one, and exports, the log stays bounded; it is small again when they are gone.
func TestWALBounded(t *testing.T) {
	t.Parallel()
	total, room := 1_500, 16_000
	if os.Getenv("ROLLCALL_PROVE") == "1" {
		total, room = 20_000, 2_000
	}
	file := filepath.Join(t.TempDir(), "rollcall.db")
	s := migrated(t, store.Config{URL: "sqlite:" + file})
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	var next, most atomic.Int64
	var writers, readers sync.WaitGroup
	ended := make(chan struct{})
	for range 64 {
		writers.Go(func() {
			for n := next.Add(1); n <= int64(total); n = next.Add(1) {
				if err := s.Update(t.Context(), big(s, int(n), room)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	takingTurns(t, s, &readers, ended)
	readers.Go(func() {
		for !over(ended) {
			most.Store(max(most.Load(), sizeOf(t, file+"-wal")))
			if _, err := (audit.Export{}).Write(&bytes.Buffer{}, s.Events(t.Context(), 1)); err != nil {
				t.Error(err)
			}
		}
	})
	writers.Wait()
	close(ended)
	readers.Wait()
	if wrote := sizeOf(t, file); wrote < walBound {
		t.Errorf("only %d bytes were written: that proves nothing", wrote)
	}
	if most.Load() > walBound {
		t.Errorf("the log grew to %d bytes", most.Load())
	}
	t.Logf("%d transactions, %d bytes of data, the log had %d bytes at most", total, sizeOf(t, file), most.Load())
}

// takingTurns reads so that at every moment somebody does: each of two ends only when the other has begun.
func takingTurns(t *testing.T, s *store.Store, readers *sync.WaitGroup, ended <-chan struct{}) {
	t.Helper()
	begun := make(chan struct{})
	for first := range 2 {
		readers.Go(func() {
			for n := first; !over(ended); n++ {
				err := s.View(t.Context(), func(ctx context.Context, tx bot.Tx) error {
					_, err := tx.OpenRequests(ctx, "", 100) // from here on this snapshot is held
					if n > 0 {
						handOver(begun, ended, true)
					}
					handOver(begun, ended, false)
					return err
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// handOver tells the other one that a snapshot is held, or waits to be told.
func handOver(begun chan struct{}, ended <-chan struct{}, tell bool) {
	out, in := begun, begun
	if tell {
		in = nil
	} else {
		out = nil
	}
	select {
	case out <- struct{}{}:
	case <-in:
	case <-ended:
	}
}

func over(ended <-chan struct{}) bool {
	select {
	case <-ended:
		return true
	default:
		return false
	}
}

// Somebody who reads for long lets the log grow, but holds nobody up; when they are done it shrinks with the next thing that is written.
func TestWALShrinks(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "rollcall.db")
	s := migrated(t, store.Config{URL: "sqlite:" + file})
	if err := s.Update(t.Context(), insert); err != nil {
		t.Fatal(err)
	}
	var slowest time.Duration
	write := func(n int) {
		began := time.Now()
		if err := s.Update(t.Context(), big(s, n, 60_000)); err != nil {
			t.Fatal(err)
		}
		slowest = max(slowest, time.Since(began))
	}
	err := s.View(t.Context(), func(ctx context.Context, tx bot.Tx) error {
		before, err := tx.OpenRequests(ctx, "", 10)
		for n := 0; sizeOf(t, file+"-wal") < walBound; n++ {
			write(n)
		}
		after, errAfter := tx.OpenRequests(ctx, "", 10)
		if len(before) != 1 || len(after) != 1 {
			t.Errorf("a snapshot with %d requests has %d", len(before), len(after))
		}
		return errors.Join(err, errAfter)
	})
	if err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(20 * time.Second)
	for n := -1; sizeOf(t, file+"-wal") > store.WALLimit; n-- {
		if time.Now().After(deadline) {
			t.Fatalf("the log still has %d bytes", sizeOf(t, file+"-wal"))
		}
		write(n)
	}
	if slowest > 4*time.Second { // it would be five if the writer waited for who reads
		t.Errorf("somebody waited %v to write", slowest)
	}
}
