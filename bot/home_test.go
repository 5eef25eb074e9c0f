package bot

import (
	"testing"
	"time"
)

// A service is away from the first job that waits for it until it answers.
func TestPeers(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	p := newPeers(func() time.Time { return now })
	states := func(asana, slack string) {
		t.Helper()
		if a, s := plain(p.state(peerAsana)), plain(p.state(peerSlack)); a != asana || s != slack {
			t.Errorf("Asana %s, Slack %s; want %s and %s", a, s, asana, slack)
		}
	}
	const unknown = "not needed since this process started"
	states(unknown, unknown)
	p.missed(peerAsana)
	p.missed("the database")
	now = now.Add(time.Minute)
	p.missed(peerAsana)
	p.heard(peerSlack)
	states("away since 2026-11-22 12:00 UTC", "answers")
	p.heard(peerAsana)
	states("answers", "answers")
	p.missed(peerSlack)
	states("answers", "away since 2026-11-22 12:01 UTC")
}

// A home is shown at once, but not sooner than ten seconds after the last time.
func TestNextHome(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for ago, in := range map[time.Duration]time.Duration{0: 10 * time.Second, 3 * time.Second: 7 * time.Second, 10 * time.Second: 0, time.Hour: 0} {
		if got := nextHome(Home{PublishedAt: now.Add(-ago)}, now).Sub(now); got != in {
			t.Errorf("shown %s ago: in %s, want in %s", ago, got, in)
		}
	}
	if got := nextHome(Home{}, now); !got.Equal(now) {
		t.Errorf("never shown: at %s", got)
	}
}
