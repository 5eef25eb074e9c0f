package contract

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
)

// errorMembers are what an entry of "errors" may hold. The document names the
// first three; "error" (a code) and "user_message" appear in bodies that people
// quote in Asana's forum.
func errorMembers() []string {
	return []string{"message", "help", "phrase", "error", "user_message"}
}

// checkErrorBody holds a refusal to Asana's error shape. What stands in front of
// the API answers 5xx with pages or with nothing, so there only JSON is held.
func checkErrorBody(answer Answer) []string {
	found := checkRetryAfter(answer)
	if !isJSON(answer.Header) {
		if answer.Status < http.StatusInternalServerError {
			found = append(found, fmt.Sprintf("a refusal %d of type %q", answer.Status, answer.Header.Get("Content-Type")))
		}
		return found
	}
	var body map[string]json.RawMessage
	if err := json.Unmarshal(answer.Body, &body); err != nil {
		return append(found, fmt.Sprintf("the refusal is no JSON object: %v", err))
	}
	for member := range body {
		// The events endpoint adds the token to go on with.
		if member != "errors" && (member != "sync" || answer.Status != http.StatusPreconditionFailed) {
			found = append(found, fmt.Sprintf("unknown member %q in a refusal", member))
		}
	}
	return append(found, checkErrorEntries(answer.Status, body["errors"])...)
}

func checkErrorEntries(status int, raw json.RawMessage) []string {
	var entries []map[string]any
	if err := json.Unmarshal(raw, &entries); err != nil || len(entries) == 0 {
		return []string{`a refusal needs a filled list "errors"`}
	}
	var found []string
	for _, entry := range entries {
		if message, ok := entry["message"].(string); !ok || message == "" {
			found = append(found, "an error without a message")
		}
		for member, value := range entry {
			found = append(found, checkErrorMember(status, member, value)...)
		}
	}
	return found
}

func checkErrorMember(status int, member string, value any) []string {
	if !slices.Contains(errorMembers(), member) {
		return []string{fmt.Sprintf("unknown member %q in an error", member)}
	}
	if _, ok := value.(string); !ok && value != nil {
		return []string{fmt.Sprintf("member %q of an error is no string", member)}
	}
	if member == "phrase" && status != http.StatusInternalServerError {
		return []string{fmt.Sprintf("a phrase with status %d; the document gives it to 500 only", status)}
	}
	return nil
}

// checkRetryAfter accepts both forms of the header, and its absence: a client
// has to live with all three.
func checkRetryAfter(answer Answer) []string {
	value := answer.Header.Get("Retry-After")
	if value == "" {
		return nil
	}
	if seconds, err := strconv.Atoi(value); err == nil && seconds >= 0 {
		return nil
	}
	if _, err := http.ParseTime(value); err == nil {
		return nil
	}
	return []string{fmt.Sprintf("Retry-After %q is neither seconds nor a date", value)}
}
