package sandbox

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

//go:embed seed.json
var defaultSeed string

// Seed is the company which a [Server] starts with and returns to on reset.
type Seed struct {
	Workspace    SeedWorkspace     `json:"workspace"`
	Users        []SeedUser        `json:"users"`
	Teams        []SeedTeam        `json:"teams"`
	Projects     []SeedParent      `json:"projects"`
	Portfolios   []SeedParent      `json:"portfolios"`
	Goals        []SeedParent      `json:"goals"`
	CustomFields []SeedParent      `json:"custom_fields"`
	CustomTypes  []SeedParent      `json:"custom_types"`
	Memberships  []SeedMembership  `json:"memberships"`
	Tokens       map[string]string `json:"tokens"`
	Settings     SeedSettings      `json:"settings"`
}

// SeedWorkspace is the one organization of a seed.
type SeedWorkspace struct {
	GID  string `json:"gid"`
	Name string `json:"name"`
}

// SeedUser is a person of the seed. IsActive nil means active.
type SeedUser struct {
	GID        string `json:"gid"`
	Name       string `json:"name"`
	Email      string `json:"email,omitempty"`
	IsGuest    bool   `json:"is_guest"`
	IsActive   *bool  `json:"is_active"`
	IsAdmin    bool   `json:"is_admin"`
	IsViewOnly bool   `json:"is_view_only"`
}

// active tells whether the person still belongs to the workspace.
func (u SeedUser) active() bool { return u.IsActive == nil || *u.IsActive }

// SeedMembership says that a user or team belongs to a parent. An empty level
// means the parent's default; an empty gid lets the server choose one.
type SeedMembership struct {
	GID         string `json:"gid,omitempty"`
	Parent      string `json:"parent"`
	Member      string `json:"member"`
	AccessLevel string `json:"access_level,omitempty"`
}

// serviceToken is the key below which a seed's tokens name the service account.
const serviceToken = "service"

// ReadSeed reads a seed from JSON. A member it does not know, a missing gid or
// name, a gid used twice and a reference to nothing are errors which name it.
func ReadSeed(r io.Reader) (*Seed, error) {
	decoder := json.NewDecoder(r)
	decoder.DisallowUnknownFields()
	var seed Seed
	if err := decoder.Decode(&seed); err != nil {
		return nil, fmt.Errorf("reading the seed: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("reading the seed: something follows the JSON object")
	}
	if err := seed.validate(); err != nil {
		return nil, fmt.Errorf("the seed is wrong: %w", err)
	}
	return &seed, nil
}

// DefaultSeed returns the company which is built in.
func DefaultSeed() *Seed {
	seed, err := ReadSeed(bytes.NewBufferString(defaultSeed))
	if err != nil {
		// The file is part of the program, so this is a fault of the program.
		panic(fmt.Sprintf("the built-in seed: %v", err))
	}
	return seed
}
