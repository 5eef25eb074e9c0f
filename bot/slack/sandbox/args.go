package sandbox

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// args are the arguments of a call, from a form or from JSON.
type args map[string]any

// maxBody is far above every limit of Slack's, and keeps a runaway client out.
const maxBody = 4 << 20

// readArgs reads the arguments and the token of a call.
func readArgs(r *http.Request) (args, string, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return nil, "", fmt.Errorf("read the call: %w", err)
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var a args
	switch {
	case kind == "application/json":
		if json.Unmarshal(body, &a) != nil {
			return nil, "", refuse("invalid_json")
		}
	case r.Method == http.MethodGet:
		a = fromForm(r.URL.RawQuery)
		delete(a, "token") // Slack takes no token from a query string
	case kind == "multipart/form-data":
		return nil, "", refuse("invalid_form_data")
	default:
		a = fromForm(string(body))
	}
	token := a.str("token")
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		token = bearer
	}
	return a, token, nil
}

func fromForm(raw string) args {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return args{}
	}
	a := args{}
	for k := range values {
		a[k] = values.Get(k)
	}
	return a
}

func (a args) str(key string) string { return text(a[key]) }

func (a args) has(key string) bool {
	v, ok := a[key]
	return ok && v != nil && v != ""
}

func (a args) flag(key string) bool {
	switch v := a[key].(type) {
	case bool:
		return v
	case string:
		return v == "true" || v == "1"
	}
	return false
}

func (a args) number(key string) int {
	switch v := a[key].(type) {
	case float64:
		return int(v)
	case string:
		n, _ := strconv.Atoi(v)
		return n
	}
	return 0
}

// value reads a member that a form carries as a JSON text. It is nil when the
// member is missing, and ok is false when its text is not JSON.
func (a args) value(key string) (v any, ok bool) {
	raw, isText := a[key].(string)
	if !isText {
		return a[key], true
	}
	if raw == "" || raw == "null" {
		return nil, true
	}
	return v, json.Unmarshal([]byte(raw), &v) == nil
}
