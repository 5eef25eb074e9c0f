// Package bot is the domain of Rollcall: requests, changes and the jobs that carry them out. It knows no HTTP and no Slack API; it states what it
// needs of a store and of a chat as interfaces.
package bot

import (
	"cmp"
	"context"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"
	"github.com/rs/zerolog"
	"golang.org/x/mod/sumdb/note"

	"rollcall/asana"
	"rollcall/bot/audit"
	"rollcall/bot/policy"
)

// Config is what an operator decides about the bot.
type Config struct {
	Slash            string         // the slash command as people type it, "/asana"
	Admins           []string       // Slack user and user-group ids
	SlackTeam        string         // the one Slack workspace that is served; empty: the bot token's
	Workspace        string         // gid of the Asana workspace; empty: the only one the token sees
	Policy           *policy.Policy // nil: the built-in one
	PolicyFile       string         // where Policy is from; it is read again whenever it changes
	AuditChannel     string         // Slack channel that gets the checkpoints of the log; empty: none
	SigningKey       note.Signer    // signs them; nil: there are none
	ApprovalsChannel string         // Slack channel that gets a copy of each question to approvers; empty: none
	Instance         string         // names this process in events
	Version          string
	Workers          int // jobs carried out at once; 0 means 16
}

// Bot takes commands and carries them out.
type Bot struct {
	cfg        Config
	store      Store
	queue      Queue
	asana      *asana.Client
	chat       Chat
	log        zerolog.Logger
	place      *place
	names      *names
	rejects    *rejectLimit
	stuck      *onceSet
	warned     *onceSet
	rules      *rules
	peers      *peers
	previews   *previews
	background *background
	suggests   *suggester
	posted     *expirable.LRU[string, Posted] // cards of which it could not be stored yet where they are
	sinks      []Sink
	unknown    *expirable.LRU[string, struct{}] // access requests of people who are not in Slack, which were told of
}

// Parts are what a bot is put together from.
type Parts struct {
	Store Store
	Queue Queue
	Asana *asana.Client
	Chat  Chat
	Log   zerolog.Logger
	Sinks []Sink // of the audit log
}

// New puts a bot together. It calls nobody.
func New(cfg Config, p Parts) *Bot {
	if cfg.Slash == "" {
		cfg.Slash = "/asana"
	}
	b := &Bot{cfg: cfg, store: p.Store, queue: p.Queue, asana: p.Asana, chat: p.Chat, log: p.Log, sinks: p.Sinks}
	b.place = newPlace(cfg, p.Asana, p.Chat)
	b.names = newNames()
	b.rejects = newRejectLimit(p.Store.Now)
	b.stuck = newOnceSet()
	b.warned = newOnceSet()
	b.rules = newRules(cfg)
	b.peers = newPeers(p.Store.Now)
	b.previews, b.background = newPreviews(), newBackground(p.Log)
	b.suggests = newSuggester(b.background)
	b.posted = expirable.NewLRU[string, Posted](namesKept, nil, answerTTL)
	b.unknown = expirable.NewLRU[string, struct{}](namesKept, nil, answerTTL)
	return b
}

// event fills in what every event of this process carries.
func (b *Bot) event(e audit.Event) audit.Event {
	if e.Context == nil {
		e.Context = &audit.Context{}
	}
	e.Context.Instance, e.Context.Version = b.cfg.Instance, b.cfg.Version
	if e.Details != nil && *e.Details == (audit.Details{}) {
		e.Details = nil // what is absent is left out of the log
	}
	return e
}

// from fills in who acted and where, as stored with the command, unless the event says so itself.
func (o Origin) from(e audit.Event) audit.Event {
	if e.Actor == nil {
		e.Actor = &audit.Actor{SlackUser: o.SlackUser, Via: o.Via}
	}
	if e.Context == nil {
		e.Context = &audit.Context{}
	}
	e.Context.SlackTeam, e.Context.Channel = cmp.Or(e.Context.SlackTeam, o.SlackTeam), cmp.Or(e.Context.Channel, o.Channel)
	return e
}

// record writes one event in a transaction of its own, for what leaves no other trace.
func (b *Bot) record(ctx context.Context, e audit.Event) error {
	return b.store.Update(ctx, func(ctx context.Context, tx Tx) error { return tx.Append(ctx, b.event(e)) })
}

// answerTTL is how long the first answer to a keyed command is kept for repeats.
const answerTTL = 24 * time.Hour
