package asana

import (
	"errors"
	"net/http"
	"time"
)

// hasStatus tells whether Asana answered with the status.
func hasStatus(err error, status int) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Status == status
}

// IsBadRequest tells that the request itself is wrong: Asana said so, or it was
// refused here before it was sent.
func IsBadRequest(err error) bool {
	return hasStatus(err, http.StatusBadRequest) || errors.Is(err, ErrArgument)
}

// IsUnauthorized tells that Asana does not accept the token, or that a person's
// consent is no longer worth anything.
func IsUnauthorized(err error) bool {
	return hasStatus(err, http.StatusUnauthorized) || errors.Is(err, errSignedOut)
}

// IsPaymentRequired tells that the workspace's plan does not include this.
func IsPaymentRequired(err error) bool { return hasStatus(err, http.StatusPaymentRequired) }

// IsForbidden tells that the token's owner may not do this.
func IsForbidden(err error) bool { return hasStatus(err, http.StatusForbidden) }

// IsNotFound tells that the object does not exist, or is hidden from the token's
// owner: Asana does not tell which.
func IsNotFound(err error) bool { return hasStatus(err, http.StatusNotFound) }

// IsRateLimited tells that there were too many requests, and how long to wait.
// It is also true for calls that were not sent because of that.
func IsRateLimited(err error) (time.Duration, bool) {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Status != http.StatusTooManyRequests && !errors.Is(err, errPaused) {
		return 0, false
	}
	return e.RetryAfter, true
}

// IsUnavailable tells that the same call may well succeed later: no connection,
// no readable answer, a failure of Asana's, or too many requests.
func IsUnavailable(err error) bool {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return false
	}
	return e.transient || e.Status >= http.StatusInternalServerError || e.Status == http.StatusTooManyRequests
}

// OutcomeUnknown tells that a write may or may not have happened: read what is
// there before doing anything else about it.
func OutcomeUnknown(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.unknown
}
