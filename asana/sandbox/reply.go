package sandbox

import (
	"encoding/json"
	"net/http"
	"strconv"
)

// helpText stands beside every message of Asana's errors.
const helpText = "For more information on API status codes and how to handle them, " +
	"read the docs on errors: https://developers.asana.com/docs/errors"

// reply is what goes over the wire; status 0 cuts the connection.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// newReply makes a JSON reply.
func newReply(status int, body any, pretty bool) *reply {
	encode := json.Marshal
	if pretty {
		encode = func(value any) ([]byte, error) { return json.MarshalIndent(value, "", "  ") }
	}
	raw, err := encode(body)
	if err != nil {
		status, raw = http.StatusInternalServerError, []byte(`{"errors":[]}`)
	}
	header := http.Header{"Content-Type": {"application/json; charset=UTF-8"}}
	return &reply{status: status, header: header, body: raw}
}

// refusedReply gives a refusal Asana's shape.
func refusedReply(r *refusal) *reply {
	problem := map[string]any{"message": r.message, "help": helpText}
	if r.status == http.StatusInternalServerError {
		problem["phrase"] = "6 sad squid snuggle softly"
	}
	if r.code != "" {
		problem["error"] = r.code
	}
	out := newReply(r.status, map[string]any{"errors": []any{problem}}, false)
	if r.retryAfter > 0 {
		out.header.Set("Retry-After", strconv.Itoa(r.retryAfter))
	}
	return out
}

// write sends the reply.
func (r *reply) write(w http.ResponseWriter) {
	if r.status == 0 {
		// The documented way of cutting a connection without an answer.
		panic(http.ErrAbortHandler)
	}
	for name, values := range r.header {
		w.Header()[name] = values
	}
	w.WriteHeader(r.status)
	// What a request said comes back as JSON only, never inside a page, and a
	// caller that has gone needs no answer.
	_, _ = w.Write(r.body) //nolint:gosec // The body is JSON or a constant.
}
