package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/gowebpki/jcs"
)

// Genesis is the prev_hash of the first event: 64 zeros.
const Genesis = "0000000000000000000000000000000000000000000000000000000000000000"

// Sealed is an event with its place in the chain.
type Sealed struct {
	Seq       int64
	Hash      string
	Canonical []byte // exactly the bytes that were hashed: the RFC 8785 form without hash
}

// draft is an event before it has a place in the chain: the three members that the sealer gives are absent.
type draft struct {
	Event
	Seq      *int64  `json:"seq,omitempty"`
	PrevHash *string `json:"prev_hash,omitempty"`
	Hash     *string `json:"hash,omitempty"`
}

// unhashed is an event in the form that is hashed.
type unhashed struct {
	Event
	Hash *string `json:"hash,omitempty"`
}

// Draft renders an event as it waits for the sealer, without seq, prev_hash and hash. It is plain JSON, for only what is sealed is hashed.
func Draft(e Event) ([]byte, error) {
	return json.Marshal(draft{Event: e})
}

// Seal gives an event its place after the event with the hash prev. It returns the canonical form, which is what the hash is taken of, and the hash.
func Seal(prev string, seq int64, e Event) (form []byte, hash string, err error) {
	e.Seq, e.PrevHash = seq, prev
	form, err = canonical(unhashed{Event: e})
	if err != nil {
		return nil, "", fmt.Errorf("seal event %d: %w", seq, err)
	}
	return form, digest(form), nil
}

// Event decodes a sealed event.
func (s Sealed) Event() (Event, error) {
	var e Event
	if err := json.Unmarshal(s.Canonical, &e); err != nil {
		return Event{}, fmt.Errorf("event %d: %w", s.Seq, err)
	}
	e.Hash = s.Hash
	return e, nil
}

// behindHash begins the member before which hash stands in the canonical form. Within a text its quotes would be escaped, so it is found nowhere else.
const behindHash = `,"id":"`

// Line is the event as it is exported: the RFC 8785 form with hash, without a line end.
func (s Sealed) Line() ([]byte, error) {
	at := bytes.Index(s.Canonical, []byte(behindHash))
	if at < 0 || s.Canonical[0] != '{' {
		return nil, fmt.Errorf("event %d: not an event in canonical form", s.Seq)
	}
	return slices.Concat(s.Canonical[:at], []byte(`,"hash":"`+s.Hash+`"`), s.Canonical[at:]), nil
}

// canonical renders a value in the form of RFC 8785.
func canonical(v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return jcs.Transform(raw)
}

// digest is the lower-case hex SHA-256 of a canonical form.
func digest(form []byte) string {
	sum := sha256.Sum256(form)
	return hex.EncodeToString(sum[:])
}
