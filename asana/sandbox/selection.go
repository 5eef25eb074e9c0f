package sandbox

import "strings"

// selection is the tree of members that opt_fields name.
type selection struct {
	// whole asks for the member as it shows by itself.
	whole bool
	sub   map[string]*selection
}

// parseFields reads opt_fields: names separated by commas, dots into
// sub-objects, a leading "this.", and groups such as (a|b).name.
func parseFields(text string) *selection {
	root := &selection{sub: map[string]*selection{}}
	for _, term := range splitOutside(text, ',') {
		for _, path := range expand(strings.TrimSpace(term)) {
			root.add(strings.TrimPrefix(path, "this."))
		}
	}
	return root
}

// add puts one dotted path into the tree.
func (s *selection) add(path string) {
	if path == "" {
		return
	}
	node := s
	for name := range strings.SplitSeq(path, ".") {
		if node.sub == nil {
			node.sub = map[string]*selection{}
		}
		if node.sub[name] == nil {
			node.sub[name] = &selection{}
		}
		node = node.sub[name]
	}
	node.whole = true
}

// expand replaces the first group of a term by each of its alternatives, and
// so on until no group is left.
func expand(term string) []string {
	open := strings.IndexByte(term, '(')
	if open < 0 {
		return []string{term}
	}
	end := closing(term, open)
	if end < 0 {
		return []string{term}
	}
	paths := []string{}
	for _, choice := range splitOutside(term[open+1:end], '|') {
		paths = append(paths, expand(term[:open]+choice+term[end+1:])...)
	}
	return paths
}

// closing returns where the bracket that opens at a position is closed.
func closing(term string, open int) int {
	depth := 0
	for i := open; i < len(term); i++ {
		switch term[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// splitOutside cuts a text at a separator wherever no bracket is open.
func splitOutside(text string, separator rune) []string {
	depth, start, parts := 0, 0, []string{}
	for i, char := range text {
		switch {
		case char == '(':
			depth++
		case char == ')':
			depth--
		case char == separator && depth == 0:
			parts = append(parts, text[start:i])
			start = i + 1
		}
	}
	return append(parts, text[start:])
}
