package asana

import (
	"context"
	"errors"
	"io"
	"net/http"

	"golang.org/x/oauth2"
)

// errSignedOut is a consent that is no longer worth anything.
var errSignedOut = errors.New("the person has to sign in to Asana again")

// refused makes of an answer what the library makes of refusals.
func refused(resp *http.Response) error {
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxRefusal))
	if err != nil {
		return err
	}
	return &oauth2.RetrieveError{Response: resp, Body: body}
}

// failure is the error of a sign-in. Asana refuses it in the shape of RFC 6749,
// and what stands before it in the API's own; both are read, and no secret stays.
func (a App) failure(op string, err error, secrets ...string) *Error {
	refusal, isRefusal := errors.AsType[*oauth2.RetrieveError](err)
	if !isRefusal {
		e := newError(call{op: op}, err)
		e.transient = !errors.Is(err, context.Canceled)
		return e
	}
	e := newError(call{op: op}, nil)
	e.Status = refusal.Response.StatusCode
	e.read(refusal.Body, redactor(append(secrets, a.ClientSecret)...))
	if e.Code == "invalid_grant" {
		e.err = errSignedOut
	}
	return e
}
