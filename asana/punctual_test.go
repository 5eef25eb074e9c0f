package asana_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"rollcall/asana"
)

// onTime is a server and a client whose writes may not leave late.
type onTime struct {
	*asana.Client
	server *httptest.Server
	served atomic.Int32
}

// servePunctually starts both, over plain HTTP with the client's own transport, and over TLS with one that knows the server's certificate.
func servePunctually(t *testing.T, encrypted bool, handler http.HandlerFunc) *onTime {
	t.Helper()
	o := new(onTime)
	o.server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o.served.Add(1)
		handler(w, r)
	}))
	o.server.EnableHTTP2 = true
	config := asana.Config{Token: fakeToken, RequestsPerMinute: 60_000}
	if encrypted {
		o.server.StartTLS()
		own := &http.Transport{TLSClientConfig: o.server.Client().Transport.(*http.Transport).TLSClientConfig.Clone(), ForceAttemptHTTP2: true}
		own.TLSClientConfig.NextProtos = nil
		t.Cleanup(own.CloseIdleConnections)
		config.Transport = asana.Punctual(own)
	} else {
		o.server.Start()
	}
	t.Cleanup(o.server.Close)
	config.BaseURL = o.server.URL + mount
	o.Client = newClient(t, config)
	return o
}

// put writes by a moment and returns what connection it got; late lets the moment pass between getting it and writing.
func (o *onTime) put(t *testing.T, by time.Time, late bool) (conns []httptrace.GotConnInfo, err error) {
	t.Helper()
	ctx, cancel := context.WithDeadline(t.Context(), by.Add(100*time.Millisecond)) // too soon for another attempt
	defer cancel()
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) {
		conns = append(conns, info)
		if late {
			<-time.After(time.Until(by))
		}
	}})
	_, err = o.UpdateMembership(asana.AnswerBy(ctx, func() time.Time { return by }), "9", "editor")
	return conns, err
}

// bothWays runs a test over plain HTTP and over TLS.
func bothWays(t *testing.T, test func(t *testing.T, encrypted bool)) {
	for name, encrypted := range map[string]bool{"http": false, "https": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, encrypted)
		})
	}
}

// Ensure a write whose time is up when it has its connection but is not written yet never reaches Asana, and is known not to have; on a connection
// that is used again as well as on a new one. What is on time goes by the same connection, whatever the time of the one before was.
func TestPunctual(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, encrypted bool) {
		o := servePunctually(t, encrypted, func(w http.ResponseWriter, r *http.Request) {
			if r.ProtoMajor != 1 {
				t.Errorf("a write came by %s", r.Proto)
			}
			success(200)(w, r)
		})
		for name, used := range map[string]bool{"on a new connection": false, "on a used one": true} {
			before := o.served.Load()
			if used {
				soon := time.Now().Add(time.Second)
				if _, err := o.put(t, soon, false); err != nil {
					t.Fatal(err)
				}
				<-time.After(time.Until(soon)) // the moment of the connection's last write is past
				if conns, err := o.put(t, time.Now().Add(time.Minute), false); err != nil || !conns[0].Reused {
					t.Fatalf("%s: %v, %v", name, err, conns)
				}
				before += 2
			}
			conns, err := o.put(t, time.Now().Add(500*time.Millisecond), true)
			if err == nil || !asana.IsUnavailable(err) || asana.OutcomeUnknown(err) || o.served.Load() != before {
				t.Errorf("%s: %v, unknown %v, %d served", name, err, asana.OutcomeUnknown(err), o.served.Load()-before)
			}
			if !slices.ContainsFunc(conns, func(c httptrace.GotConnInfo) bool { return c.Reused == used }) {
				t.Errorf("%s: there was none: %v", name, conns)
			}
		}
		if _, err := o.put(t, time.Now().Add(time.Minute), false); err != nil {
			t.Errorf("after all that: %v", err)
		}
	})
}

// Ensure a write that has left and is not answered in time may have been done.
func TestPunctual_Left(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, encrypted bool) {
		o := servePunctually(t, encrypted, func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
		})
		ctx := asana.AnswerBy(t.Context(), func() time.Time { return time.Now().Add(200 * time.Millisecond) })
		if err := calls()["POST"](ctx, o.Client); !asana.IsUnavailable(err) || !asana.OutcomeUnknown(err) || o.served.Load() != 1 {
			t.Errorf("%v, unknown %v, %d served", err, asana.OutcomeUnknown(err), o.served.Load())
		}
	})
}

// Ensure a write whose time passes before there is a connection is known not to have left, and so is one that is cancelled there.
func TestPunctual_NoConnection(t *testing.T) {
	t.Parallel()
	var listen net.ListenConfig
	silent, err := listen.Listen(t.Context(), "tcp", "127.0.0.1:0") // it takes connections and shakes no hands
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	client := newClient(t, asana.Config{
		BaseURL: "https://" + silent.Addr().String(), Token: fakeToken, RequestsPerMinute: 60_000, AttemptTimeout: 50 * time.Millisecond,
	})
	if err := calls()["POST"](t.Context(), client); !asana.IsUnavailable(err) || asana.OutcomeUnknown(err) {
		t.Errorf("%v, unknown %v", err, asana.OutcomeUnknown(err))
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	if err := calls()["POST"](ctx, client); asana.IsUnavailable(err) || asana.OutcomeUnknown(err) {
		t.Errorf("cancelled: %v, unknown %v", err, asana.OutcomeUnknown(err))
	}
}
