package command

import (
	"errors"
	"net/url"
	"strings"
)

// Link is what the address of a page of app.asana.com tells.
type Link struct {
	Kind      Kind   // empty when the address does not tell it
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
	segments := strings.FieldsFunc(u.EscapedPath(), func(r rune) bool { return r == '/' })
	var link Link
	switch {
	case len(segments) > 1 && segments[0] == "0":
		link, err = oldLink(segments[1:])
	case len(segments) > 3 && segments[0] == "1" && isDigits(segments[1]):
		link, err = kindLink(segments[2:])
		link.Workspace = segments[1]
	default:
		err = ErrUnknownLink
	}
	if err != nil {
		return Link{}, err
	}
	link.URL = "https://app.asana.com/" + strings.Join(segments, "/")
	return link, nil
}

// oldLink reads what follows /0/: a project's gid comes without a word before it.
func oldLink(segments []string) (Link, error) {
	if isDigits(segments[0]) {
		return Link{Kind: Project, GID: segments[0]}, nil
	}
	if len(segments) > 1 && segments[0] == "resource" && isDigits(segments[1]) {
		return Link{GID: segments[1]}, nil
	}
	return kindLink(segments)
}

// kindLink reads a kind and a gid; what follows is a tab, a view or a task within the object.
func kindLink(segments []string) (Link, error) {
	if len(segments) < 2 || !isDigits(segments[1]) {
		return Link{}, ErrUnknownLink
	}
	switch kind := Kind(segments[0]); kind {
	case Project, Portfolio, Goal, Team:
		return Link{Kind: kind, GID: segments[1]}, nil
	case "task":
		return Link{}, ErrTaskLink
	}
	return Link{}, ErrUnknownLink
}
