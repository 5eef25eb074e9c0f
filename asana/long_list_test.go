package asana_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rollcall/asana"
	"rollcall/asana/sandbox"
)

// crowd makes a sandbox with a custom field of n people, whose answers take a while.
func crowd(tb testing.TB, n int, latency time.Duration) *sandbox.Server {
	tb.Helper()
	seed, err := sandbox.ReadSeed(strings.NewReader(company))
	if err != nil {
		tb.Fatal(err)
	}
	for i := range n {
		gid := strconv.Itoa(100_000 + i)
		seed.Users = append(seed.Users, sandbox.SeedUser{GID: gid, Name: "Person " + gid})
		seed.Memberships = append(seed.Memberships, sandbox.SeedMembership{Parent: "701", Member: gid, AccessLevel: "user"})
	}
	box, err := sandbox.New(sandbox.Options{Seed: seed, RatePerMinute: 600_000, Latency: latency})
	if err != nil {
		tb.Fatal(err)
	}
	return box
}

// count walks a list and counts its rows, each of which must be new.
func count(tb testing.TB, client *asana.Client) int {
	tb.Helper()
	seen := map[string]bool{}
	for m, err := range client.Memberships(tb.Context(), asana.MembershipFilter{Parent: "701"}) {
		if err != nil {
			tb.Fatal(err)
		}
		if seen[m.GID] {
			tb.Fatalf("%s came twice", m.GID)
		}
		seen[m.GID] = true
	}
	return len(seen)
}

// generated answers with so many pages of 100 rows, each after the latency.
func generated(pages int, latency time.Duration) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		<-time.After(latency)
		page, _ := strconv.Atoi(r.URL.Query().Get("offset"))
		var b strings.Builder
		for i := range 100 {
			fmt.Fprintf(&b, `{"gid":"%d","parent":{"gid":"701","name":"%s"}},`, 1+page*100+i, strings.Repeat("x", 200))
		}
		next := "null"
		if page+1 < pages {
			next = fmt.Sprintf(`{"offset":"%d"}`, page+1)
		}
		_, _ = io.WriteString(w, `{"data":[`+strings.TrimSuffix(b.String(), ",")+`],"next_page":`+next+`}`)
	}
}

// Ensure 10,000 memberships take 100 calls, one after the other, and no time
// besides: on a clock that only waiting moves, the ratio to pages x round trip
// shows what the client waits for by itself.
func TestLongList(t *testing.T) {
	t.Parallel()
	const pages, latency = 100, 200 * time.Millisecond
	var calls, inFlight, overlaps atomic.Int64
	answers := generated(pages, latency)
	serve := func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		if inFlight.Add(1) > 1 {
			overlaps.Add(1)
		}
		defer inFlight.Add(-1)
		answers(w, r)
	}
	inBareBubble(t, asana.Config{RequestsPerMinute: 1500}, serve, func(t *testing.T, config asana.Config) {
		client, start := newClient(t, config), time.Now()
		got := count(t, client)
		spent, ideal := time.Since(start), pages*latency
		t.Logf("%d rows in %v; pages x round trip is %v; ratio %.3f", got, spent, ideal, float64(spent)/float64(ideal))
		if got != pages*100 || calls.Load() != pages || overlaps.Load() != 0 {
			t.Errorf("%d rows in %d calls, %d of them at the same time as another", got, calls.Load(), overlaps.Load())
		}
	})
}

// BenchmarkLongList measures a list of the sandbox on a real clock, the sandbox's own work
// included.
func BenchmarkLongList(b *testing.B) {
	const rows, latency = 10_000, 100 * time.Millisecond
	server := httptest.NewServer(crowd(b, rows, latency))
	defer server.Close()
	client, err := asana.New(asana.Config{BaseURL: server.URL + "/api/1.0", Token: fakeToken, RequestsPerMinute: 600_000})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if got := count(b, client); got != rows {
			b.Fatalf("%d rows", got)
		}
	}
	ideal := float64(rows / 100 * latency.Nanoseconds())
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/ideal, "of-pages-x-round-trip")
}

// Ensure memory does not grow with the pages. Not parallel, because what other
// tests hold would be counted.
func TestLongList_Memory(t *testing.T) {
	const pages = 300
	server := httptest.NewServer(generated(pages, 0))
	defer server.Close()
	client := newClient(t, asana.Config{BaseURL: server.URL, Token: fakeToken, RequestsPerMinute: 600_000})
	held, n := map[int]uint64{}, 0
	for _, err := range client.Memberships(t.Context(), asana.MembershipFilter{Parent: "7"}) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 10*100 || n == pages*100 {
			var stats runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&stats)
			held[n] = stats.HeapAlloc
		}
	}
	early, late := held[10*100], held[pages*100]
	t.Logf("%d KB held after 10 pages, %d KB after %d", early>>10, late>>10, pages)
	// The pages between hold 7 MB of names alone.
	if n != pages*100 || late > early+1<<20 {
		t.Errorf("%d rows; %d KB more are held", n, (late-early)>>10)
	}
}
