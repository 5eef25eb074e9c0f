package main

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"syscall"
	"testing"
	"time"

	"rollcall/bot/store/pgtest"
)

// takenWithin is how soon after the end of a dead replica's lease another one has to go on with its job.
const takenWithin = 10 * time.Second

// Ensure that three replicas do as one when one of them is killed under load and not replaced: people click on the same cards at the same moment through
// different replicas, and each request has one decision; and every job that the dead one had under way is taken up soon after its lease has ended.
func TestLostReplicas(t *testing.T) {
	t.Parallel()
	o := newOrdeal(t, pgtest.Start(t))
	all := []*daemon{o.starts(), o.starts(), o.starts()}
	o.endures(func(context.Context) {
		o.chance(o.steps / 2)
		held := newGate(t, anyCall)
		o.calls.hold(held.hold)
		left := o.killsBusy(all[0])
		o.calls.hold(nil)
		held.release()
		o.checkTaken(all[0], left)
	})
	o.proves(all[1:]...)
	acted := map[string]bool{}
	for _, e := range o.looksBack().log {
		if e.Change != "" {
			acted[e.Context.Instance] = true
		}
	}
	if len(acted) < 2 {
		t.Errorf("only %v took part", acted)
	}
}

// orphan is a job of a replica that was killed, with the end of its lease.
type orphan struct {
	id   int64
	kind string
	due  time.Time
}

// killsBusy kills a replica when it has jobs under way, and returns them.
func (o *ordeal) killsBusy(d *daemon) (left []orphan) {
	o.t.Helper()
	db := beside(o.t, o.direct)
	for {
		d.signal(syscall.SIGSTOP) // what it has now it still has when it is killed
		if left = o.leased(db, d); len(left) > 0 {
			break
		}
		d.signal(syscall.SIGCONT)
		waitFor(o.t, "a job of the replica that is to be killed", o.bell.next())
	}
	o.dies(d)
	return left
}

// leased are the jobs that run at a replica, or ran there when it was killed.
func (o *ordeal) leased(db *side, d *daemon) (all []orphan) {
	o.t.Helper()
	owner := fmt.Sprintf("%%-%d", d.cmd.Process.Pid)
	db.each(func(rows *sql.Rows) error {
		var j orphan
		var due int64
		err := rows.Scan(&j.id, &j.kind, &due)
		j.due = time.UnixMilli(due)
		all = append(all, j)
		return err
	}, "select id, kind, due from jobs where state = 'running' and leased_by like $1 order by id", owner)
	return all
}

// checkTaken waits until others have taken up what a replica left, each job soon after the end of its lease.
func (o *ordeal) checkTaken(dead *daemon, left []orphan) {
	o.t.Helper()
	db := beside(o.t, o.direct)
	for len(left) > 0 {
		news := o.bell.next()
		still := o.leased(db, dead)
		for _, j := range left {
			if slices.Contains(still, j) {
				continue
			}
			after := time.Since(j.due)
			o.t.Logf("J%d %s was seen to be taken up %v after its lease", j.id, j.kind, after.Round(time.Millisecond))
			if after > takenWithin {
				o.t.Errorf("that is not within %v", takenWithin)
			}
		}
		left = slices.DeleteFunc(left, func(j orphan) bool { return !slices.Contains(still, j) })
		if len(left) > 0 {
			waitFor(o.t, "the others to take up what is left", news)
		}
	}
}
