package policy

import (
	"regexp"
	"strings"

	"cel.dev/cel-go/cel"
)

// issues notes what the checker of conditions says, at the places in the file.
func (l *loader) issues(text scalar, issues *cel.Issues) {
	for _, e := range issues.Errors() {
		n := offset(text.text, e.Location.Line(), e.Location.Column())
		if found := undefinedField.FindStringSubmatch(e.Message); found != nil {
			n = nameAfter(text.text, n, found[1])
		}
		l.fault(l.inside(text, n), "when: %s", better(e.Message, text.text, n))
	}
}

var undefinedField = regexp.MustCompile(`^undefined field '([^']*)'$`)

// better adds what to do to a message.
func better(message, text string, n int) string {
	if found := undefinedField.FindStringSubmatch(message); found != nil {
		return message + fieldHint(found[1], text, n)
	}
	message, _, _ = strings.Cut(message, " expecting ") // a list of all that the grammar knows helps nobody
	switch {
	case strings.Contains(message, "invalid duration argument"):
		return message + "; a duration here takes h, m and s, so 30 days are duration('720h')"
	case strings.Contains(message, "no matching overload"):
		return message + "; the two sides must be of one type"
	case strings.Contains(message, "undeclared reference") && !strings.Contains(message, "did you mean"):
		return message + "; there are action, level, before, duration, reason, now, requester, target and parent"
	}
	return message
}

// nameAfter finds the name that is wrong: the checker tells of the dot or bracket before it.
func nameAfter(text string, n int, name string) int {
	runes := []rune(text)
	n = min(n, len(runes))
	rest := string(runes[n:])
	return n + len([]rune(rest[:max(0, strings.Index(rest, name))]))
}

// fieldHint suggests a member of the fact before the dot.
func fieldHint(field, text string, n int) string {
	runes := []rune(text)
	before := strings.TrimRight(string(runes[:min(n, len(runes))]), ". \n\t")
	for _, fact := range []string{varRequester, varTarget, varParent} {
		if strings.HasSuffix(before, fact) {
			return "; " + suggest(field, fieldsOf(fact))
		}
	}
	return ""
}
