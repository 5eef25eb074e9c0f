package command

import (
	"errors"
	"net/url"
	"strings"

	"rollcall/asana"
)

// Link is what the address of a page of app.asana.com tells.
type Link struct {
	Kind      Kind
	GID       string // of the object
	Workspace string // gid, only in addresses of the new form
	URL       string // without query, fragment and trailing slash
}

// Errors of ParseLink.
var (
	ErrForeignLink = errors.New("not a link of app.asana.com")
	ErrTaskLink    = errors.New("a link to a task")
	ErrUnknownLink = errors.New("a link that names no project, portfolio, goal or team")
)

// ParseLink reads a link of the old form (/0/…) or the new one (/1/<workspace>/…). It fails with
// ErrForeignLink, ErrTaskLink or ErrUnknownLink.
func ParseLink(raw string) (Link, error) {
	u, err := url.Parse(raw)
	if err != nil || u.User != nil || !strings.EqualFold(u.Host, "app.asana.com") ||
		u.Scheme != "https" && u.Scheme != "http" {
		return Link{}, ErrForeignLink
	}
	found, ok := asana.ParseLink(raw)
	switch {
	case !ok:
		return Link{}, ErrUnknownLink
	case found.Kind == "task":
		return Link{}, ErrTaskLink
	}
	path := strings.Join(strings.FieldsFunc(u.EscapedPath(), func(r rune) bool { return r == '/' }), "/")
	return Link{Kind: Kind(found.Kind), GID: found.GID, Workspace: found.Workspace, URL: "https://app.asana.com/" + path}, nil
}
