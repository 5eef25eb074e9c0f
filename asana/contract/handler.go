package contract

import (
	"bytes"
	"net/http"
	"testing"
)

// Handler holds the answers of next to the document and fails the test for each
// violation. Requests are not judged: clients of others send parameters that
// the document does not list, and tests send nonsense on purpose.
func Handler(tb testing.TB, next http.Handler) http.Handler {
	tb.Helper()
	referee := Document(tb)
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if !judged(req) {
			next.ServeHTTP(w, req)
			return
		}
		// The handlers below may rewrite the request, so it is kept as it came.
		original := req.Clone(req.Context())
		kept := &recorder{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(kept, req)
		answer := Answer{Status: kept.status, Header: w.Header(), Body: kept.body.Bytes()}
		for _, violation := range referee.Response(original, answer) {
			tb.Errorf("answer %d to %s: %s", answer.Status, name(original), violation)
		}
	})
}

// recorder keeps a copy of what is written. A handler that drops the connection
// panics through it, so that a cut answer is never judged.
type recorder struct {
	http.ResponseWriter
	status int
	wrote  bool
	body   bytes.Buffer
}

// WriteHeader implements [http.ResponseWriter].
func (r *recorder) WriteHeader(status int) {
	if !r.wrote && status >= http.StatusOK {
		r.status, r.wrote = status, true
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write implements [http.ResponseWriter].
func (r *recorder) Write(data []byte) (int, error) {
	r.wrote = true
	r.body.Write(data)
	return r.ResponseWriter.Write(data)
}

// Unwrap lets [http.ResponseController] reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
