package command

import "errors"

// Kind is the kind of object that a What names, in the word that people type.
type Kind string

// The kinds of object.
const (
	Project   Kind = "project"
	Portfolio Kind = "portfolio"
	Goal      Kind = "goal"
	Field     Kind = "field"
	Type      Kind = "type"
	Team      Kind = "team"
	Workspace Kind = "workspace"
	Bundle    Kind = "bundle"
)

// Kinds returns the kinds that people can type.
func Kinds() []Kind {
	return []Kind{Project, Portfolio, Goal, Field, Type, Team, Workspace, Bundle}
}

// ResourceType returns the word Asana has for the kind.
func (k Kind) ResourceType() string {
	switch k {
	case Field, Type:
		return "custom_" + string(k)
	}
	return string(k)
}

// What is one operand that names an object, not yet looked up: by Name, or by GID, or by Link (and
// then GID is the one in the link). A workspace may have none of them: it is the one there is.
type What struct {
	Kind Kind   `json:"kind,omitempty"`
	Name string `json:"name,omitempty"`
	GID  string `json:"gid,omitempty"`
	Link string `json:"link,omitempty"`
	In   *What  `json:"in,omitempty"` // type: the project through which it is found
}

// SameAs reports whether two operands name the same object in the same words.
func (w What) SameAs(other What) bool {
	if (w.In == nil) != (other.In == nil) || w.In != nil && !w.In.SameAs(*other.In) {
		return false
	}
	w.In, other.In = nil, nil
	return w == other
}

// readWhat reads objects separated by commas or and. A kind in the plural holds for the names
// after it; otherwise a name without a kind is a project's.
func readWhat(toks []token) ([]What, *Error) {
	var (
		all   []What
		first *Error
		carry = Project
	)
	for start := 0; start < len(toks); start++ {
		end := start
		for end < len(toks) && !toks[end].separates() {
			end++
		}
		if end > start {
			w, next, fault := readOneWhat(trimDashes(toks[start:end]), carry)
			carry = next
			if w.Kind != "" { // also what lacks something is understood as far as it goes
				all = addWhat(all, w)
			}
			if first == nil {
				first = fault
			}
		}
		start = end
	}
	return all, first
}

func addWhat(all []What, w What) []What {
	for _, have := range all {
		if have.SameAs(w) {
			return all
		}
	}
	return append(all, w)
}

// trimDashes drops dashes that stand alone at the end, as in `Website — because launch`.
func trimDashes(toks []token) []token {
	for len(toks) > 1 && toks[len(toks)-1].isDash() {
		toks = toks[:len(toks)-1]
	}
	return toks
}

// readOneWhat reads one object; carry is the kind of names without one, next that of the object
// after this.
func readOneWhat(toks []token, carry Kind) (w What, next Kind, fault *Error) {
	kind, plural, n := readKind(toks)
	next = Project
	switch {
	case n == 0:
		kind, next = carry, carry
	case plural:
		next = kind
	}
	w, fault = readObject(toks[n:], kind, n > 0)
	return w, next, fault
}

// readKind reads the kind before a name; n is how many words it has.
func readKind(toks []token) (kind Kind, plural bool, n int) {
	if len(toks) > 1 && toks[0].is("custom") && toks[1].is("field", "fields", "type", "types") {
		kind, plural, _ = readKind(toks[1:])
		return kind, plural, 2
	}
	if len(toks) == 0 {
		return "", false, 0
	}
	first := toks[0]
	for _, k := range Kinds() {
		switch {
		case first.is(string(k), k.ResourceType()):
			return k, false, 1
		case first.is(string(k)+"s", k.ResourceType()+"s"):
			return k, true, 1
		}
	}
	return "", false, 0
}

// readObject reads what follows the kind.
func readObject(toks []token, kind Kind, typed bool) (What, *Error) {
	var in *What
	if i := lastIndex(toks, "in"); kind == Type && i >= 0 {
		container, fault := readContainer(toks[i+1:])
		if fault != nil {
			return What{}, fault
		}
		toks, in = toks[:i], &container
	}
	if len(toks) == 1 && toks[0].kind == tokenLink {
		w, fault := readLink(toks[0], kind, typed)
		w.In = in
		return w, fault
	}
	name, gid, fault := readName(toks)
	switch {
	case fault != nil:
		return What{}, fault
	case name+gid == "" && kind != Workspace:
		return What{Kind: kind}, incomplete("Which "+string(kind)+"? Write its name after the word "+string(kind)+
			"; a name that is itself such a word goes in quotes.", MissingWhat)
	case kind == Type && name != "" && in == nil:
		return What{Kind: kind, Name: name}, incomplete("In which project is the type "+quote(name)+
			`? Asana finds types only through a project: write type "Bug" in project "Website".`, MissingProject)
	}
	return What{Kind: kind, Name: name, GID: gid, In: in}, nil
}

// readContainer reads the project after `in`.
func readContainer(toks []token) (What, *Error) {
	kind, _, n := readKind(toks)
	if n > 0 && kind != Project {
		return What{}, &Error{
			Code: CodeUnknownWhat, Word: string(kind),
			Message: `A type is found through a project, not through a ` + string(kind) + `: write type "Bug" in project "Website".`,
		}
	}
	w, fault := readObject(toks[n:], Project, true)
	return w, fault
}

// readLink reads a link; its address decides the kind.
func readLink(t token, kind Kind, typed bool) (What, *Error) {
	link, err := ParseLink(t.id)
	if err != nil {
		return What{}, linkFault(t.id, err)
	}
	if typed && link.Kind != kind {
		return What{}, &Error{
			Code: CodeBadLink, Word: shorten(t.id),
			Message: "That link is the page of a " + string(link.Kind) + ", not of a " + string(kind) + ".",
		}
	}
	return What{Kind: link.Kind, GID: link.GID, Link: link.URL}, nil
}

func linkFault(address string, err error) *Error {
	message := "That link names no project, portfolio, goal or team. Copy the link of the object's own page, or write its name."
	switch {
	case errors.Is(err, ErrForeignLink):
		message = "Only links of app.asana.com say what is meant. Write the name, or copy the link from Asana."
	case errors.Is(err, ErrTaskLink):
		message = "That link is the page of a task, and tasks have no members. Copy the link of the project."
	}
	return &Error{Code: CodeBadLink, Word: shorten(address), Message: message}
}
