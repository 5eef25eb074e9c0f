package policy

import (
	"errors"
	"fmt"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	yamlast "github.com/goccy/go-yaml/ast"
)

// costLimit bounds the work of a condition; an ordinary one costs less than a hundred.
const costLimit = 100_000

// errNoTruth: the checker lets only conditions through that are true or false, so this does not happen.
var errNoTruth = errors.New("the condition is neither true nor false")

// when is a condition of a rule.
type when struct {
	program cel.Program
	needs   Needs
	loops   bool
	always  bool // it is true whatever the facts are
}

// holds evaluates the condition.
func (w *when) holds(s *subject) (bool, error) {
	out, _, err := w.program.Eval(s.variables())
	if err != nil {
		return false, err
	}
	truth, ok := out.(types.Bool)
	if !ok {
		return false, errNoTruth
	}
	return bool(truth), nil
}

// when reads a condition: it must be understood, be true or false, and be able to be true.
func (l *loader) when(n yamlast.Node) *when {
	text, ok := l.text(n, "when")
	if !ok {
		return nil
	}
	env, err := l.celEnv()
	if err != nil {
		l.fault(text.at, "when: %v", err)
		return nil
	}
	checked, issues := env.Compile(text.text)
	if issues.Err() != nil {
		l.issues(text, issues)
		return nil
	}
	if checked.OutputType() != cel.BoolType {
		l.fault(text.at, "when must be true or false, and this is of type %s; compare it with something", checked.OutputType())
		return nil
	}
	w, err := l.plan(env, checked)
	if err != nil {
		l.fault(text.at, "when: %v", err)
		return nil
	}
	l.inspect(text, checked, w)
	l.constant(text, env, checked, w)
	return w
}

func (l *loader) plan(env *cel.Env, checked *cel.Ast) (*when, error) {
	program, err := env.Program(checked, cel.CostLimit(costLimit))
	if err != nil {
		return nil, fmt.Errorf("this can't be evaluated: %w", err)
	}
	return &when{program: program}, nil
}

// constant faults a condition that is false whatever the facts are, and remembers one that is true. Loops are left alone: working them out has no
// limit here.
func (l *loader) constant(text scalar, env *cel.Env, checked *cel.Ast, w *when) {
	if w.loops {
		return
	}
	folding, err := cel.NewConstantFoldingOptimizer()
	if err != nil {
		return
	}
	optimizer, err := cel.NewStaticOptimizer(folding)
	if err != nil {
		return
	}
	folded, issues := optimizer.Optimize(env, checked)
	if issues.Err() != nil {
		return // it stays as it is, and is evaluated when it is needed
	}
	expr := folded.NativeRep().Expr()
	if expr.Kind() != ast.LiteralKind {
		return
	}
	w.always = expr.AsLiteral() == types.True
	if expr.AsLiteral() == types.False {
		l.fault(text.at, "when can never be true; correct it, or take the rule away")
	}
}
