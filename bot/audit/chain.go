package audit

// chain is a proof under way: where it stands, and the hashes of the last events, for checkpoints tell of events a little before them.
type chain struct {
	count int64 // the seq of the last good event
	head  [digestLen]byte
	ring  [][digestLen]byte
}

// ringSize bounds how far before its own event a checkpoint may end; it is sealed within seconds.
const ringSize = 1 << 16

// newChain stands behind an event.
func newChain(count int64, head string) *chain {
	c := &chain{count: count}
	copy(c.head[:], head)
	return c
}

// follows tells whether an event is the next one.
func (c *chain) follows(l *link) bool {
	return l.whole() && l.seq == c.count+1 && l.prev == c.head
}

// add goes on to the next event.
func (c *chain) add(l *link) {
	c.count, c.head = l.seq, l.hash
	if at := int(l.seq % ringSize); at < len(c.ring) {
		c.ring[at] = l.hash
	} else {
		for len(c.ring) < at {
			c.ring = append(c.ring, [digestLen]byte{})
		}
		c.ring = append(c.ring, l.hash)
	}
}

// hashAt is the hash of one of the last events; empty for those before.
func (c *chain) hashAt(seq int64) string {
	if seq > c.count || seq <= c.count-ringSize || int(seq%ringSize) >= len(c.ring) {
		return ""
	}
	if h := c.ring[seq%ringSize]; h[0] != 0 {
		return string(h[:])
	}
	return ""
}
