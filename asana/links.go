package asana

import (
	"net/url"
	"strings"
)

// linkHost is the only host whose addresses name objects.
const linkHost = "app.asana.com"

// kindTask is no parent, but people paste links to tasks, and the answer should
// say what they pasted.
const kindTask = "task"

// Link is what an address of Asana's web app names.
type Link struct {
	// Workspace is known from the newer form alone.
	Workspace string
	// Kind is a parent's kind, or "task".
	Kind string
	GID  string
}

// ParseLink reads an address of the web app in its older form (/0/…) or its newer
// one (/1/<workspace>/…), also as Slack wraps it. It refuses what is not an
// object: My Tasks, inboxes, searches, other hosts.
func ParseLink(s string) (Link, bool) {
	s = strings.TrimSpace(s)
	if inner, ok := strings.CutPrefix(s, "<"); ok {
		inner, _, _ = strings.Cut(strings.TrimSuffix(inner, ">"), "|")
		s = inner
	}
	if strings.HasPrefix(s, linkHost+"/") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || !strings.EqualFold(u.Host, linkHost) || u.User != nil || strings.Contains(u.Path, "..") {
		return Link{}, false
	}
	link, ok := parsePath(strings.Split(strings.Trim(u.Path, "/"), "/"))
	if !ok {
		return Link{}, false
	}
	return link, true
}

func parsePath(segments []string) (Link, bool) {
	switch {
	case len(segments) >= 2 && segments[0] == "0":
		return parseOldLink(segments[1:])
	case len(segments) >= 4 && segments[0] == "1" && IsGID(segments[1]):
		return parseNewLink(segments[1], segments[2:])
	default:
		return Link{}, false
	}
}

// parseOldLink reads what follows /0/: a project with a view or a task, whose
// names change too often to list, or a kind and a gid. Project 0 stands for none, which leaves the task.
func parseOldLink(segments []string) (Link, bool) {
	first, second := segments[0], ""
	if len(segments) > 1 {
		second = segments[1]
	}
	switch {
	case IsGID(first):
		return Link{Kind: KindProject, GID: first}, true
	case first == "0" && IsGID(second):
		return Link{Kind: kindTask, GID: second}, true
	case first == "resource":
		// This is how Asana spells the permanent address of a portfolio.
		return Link{Kind: KindPortfolio, GID: second}, IsGID(second)
	case isLinked(first):
		return Link{Kind: first, GID: second}, IsGID(second)
	default:
		return Link{}, false
	}
}

// parseNewLink reads what follows /1/<workspace>/. What stands after the gid is a
// view of the object, or a task opened beside it.
func parseNewLink(workspace string, segments []string) (Link, bool) {
	kind, gid := segments[0], segments[1]
	if !isLinked(kind) && kind != KindProject && kind != kindTask || !IsGID(gid) {
		return Link{}, false
	}
	return Link{Workspace: workspace, Kind: kind, GID: gid}, true
}

// isLinked tells whether addresses of both forms name the kind.
func isLinked(kind string) bool {
	return kind == KindPortfolio || kind == KindGoal || kind == KindTeam
}

// Permalink is the address of an object in Asana's web app: in the newer form,
// or in the older one where the workspace is not known. It is empty for what has
// no page of its own, such as custom fields.
func Permalink(kind, workspace, gid string) string {
	switch {
	case !IsGID(gid) || workspace != "" && !IsGID(workspace):
		return ""
	case workspace != "" && (isLinked(kind) || kind == KindProject || kind == kindTask):
		return "https://" + linkHost + "/1/" + workspace + "/" + kind + "/" + gid
	case kind == KindProject:
		return "https://" + linkHost + "/0/" + gid + "/list"
	case kind == kindTask:
		return "https://" + linkHost + "/0/0/" + gid
	case isLinked(kind):
		return "https://" + linkHost + "/0/" + kind + "/" + gid
	}
	return ""
}
