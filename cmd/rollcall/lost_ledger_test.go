package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"

	"rollcall/bot/audit"
)

// bond is who is, or is to be, a member of what.
type bond struct{ parent, member string }

// written is one write of a membership as Asana took it.
type written struct {
	bond   bond
	method string
	status int
	level  string // what Asana shows afterwards
}

// ledger keeps account of the writes that Asana took, in their order, and of those that were under way together for one bond.
type ledger struct {
	mu      sync.Mutex
	bonds   map[string]bond // by the gid of the membership
	start   map[bond]string // levels before the first write
	under   map[bond]int
	writes  []written
	crossed []bond
}

// open notes the memberships that there are.
func (l *ledger) open(rows []row) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.bonds, l.start, l.under = map[string]bond{}, map[bond]string{}, map[bond]int{}
	for _, r := range rows {
		b := bond{r.Parent, r.Member}
		l.bonds[r.GID], l.start[b] = b, r.Level
	}
}

// level is what a bond begins with.
func (l *ledger) level(b bond) string {
	if level, ok := l.start[b]; ok {
		return level
	}
	return audit.NoMember
}

// isOpen tells whether somebody wants an account.
func (l *ledger) isOpen() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.bonds != nil
}

// watch notes each write of a membership when Asana has done it, whether or not its answer arrives anywhere.
func (l *ledger) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, gid, found := strings.Cut(r.URL.Path, "/api/1.0/memberships")
		if !found || r.Method == http.MethodGet || !l.isOpen() {
			next.ServeHTTP(w, r)
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil { // who writes was cut off before Asana had heard all of it
			panic(http.ErrAbortHandler)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		kept := &keptAnswer{ResponseWriter: w}
		b := l.begin(strings.TrimPrefix(gid, "/"), body)
		defer func() { l.end(b, r.Method, kept) }()
		next.ServeHTTP(kept, r)
	})
}

// begin notes that a write is under way.
func (l *ledger) begin(gid string, body []byte) bond {
	l.mu.Lock()
	defer l.mu.Unlock()
	b, known := l.bonds[gid]
	if !known {
		var sent struct {
			Data struct{ Parent, Member string }
		}
		_ = json.Unmarshal(body, &sent) // what can't be read Asana refuses
		b = bond{sent.Data.Parent, sent.Data.Member}
	}
	if l.under[b]++; l.under[b] > 1 {
		l.crossed = append(l.crossed, b)
	}
	return b
}

// end notes what came of a write.
func (l *ledger) end(b bond, method string, kept *keptAnswer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.under[b]--
	var shown struct {
		Data struct {
			GID   string `json:"gid"`
			Level string `json:"access_level"`
		}
	}
	_ = json.Unmarshal(kept.body.Bytes(), &shown) // a refusal has another shape
	x := written{bond: b, method: method, status: kept.status, level: shown.Data.Level}
	switch {
	case method == http.MethodDelete:
		x.level = audit.NoMember
	case method == http.MethodPost && shown.Data.GID != "":
		l.bonds[shown.Data.GID] = b
	}
	l.writes = append(l.writes, x)
}

// account returns what happened to a bond: the levels that it went through, and the writes that changed nothing or were refused.
func (l *ledger) account(b bond) (levels []string, idle []written) {
	l.mu.Lock()
	defer l.mu.Unlock()
	last := l.level(b)
	for _, w := range l.writes {
		if w.bond != b {
			continue
		}
		if w.status >= http.StatusMultipleChoices || w.level == last {
			idle = append(idle, w)
			continue
		}
		levels, last = append(levels, w.level), w.level
	}
	return levels, idle
}

// together returns the bonds that were written twice at once.
func (l *ledger) together() []bond {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.crossed)
}

// keptAnswer passes an answer on and keeps a copy.
type keptAnswer struct {
	http.ResponseWriter

	status int
	body   bytes.Buffer
}

// WriteHeader implements http.ResponseWriter.
func (k *keptAnswer) WriteHeader(status int) {
	k.status = status
	k.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (k *keptAnswer) Write(p []byte) (int, error) {
	if k.status == 0 {
		k.status = http.StatusOK
	}
	k.body.Write(p)
	return k.ResponseWriter.Write(p)
}

// Unwrap lets a handler reach what the server offers beside writing.
func (k *keptAnswer) Unwrap() http.ResponseWriter { return k.ResponseWriter }
