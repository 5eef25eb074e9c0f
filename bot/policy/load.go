package policy

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"

	"cel.dev/cel-go/cel"
	"github.com/goccy/go-yaml/ast"
)

// loader reads a policy file.
type loader struct {
	*source
	policy *Policy
	env    *cel.Env // for conditions, once one is met
}

// Load reads a policy file; name is for messages. Its error is a *FaultsError with all faults, each with line, column and what to do.
func Load(name string, data []byte) (*Policy, error) {
	sum := sha256.Sum256(data)
	data = plain(data)
	l := &loader{source: newSource(name, data), policy: &Policy{hash: hex.EncodeToString(sum[:]), settings: defaultSettings(), otherwise: otherwise{decision: Deny}}}
	if root := l.parse(data); root != nil {
		l.top(root)
	}
	if err := l.err(); err != nil {
		return nil, err
	}
	l.policy.arrange()
	return l.policy, nil
}

// plain takes away what editors put into a file besides its text: a mark at its beginning, and breaks of lines in two characters.
func plain(data []byte) []byte {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
}

// top reads the members of the file. Tests name rules, so they are read when the rules are known, wherever they stand.
func (l *loader) top(root ast.Node) {
	var tests ast.Node
	has := l.members(root, "a policy",
		member{"default", l.otherwise},
		member{"rules", l.rules},
		member{"identities", l.identities},
		member{"bundles", l.bundles},
		member{"access_requests", l.accessRequests},
		member{"settings", l.settings},
		member{"tests", func(n ast.Node) { tests = n }},
	)
	l.require(has, placeOf(root), "the policy", "rules")
	if tests != nil {
		l.tests(tests)
	}
}

// otherwise is what happens to a change that no rule is about.
type otherwise struct {
	decision Decision
	line     int
}

func (l *loader) otherwise(n ast.Node) {
	word := l.word(n, "default", []string{string(Deny), string(Allow)})
	l.policy.otherwise = otherwise{decision: Decision(word), line: placeOf(n).line}
}

// celEnv is what conditions may speak of; made when the first one is met.
func (l *loader) celEnv() (*cel.Env, error) {
	if l.env != nil {
		return l.env, nil
	}
	env, err := newEnv()
	l.env = env
	return env, err
}
