package bot

import (
	"context"
	"errors"
)

// ErrSpent means that the address for delayed answers takes no more: the person has to be told another way.
var ErrSpent = errors.New("response address spent")

// Person is what the chat knows of somebody.
type Person struct {
	ID             string
	Team           string // the Slack workspace the person belongs to
	Name           string
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
}

// Messenger delivers what Rollcall says.
type Messenger interface {
	// Respond posts to the address that came with a command; ErrSpent when it takes no more.
	Respond(ctx context.Context, responseURL string, m Message) error
	// Direct sends a direct message to a person.
	Direct(ctx context.Context, slackUser string, m Message) error
}

// Chat is all that the bot needs of a chat.
type Chat interface {
	Directory
	Messenger
}
