package contract

import (
	"net/http"
	"strings"
)

// judged tells whether the request belongs to the API at all. The base path may
// be anywhere in the path, because servers are mounted below others.
func judged(req *http.Request) bool {
	_, rest, ok := strings.Cut(req.URL.Path, basePath)
	return ok && strings.HasPrefix(rest, "/")
}

// relocate copies the request with everything before the base path removed.
func relocate(req *http.Request) *http.Request {
	clone := req.Clone(req.Context())
	clone.URL.Path = fromBase(clone.URL.Path)
	if clone.URL.RawPath != "" {
		clone.URL.RawPath = fromBase(clone.URL.RawPath)
	}
	clone.URL.Scheme, clone.URL.Host = "", ""
	return clone
}

func fromBase(path string) string {
	_, rest, _ := strings.Cut(path, basePath)
	return basePath + rest
}

// name says which request a violation is about. The query is left out: failed
// tests are read by many, and queries carry names and addresses.
func name(req *http.Request) string {
	return req.Method + " " + req.URL.Path
}
