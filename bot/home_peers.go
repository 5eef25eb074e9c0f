package bot

import (
	"sync"
	"time"
)

// The services that Rollcall depends on, as waitsFor calls them.
const (
	peerAsana = "Asana"
	peerSlack = "Slack"
)

// peers is what this process knows of whether Asana and Slack answer.
type peers struct {
	now func() time.Time

	mu       sync.Mutex
	answered map[string]bool
	away     map[string]time.Time // since when one does not answer
}

func newPeers(now func() time.Time) *peers {
	return &peers{now: now, answered: make(map[string]bool), away: make(map[string]time.Time)}
}

// missed notes that a job waits for a peer. What else jobs wait for is none.
func (p *peers) missed(peer string) {
	if peer != peerAsana && peer != peerSlack {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, known := p.away[peer]; !known {
		p.away[peer] = p.now()
	}
}

// heard notes that a peer answered.
func (p *peers) heard(peer string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answered[peer] = true
	delete(p.away, peer)
}

// state says how the last answer of a peer was.
func (p *peers) state(peer string) Line {
	p.mu.Lock()
	defer p.mu.Unlock()
	if since, away := p.away[peer]; away {
		return Say("away since ", At(since))
	}
	if p.answered[peer] {
		return Say("answers")
	}
	return Say("not needed since this process started")
}
