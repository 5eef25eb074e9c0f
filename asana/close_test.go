package asana

import (
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// Ensure that a closed client leaves no connection open, neither one that read nor one that wrote.
func TestClose(t *testing.T) {
	t.Parallel()
	closed := make(chan struct{}, 4)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"data":{"gid":"1"}}`))
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateClosed {
			closed <- struct{}{}
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	c, err := New(Config{BaseURL: server.URL, Token: "t"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Me(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := c.DeleteMembership(t.Context(), "1"); err != nil {
		t.Fatal(err)
	}
	c.Close()
	for range 2 {
		select {
		case <-closed:
		case <-time.After(20 * time.Second):
			t.Fatal("a connection is still open")
		}
	}
}
