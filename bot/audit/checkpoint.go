package audit

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// Checkpoint says how far the log went at a moment: a statement that, once signed and kept elsewhere, nobody can go behind.
type Checkpoint struct {
	Origin string    // names the log: the name of the key that signs it
	Size   int64     // how many events it has
	Head   string    // hash of the last of them, lower-case hex
	Time   time.Time // when it was signed
}

// ErrNotSigned is returned for a checkpoint without a good signature of the key that is asked for.
var ErrNotSigned = errors.New("the checkpoint has no signature of this key")

// timeLine begins the line that says when; the form of checkpoints lets more lines follow the first three.
const timeLine = "time "

// text is the body that is signed, in the form of a checkpoint of C2SP's tlog-checkpoint: origin, size, hash in base64, further lines.
func (c Checkpoint) text() (string, error) {
	hash, err := hex.DecodeString(c.Head)
	if err != nil {
		return "", fmt.Errorf("the hash of the last event: %w", err)
	}
	return fmt.Sprintf("%s\n%d\n%s\n%s%s\n", c.Origin, c.Size, base64.StdEncoding.EncodeToString(hash), timeLine, FormatTime(c.Time)), nil
}

// Sign renders a checkpoint as a signed note. Its origin is the name of the key.
func Sign(c Checkpoint, key note.Signer) (string, error) {
	c.Origin = key.Name()
	text, err := c.text()
	if err != nil {
		return "", err
	}
	signed, err := note.Sign(&note.Note{Text: text}, key)
	if err != nil {
		return "", fmt.Errorf("sign a checkpoint: %w", err)
	}
	return string(signed), nil
}

// OpenCheckpoint reads a signed checkpoint. It must be signed by one of the keys, else the error is ErrNotSigned, and be of the log that is named like the key.
func OpenCheckpoint(signed string, keys note.Verifiers) (Checkpoint, error) {
	n, err := note.Open([]byte(signed), keys)
	if _, ok := errors.AsType[*note.UnverifiedNoteError](err); ok {
		return Checkpoint{}, ErrNotSigned
	}
	if err != nil {
		return Checkpoint{}, err
	}
	c, err := parseCheckpoint(n.Text)
	if err == nil && c.Origin != n.Sigs[0].Name {
		err = fmt.Errorf("it is of the log %q, and signed by %q", c.Origin, n.Sigs[0].Name)
	}
	return c, err
}

// parseCheckpoint reads what was signed. Lines that are not known are left alone, as the form asks for.
func parseCheckpoint(text string) (c Checkpoint, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 {
		return c, errors.New("the checkpoint is too short")
	}
	c.Origin = lines[0]
	if c.Size, err = strconv.ParseInt(lines[1], 10, 64); err != nil || c.Size < 1 {
		return c, fmt.Errorf("the checkpoint has the size %q", lines[1])
	}
	hash, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil {
		return c, fmt.Errorf("the hash of the checkpoint: %w", err)
	}
	c.Head = hex.EncodeToString(hash)
	for _, line := range lines[3:] {
		if at, ok := strings.CutPrefix(line, timeLine); ok {
			if c.Time, err = time.Parse(time.RFC3339, at); err != nil {
				return c, fmt.Errorf("the time of the checkpoint: %w", err)
			}
		}
	}
	return c, nil
}
