package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// control runs one POST route of the control surface.
type control func(*http.Request, []byte) (result, error)

// wrong is a control request that makes no sense; its text goes to the caller.
type wrong struct {
	status int
	text   string
}

func (w *wrong) Error() string { return w.text }

func badRequest(format string, a ...any) error {
	return &wrong{http.StatusBadRequest, fmt.Sprintf(format, a...)}
}

func notFound(format string, a ...any) error {
	return &wrong{http.StatusNotFound, fmt.Sprintf(format, a...)}
}

func (s *Server) controls() map[string]control {
	return map[string]control{
		"command":  s.controlCommand,
		"action":   s.controlAction,
		"submit":   s.controlSubmit,
		"close":    s.controlClose,
		"suggest":  s.controlSuggest,
		"shortcut": s.controlShortcut,
		"home":     s.controlHome,
		"event":    s.controlEvent,
		"person":   s.controlPerson,
		"channel":  s.controlChannel,
		"faults":   s.controlFaults,
		"clock":    s.controlClock,
		"reset":    s.controlReset,
	}
}

func serveControl(run control) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
		if err != nil {
			http.Error(w, "the body could not be read", http.StatusBadRequest)
			return
		}
		out, err := run(r, body)
		bad := new(wrong)
		switch {
		case errors.As(err, &bad):
			http.Error(w, bad.text, bad.status)
		case err != nil:
			http.Error(w, err.Error(), http.StatusInternalServerError)
		default:
			outcome{status: http.StatusOK}.json(out).write(w)
		}
	}
}

// decode reads the body of a control and names a member that it does not know.
func decode(body []byte, into any) error {
	if strings.TrimSpace(string(body)) == "" {
		return nil
	}
	dec := json.NewDecoder(strings.NewReader(string(body)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return badRequest("%s", strings.Replace(err.Error(), "json: unknown field", "unknown member", 1))
	}
	if dec.More() {
		return badRequest("%s", errTrailing)
	}
	return nil
}

// actor finds who acts. The lock is held.
func (s *Server) actor(idOrName string) (*User, error) {
	u := s.w.person(idOrName)
	switch {
	case idOrName == "":
		return nil, badRequest("user is required")
	case u == nil:
		return nil, notFound("there is no user %q", idOrName)
	case u.Deleted:
		return nil, badRequest("user %q is deactivated and cannot act", idOrName)
	case u.IsBot:
		return nil, badRequest("user %q is a bot and cannot act", idOrName)
	}
	return u, nil
}

// place finds the conversation in which somebody acts: by default the DM with
// the app. The lock is held.
func (s *Server) place(u *User, idOrName string) (*Channel, error) {
	ch := s.w.dm(u)
	if idOrName == "" || idOrName == ch.ID {
		return ch, nil
	}
	ch = s.w.channel(idOrName)
	switch {
	case ch == nil:
		return nil, notFound("there is no channel %q", idOrName)
	case !s.w.sees(u, ch):
		return nil, badRequest("%s is not in channel %q", u.Name, idOrName)
	case ch.IsArchived:
		return nil, badRequest("channel %q is archived", idOrName)
	}
	return ch, nil
}

func (s *Server) controlFaults(_ *http.Request, body []byte) (result, error) {
	var f fault
	if err := decode(body, &f); err != nil {
		return result{}, err
	}
	if _, known := apiMethods()[f.Match]; !known && f.Match != "*" && f.Match != responses {
		return result{}, badRequest("match %q is neither a method, response_url nor *", f.Match)
	}
	if f.Times < 0 || f.DelayMs < 0 || (f.Status != 0 && (f.Status < 200 || f.Status > 599)) {
		return result{}, badRequest("times, delay_ms or status is out of range")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.w.faults = append(s.w.faults, &f)
	return done(), nil
}

func (s *Server) controlReset(_ *http.Request, body []byte) (result, error) {
	if err := decode(body, &struct{}{}); err != nil {
		return result{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	lastTS := s.w.lastTS
	s.w = newWorkspace(s.opts.Seed)
	s.w.lastTS = lastTS // a timestamp is never used again
	s.touch()
	return done(), nil
}

func (s *Server) controlClock(_ *http.Request, body []byte) (result, error) {
	if s.opts.Clock == nil {
		return result{}, notFound("the clock of this service cannot be moved")
	}
	var in struct {
		Forward string `json:"forward"`
	}
	if err := decode(body, &in); err != nil {
		return result{}, err
	}
	d, err := duration(in.Forward)
	if err != nil {
		return result{}, err
	}
	s.opts.Clock(d)
	return done(), nil
}

// duration reads Go's durations with days and weeks: "2w", "1d12h", "90s".
func duration(text string) (time.Duration, error) {
	var total time.Duration
	rest := strings.TrimSpace(strings.ReplaceAll(text, "min", "m"))
	for _, unit := range []struct {
		letter string
		length time.Duration
	}{{"w", 7 * 24 * time.Hour}, {"d", 24 * time.Hour}} {
		count, after, found := strings.Cut(rest, unit.letter)
		if !found {
			continue
		}
		var n int
		if _, err := fmt.Sscanf(count+";", "%d;", &n); err != nil || n < 0 {
			return 0, badRequest("forward %q is not a duration", text)
		}
		total, rest = total+time.Duration(n)*unit.length, after
	}
	if rest != "" {
		d, err := time.ParseDuration(rest)
		if err != nil {
			return 0, badRequest("forward %q is not a duration", text)
		}
		total += d
	}
	if total <= 0 {
		return 0, badRequest("forward %q does not move the clock forward", text)
	}
	return total, nil
}
