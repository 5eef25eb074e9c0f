package audit

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// keyName is what a key is called that brings no name of its own.
const keyName = "rollcall"

// ErrKey is returned for a text that is no key.
var ErrKey = errors.New("neither a note key nor an Ed25519 key in PEM; rollcall audit key makes one")

// NewKey makes a pair of keys in the form of Go's signed notes: one line each. The name tells one log from another, such as the host of the service.
func NewKey(name string) (private, public string, err error) {
	if name == "" || strings.ContainsAny(name, "+ \t\n") {
		return "", "", fmt.Errorf("%q can't be the name of a key: it needs at least a character, and no space or +", name)
	}
	return note.GenerateKey(rand.Reader, name)
}

// SigningKey reads a private key: a note key, or PEM as openssl writes it.
func SigningKey(text string) (note.Signer, error) {
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, "-----") {
		key, err := note.NewSigner(text)
		if err != nil {
			return nil, ErrKey // what the library says may repeat the key
		}
		return key, nil
	}
	seed, err := pemSeed(text)
	if err != nil {
		return nil, err
	}
	return newPEMSigner(seed), nil
}

// PublicKey reads the key that proves checkpoints: a note key, or PEM as openssl writes it.
func PublicKey(text string) (note.Verifier, error) {
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, "-----") {
		key, err := note.NewVerifier(text)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrKey, err)
		}
		return key, nil
	}
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, ErrKey
	}
	any, err := x509.ParsePKIXPublicKey(block.Bytes)
	key, ok := any.(ed25519.PublicKey)
	if err != nil || !ok {
		return nil, ErrKey
	}
	return noteVerifier(key)
}

func noteVerifier(key ed25519.PublicKey) (note.Verifier, error) {
	text, err := note.NewEd25519VerifierKey(keyName, key)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	return note.NewVerifier(text)
}

// pemSeed reads a private key as openssl writes it.
func pemSeed(text string) (ed25519.PrivateKey, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, ErrKey
	}
	any, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	key, ok := any.(ed25519.PrivateKey)
	if err != nil || !ok {
		return nil, ErrKey
	}
	return key, nil
}

// pemSigner signs notes with a key that came without a name.
type pemSigner struct {
	note.Verifier // the name, and the hash of the key

	key ed25519.PrivateKey
}

func newPEMSigner(key ed25519.PrivateKey) note.Signer {
	public, _ := key.Public().(ed25519.PublicKey) // which it is of an Ed25519 key
	verifier, err := noteVerifier(public)
	if err != nil {
		panic(err) // the name is a constant and the key has its length
	}
	return pemSigner{verifier, key}
}

// Sign implements note.Signer.
func (s pemSigner) Sign(msg []byte) ([]byte, error) { return ed25519.Sign(s.key, msg), nil }
