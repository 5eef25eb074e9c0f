package command

import (
	"slices"
	"strconv"
	"strings"
)

// prepositions returns the words that part who from what, the right one first.
func prepositions(v Verb) []string {
	switch v {
	case Remove:
		return []string{"from", "on", "to"}
	case Set:
		return []string{"on", "to", "from"}
	}
	return []string{"to", "on", "from"}
}

// operandsOnly reads who and what of a verb that takes a level.
func (p *parser) operandsOnly() {
	if p.cmd.Verb == Request {
		p.requestWhat()
		return
	}
	p.whoAndWhat()
}

func (p *parser) setWho(toks []token) {
	who, fault := readWho(toks)
	p.cmd.Who = who
	p.fail(fault)
	if len(who) == 0 {
		p.fail(incomplete("Who? Name a person, a user group or a team.", MissingWho))
	}
}

func (p *parser) setWhat(toks []token) {
	what, fault := readWhat(toks)
	p.cmd.What = what
	p.fail(fault)
	if len(what) == 0 {
		p.fail(incomplete("What? Name a project, portfolio, goal, field, type, team or workspace.", MissingWhat))
	}
}

// whoAndWhat reads the operands of add, remove and set around their preposition.
func (p *parser) whoAndWhat() {
	words := prepositions(p.cmd.Verb)
	i := firstIndex(p.toks, words...)
	if i < 0 {
		p.noPreposition()
		return
	}
	who, what := p.toks[:i], p.toks[i+1:]
	if len(trimDashes(who)) == 0 && len(what) == 0 {
		p.fail(incomplete("Who, and what? Write "+shape(p.cmd.Verb)+".", MissingWho, MissingWhat))
	}
	p.setWho(who)
	p.setWhat(what)
	// The opposite preposition may be a slip of the verb, so it is asked about: the last of the list.
	if wrong := words[2]; p.toks[i].is(wrong) && p.cmd.Verb != Set {
		fault := &Error{
			Code: CodeWrongPreposition, Word: wrong,
			Message: "Is it add … to or remove … from? " + string(p.cmd.Verb) + " does not go with " + wrong + ".",
		}
		if p.complete() {
			fault.suggest(p.cmd)
		}
		p.fail(fault)
	}
}

// complete reports whether the command so far could be carried out, and so may be suggested.
func (p *parser) complete() bool {
	return p.err == nil && (p.cmd.Verb != Set || p.cmd.Level != "")
}

func shape(v Verb) string {
	return string(v) + " <who> " + prepositions(v)[0] + " <what>"
}

// noPreposition understands what it can: the people at the start are who, the rest is what.
func (p *parser) noPreposition() {
	n := 0
	for n < len(p.toks) && saysWho(p.toks[n]) {
		n++
	}
	rest := p.toks[n:]
	if len(rest) > 0 && rest[0].is("in", "into", "at") {
		rest = rest[1:]
	}
	word := prepositions(p.cmd.Verb)[0]
	switch {
	case len(p.toks) == 0:
		p.fail(incomplete("Who, and what? Write "+shape(p.cmd.Verb)+".", MissingWho, MissingWhat))
		return
	case n == 0 && !p.toks[0].is("team", "teams", "everyone") && !strings.HasPrefix(p.toks[0].text, "@"):
		p.fail(incomplete("Who? Write "+shape(p.cmd.Verb)+".", MissingWho))
		p.setWhat(p.toks)
		return
	case n == 0 || len(rest) == 0:
		p.setWho(p.toks)
		p.fail(incomplete("What? Go on with "+word+" and a project, portfolio, goal, field, type, team or workspace.", MissingWhat))
		return
	}
	fault := incomplete("I can't tell who from what: the word "+word+" is missing between them. Write "+shape(p.cmd.Verb)+".", MissingWhat)
	p.setWho(p.toks[:n])
	p.setWhat(rest)
	if p.complete() {
		fault.suggest(p.cmd)
		fault.Missing = nil
	}
	p.fail(fault)
}

// saysWho reports a token that can only be people, or goes between them.
func saysWho(t token) bool {
	switch t.kind {
	case tokenUser, tokenGroup, tokenChannel, tokenBroadcast:
		return true
	case tokenWord:
		return t.is("me") || t.separates() || emailShape.MatchString(t.text)
	}
	return t.separates()
}

// requestWhat reads the operands of request, which is always for the person who types.
func (p *parser) requestWhat() {
	toks := p.toks
	if len(toks) > 1 && toks[0].is("access") && toks[1].is("to") {
		toks = toks[1:]
	}
	if len(toks) > 0 && toks[0].is("to") {
		toks = toks[1:]
	}
	if i := lastIndex(toks, "for"); i >= 0 && i+1 < len(toks) && saysWho(toks[i+1]) {
		p.fail(&Error{
			Code: CodeExtraWords, Word: shorten(toks[i+1].text),
			Message: "request is for yourself. For somebody else use add.",
		})
		toks = toks[:i]
	}
	p.setWhat(toks)
}

func (p *parser) copyOperands() {
	i := firstIndex(p.toks, "to")
	if i < 0 {
		p.setWhat(p.toks)
		p.fail(incomplete("To what? Go on with to and where the members go.", MissingTarget))
		return
	}
	p.setWhat(p.toks[:i])
	to, fault := readWhat(p.toks[i+1:])
	p.cmd.ToWhat = to
	p.fail(fault)
	if len(to) == 0 {
		p.fail(incomplete("To what? Write after to where the members go.", MissingTarget))
	}
}

func (p *parser) transferOperands() {
	i := firstIndex(p.toks, "to")
	if i < 0 {
		p.setWho(p.toks)
		p.fail(incomplete("To whom? Go on with to and one person.", MissingTarget))
		return
	}
	p.setWho(p.toks[:i])
	to, fault := readWho(p.toks[i+1:])
	p.cmd.ToWho = to
	p.fail(fault)
	if len(to) != 1 || !onePerson(to[0]) {
		p.fail(incomplete("To whom? Write exactly one person after to.", MissingTarget))
	}
}

func onePerson(w Who) bool { return slices.Contains([]WhoKind{WhoUser, WhoEmail, WhoMe}, w.Kind) }

// question reads list and history: `for` and everything that can only be people says who.
func (p *parser) question() {
	history := p.cmd.Verb == History
	if history {
		p.takeTail()
	}
	if len(p.toks) == 0 {
		if !history {
			p.fail(incomplete("List what? Write a project or another object for its members, or for and a person.", MissingWhat))
		}
		return
	}
	first := p.toks[0]
	switch id, ok := requestID(first); {
	case history && ok && len(p.toks) == 1 && !isDigits(first.text):
		p.cmd.Request = id
	case first.is("for"):
		p.setWho(p.toks[1:])
	case saysWho(first) && !first.separates(), first.is("everyone") && len(p.toks) > 1 && p.toks[1].is("in"),
		first.kind == tokenWord && strings.HasPrefix(first.text, "@"):
		p.setWho(p.toks)
	default:
		p.setWhat(p.toks)
	}
}

// decision reads the verbs that are about one request.
func (p *parser) decision() {
	p.takeReason()
	p.takeAnyway()
	if len(p.toks) == 0 {
		p.fail(incomplete("Which request? Write its number, such as R142; pending lists them.", MissingRequestID))
		return
	}
	id, ok := requestID(p.toks[0])
	if !ok {
		p.fail(&Error{
			Code: CodeBadRequestID, Word: shorten(p.toks[0].text), Missing: []Missing{MissingRequestID},
			Message: quote(p.toks[0].text) + " is not the number of a request. It looks like R142; pending lists them.",
		})
		return
	}
	p.cmd.Request, p.toks = id, p.toks[1:]
	if p.cmd.Verb == Extend {
		p.extendBy()
	}
	p.nothing()
	if p.cmd.Verb == Deny && p.cmd.Reason == "" {
		p.fail(incomplete("Why? Denying needs a reason: deny R"+strconv.FormatInt(id, 10)+" because …", MissingReason))
	}
}

// extendBy reads the length after by or the moment after until.
func (p *parser) extendBy() {
	if len(p.toks) < 2 || !p.toks[0].is("by", "for", "until") {
		p.fail(incomplete("By how much? Go on with by and a time such as 7d, or until and a date.", MissingTime))
		p.toks = nil
		return
	}
	fault, ok := p.readTime(p.toks[0], p.toks[1:])
	if !ok {
		text, _ := joinWords(p.toks[1:], " ")
		how := howFor
		if p.toks[0].is("until") {
			how = howUntil
		}
		fault = badTime(text, how)
	}
	p.fail(fault)
	p.toks = nil
}

// requestID reads R142, also without the R where nothing else can be meant.
func requestID(t token) (int64, bool) {
	if t.kind != tokenWord {
		return 0, false
	}
	digits := strings.TrimLeft(strings.TrimPrefix(t.text, "#"), "rR")
	if !isDigits(digits) || len(t.text)-len(digits) > 1 {
		return 0, false
	}
	id, err := strconv.ParseInt(digits, 10, 64)
	return id, err == nil && id > 0
}
