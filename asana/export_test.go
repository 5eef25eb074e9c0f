package asana

import "net/http"

// Punctual is the transport of writes, for a server whose certificate only the test knows.
func Punctual(next *http.Transport) http.RoundTripper { return newPunctual(next) }
