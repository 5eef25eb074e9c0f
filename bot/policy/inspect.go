package policy

import (
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
)

// inspector goes through a condition: for the facts that it asks for, and for words that no fact ever is.
type inspector struct {
	l    *loader
	text scalar
	info *ast.SourceInfo
	w    *when
}

// inspect notes what a condition needs, and faults words in it that can never be equal to what they are compared with.
func (l *loader) inspect(text scalar, checked *cel.Ast, w *when) {
	i := &inspector{l: l, text: text, info: checked.NativeRep().SourceInfo(), w: w}
	ast.PreOrderVisit(checked.NativeRep().Expr(), ast.NewExprVisitor(i.visit))
}

func (i *inspector) visit(e ast.Expr) {
	switch e.Kind() {
	case ast.LiteralKind:
		if s, ok := literal(e); ok && slackGroup.MatchString(s) && strings.ContainsAny(s, "0123456789") { // words in capitals have none
			i.w.needs.Groups = append(i.w.needs.Groups, s)
		}
	case ast.IdentKind:
		if e.AsIdent() == "before" {
			i.w.needs.Before = true
		}
	case ast.SelectKind:
		i.needsOf(factOf(e))
	case ast.ComprehensionKind:
		i.w.loops = true
	case ast.CallKind:
		i.compared(e.AsCall())
	}
}

func (i *inspector) needsOf(fact string) {
	switch fact {
	case "requester.roles":
		i.w.needs.Roles = true
	case "target.guest":
		i.w.needs.Guest = true
	}
}

// compared looks at a comparison of a fact that is one of few words.
func (i *inspector) compared(call ast.CallExpr) {
	args := call.Args()
	if len(args) != 2 {
		return
	}
	left, right := args[0], args[1]
	switch call.FunctionName() {
	case operators.Equals, operators.NotEquals:
		i.among(right, wordsOf(factOf(left)))
		i.among(left, wordsOf(factOf(right)))
	case operators.In:
		if right.Kind() == ast.ListKind {
			for _, e := range right.AsList().Elements() {
				i.among(e, wordsOf(factOf(left)))
			}
		}
		if factOf(right) == "requester.roles" {
			i.among(left, roleWords())
		}
	}
}

// among faults a text that is none of the words.
func (i *inspector) among(e ast.Expr, words []string) {
	s, ok := literal(e)
	if !ok || s == "" || len(words) == 0 || slices.Contains(words, s) {
		return
	}
	at := i.info.GetStartLocation(e.ID())
	place := i.l.inside(i.text, offset(i.text.text, at.Line(), at.Column()))
	if kind := kindOf(s); kind != s && slices.Contains(words, kind) {
		i.l.fault(place, "when: this is never %q; did you mean %s?", s, kind)
		return
	}
	if s == wordRequest && slices.Contains(words, string(Add)) {
		i.l.fault(place, "when: this is never %q; a request is an add for oneself: action == 'add' && target.self", s)
		return
	}
	i.l.fault(place, "when: this is never %q; %s", s, suggest(s, words))
}

// literal is the text of an expression that is one.
func literal(e ast.Expr) (string, bool) {
	if e.Kind() != ast.LiteralKind {
		return "", false
	}
	s, ok := e.AsLiteral().Value().(string)
	return s, ok
}

// factOf names the fact that an expression is, such as level or parent.kind; empty when it is none.
func factOf(e ast.Expr) string {
	switch e.Kind() {
	case ast.IdentKind:
		return e.AsIdent()
	case ast.SelectKind:
		if of := e.AsSelect().Operand(); of.Kind() == ast.IdentKind {
			return of.AsIdent() + "." + e.AsSelect().FieldName()
		}
	}
	return ""
}

// wordsOf are the words that a fact can be; none when it can be anything.
func wordsOf(fact string) []string {
	switch fact {
	case "action":
		return []string{string(Add), string(Remove), string(Set), string(Read)}
	case "level":
		return levels()
	case "before":
		return append(levels(), levelNone)
	case "parent.kind":
		return kinds()
	case "target.type":
		return []string{wordUser, wordTeam}
	}
	return nil
}
