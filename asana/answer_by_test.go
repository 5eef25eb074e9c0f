package asana_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"rollcall/asana"
)

// Ensure the time for an answer is asked for when a request leaves, and that one that is up lets nothing leave.
func TestAnswerBy(t *testing.T) {
	t.Parallel()
	var served atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		served.Add(1)
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(server.Close)
	client, err := asana.New(asana.Config{BaseURL: server.URL + "/api/1.0", Token: "test-token", RequestsPerMinute: 6000})
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	up := asana.AnswerBy(t.Context(), func() time.Time { asked++; return time.Now().Add(-time.Second) })
	_, err = client.CreateMembership(up, asana.NewMembership{Member: "1", Parent: "2", AccessLevel: "editor"})
	if err == nil || served.Load() != 0 || asked == 0 {
		t.Errorf("%v, %d served, asked %d times", err, served.Load(), asked)
	}
	if asana.IsBadRequest(err) || !asana.IsUnavailable(err) && !asana.OutcomeUnknown(err) {
		t.Errorf("%v is taken for a refusal", err)
	}
	enough := asana.AnswerBy(context.WithoutCancel(t.Context()), func() time.Time { return time.Now().Add(time.Minute) })
	if _, err := client.CreateMembership(enough, asana.NewMembership{Member: "1", Parent: "2", AccessLevel: "editor"}); err == nil || served.Load() != 1 {
		t.Errorf("%v, %d served", err, served.Load())
	}
}
