package policy

import (
	"slices"

	"github.com/goccy/go-yaml/ast"
)

// bundles reads named lists of what is given together. They are only checked here.
func (l *loader) bundles(n ast.Node) {
	pairs, ok := l.pairs(n, "bundles")
	if ok && len(pairs) == 0 {
		l.fault(placeOf(n), "bundles names none; take it away")
	}
	has := make(given)
	for _, p := range pairs {
		if !l.once(has, p.key, "bundles") || l.isNothing(p) {
			continue
		}
		list, ok := p.value.(*ast.SequenceNode)
		if !ok || len(list.Values) == 0 {
			l.fault(p.key.at, "bundle %q is a list with at least one entry of kind, what and level", p.key.text)
			continue
		}
		for _, v := range list.Values {
			l.bundled(v)
		}
	}
}

func (l *loader) bundled(n ast.Node) {
	kind, level := "project", scalar{}
	has := l.members(n, "an entry of a bundle",
		member{"kind", func(n ast.Node) { kind = kindOf(l.word(n, "kind", kindWords())) }},
		member{"what", func(n ast.Node) { l.text(n, "what") }},
		member{"level", func(n ast.Node) { level, _ = l.text(n, "level") }},
	)
	l.require(has, placeOf(n), "the entry", "what")
	if kind != "" && level.text != "" && !slices.Contains(levelsOf(kind), level.text) {
		l.fault(level.at, "a %s has no level %q; %s", kind, level.text, suggest(level.text, levelsOf(kind)))
	}
}
