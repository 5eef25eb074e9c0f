package bot

import (
	"context"
	"errors"
	"time"

	"rollcall/bot/audit"
)

// What a store answers besides success. Callers compare with errors.Is.
var (
	// ErrNotFound: no such row.
	ErrNotFound = errors.New("not found")
	// ErrConflict: the row moved on since it was read; the whole transaction is undone.
	ErrConflict = errors.New("changed meanwhile")
	// ErrUnavailable: the database can't be used now; nothing was stored.
	ErrUnavailable = errors.New("database unavailable")
	// ErrCommitUnknown: the transaction may or may not have been stored.
	ErrCommitUnknown = errors.New("outcome of the commit unknown")
	// ErrLogUnwritable: the event could not be written, so nothing of its transaction was stored.
	ErrLogUnwritable = errors.New("audit log can't be written")
	// ErrLeaseLost: the job is somebody else's now; the whole transaction is undone.
	ErrLeaseLost = errors.New("lease lost")
)

// Store keeps requests, changes, jobs and events. Everything that belongs together is written in one Update.
type Store interface {
	// Update runs fn in one durable transaction: all of it is stored when Update returns nil, nothing otherwise (but see ErrCommitUnknown).
	// fn must be quick, must not call the network, and may be run more than once; after an error it may still be running.
	Update(ctx context.Context, fn func(ctx context.Context, tx Tx) error) error
	// View runs fn on a consistent snapshot, for reading only.
	View(ctx context.Context, fn func(ctx context.Context, tx Tx) error) error
	// Now is the one clock of the service.
	Now() time.Time
}

// Tx is what can be read and written in one transaction, a part for each noun.
type Tx interface {
	RequestTx
	ChangeTx
	EventTx
	JobTx
	RepeatTx
	IdentityTx
	CardTx
	DecisionTx
	StopTx
	GrantTx
	HomeTx
	BacklogTx
	AdminTx
	TidyTx
	CursorTx
}

// RequestTx reads and writes requests.
type RequestTx interface {
	// InsertRequest stores a new request and sets its ID and Version.
	InsertRequest(ctx context.Context, r *Request) error
	// Request returns ErrNotFound when there is none.
	Request(ctx context.Context, id int64) (Request, error)
	// UpdateRequest stores State, Command, EndedAt, Note, ResponseURL and Judged if the stored version is still r.Version, and raises r.Version; else ErrConflict.
	UpdateRequest(ctx context.Context, r *Request) error
	// RequestByAccess finds the request that takes over an access request of Asana; ErrNotFound when none does.
	RequestByAccess(ctx context.Context, accessRequest string) (Request, error)
	// NewestOpenRequest finds the open request that a person made last; ErrNotFound when there is none.
	NewestOpenRequest(ctx context.Context, slackTeam, slackUser string) (Request, error)
	// OpenRequests lists open requests, oldest first; of one person when slackUser is not empty; at most limit.
	OpenRequests(ctx context.Context, slackUser string, limit int) ([]Request, error)
	// RequestsAsking lists the requests in AwaitingApproval of which this person has a card, oldest first, at most limit.
	RequestsAsking(ctx context.Context, slackUser string, limit int) ([]Request, error)
	// RequestsEnded lists the requests of a person that ended after this, newest first, at most limit.
	RequestsEnded(ctx context.Context, slackUser string, since time.Time, limit int) ([]Request, error)
	// RequestsHeld lists the requests in Held, oldest first, at most limit.
	RequestsHeld(ctx context.Context, limit int) ([]Request, error)
}

// ChangeTx reads and writes the changes of requests.
type ChangeTx interface {
	// InsertChange stores a new change and sets its ID and Version.
	InsertChange(ctx context.Context, c *Change) error
	// Change returns ErrNotFound when there is none.
	Change(ctx context.Context, id int64) (Change, error)
	// Changes lists the changes of a request in their order.
	Changes(ctx context.Context, request int64) ([]Change, error)
	// ChangesAfter lists the changes to a pair that were stored after this one, oldest first.
	ChangesAfter(ctx context.Context, change int64, parentGID, memberGID string) ([]Change, error)
	// OpenChanges lists the changes to one parent that are being carried out, oldest first; not those that wait for an approval.
	OpenChanges(ctx context.Context, parentGID string) ([]Change, error)
	// UpdateChange stores everything that can change if the stored version is still c.Version, and raises c.Version; else ErrConflict.
	UpdateChange(ctx context.Context, c *Change) error
	// CountChanges counts the changes, and of these the removals, of the requests that a person made since then; what was refused, skipped or
	// nothing to do does not count, nor do those of the request named.
	CountChanges(ctx context.Context, o Origin, since time.Time, except int64) (changes, removals int, err error)
}

// EventTx appends to the audit log.
type EventTx interface {
	// Append stores an event and gives it its id and, when it has none, its time. An error is ErrLogUnwritable.
	Append(ctx context.Context, e audit.Event) error
	// SavePerson keeps a person's name and e-mail beside the log.
	SavePerson(ctx context.Context, p audit.Person) error
	// PersonCalled is how somebody is called beside the log; ErrNotFound for who is not known there.
	PersonCalled(ctx context.Context, system, id string) (audit.Person, error)
	// Logged lists events, the newest first, also those that wait for their place in the chain.
	Logged(ctx context.Context, q LogQuery) ([]LoggedEvent, error)
}

// LogQuery says which events are looked for: those about any of the ids that are given, or all when none is.
type LogQuery struct {
	Request   string // "R142"
	SlackUser string // who acted, or whose membership it is
	AsanaGID  string // whose membership it is
	ParentGID string // of what
	Since     time.Time
	Until     time.Time
	Before    int64 // events before this one; 0 for the newest
	Limit     int
}

// LoggedEvent is an event as it is found; Seq is 0 in it while it has no place in the chain.
type LoggedEvent struct {
	ID    int64 // orders events as they were stored
	Event audit.Event
}

// JobTx schedules jobs and ends them. The last three are fenced: ErrLeaseLost when the job is no longer this worker's.
type JobTx interface {
	// Enqueue stores a job; one whose Unique key is taken is silently dropped, for it is already under way.
	Enqueue(ctx context.Context, j Job) error
	// CancelJob removes the unfinished job with this Unique key unless it is running; it is no error when there is none.
	CancelJob(ctx context.Context, unique string) error
	// HurryJobs makes all jobs of a kind that wait for their time due now; they count as created now.
	HurryJobs(ctx context.Context, kind string) error
	// FinishJob ends a job and frees its lock.
	FinishJob(ctx context.Context, j Job) error
	// RetryJob gives a job back until runAt, with what went wrong; its lock stays taken, so that the order of one pair holds.
	RetryJob(ctx context.Context, j Job, runAt time.Time, cause string) error
	// BuryJob ends a job that can never succeed; it stays stored for the operator to see, its lock is freed.
	BuryJob(ctx context.Context, j Job, cause string) error
}

// RepeatTx remembers what was answered, so that a repeat gets the first answer again.
type RepeatTx interface {
	// Remembered returns the answer stored for this key; ErrNotFound when there is none or it is past its time.
	Remembered(ctx context.Context, key string) ([]byte, error)
	// Remember stores an answer; ErrConflict when the key is taken.
	Remember(ctx context.Context, key string, answer []byte, until time.Time) error
}

// Identity is a resolved pair: which Asana user a Slack person is.
type Identity struct {
	SlackUser string
	AsanaGID  string
	Email     string
	Since     time.Time
}

// IdentityTx keeps resolved pairs.
type IdentityTx interface {
	// Identity returns ErrNotFound when the person was never resolved.
	Identity(ctx context.Context, slackUser string) (Identity, error)
	// IdentitiesOf lists the Slack people who were resolved to an Asana user.
	IdentitiesOf(ctx context.Context, asanaGID string) ([]Identity, error)
	// SaveIdentity stores or replaces a pair.
	SaveIdentity(ctx context.Context, i Identity) error
}

// CardTx keeps the copies of questions to approvers.
type CardTx interface {
	// InsertCard stores a copy and sets its ID; a message that is known already is left as it is, and ID is then that of the stored one.
	InsertCard(ctx context.Context, c *Card) error
	// Cards lists the copies about a request in the order in which they were posted.
	Cards(ctx context.Context, request int64) ([]Card, error)
	// UpdateCard stores Shown and Posted; ErrNotFound when there is none.
	UpdateCard(ctx context.Context, c Card) error
}

// DecisionTx keeps what approvers decided.
type DecisionTx interface {
	// InsertDecision stores a decision; ErrConflict when this person has decided about this request.
	InsertDecision(ctx context.Context, d Decision) error
	// Decisions lists what was decided about a request, oldest first.
	Decisions(ctx context.Context, request int64) ([]Decision, error)
}

// GrantTx keeps access that ends.
type GrantTx interface {
	// InsertGrant stores a new grant and sets its ID and Version.
	InsertGrant(ctx context.Context, g *Grant) error
	// Grant returns ErrNotFound when there is none.
	Grant(ctx context.Context, id int64) (Grant, error)
	// UpdateGrant stores State, Base, EndsAt, EndedAt, EndedBy and Note if the stored version is still g.Version, and raises g.Version; else ErrConflict.
	UpdateGrant(ctx context.Context, g *Grant) error
	// LiveGrants lists the active grants of a pair, oldest first.
	LiveGrants(ctx context.Context, parentGID, memberGID string) ([]Grant, error)
	// GrantsIn lists the active grants of a parent, oldest first, at most limit.
	GrantsIn(ctx context.Context, parentGID string, limit int) ([]Grant, error)
	// GrantsFor lists the active grants of a member, oldest first, at most limit.
	GrantsFor(ctx context.Context, memberGID string, limit int) ([]Grant, error)
	// GrantsAbout lists the active grants that a person asked for or has, by Slack id or, unless that is empty, by Asana gid; the first to end first.
	GrantsAbout(ctx context.Context, slackUser, memberGID string, limit int) ([]Grant, error)
	// GrantsEndedBy lists the grants that a change ended, oldest first.
	GrantsEndedBy(ctx context.Context, change int64) ([]Grant, error)
	// GrantsOf lists all grants of a request, ended ones too, oldest first.
	GrantsOf(ctx context.Context, request int64) ([]Grant, error)
}

// HomeTx keeps who looks at their home.
type HomeTx interface {
	// OpenHome stores that somebody opened their home now and wants it shown, whatever it shows, and returns it.
	OpenHome(ctx context.Context, slackTeam, slackUser string) (Home, error)
	// Home returns ErrNotFound when the person has opened none.
	Home(ctx context.Context, slackUser string) (Home, error)
	// TouchHomes counts up Wanted of the homes that this transaction concerns, at its end, and stores a job for each. A View touches nothing.
	TouchHomes(t HomeTouch)
	// ShowHome stores Shown, PublishedAt, Admin and Page, and returns the home with what was wanted meanwhile; ErrNotFound when it was forgotten.
	ShowHome(ctx context.Context, h Home) (Home, error)
	// ForgetHome removes a home; it is no error when there is none.
	ForgetHome(ctx context.Context, slackUser string) error
}

// Outdated says what is past its time. A zero moment lets nothing of a kind be past it.
type Outdated struct {
	Requests time.Time // requests that ended before this
	Jobs     time.Time // jobs that were given up before this
	Homes    time.Time // homes that were not opened since
}

// Tidied counts what was removed.
type Tidied struct {
	Requests int
	Jobs     int
	Homes    int
}

// TidyTx removes what is past its time. The log stays whole, and so do people and who they are; no number is ever given again.
type TidyTx interface {
	// Tidy removes at most limit of each kind, those first that ended first. A request goes with its changes, cards, decisions and grants. It stays while
	// access that it gave lives or has ended since, while an open request is about what it did, and for good when it took over an access request of Asana,
	// which would be taken over again.
	Tidy(ctx context.Context, o Outdated, limit int) (Tidied, error)
}

// Backlog is what waits in the store.
type Backlog struct {
	Due      int       // jobs whose time has come and that nobody carries out yet
	Oldest   time.Time // since when the first of them waits; zero when there is none
	Dead     int       // jobs that were given up
	Unsealed int       // events that have no place in the chain yet

	Sinks map[string]int64 // how many sealed events each sink has not seen; nil when there is none
}

// BacklogTx tells what waits.
type BacklogTx interface {
	// Backlog counts it.
	Backlog(ctx context.Context) (Backlog, error)
}

// AdminTx counts the admins that were taken from a parent, so that no two changes rely on each other's.
type AdminTx interface {
	// AdminsTaken is how many changes took an admin from a parent, as far as their intents are stored.
	AdminsTaken(ctx context.Context, parentGID string) (int64, error)
	// TakeAdmin counts one more; ErrConflict when the number is not the one that was seen any more. Below 0 nobody looked.
	TakeAdmin(ctx context.Context, parentGID string, seen int64) error
}

// Cursor is how far something that follows the sealed log has come.
type Cursor struct {
	Name    string
	Seq     int64     // of the last event that it has seen; 0 before the first
	MovedAt time.Time // zero when it never moved
}

// CursorTx reads the sealed log in order, and keeps how far that came.
type CursorTx interface {
	// Head is the place and the hash of the last sealed event; 0 and audit.Genesis before the first.
	Head(ctx context.Context) (seq int64, hash string, err error)
	// SealedAfter lists the events behind a place, in order, at most limit.
	SealedAfter(ctx context.Context, seq int64, limit int) ([]audit.Sealed, error)
	// Cursor returns the zero place for one that is not there yet.
	Cursor(ctx context.Context, name string) (Cursor, error)
	// MoveCursor stores the new place of a cursor if it still stands where it was read; else ErrConflict.
	MoveCursor(ctx context.Context, c Cursor, seq int64) error
}

// StopTx reads and turns the switch that holds all writes to Asana.
type StopTx interface {
	// Stopped returns ErrNotFound when writes are not stopped. A transaction that saw them not stopped commits before they are.
	Stopped(ctx context.Context) (Stop, error)
	// StopWrites turns the switch off; ErrConflict when it is off.
	StopWrites(ctx context.Context, s Stop) error
	// ResumeWrites turns it on again; ErrConflict when it is on.
	ResumeWrites(ctx context.Context) error
}

// Claim says which jobs a worker takes.
type Claim struct {
	Kinds []string       // what the worker can carry out; a job of another kind stays for the version that knows it, and keeps its place in the order of its lock
	Slots map[string]int // how many jobs at most, by lane; a lane that is missing has none
	Lease time.Duration  // how long they are the worker's
}

// Queue hands out jobs to workers.
type Queue interface {
	// Claim leases jobs that are due and whose lock is free, oldest first.
	Claim(ctx context.Context, c Claim) ([]Job, error)
	// Renew prolongs the lease of a job and returns its new end; ErrLeaseLost when it is no longer this worker's.
	Renew(ctx context.Context, j Job, lease time.Duration) (time.Time, error)
	// Wake is signalled when this process has committed a job that is due.
	Wake() <-chan struct{}
}
