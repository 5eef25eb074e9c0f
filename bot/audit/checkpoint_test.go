package audit_test

import (
	"encoding/json"
	"errors"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"rollcall/bot/audit"
)

// keys makes a pair of keys.
func keys(t *testing.T, name string) (note.Signer, note.Verifier) {
	t.Helper()
	private, public, err := audit.NewKey(name)
	if err != nil {
		t.Fatal(err)
	}
	signer, errSigner := audit.SigningKey(private + "\n")
	verifier, errVerifier := audit.PublicKey(public)
	if err := errors.Join(errSigner, errVerifier); err != nil {
		t.Fatal(err)
	}
	return signer, verifier
}

func signed(t *testing.T, c audit.Checkpoint, key note.Signer) string {
	t.Helper()
	text, err := audit.Sign(c, key)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// signedAt is a moment.
func signedAt() time.Time { return time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC) }

// The form of a checkpoint is that of other transparency logs, so that their tools can keep it.
func TestCheckpointForm(t *testing.T) {
	t.Parallel()
	signer, verifier := keys(t, "rollcall.example.com")
	c := audit.Checkpoint{Origin: "rollcall.example.com", Size: 142, Head: strings.Repeat("ab", 32), Time: signedAt()}
	text := signed(t, c, signer)
	const body = "rollcall.example.com\n142\nq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=\ntime 2026-03-04T05:06:07.000Z\n\n— rollcall.example.com "
	if !strings.HasPrefix(text, body) {
		t.Errorf("the checkpoint is\n%s", text)
	}
	got, err := audit.OpenCheckpoint(text, note.VerifierList(verifier))
	if err != nil || got != c {
		t.Errorf("read back: %+v: %v", got, err)
	}
	_, other := keys(t, "rollcall.example.com")
	if _, err := audit.OpenCheckpoint(text, note.VerifierList(other)); !errors.Is(err, audit.ErrNotSigned) {
		t.Errorf("of another key: %v", err)
	}
	if _, err := audit.OpenCheckpoint(strings.Replace(text, "142", "143", 1), note.VerifierList(verifier)); err == nil || errors.Is(err, audit.ErrNotSigned) {
		t.Errorf("changed: %v", err)
	}
}

// Keys that openssl made sign and prove too.
func TestPEMKeys(t *testing.T) {
	t.Parallel()
	private := filepath.Join(t.TempDir(), "key.pem")
	run := func(args ...string) string {
		t.Helper()
		out, err := exec.CommandContext(t.Context(), "openssl", args...).Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	run("genpkey", "-algorithm", "ed25519", "-out", private)
	public := run("pkey", "-in", private, "-pubout")
	signer, errSigner := audit.SigningKey(run("pkey", "-in", private))
	verifier, errVerifier := audit.PublicKey(public)
	if err := errors.Join(errSigner, errVerifier); err != nil {
		t.Fatal(err)
	}
	text := signed(t, audit.Checkpoint{Size: 1, Head: strings.Repeat("ab", 32), Time: signedAt()}, signer)
	if _, err := audit.OpenCheckpoint(text, note.VerifierList(verifier)); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{"", "secret", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "PRIVATE+KEY+a+b+c", public} {
		if _, err := audit.SigningKey(bad); !errors.Is(err, audit.ErrKey) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// withCheckpoints is a log of n events in which every tenth is a checkpoint of those before it.
func withCheckpoints(t *testing.T, n int, key note.Signer) (lines []string) {
	t.Helper()
	prev := audit.Genesis
	for seq := int64(1); seq <= int64(n); seq++ {
		e := full()
		if seq%10 == 0 {
			c := audit.Checkpoint{Size: seq - 1, Head: prev, Time: signedAt().Add(time.Duration(seq) * time.Second)}
			e = audit.Event{ID: "c", Action: audit.LogCheckpoint, Outcome: audit.OK, Details: &audit.Details{NewValue: signed(t, c, key)}}
		}
		lines = append(lines, sealedLine(prev, seq, e))
		prev = headOf(lines[seq-1])
	}
	return lines
}

func sealedLine(prev string, seq int64, e audit.Event) string {
	form, hash, err := audit.Seal(prev, seq, e)
	if err != nil {
		panic(err)
	}
	line, err := audit.Sealed{Seq: seq, Hash: hash, Canonical: form}.Line()
	if err != nil {
		panic(err)
	}
	return string(line)
}

// headOf is the hash of a line.
func headOf(line string) string {
	_, rest, _ := strings.Cut(line, `"hash":"`)
	return rest[:64]
}

// A log that was written anew from some event on, with hashes that all fit, is found by the next checkpoint; so is one whose end was cut off before a
// checkpoint that is kept elsewhere. What lies behind the last checkpoint is not proved, and that is said.
func TestCheckpointsProve(t *testing.T) {
	t.Parallel()
	signer, verifier := keys(t, "rollcall")
	lines := withCheckpoints(t, 45, signer)
	v := audit.Verifier{Keys: note.VerifierList(verifier)}
	p, err := v.Lines(strings.NewReader(strings.Join(lines, "\n")))
	if err != nil || p.Signatures != 4 || p.Signed.Size != 39 || p.Last != 45 {
		t.Errorf("whole: %+v: %v", p, err)
	}
	p, err = v.Lines(strings.NewReader(strings.Join(lines[:35], "\n")))
	if err != nil || p.Signed.Size != 29 {
		t.Errorf("cut behind a checkpoint: %+v: %v", p, err)
	}
	elsewhere := audit.Verifier{Known: []audit.Checkpoint{{Size: 39, Head: headOf(lines[38]), Time: signedAt()}}}
	_, err = elsewhere.Lines(strings.NewReader(strings.Join(lines[:35], "\n")))
	harmed(t, "cut before a checkpoint", err, 36, audit.CutOff)
	_, err = v.Lines(strings.NewReader(strings.Join(rewritten(lines, 24), "\n")))
	harmed(t, "written anew", err, 20, audit.Changed)
	_, err = elsewhere.Lines(strings.NewReader(strings.Join(rewritten(lines, 24), "\n")))
	harmed(t, "written anew, and known elsewhere", err, 1, audit.Changed)
	lines[29] = strings.Replace(lines[29], `\n29\n`, `\n28\n`, 1)
	_, err = v.Lines(strings.NewReader(strings.Join(lines, "\n")))
	harmed(t, "checkpoint changed", err, 30, audit.Changed)
	_, other := keys(t, "rollcall")
	p, err = audit.Verifier{Keys: note.VerifierList(other)}.Lines(strings.NewReader(strings.Join(lines[:29], "\n")))
	if err != nil || p.Foreign != 2 || p.Signatures != 0 {
		t.Errorf("of another key: %+v: %v", p, err)
	}
}

func harmed(t *testing.T, what string, err error, seq int64, harm audit.Harm) {
	t.Helper()
	if bad, ok := errors.AsType[*audit.BrokenError](err); !ok || bad.Seq != seq || bad.Harm != harm {
		t.Errorf("%s: %v; want seq %d %s", what, err, seq, harm)
	}
}

// rewritten changes an event and makes all later hashes anew, as somebody can who has the database but not the key.
func rewritten(lines []string, at int) []string {
	anew := slices.Clone(lines)
	prev := headOf(lines[at-1])
	for i := at; i < len(lines); i++ {
		e := eventOf(lines[i])
		if i == at {
			e.Details.NewValue = "admin"
		}
		anew[i] = sealedLine(prev, int64(i+1), e)
		prev = headOf(anew[i])
	}
	return anew
}

func eventOf(line string) (e audit.Event) {
	if err := json.Unmarshal([]byte(line), &e); err != nil {
		panic(err)
	}
	return e
}
