package asana

import (
	"encoding/json"
	"regexp"
	"strings"
)

// What is kept of a refusal. Asana sends one short message; something else that
// answers in its place could send anything.
const (
	maxMessages = 10
	maxMessage  = 500
)

// addresses matches e-mail addresses, generously.
var addresses = regexp.MustCompile(`[^\s@:<>()",;]+@[^\s@:<>()",;]+`)

// refusalBody is both of Asana's error shapes: the API's, with a member that the
// document does not name, and the one of RFC 6749 with which sign-in is refused.
type refusalBody struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
	Errors      []struct {
		Message string `json:"message"`
		Phrase  string `json:"phrase"`
		Code    string `json:"error"`
	} `json:"errors"`
}

// read takes what it can from a body; a page of HTML has nothing to take.
func (e *Error) read(body []byte, redact func(string) string) {
	var refusal refusalBody
	_ = json.Unmarshal(body, &refusal)
	e.Code = redact(refusal.Error)
	if refusal.Description != "" {
		e.Messages = append(e.Messages, redact(refusal.Description))
	}
	for _, entry := range refusal.Errors[:min(len(refusal.Errors), maxMessages)] {
		if entry.Message != "" {
			e.Messages = append(e.Messages, redact(entry.Message))
		}
		if e.Phrase == "" {
			e.Phrase = redact(entry.Phrase)
		}
		if e.Code == "" {
			e.Code = redact(entry.Code)
		}
	}
}

// redactor returns a function that removes what no log may hold: secrets such as
// the token and what was searched for, and e-mail addresses. Asana repeats values in its messages.
func redactor(secrets ...string) func(string) string {
	return func(text string) string {
		for _, secret := range secrets {
			// Shorter ones say nothing, and would tear every word apart.
			if len(secret) > 2 {
				text = strings.ReplaceAll(text, secret, "[redacted]")
			}
		}
		text = addresses.ReplaceAllString(text, "[e-mail]")
		if runes := []rune(text); len(runes) > maxMessage {
			text = string(runes[:maxMessage]) + "…"
		}
		return text
	}
}
