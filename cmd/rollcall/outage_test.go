package main

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"rollcall/bot/store/pgtest"
)

// outage is an ordeal of a service that loses its database and gets it back, again and again. The service itself never ends.
type outage struct {
	*ordeal

	t      testing.TB
	rng    *rand.Rand
	meter  *meter
	pulses []*pulse
}

// newOutage makes an ordeal on a PostgreSQL database. There are so many steps that people do something at each of the troubles.
func newOutage(t testing.TB, database string, troubles int) *outage {
	t.Helper()
	o := &outage{ordeal: newOrdeal(t, database), t: t}
	o.rng = rand.New(rand.NewPCG(o.seed, 1<<32))
	o.steps = 15 * troubles
	o.meter = newMeter(t, o.in.URL)
	o.setApp(o.meter.server.URL)
	return o
}

// serves starts a replica that reaches the database by a way of its own.
func (o *outage) serves(database string) {
	o.t.Helper()
	o.database = database
	o.pulses = append(o.pulses, feels(o.starts()))
}

// awaits returns when people have done their share of the steps before the next trouble, or all of them.
func (o *outage) awaits(ctx context.Context, trouble, troubles int) {
	select {
	case <-o.reached(o.steps * trouble / troubles):
	case <-ctx.Done():
	}
}

// comesThrough lets people do their steps through the trouble and proves afterwards that nothing was lost and nothing done twice, that each answer came
// in time, and that the processes came through it as they were.
func (o *outage) comesThrough(trouble func(context.Context)) {
	o.t.Helper()
	o.endures(trouble)
	for _, p := range o.pulses {
		p.checkAlive(o.t)
	}
	o.comesToRest()
	o.checkConnections()
	var replicas []*daemon
	for _, p := range o.pulses {
		p.check(o.t)
		replicas = append(replicas, p.daemon)
	}
	o.meter.check(o.t)
	for _, d := range o.sent {
		if d.verdict == lost {
			o.t.Errorf("%q got no answer: %+v", d.text, d.answer)
		}
	}
	o.proves(replicas...)
}

// poolOf is how many connections a replica has at most.
const poolOf = 16

// checkConnections returns when the server sees no more connections than the replicas may have; those that were cut it may see for a little longer.
func (o *outage) checkConnections() {
	o.t.Helper()
	db := beside(o.t, o.direct)
	late, again := time.After(patience), time.NewTicker(pollAgain)
	defer again.Stop()
	for {
		n := db.count("pg_stat_activity where application_name = 'rollcall' and datname = current_database()")
		if n <= poolOf*len(o.pulses) {
			o.t.Logf("%d connections of %d replicas", n, len(o.pulses))
			return
		}
		select {
		case <-again.C:
		case <-late:
			o.t.Fatalf("%d connections of %d replicas", n, len(o.pulses))
		}
	}
}

// timesIn is how often a trouble strikes in the short form and in a proof.
func timesIn(short, proof int) int {
	if proving() {
		return proof
	}
	return short
}

// Ensure that nothing is lost and nothing done twice when the database server itself crashes and recovers under load.
func TestOutageCrash(t *testing.T) {
	t.Parallel()
	server, times := pgtest.Own(t), timesIn(2, 15)
	o := newOutage(t, server.URL(), times)
	o.serves(server.URL())
	o.comesThrough(func(ctx context.Context) {
		for n := range times {
			o.awaits(ctx, n, times)
			up := lasts(o.rng, 0, time.Second)
			server.Crash()
			down := lasts(o.rng, 0, 2*time.Second)
			server.Start()
			o.t.Logf("crash %d after %v, away for %v", n, up.Round(time.Millisecond), down.Round(time.Millisecond))
		}
	})
}

// Ensure the same when connections are cut, slowed and silenced on their way.
func TestOutageWay(t *testing.T) {
	t.Parallel()
	database, times := pgtest.Start(t), timesIn(4, 40)
	o := newOutage(t, database, times)
	way, through := newPoisoned(t, database)
	o.serves(through)
	o.comesThrough(o.afflicted(times, way))
}

// Ensure the same of two replicas of which one is cut off at a time, while the other works.
func TestOutageOneOfTwo(t *testing.T) {
	t.Parallel()
	database, times := pgtest.Start(t), timesIn(4, 40)
	o := newOutage(t, database, times)
	var ways []*poisoned
	for range 2 {
		way, through := newPoisoned(t, database)
		o.serves(through)
		ways = append(ways, way)
	}
	o.comesThrough(o.afflicted(times, ways...))
}
