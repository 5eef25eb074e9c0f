package sandbox

import (
	"errors"
	"net/http"
	"slices"
	"strings"
)

// violation is something the app sent that Slack refuses for what is in it.
type violation struct {
	// Method is a method of the Web API, "response_url", "answer" (to a
	// command), "options" or "view_submission".
	Method  string   `json:"method"`
	Error   string   `json:"error"`
	Details []string `json:"details"`
}

func (v violation) String() string {
	if len(v.Details) == 0 {
		return v.Method + ": " + v.Error
	}
	return v.Method + ": " + v.Error + ": " + strings.Join(v.Details, "; ")
}

// Violations lists everything that was refused for its content since the start
// or the last reset: each as the method or route, Slack's error and its details.
// Rate limits, stale triggers and missing rights are no violations, because a
// correct app meets them too.
func (s *Server) Violations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]string, len(s.w.violations))
	for i, v := range s.w.violations {
		out[i] = v.String()
	}
	return out
}

func (s *Server) serveViolations(w http.ResponseWriter, _ *http.Request) {
	s.serveList(w, func() any { return append([]violation{}, s.w.violations...) })
}

// contentCodes are the errors that tell of the content itself.
func contentCodes() []string {
	return []string{"invalid_arguments", "invalid_array_arg", "invalid_arg_name", "invalid_blocks", "invalid_blocks_format",
		"invalid_attachments", "too_many_attachments", "invalid_metadata_format", "invalid_metadata_schema", "invalid_json",
		"json_not_object", "invalid_form_data", "invalid_payload", "msg_too_long", "msg_blocks_too_long", "no_text",
		"view_too_large", "duplicate_external_id", "push_limit_reached", "invalid_response", "invalid_response_action",
		"invalid_response_errors", "invalid_options"}
}

// errLost says that the work of a call was never done.
var errLost = errors.New("the call was lost")

// aboutContent returns the refusal that an error is, when it is for the content.
func aboutContent(err error) (*refusal, bool) {
	no := new(refusal)
	return no, errors.As(err, &no) && slices.Contains(contentCodes(), no.code)
}

// blame writes an error down when it is about the content, and returns it. The
// lock is held.
func (s *Server) blame(method string, err error) error {
	if no, yes := aboutContent(err); yes {
		s.w.violations = append(s.w.violations, violation{method, no.code, append([]string{}, no.messages...)})
	}
	return err
}

// note writes down what is wrong with the content of a call that ended with err.
// When something else stopped the call first, its content is looked at all the
// same. The lock is held.
func (s *Server) note(method string, a args, err error) {
	if _, yes := aboutContent(err); err != nil && !yes {
		err = s.examine(method, a)
	}
	_ = s.blame(method, err)
}

// examine checks the content of a call without doing it.
func (s *Server) examine(method string, a args) (err error) {
	c := &apiCall{s: s, w: s.w, args: a}
	switch method {
	case "chat.postMessage", "chat.postEphemeral":
		_, err = c.content(maxPosted)
	case "chat.update":
		_, err = c.content(maxUpdated)
	case "views.open", "views.push":
		_, err = c.view("modal")
	case "views.update":
		raw, _ := a.value("view")
		kind := orElse(text(object(raw)["type"]), "modal")
		_, err = c.view(kind)
	case "views.publish":
		_, err = c.view("home")
	case responses:
		_, err = s.readResponse(a)
	}
	return err
}
