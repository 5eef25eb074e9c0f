// Package audit holds the audit log: what an event is, the chain that makes the log provable, and how it is exported.
package audit

import "time"

// Action names what happened. The membership actions follow the pattern of Asana's own audit log API, so that the two logs join.
type Action string

// The actions that are not about one membership.
const (
	RequestCreated    Action = "request_created"
	RequestHeld       Action = "request_held"
	RequestWaiting    Action = "request_waiting"
	RequestApproved   Action = "request_approved"
	RequestDenied     Action = "request_denied"
	RequestRefused    Action = "request_refused"
	RequestCancelled  Action = "request_cancelled"
	RequestExpired    Action = "request_expired"
	RequestCompleted  Action = "request_completed"
	RequestFailed     Action = "request_failed"
	LogRead           Action = "log_read"
	LogExported       Action = "log_exported"
	LogCheckpoint     Action = "log_checkpoint"
	GrantStarted      Action = "grant_started"
	GrantExtended     Action = "grant_extended"
	GrantEnded        Action = "grant_ended"
	GrantLeft         Action = "grant_left"
	ChangeUndone      Action = "change_undone"
	PolicyLoaded      Action = "policy_loaded"
	PolicyRejected    Action = "policy_rejected"
	WritesStopped     Action = "writes_stopped"
	WritesResumed     Action = "writes_resumed"
	ServiceStarted    Action = "service_started"
	ServiceStopped    Action = "service_stopped"
	SignatureRejected Action = "signature_rejected"
)

// MemberAction returns the action of a change to a membership of the given parent kind: added, removed or access_level_changed.
func MemberAction(parentKind, what string) Action {
	return Action(parentKind + "_member_" + what)
}

// Outcome says how an action ended; an intent is written before Asana is called.
type Outcome string

// The outcomes an event can carry.
const (
	Intent  Outcome = "intent"
	OK      Outcome = "ok"
	Noop    Outcome = "noop"
	Refused Outcome = "refused"
	Failed  Outcome = "failed"
	Unknown Outcome = "unknown"
)

// Event is one line of the audit log. Absent members are omitted, never null. People are ids; their names are kept beside the log.
type Event struct {
	Seq      int64     `json:"seq"`                // gap-free, given by the sealer
	ID       string    `json:"id"`                 // unique, given when the event is appended
	Time     string    `json:"time"`               // RFC 3339, UTC, milliseconds
	Action   Action    `json:"action"`             //
	Outcome  Outcome   `json:"outcome"`            //
	Request  string    `json:"request,omitempty"`  // R142
	Change   string    `json:"change,omitempty"`   // pairs intent and outcome
	Actor    *Actor    `json:"actor,omitempty"`    // who acted
	Subject  *Subject  `json:"subject,omitempty"`  // whose membership it is
	Resource *Resource `json:"resource,omitempty"` // what it is a membership of
	Details  *Details  `json:"details,omitempty"`  //
	Context  *Context  `json:"context,omitempty"`  //
	PrevHash string    `json:"prev_hash"`          // hash of the event before; 64 zeros for the first
	Hash     string    `json:"hash"`               // lower-case hex SHA-256 of the canonical form without this member
}

// Actor is the person who acts; rollcall itself acts only for somebody or for a named timer.
type Actor struct {
	SlackUser string `json:"slack_user,omitempty"`
	AsanaGID  string `json:"asana_gid,omitempty"`
	Via       string `json:"via,omitempty"` // slack, cli, timer:NAME, service
}

// Subject is the member whose membership an event is about.
type Subject struct {
	Type      string `json:"type,omitempty"` // user or team
	GID       string `json:"gid,omitempty"`
	SlackUser string `json:"slack_user,omitempty"`
}

// Resource is the object in Asana that an event is about.
type Resource struct {
	Type string `json:"type,omitempty"`
	GID  string `json:"gid,omitempty"`
	Name string `json:"name,omitempty"`
}

// Details carry what changed and why. Levels are Asana's words; "none" means not a member.
type Details struct {
	OldValue string `json:"old_value,omitempty"`
	NewValue string `json:"new_value,omitempty"`
	Reason   string `json:"reason,omitempty"`
	Error    string `json:"error,omitempty"`
}

// Context says where a command came from, by which rule it was judged and who carried it out.
type Context struct {
	SlackTeam  string   `json:"slack_team,omitempty"`
	Channel    string   `json:"channel,omitempty"`
	Rule       string   `json:"rule,omitempty"`
	PolicyHash string   `json:"policy_hash,omitempty"`
	Approvers  []string `json:"approvers,omitempty"`
	Token      string   `json:"token,omitempty"` // service, or the gid whose token was used
	Job        string   `json:"job,omitempty"`
	Instance   string   `json:"instance,omitempty"`
	Version    string   `json:"version,omitempty"`
}

// NoMember is the level of somebody who is not a member, in old_value and new_value.
const NoMember = "none"

// FormatTime renders a moment as events carry it: RFC 3339 in UTC with milliseconds.
func FormatTime(t time.Time) string {
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}
