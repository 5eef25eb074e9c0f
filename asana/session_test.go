package asana_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rollcall/asana"
)

// counted answers renewals with a1/r1, a2/r2 and so on.
func counted(n *atomic.Int64) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		i := n.Add(1)
		answer(w, http.StatusOK, fmt.Sprintf(`{"access_token":"a%d","token_type":"bearer","expires_in":3600,"refresh_token":"r%d"}`, i, i))
	}
}

func in(d time.Duration) time.Time { return time.Now().Add(d) }

// Ensure a token is renewed a minute before it ends, not earlier, by one of all
// who ask at once, and kept before it is used.
func TestSession_Token(t *testing.T) {
	t.Parallel()
	for left, want := range map[time.Duration]string{61 * time.Second: "a0", 59 * time.Second: "a1", -time.Hour: "a1"} {
		var renewals, saves atomic.Int64
		app := inApp(t, counted(&renewals))
		session := app.Session(asana.Token{Access: "a0", Refresh: "r0", Expiry: in(left), Owner: asana.User{GID: "5"}}, func(_ context.Context, token asana.Token) error {
			saves.Add(1)
			if token.Access != "a1" || token.Refresh != "r1" || token.Owner.GID != "5" {
				t.Errorf("saved %+v", token)
			}
			return nil
		})
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if got, err := session.Token(t.Context()); got != want || err != nil {
					t.Errorf("%v left: %s, %v", left, got, err)
				}
			})
		}
		wg.Wait()
		due := int64(0)
		if want == "a1" {
			due = 1
		}
		if renewals.Load() != due || saves.Load() != due {
			t.Errorf("%v left: %d renewals, %d saved", left, renewals.Load(), saves.Load())
		}
	}
	unknown := asana.App{}.Session(asana.Token{Access: "a0"}, nil)
	if got, err := unknown.Token(t.Context()); got != "a0" || err != nil {
		t.Errorf("without an end: %s, %v", got, err)
	}
}

// Ensure a rejected token is renewed once, however many were rejected with it.
func TestSession_Renew(t *testing.T) {
	t.Parallel()
	var renewals atomic.Int64
	session := inApp(t, counted(&renewals)).Session(asana.Token{Access: "a0", Refresh: "r0", Expiry: in(time.Hour)}, nil)
	for range 3 {
		if got, err := session.Renew(t.Context(), "a0"); got != "a1" || err != nil {
			t.Errorf("%s, %v", got, err)
		}
	}
	if renewals.Load() != 1 {
		t.Errorf("%d renewals", renewals.Load())
	}
}

// Ensure a token that could not be kept is not handed out, and is kept later
// without another renewal.
func TestSession_Unsaved(t *testing.T) {
	t.Parallel()
	var renewals atomic.Int64
	full := errors.New("disk full")
	broken := full
	session := inApp(t, counted(&renewals)).Session(asana.Token{Refresh: "r0", Expiry: in(0)}, func(context.Context, asana.Token) error { return broken })
	if _, err := session.Token(t.Context()); !errors.Is(err, full) {
		t.Errorf("error %v", err)
	}
	broken = nil
	if got, err := session.Token(t.Context()); got != "a1" || err != nil || renewals.Load() != 1 {
		t.Errorf("%s, %v after %d renewals", got, err, renewals.Load())
	}
}

// Ensure a renewal goes on when the one who began it leaves, and that nobody
// else waits for it longer than they want to.
func TestSession_Left(t *testing.T) {
	t.Parallel()
	entered, hold := make(chan struct{}), make(chan struct{})
	session := inApp(t, func(w http.ResponseWriter, _ *http.Request) {
		close(entered)
		<-hold
		answer(w, http.StatusOK, `{"access_token":"a1","token_type":"bearer","expires_in":3600}`)
	}).Session(asana.Token{Refresh: "r0", Expiry: in(0)}, nil)
	ctx, leave := context.WithCancel(t.Context())
	done := make(chan string)
	go func() {
		got, err := session.Token(ctx)
		done <- fmt.Sprint(got, err)
	}()
	<-entered
	leave()
	if _, err := session.Token(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	close(hold)
	if got := <-done; got != "a1<nil>" {
		t.Errorf("the renewal gave %s", got)
	}
}

// Ensure a client renews once after 401 and sends the call once more, writes too,
// and that a second 401 is the answer.
func TestClient_Renew(t *testing.T) {
	t.Parallel()
	for accepted, wantSent := range map[string]int{"Bearer a1": 2, "Bearer none": 2, "Bearer a0": 1} {
		var renewals atomic.Int64
		session := inApp(t, counted(&renewals)).Session(asana.Token{Access: "a0", Refresh: "r0", Expiry: in(time.Hour)}, nil)
		sent := 0
		config := asana.Config{RequestsPerMinute: 60_000, TokenSource: session.Token, Renew: session.Renew}
		client := setupWith(t, config, "POST "+mount+"/memberships", func(w http.ResponseWriter, r *http.Request) {
			sent++
			testBody(t, r, `{"data":{"member":"5","parent":"7"}}`)
			if r.Header.Get("Authorization") != accepted {
				refuse(w, http.StatusUnauthorized, "Not Authorized")
				return
			}
			answer(w, http.StatusCreated, `{"data":`+membershipJSON+`}`)
		})
		_, err := client.CreateMembership(t.Context(), asana.NewMembership{Member: "5", Parent: "7"})
		if asana.IsUnauthorized(err) != (accepted == "Bearer none") || sent != wantSent || renewals.Load() != int64(wantSent-1) {
			t.Errorf("%s: %v after %d sent, %d renewals", accepted, err, sent, renewals.Load())
		}
	}
}

// Ensure a consent that ended is told as such, and a sign-in that is away as that.
func TestClient_RenewFails(t *testing.T) {
	t.Parallel()
	for status, body := range map[int]string{400: `{"error":"invalid_grant"}`, 503: ``} {
		app := inApp(t, func(w http.ResponseWriter, _ *http.Request) { answer(w, status, body) })
		session := app.Session(asana.Token{Access: "a0", Refresh: "r0", Expiry: in(time.Hour)}, nil)
		config := asana.Config{RequestsPerMinute: 60_000, TokenSource: session.Token, Renew: session.Renew}
		client := setupWith(t, config, "GET "+mount+"/users/me", func(w http.ResponseWriter, _ *http.Request) {
			refuse(w, http.StatusUnauthorized, "Not Authorized")
		})
		if _, err := client.Me(t.Context()); asana.IsUnauthorized(err) != (status == 400) || asana.IsUnavailable(err) != (status == 503) {
			t.Errorf("%d: %v", status, err)
		}
	}
}

// Ensure a client for another person signs in as them, with limits of its own.
func TestClient_As(t *testing.T) {
	t.Parallel()
	var seen []string
	client := setup(t, "GET "+mount+"/users/me", func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.Header.Get("Authorization"))
		w.Header().Set("Asana-Change", "name=news")
		if len(seen) == 1 {
			w.Header().Set("Retry-After", "1000")
			refuse(w, http.StatusTooManyRequests, "slow")
			return
		}
		answer(w, http.StatusOK, `{"data":{"gid":"5"}}`)
	})
	if _, err := client.Me(t.Context()); err == nil {
		t.Fatal("not refused")
	}
	other := client.As(asana.App{}.Session(asana.Token{Access: "mayas"}, nil))
	if _, err := other.Me(t.Context()); err != nil || seen[1] != "Bearer mayas" {
		t.Errorf("%v, sent %q", err, seen)
	}
	if changes := client.Changes(); len(changes) != 1 || changes[0].Name != "news" {
		t.Errorf("changes %+v", changes)
	}
}
