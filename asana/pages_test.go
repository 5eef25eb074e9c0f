package asana_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/asana"
)

// pagedList serves rows in pages and lets offsets expire when it is told to.
type pagedList struct {
	mu     sync.Mutex
	rows   []string
	size   int
	expire func(l *pagedList) bool
	loop   bool
}

func (l *pagedList) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	start := 0
	if offset := r.URL.Query().Get("offset"); offset != "" {
		if l.expire != nil && l.expire(l) {
			refuse(w, http.StatusBadRequest, "offset: Your pagination token has expired.")
			return
		}
		start, _ = strconv.Atoi(strings.TrimPrefix(offset, "token"))
	}
	start = min(start, len(l.rows))
	end := min(start+l.size, len(l.rows))
	var data []string
	for _, gid := range l.rows[start:end] {
		data = append(data, fmt.Sprintf(`{"gid":%q}`, gid))
	}
	answer(w, http.StatusOK, `{"data":[`+strings.Join(data, ",")+`],"next_page":`+l.next(end)+`}`)
}

// next points to another host, to see that nobody goes there.
func (l *pagedList) next(end int) string {
	if end == len(l.rows) && l.loop {
		end = 0
	}
	if end == len(l.rows) {
		return "null"
	}
	return fmt.Sprintf(`{"offset":"token%d","path":"/api/1.0/api/1.0/memberships","uri":"https://thief.example/"}`, end)
}

// gids lists everything through a client.
func (l *pagedList) gids(t *testing.T, client *asana.Client) ([]string, error) {
	t.Helper()
	var got []string
	for m, err := range client.Memberships(t.Context(), asana.MembershipFilter{Parent: "7"}) {
		if err != nil {
			return got, err
		}
		got = append(got, m.GID)
	}
	return got, nil
}

func numbered(n int) []string {
	rows := make([]string, n)
	for i := range rows {
		rows[i] = strconv.Itoa(1000 + i)
	}
	return rows
}

func TestPages(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 99, 100, 101, 1000} {
		l := &pagedList{rows: numbered(n), size: 100}
		got, err := l.gids(t, setup(t, "GET "+mount+"/memberships", l.ServeHTTP))
		if err != nil || !slices.Equal(got, l.rows) {
			t.Errorf("%d rows: %d came, %v", n, len(got), err)
		}
	}
}

// Ensure a list that is left early asks for no more.
func TestPages_Left(t *testing.T) {
	t.Parallel()
	asked := 0
	l := &pagedList{rows: numbered(300), size: 100, expire: func(*pagedList) bool { asked++; return false }}
	for _, err := range setup(t, "GET "+mount+"/memberships", l.ServeHTTP).Memberships(t.Context(), asana.MembershipFilter{Parent: "7"}) {
		if err != nil {
			t.Error(err)
		}
		break
	}
	if asked != 0 {
		t.Errorf("%d pages more were asked for", asked)
	}
}

// Ensure lists that turn in circles end.
func TestPages_Endless(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 3, 70} {
		l := &pagedList{rows: numbered(n), size: 1, loop: true}
		got, err := l.gids(t, setup(t, "GET "+mount+"/memberships", l.ServeHTTP))
		if err == nil || len(got) > 4*n+4 {
			t.Errorf("circle of %d: %d rows, %v", n, len(got), err)
		}
	}
}

// Ensure an offset that is refused again and again ends the list with that error.
func TestPages_NeverGoesOn(t *testing.T) {
	t.Parallel()
	l := &pagedList{rows: numbered(300), size: 100, expire: func(*pagedList) bool { return true }}
	got, err := l.gids(t, setup(t, "GET "+mount+"/memberships", l.ServeHTTP))
	if !asana.IsBadRequest(err) || !slices.Equal(got, l.rows[:100]) {
		t.Errorf("%d rows, %v", len(got), err)
	}
}

// Ensure a list whose last page vanished meanwhile is not taken for complete.
func TestPages_Shifted(t *testing.T) {
	t.Parallel()
	once := true
	l := &pagedList{rows: numbered(300), size: 100}
	l.expire = func(l *pagedList) bool {
		expired := once
		if once {
			l.rows, once = slices.Delete(l.rows, 0, 100), false
		}
		return expired
	}
	got, err := l.gids(t, setup(t, "GET "+mount+"/memberships", l.ServeHTTP))
	if err == nil || !asana.IsUnavailable(err) || len(got) != 100 {
		t.Errorf("%d rows, %v", len(got), err)
	}
}

// expiry is what happens when a page is asked for: perhaps the offset expires,
// and then a row has come, another has gone, and pages have another size.
type expiry struct {
	happens           bool
	size, place, gone int
}

func drawExpiry(rt *rapid.T) expiry {
	return expiry{
		happens: rapid.Bool().Draw(rt, "happens"), size: rapid.IntRange(1, 7).Draw(rt, "size"),
		place: rapid.IntRange(0, 40).Draw(rt, "place"), gone: rapid.IntRange(0, 40).Draw(rt, "gone"),
	}
}

// Ensure that, wherever offsets expire and whatever rows come and go meanwhile,
// no row is handed out twice and none that stayed is left out.
func TestPages_Expiry(t *testing.T) {
	t.Parallel()
	var l *pagedList
	client := setup(t, "GET "+mount+"/memberships", func(w http.ResponseWriter, r *http.Request) { l.ServeHTTP(w, r) })
	rapid.Check(t, func(rt *rapid.T) {
		l = &pagedList{rows: numbered(rapid.IntRange(0, 30).Draw(rt, "rows")), size: rapid.IntRange(1, 7).Draw(rt, "size")}
		// Drawn here and not where they are used: the server runs elsewhere.
		events := rapid.SliceOfN(rapid.Custom(drawExpiry), 40, 40).Draw(rt, "events")
		stayed, expiries := slices.Clone(l.rows), 0
		l.expire = func(l *pagedList) bool {
			if expiries == 5 || len(events) == 0 {
				return false
			}
			event := events[0]
			events = events[1:]
			if !event.happens {
				return false
			}
			expiries++
			l.size = event.size
			l.rows = slices.Insert(l.rows, event.place%(len(l.rows)+1), strconv.Itoa(5000+expiries))
			gone := l.rows[event.gone%len(l.rows)]
			l.rows = slices.DeleteFunc(l.rows, func(gid string) bool { return gid == gone })
			stayed = slices.DeleteFunc(stayed, func(gid string) bool { return gid == gone })
			return true
		}
		got, err := l.gids(t, client)
		if err != nil && !asana.IsUnavailable(err) {
			rt.Fatal(err)
		}
		seen := map[string]int{}
		for _, gid := range got {
			seen[gid]++
			if seen[gid] > 1 {
				rt.Fatalf("%s came twice: %v", gid, got)
			}
		}
		// Rows that went after they came are no loss.
		kept := slices.DeleteFunc(got, func(gid string) bool { return !slices.Contains(stayed, gid) })
		if diff := cmp.Diff(stayed, kept); err == nil && diff != "" && len(stayed)+len(kept) > 0 {
			rt.Fatalf("(-stayed +got):\n%s", diff)
		}
	})
}
