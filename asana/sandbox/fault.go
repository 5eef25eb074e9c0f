package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// fault is something that goes wrong on purpose.
type fault struct {
	// Match is method and path below the base path; * stands for one segment.
	Match string `json:"match"`
	// Status is answered; 0 answers nothing, so Drop or DelayMS has to be set.
	Status     int  `json:"status"`
	RetryAfter int  `json:"retry_after"`
	DelayMS    int  `json:"delay_ms"`
	Drop       bool `json:"drop"`
	// After does the work first and fails then.
	After bool `json:"after"`
	// Times is how often the fault happens: once when missing, always when 0.
	Times *int `json:"times"`

	pattern pattern
	left    int
}

// readFaults reads one fault or a list of them.
func readFaults(body []byte) ([]*fault, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	list := []*fault{}
	var err error
	if bytes.HasPrefix(bytes.TrimSpace(body), []byte("[")) {
		err = decoder.Decode(&list)
	} else {
		var one fault
		err = decoder.Decode(&one)
		list = append(list, &one)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the faults: %w", err)
	}
	for _, f := range list {
		if f == nil {
			return nil, errors.New("reading the faults: null is no fault")
		}
		if err := f.prepare(); err != nil {
			return nil, fmt.Errorf("the fault %q: %w", f.Match, err)
		}
	}
	return list, nil
}

// prepare checks a fault.
func (f *fault) prepare() error {
	method, path, ok := strings.Cut(f.Match, " ")
	switch {
	case !ok || method == "" || !strings.HasPrefix(path, "/"):
		return errors.New(`match has to be a method and a path such as "POST /memberships"`)
	case f.Status != 0 && (f.Status < 400 || f.Status > 599):
		return fmt.Errorf("status %d is not an error", f.Status)
	case f.Status != 0 && f.Drop:
		return errors.New("a dropped connection has no status")
	case f.Status == 0 && !f.Drop && f.DelayMS == 0:
		return errors.New("nothing goes wrong: give status, drop or delay_ms")
	case f.DelayMS < 0 || f.RetryAfter < 0:
		return errors.New("delay_ms and retry_after cannot be negative")
	}
	f.left = 1
	if f.Times != nil {
		if f.left = *f.Times; f.left < 0 {
			return errors.New("times cannot be negative")
		}
	}
	f.pattern = newPattern(f.Match)
	return nil
}

// delay is how long the fault takes.
func (f *fault) delay() time.Duration { return time.Duration(f.DelayMS) * time.Millisecond }

// slow tells that the fault only delays.
func (f *fault) slow() bool { return f.Status == 0 && !f.Drop }

// reply is what the caller of a path gets.
func (f *fault) reply(path string) *reply {
	if f.Drop {
		return &reply{}
	}
	if strings.HasPrefix(path, oauthPath) && f.Status < http.StatusInternalServerError && f.Status != http.StatusTooManyRequests {
		return f.denial().reply()
	}
	message := http.StatusText(f.Status)
	if f.Status == http.StatusTooManyRequests {
		message = tooMany(1).message
	}
	r := refusedReply(refuse(f.Status, "%s", message))
	if f.Status == http.StatusBadGateway || f.Status == http.StatusGatewayTimeout {
		// These come from in front of the API, which speaks HTML to everybody.
		r.header.Set("Content-Type", "text/html")
		r.body = []byte("<html><body><h1>" + message + "</h1></body></html>\n")
	}
	if f.RetryAfter > 0 {
		r.header.Set("Retry-After", strconv.Itoa(f.RetryAfter))
	}
	return r
}

// denial is the fault as the authorization server tells it: an app it does not
// know, or a code or refresh token that is no good.
func (f *fault) denial() *oauthError {
	code := "invalid_grant"
	if f.Status == http.StatusUnauthorized {
		code = "invalid_client"
	}
	return &oauthError{status: f.Status, code: code, description: http.StatusText(f.Status)}
}
