package bot

import "time"

// Job is durable work, stored in the transaction of what caused it and carried out at least once. Its effects are fenced: only the holder of
// the current lease can finish it, so a worker that lost its lease can't write to the store any more.
type Job struct {
	ID        int64
	Kind      string    // names the handler
	Lane      string    // jobs of one lane never wait for workers that are busy with another
	Args      []byte    // JSON, read by the handler
	Unique    string    // while a job with this key is unfinished no other is stored; empty means no such limit
	Lock      string    // jobs with the same lock run one at a time; empty means no lock
	LockOrder int64     // among jobs of one lock the lowest goes first
	RunAt     time.Time // not before this; zero means now
	CreatedAt time.Time // set by the store
	Attempt   int       // set by the claim: 1 on the first run; also the fence
	Leased    time.Time // set by the claim: until when the worker may act
	Error     string    // of the last attempt
}
