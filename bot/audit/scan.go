package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"strconv"
	"unicode/utf8"

	"github.com/gowebpki/jcs"
)

// digestLen is how long a hash is in hex.
const digestLen = 2 * sha256.Size

// link is what the chain needs to know of an event.
type link struct {
	seq        int64
	prev, hash [digestLen]byte // as the event says
	own        [digestLen]byte // the hash of what it says
	checkpoint bool
	event      []byte // the canonical form, valid until the next line
}

// whole tells whether the event has the hash that belongs to what it says.
func (l *link) whole() bool { return l.own == l.hash }

// read reads a line of an export strictly: it must say exactly what the event that it decodes to would say. A member that is unknown, null, empty
// or given twice is refused, for it could hide something from one reader and not from another. Order of members and white space do not matter,
// because the hash is taken of the canonical form.
func (l *link) read(line []byte, h hash.Hash) error {
	if l.scan(line, h) {
		return nil
	}
	form, err := canonicalLine(line)
	if err == nil {
		*l, err = linkOf(form)
	}
	return err
}

// canonicalLine is the slow way: it decodes a line and renders it again.
func canonicalLine(line []byte) ([]byte, error) {
	raw, err := jcs.Transform(line)
	if err != nil {
		return nil, fmt.Errorf("not JSON: %w", err)
	}
	var e Event
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&e); err != nil {
		return nil, fmt.Errorf("not an event: %w", err)
	}
	form, err := canonical(e)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(form, raw) {
		return nil, errors.New("a member is null, empty, missing or misspelt")
	}
	return form, nil
}

// linkOf reads a canonical form that is known to be one.
func linkOf(form []byte) (l link, err error) {
	var e Event
	if err := json.Unmarshal(form, &e); err != nil {
		return l, err
	}
	if len(e.PrevHash) != digestLen || len(e.Hash) != digestLen {
		return l, errors.New("prev_hash or hash is no SHA-256 in hex")
	}
	_, own, err := Seal(e.PrevHash, e.Seq, e)
	if err != nil {
		return l, err
	}
	l.seq, l.event, l.checkpoint = e.Seq, form, e.Action == LogCheckpoint
	copy(l.prev[:], e.PrevHash)
	copy(l.hash[:], e.Hash)
	copy(l.own[:], own)
	return l, nil
}

// scan reads a line that is in canonical form and needs no unescaping, as nearly all are, without decoding it: proving a log is then about as fast
// as hashing it. What it does not understand is left to the slow way, which knows why.
func (l *link) scan(line []byte, h hash.Hash) bool {
	if !plain(line) || !utf8.Valid(line) {
		return false
	}
	w := walker{rest: line}
	if !w.object(topMembers) || len(w.rest) != 0 || len(w.prev) != digestLen || len(w.hash) != digestLen {
		return false
	}
	seq, err := strconv.ParseInt(string(w.seq), 10, 64)
	if err != nil || w.seq[0] == '0' || seq >= 1<<53 { // where numbers in JSON cease to be exact
		return false
	}
	l.seq, l.event, l.checkpoint = seq, line, string(w.action) == string(LogCheckpoint)
	copy(l.prev[:], w.prev)
	copy(l.hash[:], w.hash)
	at := cap(line) - cap(w.hash) // where the hash stands; the member is left out of what is hashed
	h.Reset()
	h.Write(line[:at-len(`"hash":"`)])
	h.Write(line[at+digestLen+len(`",`):])
	var sum [sha256.Size]byte
	hex.Encode(l.own[:], h.Sum(sum[:0]))
	return true
}

// plain tells that no byte is a control character or a backslash, eight bytes at a time.
func plain(b []byte) bool {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	for ; len(b) >= 8; b = b[8:] {
		x := binary.LittleEndian.Uint64(b)
		y := x ^ ones*'\\'
		if ((x-ones*0x20)&^x|(y-ones)&^y)&tops != 0 {
			return false
		}
	}
	for _, c := range b {
		if c < 0x20 || c == '\\' {
			return false
		}
	}
	return true
}
