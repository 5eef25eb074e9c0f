package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"rollcall/bot/audit"
)

const (
	// leaseFor is how long a job belongs to a worker without being renewed. A job of a killed replica goes on elsewhere after this time.
	leaseFor = 8 * time.Second
	// renewEvery leaves room for two failed renewals before the lease ends.
	renewEvery = leaseFor / 4
	// claimWithin ends a claim that the database does not answer. What took longer would leave too little of the lease.
	claimWithin = leaseFor / 2
	// pollEvery finds work that other replicas stored and jobs whose time has come.
	pollEvery = 500 * time.Millisecond
)

// sinkSlots is how many sinks are fed at once; one that hangs keeps nothing but itself waiting.
const sinkSlots = 4

// Worker carries out jobs. Start returns at once, Stop waits; both may be repeated.
type Worker struct {
	bot   *Bot
	lanes map[string]chan struct{} // the slots of each lane
	freed chan struct{}            // signalled when a slot is free again
	kinds []string                 // of jobs that this version can carry out; those of a newer one are left to it

	mu        sync.Mutex
	cancel    context.CancelFunc // ends the claiming
	interrupt context.CancelFunc // ends the jobs under way
	loops     sync.WaitGroup     // the claiming loop
	jobs      sync.WaitGroup     // what it started
}

// NewWorker makes a worker for the bot's jobs.
func NewWorker(b *Bot) *Worker {
	n := b.cfg.Workers
	if n == 0 {
		n = 16
	}
	return &Worker{
		bot: b, freed: make(chan struct{}, 1), kinds: slices.Sorted(maps.Keys(handlers())),
		lanes: map[string]chan struct{}{laneWork: make(chan struct{}, n), laneTalk: make(chan struct{}, n), laneAsk: make(chan struct{}, n), laneSink: make(chan struct{}, sinkSlots)},
	}
}

// Start records that the service runs and begins to carry out jobs. It does not call Slack or Asana.
func (w *Worker) Start(ctx context.Context) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cancel != nil {
		return nil
	}
	if err := w.recordStart(ctx); err != nil {
		return err
	}
	// The context of a start ends with the start, so the loop gets its own.
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	work, interrupt := context.WithCancel(context.WithoutCancel(ctx))
	w.cancel, w.interrupt = cancel, interrupt
	w.loops.Go(func() { w.loop(run, work) })
	w.jobs.Go(func() { w.bot.lookAround(work) })
	w.loops.Go(func() { w.bot.watchRules(run) })
	w.loops.Go(func() { w.bot.watchAccess(run) })
	w.loops.Go(func() { w.bot.watchTime(run) })
	w.loops.Go(func() { w.bot.watchLog(run) })
	return nil
}

// recordStart stores the events of the start. Commands are taken already, so a database that goes away just now is waited for, as it is later on. What may
// have been stored is stored again: one start too many in the log misleads nobody.
func (w *Worker) recordStart(ctx context.Context) error {
	for {
		err := w.bot.record(ctx, audit.Event{Action: audit.ServiceStarted, Outcome: audit.OK, Actor: &audit.Actor{Via: "service"}})
		if err == nil {
			err = w.bot.recordRules(ctx)
		}
		if err == nil || !errors.Is(err, ErrUnavailable) && !errors.Is(err, ErrCommitUnknown) {
			return err
		}
		w.bot.log.Warn().Err(err).Msg("the start can't be recorded yet")
		pause := time.NewTimer(pollEvery)
		select {
		case <-pause.C:
		case <-ctx.Done():
			pause.Stop()
			return fmt.Errorf("record the start: %w", err)
		}
	}
}

// Stop takes no more jobs, waits for those under way until ctx ends, then interrupts them: they are carried out again at the next start.
func (w *Worker) Stop(ctx context.Context) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cancel == nil {
		return nil
	}
	w.cancel()
	w.cancel = nil
	w.loops.Wait()
	w.bot.background.stop()
	w.finish(ctx)
	if err := w.bot.record(ctx, audit.Event{Action: audit.ServiceStopped, Outcome: audit.OK, Actor: &audit.Actor{Via: "service"}}); err != nil {
		return fmt.Errorf("record the stop: %w", err)
	}
	return nil
}

// finish waits for the jobs under way for half of the time that is left, then interrupts them: what they did is stored, and they go on at the
// next start. The other half is for whatever stops after them.
func (w *Worker) finish(ctx context.Context) {
	soft := time.Minute
	if end, ok := ctx.Deadline(); ok {
		soft = time.Until(end) / 2
	}
	timer := time.AfterFunc(soft, w.interrupt)
	w.jobs.Wait()
	timer.Stop()
	w.interrupt()
}

// loop claims jobs until ctx ends; they run under work.
func (w *Worker) loop(ctx, work context.Context) {
	for {
		claimed := w.claim(ctx, work)
		if claimed && ctx.Err() == nil {
			continue
		}
		// Jitter keeps replicas from asking the database at the same moment.
		pause := time.NewTimer(pollEvery/2 + rand.N(pollEvery))
		select {
		case <-ctx.Done():
			pause.Stop()
			return
		case <-w.bot.queue.Wake():
		case <-w.freed:
		case <-pause.C:
		}
		pause.Stop()
	}
}

// claim takes as many due jobs as there are free slots in each lane, and tells whether there may be more.
func (w *Worker) claim(ctx, work context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, claimWithin)
	defer cancel()
	free := make(map[string]int)
	for lane, slots := range w.lanes {
		free[lane] = cap(slots) - len(slots)
	}
	jobs, err := w.bot.queue.Claim(ctx, Claim{Kinds: w.kinds, Slots: free, Lease: leaseFor})
	if err != nil {
		if !errors.Is(ctx.Err(), context.Canceled) { // else it stops
			w.bot.log.Error().Err(err).Msg("jobs could not be claimed")
		}
		return false
	}
	for _, j := range jobs {
		slots := w.lanes[j.Lane]
		slots <- struct{}{}
		w.jobs.Go(func() {
			w.carryOut(work, j)
			<-slots
			select {
			case w.freed <- struct{}{}:
			default:
			}
		})
	}
	return len(jobs) > 0
}

// carryOut runs one job under its lease.
func (w *Worker) carryOut(work context.Context, j Job) {
	ctx, cancel := context.WithCancel(w.bot.log.With().Str("job", j.Kind).Int64("job_id", j.ID).Logger().WithContext(work))
	defer cancel()
	r := &run{bot: w.bot, job: j}
	r.leased.Store(j.Leased.UnixMilli())
	stop := r.renew(ctx, cancel)
	err := r.safely(ctx)
	stop()
	if err == nil || errors.Is(err, ErrLeaseLost) {
		zerolog.Ctx(ctx).Debug().Err(err).Msg("job is done with here")
		return
	}
	// What happened must be stored even when the job's own context has ended.
	after, done := context.WithTimeout(context.WithoutCancel(ctx), leaseFor)
	defer done()
	r.again(after, err)
}

// safely carries the job out; a panic is an error of the job, not the end of the process.
func (r *run) safely(ctx context.Context) error {
	handler, ok := handlers()[r.job.Kind]
	if !ok {
		return fmt.Errorf("unknown kind of job %q", r.job.Kind)
	}
	return guarded(func() error { return handler(r.bot, ctx, r) })
}

// handlers maps kinds of jobs to what carries them out.
func handlers() map[string]func(*Bot, context.Context, *run) error {
	return map[string]func(*Bot, context.Context, *run) error{
		jobResolve:  (*Bot).resolve,
		jobApply:    (*Bot).apply,
		jobReply:    (*Bot).reply,
		jobNotice:   (*Bot).notice,
		jobQuestion: (*Bot).question,
		jobExpire:   (*Bot).expire,
		jobAsk:      (*Bot).askApprovers,
		jobDecide:   (*Bot).decideOn,
		jobCards:    (*Bot).showCards,
		jobRemind:   (*Bot).remind,
		jobEscalate: (*Bot).escalate,
		jobRecheck:  (*Bot).recheck,

		jobGrantDue:    (*Bot).grantDue,
		jobGrantRemind: (*Bot).remindGrant,
		jobEnd:         (*Bot).apply,

		jobAccess: (*Bot).takeAccess,
		jobReject: (*Bot).rejectAccess,

		jobHome: (*Bot).showHome,

		jobCheckpoint: (*Bot).postCheckpoint,
		jobSink:       (*Bot).feedSink,
	}
}

// The lanes of jobs. Telling people never waits for work that waits for Asana, and neither do their decisions.
const (
	laneWork = ""
	laneTalk = "talk"
	laneAsk  = "ask"
	laneSink = "sink"
)

func laneOf(kind string) string {
	switch kind {
	case jobSink:
		return laneSink
	case jobReply, jobNotice, jobCards, jobHome, jobCheckpoint:
		return laneTalk
	case jobAsk, jobDecide, jobExpire, jobRemind, jobEscalate, jobRecheck, jobGrantDue, jobGrantRemind:
		return laneAsk
	}
	return laneWork
}

// newJob makes a job with JSON arguments.
func newJob(kind string, args any) Job {
	data, err := json.Marshal(args)
	if err != nil {
		panic(fmt.Sprintf("arguments of job %s: %v", kind, err)) // only plain structs of this package get here
	}
	return Job{Kind: kind, Lane: laneOf(kind), Args: data}
}
