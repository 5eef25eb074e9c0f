package audit

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"iter"

	"golang.org/x/mod/sumdb/note"
)

// Verifier proves logs, in constant memory.
type Verifier struct {
	Keys  note.Verifiers // of those who sign checkpoints; nil: the chain alone is proved
	Known []Checkpoint   // that are kept elsewhere and whose signatures are proved already
	Part  bool           // the log may begin later than with its first event, as an export of some days does
}

// Proof is what a log proves: that nothing between its first and its last event was changed, taken out, put in or moved.
type Proof struct {
	First, Last int64      // their places; 0 when there are none
	Before      string     // hash of the event before the first; Genesis when it begins with the log
	Head        string     // hash of the last
	Signed      Checkpoint // the last one with a good signature; its size is 0 when there was none
	Signatures  int        // how many had one
	Foreign     int        // checkpoints of other keys, which prove nothing here
}

// Verify proves a whole log, given as JSON lines. When the chain is broken the error is a *BrokenError.
func Verify(r io.Reader) (Proof, error) { return Verifier{}.Lines(r) }

// Lines proves a log that is given as JSON lines.
func (v Verifier) Lines(r io.Reader) (Proof, error) { return v.prove(newLineSource(r)) }

// Events proves a log that is given as it is stored.
func (v Verifier) Events(events iter.Seq2[Sealed, error]) (Proof, error) {
	next, stop := iter.Pull2(events)
	defer stop()
	return v.prove(&eventSource{pull: next, hash: sha256.New()})
}

// proving is a proof under way.
type proving struct {
	Verifier

	log   source
	chain *chain
	proof Proof
}

func (v Verifier) prove(log source) (Proof, error) {
	p := &proving{Verifier: v, log: log, proof: Proof{Before: Genesis, Head: Genesis}, chain: newChain(0, Genesis)}
	err := p.run()
	p.proof.Last = p.chain.count
	if p.proof.First == 0 {
		p.proof.Last = 0
	}
	p.proof.Head = string(p.chain.head[:])
	return p.proof, err
}

func (p *proving) run() error {
	var one read
	for {
		ok, err := p.log.next(&one)
		if err != nil {
			return err
		}
		if !ok {
			return p.end()
		}
		if p.proof.First == 0 {
			p.begin(&one)
		}
		if one.problem != nil || !p.chain.follows(&one.link) {
			return p.diagnose(&one)
		}
		p.chain.add(&one.link)
		if err := p.compare(); err != nil {
			return err
		}
		if one.link.checkpoint && p.Keys != nil {
			if err := p.checkpoint(one.link); err != nil {
				return err
			}
		}
	}
}

// begin starts where the log starts.
func (p *proving) begin(one *read) {
	p.proof.First = 1
	if p.Part && one.problem == nil && one.link.whole() {
		p.proof.First, p.proof.Before = one.link.seq, string(one.link.prev[:])
		p.chain = newChain(one.link.seq-1, p.proof.Before)
	}
}

// end looks for what should have come.
func (p *proving) end() error {
	for _, c := range p.Known {
		if c.Size > p.chain.count {
			return broken(p.chain.count+1, CutOff, "the log ends here, but the checkpoint of %s has %d events", FormatTime(c.Time), c.Size)
		}
	}
	return nil
}

// compare holds the last event to the checkpoints that are kept elsewhere.
func (p *proving) compare() error {
	for _, c := range p.Known {
		if c.Size == p.chain.count && c.Head != string(p.chain.head[:]) {
			return p.rewritten(c)
		}
	}
	return nil
}

// rewritten says that the chain fits together but is not the one that was signed.
func (p *proving) rewritten(c Checkpoint) error {
	from := max(p.proof.First, p.proof.Signed.Size+1)
	return broken(from, Changed, "an event from here to seq %d is not what it was when the checkpoint of %s was signed, and the hashes behind it were made anew",
		c.Size, FormatTime(c.Time))
}

// checkpoint proves the signature of a checkpoint in the log, and what it says of the log so far.
func (p *proving) checkpoint(l link) error {
	var e Event
	if err := json.Unmarshal(l.event, &e); err != nil {
		return err
	}
	c, err := OpenCheckpoint(of(e.Details).NewValue, p.Keys)
	switch {
	case errors.Is(err, ErrNotSigned):
		p.proof.Foreign++
		return nil
	case err != nil:
		return broken(l.seq, Changed, "its checkpoint is not good: %v", err)
	case c.Size >= l.seq:
		return broken(l.seq, Changed, "its checkpoint is of %d events, which were not there yet", c.Size)
	}
	if hash := p.chain.hashAt(c.Size); hash != "" && hash != c.Head {
		return p.rewritten(c)
	} else if hash == "" {
		return nil // it is of events before this part of the log
	}
	p.proof.Signed = c
	p.proof.Signatures++
	return nil
}
