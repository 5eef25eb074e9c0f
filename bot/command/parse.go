package command

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// parser reads one command. It keeps the first fault and reads on, so that cmd holds everything
// that could be understood.
type parser struct {
	src  string
	toks []token
	cmd  Command
	err  *Error
}

// Parse understands the text of a slash command, still escaped as Slack sends it. The error, if
// any, is an *Error.
func Parse(text string) (Command, error) {
	if utf8.RuneCountInString(text) > MaxText {
		return Command{}, tooLong(Form)
	}
	c, fault := parse(clean(text))
	if fault != nil {
		return Command{}, fault
	}
	// The canonical text can be several times as long as what was typed, and it must be readable too.
	const certainlyShort = MaxText / 8
	if len(text) > certainlyShort && utf8.RuneCountInString(c.String()) > MaxText {
		return Command{}, tooLong(c.Verb)
	}
	return c, nil
}

func tooLong(v Verb) *Error {
	return &Error{
		Code: CodeTooLong, Verb: v,
		Message: "That is longer than " + strconv.Itoa(MaxText) + " characters. Send it in several commands.",
	}
}

// parse reads cleaned text.
func parse(src string) (Command, *Error) {
	toks := lex(src)
	if len(toks) > 0 && toks[0].kind == tokenWord && strings.HasPrefix(toks[0].text, "/") {
		toks = toks[1:]
	}
	return parseTokens(src, toks)
}

func parseTokens(src string, toks []token) (Command, *Error) {
	if len(toks) == 0 {
		return Command{}, nil
	}
	verb, ok := verbOf(toks[0])
	if !ok {
		return Command{}, unknownVerb(src, toks)
	}
	return parseVerb(verb, src, toks[1:])
}

// parseVerb reads what follows a verb. It returns what was understood together with the error.
func parseVerb(verb Verb, src string, toks []token) (Command, *Error) {
	p := &parser{src: src, toks: toks, cmd: Command{Verb: verb}}
	p.run()
	if p.err == nil && p.cmd.operands() > MaxOperands {
		p.fail(&Error{
			Code:    CodeTooMany,
			Message: "One command can name at most " + strconv.Itoa(MaxOperands) + " people and objects. Send it in several commands.",
		})
	}
	if p.err == nil {
		return p.cmd, nil
	}
	if p.err.Verb == Form {
		p.err.Verb = verb
	}
	p.err.Understood = p.cmd
	return p.cmd, p.err
}

// unknownVerb asks back; when one verb is likely and makes sense of the rest, with the whole command.
func unknownVerb(src string, toks []token) *Error {
	word := toks[0].text
	e := &Error{
		Code: CodeUnknownVerb, Word: shorten(word),
		Message: "I don't know the command " + quote(word) + ".",
	}
	switch verbs := verbsLike(word); len(verbs) {
	case 0:
		e.Message += " Commands start with a verb such as add, remove, set, request or list."
	case 1:
		e.Verb, e.Suggestion = verbs[0], string(verbs[0])
		c, fault := parseVerb(verbs[0], src, toks[1:])
		e.Understood = c
		if fault == nil {
			e.suggest(c)
		}
	default:
		e.Verb = verbs[0]
		names := make([]string, len(verbs))
		for i, v := range verbs {
			names[i] = string(v)
		}
		e.Message += " Did you mean " + orList(names) + "?"
	}
	return e
}

// orList joins words as in "end, extend or undo".
func orList(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

func (p *parser) fail(e *Error) {
	if p.err == nil && e != nil {
		p.err = e
	}
}

func (p *parser) run() {
	switch p.cmd.Verb {
	case Add, Remove, Set, Request, Copy, Offboard, Transfer:
		p.change()
	case List, History:
		p.question()
	case Show:
		p.show()
	case Explain:
		p.explain()
	case Approve, Deny, Cancel, End, Undo, Extend:
		p.decision()
	case Help:
		p.help()
	case Stop, Resume:
		p.takeReason()
		p.nothing()
	default:
		p.nothing()
	}
}

// change reads from the right: the reason, the time, the level, then who and what.
func (p *parser) change() {
	p.takeReason()
	p.takeAnyway()
	p.takeTail()
	switch p.cmd.Verb {
	case Request:
		p.requestWhat()
	case Offboard:
		p.setWho(p.toks)
	case Copy:
		p.copyOperands()
	case Transfer:
		p.transferOperands()
	default:
		p.whoAndWhat()
	}
	if p.cmd.Verb == Set && p.cmd.Level == "" {
		p.fail(incomplete("To which level? End with to and a level: "+levelList()+".", MissingLevel))
	}
}

// takeReason cuts off the first because and everything after it, as it was typed.
func (p *parser) takeReason() {
	i := firstIndex(p.toks, "because")
	if i < 0 {
		return
	}
	p.cmd.Reason = plainText(p.src[p.toks[i].end:])
	p.toks = p.toks[:i]
	if p.cmd.Reason == "" {
		p.fail(incomplete("Because of what? Write the reason after because, or leave because out.", MissingReason))
	}
}

// takeAnyway cuts off the explicit word at the end.
func (p *parser) takeAnyway() {
	if n := len(p.toks); n > 0 && p.cmd.Verb.takesAnyway() && p.toks[n-1].is("anyway") {
		p.cmd.Anyway, p.toks = true, p.toks[:n-1]
	}
}

// nothing refuses words after a command that is complete.
func (p *parser) nothing() {
	if len(p.toks) == 0 {
		return
	}
	p.fail(&Error{
		Code: CodeExtraWords, Word: shorten(p.toks[0].text),
		Message: "I don't know what " + quote(p.toks[0].text) + " after " + string(p.cmd.Verb) + " means; nothing more is needed there.",
	})
}

func (p *parser) help() {
	if len(p.toks) == 0 {
		return
	}
	verb, ok := verbOf(p.toks[0])
	if !ok {
		fault := unknownVerb("", p.toks[:1])
		if fault.Suggested != nil || fault.Suggestion != "" {
			fault.suggest(Command{Verb: Help, Topic: fault.Verb})
		}
		fault.Verb = Help
		p.fail(fault)
		return
	}
	p.cmd.Topic, p.toks = verb, p.toks[1:]
	p.nothing()
}

func (p *parser) explain() {
	if len(p.toks) == 0 {
		p.fail(incomplete("Explain what? Write the whole change after explain.", MissingCommand))
		return
	}
	verb, ok := verbOf(p.toks[0])
	if ok && !verb.IsChange() {
		p.fail(&Error{
			Code: CodeNotExplainable, Word: string(verb),
			Message: "explain tells what a change would do, and " + string(verb) + " changes no memberships.",
		})
		return
	}
	inner, fault := parseTokens(p.src, p.toks)
	if fault == nil {
		p.cmd.Inner = &inner
		return
	}
	understood := fault.Understood
	p.cmd.Inner = &understood
	switch {
	case fault.Suggested == nil:
	case fault.Suggested.Verb.IsChange():
		fault.suggest(Command{Verb: Explain, Inner: fault.Suggested})
	default: // a mistyped verb that explain would refuse as well
		fault.Suggested, fault.Suggestion = nil, ""
	}
	p.fail(fault)
}

func (p *parser) show() {
	if len(p.toks) == 1 && p.toks[0].kind == tokenWord && isDigits(p.toks[0].text) {
		p.cmd.GID = p.toks[0].text
		return
	}
	if len(p.toks) == 0 {
		p.fail(incomplete("Which membership? Write its gid, a number that list tells.", MissingGID))
		return
	}
	p.fail(&Error{
		Code: CodeExtraWords, Word: shorten(p.toks[0].text),
		Message: "show takes the gid of one membership, a number that list tells. To see the members of something, use list.",
	})
}
