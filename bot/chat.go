package bot

import (
	"context"
	"errors"
)

// ErrSpent means that the address for delayed answers takes no more: the person has to be told another way.
var ErrSpent = errors.New("response address spent")

// ErrOpened means that the trigger has opened a form already.
var ErrOpened = errors.New("trigger used")

// ErrUnreachable means that the chat will never deliver this, however often it is tried: the person is deactivated, the channel archived, the
// message deleted.
var ErrUnreachable = errors.New("unreachable")

// Person is what the chat knows of somebody.
type Person struct {
	ID             string
	Team           string // the Slack workspace the person belongs to
	Name           string
	Zone           string // name of the person's time zone, such as Europe/Berlin; empty when not known
	Email          string
	EmailConfirmed bool
	Deleted        bool
	Guest          bool // single- or multi-channel guest
	Bot            bool
	External       bool // of another company, seen through a shared channel
}

// Directory looks people up in the chat. Answers may be a few minutes old.
type Directory interface {
	// Person returns ErrNotFound when the chat knows nobody by this id.
	Person(ctx context.Context, id string) (Person, error)
	// Group returns the ids of a user group's people; ErrNotFound when there is no such group.
	Group(ctx context.Context, id string) ([]string, error)
	// Team returns the id of the workspace that Rollcall is installed in.
	Team(ctx context.Context) (string, error)
	// PersonByEmail returns ErrNotFound when nobody has this e-mail address.
	PersonByEmail(ctx context.Context, email string) (Person, error)
	// Channel returns ErrNotFound when there is none by this id, or it is hidden from Rollcall.
	Channel(ctx context.Context, id string) (Channel, error)
}

// Channel is what the chat knows of a channel.
type Channel struct {
	ID       string
	Name     string
	Shared   bool // people of another company are in it, or are invited
	Archived bool
	Member   bool // Rollcall is in it
}

// Messenger delivers what Rollcall says.
type Messenger interface {
	// Respond posts to the address that came with a command; ErrSpent when it takes no more.
	Respond(ctx context.Context, responseURL string, m Message) error
	// Direct sends a direct message to a person; ErrUnreachable when the chat will never deliver it.
	Direct(ctx context.Context, slackUser string, m Message) (Posted, error)
	// Post posts to a channel; ErrUnreachable when the chat will never deliver it.
	Post(ctx context.Context, channel string, m Message) (Posted, error)
	// Update replaces a message; ErrUnreachable when it is gone or can't be changed any more.
	Update(ctx context.Context, p Posted, m Message) error
	// Replace changes the message that a click came from, through the address that came with the click; ErrSpent when it takes no more.
	Replace(ctx context.Context, responseURL string, m Message) error
	FormMessenger
}

// FormMessenger shows forms and pages.
type FormMessenger interface {
	// Open shows a form to the person whose click gave the trigger. ErrSpent when the trigger is too old, ErrOpened when it has opened a form before.
	Open(ctx context.Context, trigger string, f Form) (Shown, error)
	// Refill replaces what an open form shows. ErrConflict when it shows something else than the hash says, ErrUnreachable when it was closed.
	Refill(ctx context.Context, s Shown, f Form) (Shown, error)
	// Publish shows a page to a person in place of what was there; ErrUnreachable when the chat will never show it.
	Publish(ctx context.Context, slackUser string, p Page) error
}

// Posted is where a message stands in the chat.
type Posted struct {
	Channel string
	TS      string
}

// Chat is all that the bot needs of a chat.
type Chat interface {
	Directory
	Messenger
}
