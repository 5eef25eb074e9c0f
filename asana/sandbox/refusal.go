package sandbox

import (
	"fmt"
	"net/http"
)

// refusal is an error that Asana answers with a status and a message.
type refusal struct {
	status  int
	message string
	// code is the name of the error that some of Asana's bodies carry.
	code string
	// retryAfter is the Retry-After header in seconds, if not 0.
	retryAfter int
}

// Error returns the message that the caller is sent.
func (r *refusal) Error() string { return r.message }

// refuse makes a refusal.
func refuse(status int, format string, args ...any) *refusal {
	return &refusal{status: status, message: fmt.Sprintf(format, args...)}
}

// invalid is a refusal of what was sent.
func invalid(format string, args ...any) *refusal {
	return refuse(http.StatusBadRequest, format, args...)
}

// missing refuses a request without a parameter or member it needs.
func missing(field string) *refusal { return invalid("%s: Missing input", field) }

// forbidden refuses what a caller may not do or see.
func forbidden(format string, args ...any) *refusal {
	return refuse(http.StatusForbidden, format, args...)
}

// place says where in a request a gid stood, because Asana's status depends on it.
type place int

const (
	inPath place = iota
	inQuery
	inBody
)

// status returns how an id that leads nowhere is answered. Only ids in a body
// are known to give 400; ids in a query are treated like those in a path.
func (p place) status() int {
	if p == inBody {
		return http.StatusBadRequest
	}
	return http.StatusNotFound
}

// unknown refuses an id that leads nowhere, or to another kind of thing.
func (w *world) unknown(where place, field, value string) *refusal {
	switch {
	case !isGID(value):
		return invalid("%s: Not a recognized ID: %s", field, value)
	case w.kindOf(value) != "":
		return refuse(where.status(), "%s: Not a recognized ID: %s", field, value)
	default:
		return refuse(where.status(), "%s: Unknown object: %s", field, value)
	}
}
