package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"
)

// either draws a direction.
func either(rng *rand.Rand) string { return []string{"upstream", "downstream"}[rng.IntN(2)] }

// toxics are the ways to spoil what passes, drawn anew.
func toxics(rng *rand.Rand) []toxic {
	between := func(least, most int) int { return least + rng.IntN(most-least+1) }
	return []toxic{
		{"latency", either(rng), map[string]int{"latency": between(50, 1500), "jitter": between(0, 300)}},
		{"latency", either(rng), map[string]int{"latency": between(50, 300), "jitter": between(0, 50)}},
		{"bandwidth", either(rng), map[string]int{"rate": between(1, 40)}}, // KB a second
		{"timeout", either(rng), map[string]int{"timeout": 0}},             // silence
		{"timeout", either(rng), map[string]int{"timeout": between(50, 2500)}},
		{"reset_peer", either(rng), map[string]int{"timeout": between(0, 300)}},
		{"slow_close", either(rng), map[string]int{"delay": between(100, 2000)}},
		{"slicer", either(rng), map[string]int{"average_size": 40, "size_variation": 20, "delay": between(1, 2000)}}, // microseconds
		{"limit_data", either(rng), map[string]int{"bytes": between(100, 20_000)}},
	}
}

// afflicts lets something befall the way, drawn from all that there is; it lasts until it is lifted.
func (w *poisoned) afflicts(rng *rand.Rand) (name string, lift func()) {
	all := toxics(rng)
	i := rng.IntN(len(all) + 1)
	if i == len(all) {
		w.down()
		return "down", w.up
	}
	return fmt.Sprint(all[i].Type, " ", all[i].Stream, " ", all[i].Attributes), w.poison(all[i])
}

// lasts lets a time pass whose length is drawn: what is tried here is that the length does not matter.
func lasts(rng *rand.Rand, least, most time.Duration) time.Duration {
	length := least + time.Duration(rng.Int64N(int64(most-least)))
	<-time.After(length)
	return length
}

// afflicted lets one thing after the other befall the ways, one at a time, as the people go on. Now and then one lasts for longer than a lease.
func (o *outage) afflicted(times int, ways ...*poisoned) func(context.Context) {
	return func(ctx context.Context) {
		for n := range times {
			o.awaits(ctx, n, times)
			name, lift := ways[n%len(ways)].afflicts(o.rng)
			most := 2500 * time.Millisecond
			if proving() && n%8 == 7 {
				most = 11 * time.Second
			}
			length := lasts(o.rng, most/8, most)
			lift()
			o.t.Logf("%d: %s for %v", n, name, length.Round(time.Millisecond))
		}
	}
}
