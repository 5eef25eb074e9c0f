package policy

import "github.com/goccy/go-yaml/ast"

// Watched is a project or portfolio whose access requests, made inside Asana, are decided by the policy.
type Watched struct {
	Kind string // project or portfolio
	What string // its name or gid
}

// Watched lists them in the order of the file.
func (p *Policy) Watched() []Watched { return p.watched }

// mostWatched bounds how much is asked of Asana every minute.
const mostWatched = 50

// accessRequests reads the projects and portfolios whose access requests are taken over from Asana, which knows them only there.
func (l *loader) accessRequests(n ast.Node) {
	list, ok := n.(*ast.SequenceNode)
	if !ok || len(list.Values) == 0 {
		l.fault(placeOf(n), "access_requests is a list with at least one entry of kind and what")
		return
	}
	if len(list.Values) > mostWatched {
		l.fault(placeOf(n), "access_requests has %d entries; at most %d are looked at", len(list.Values), mostWatched)
	}
	for _, v := range list.Values {
		w := Watched{Kind: "project"}
		has := l.members(v, "an entry of access_requests",
			member{"kind", func(n ast.Node) { w.Kind = l.word(n, "kind", []string{"project", "portfolio"}) }},
			member{"what", func(n ast.Node) {
				what, _ := l.text(n, "what")
				w.What = what.text
			}},
		)
		l.require(has, placeOf(v), "the entry", "what")
		l.policy.watched = append(l.policy.watched, w)
	}
}
