package asana

import (
	"net/http"
	"slices"
	"strings"
	"sync"
)

// maxChanges bounds what is kept of a header that anyone in between could forge.
const maxChanges = 100

// Change is a change of the API that Asana announced in a header.
type Change struct {
	// Name is what Enable and Disable of [Config] take.
	Name string
	// Info is an address to read.
	Info string
	// Affected tells that a request of ours will be answered differently.
	Affected bool
}

// changes collects announcements, each name once.
type changes struct {
	mu   sync.Mutex
	seen []Change
}

// Changes returns what Asana announced so far, in the order it did.
func (c *Client) Changes() []Change {
	c.changes.mu.Lock()
	defer c.changes.mu.Unlock()
	return slices.Clone(c.changes.seen)
}

// collectChanges keeps the announcements of an answer and reports new ones.
func (c *Client) collectChanges(header http.Header) {
	for _, value := range header.Values("Asana-Change") {
		change := parseChange(value)
		if c.changes.add(change) && c.config.OnChange != nil {
			c.config.OnChange(change.Name, change.Info)
		}
	}
}

// add tells whether the change is new.
func (c *changes) add(change Change) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.seen, func(s Change) bool { return s.Name == change.Name })
	if i >= 0 {
		c.seen[i].Affected = c.seen[i].Affected || change.Affected
		return false
	}
	if change.Name == "" || len(c.seen) == maxChanges {
		return false
	}
	c.seen = append(c.seen, change)
	return true
}

// parseChange reads "name=x;info=https://…;affected=true".
func parseChange(value string) Change {
	var change Change
	for pair := range strings.SplitSeq(value, ";") {
		key, v, _ := strings.Cut(strings.TrimSpace(pair), "=")
		switch key {
		case "name":
			change.Name = v
		case "info":
			change.Info = v
		case "affected":
			change.Affected = v == "true"
		}
	}
	return change
}
