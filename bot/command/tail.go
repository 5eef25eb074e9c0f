package command

// takeTail cuts time and level off the end. The order is level, then time; the other order is
// understood too, because otherwise an end date would become part of a name in silence.
func (p *parser) takeTail() {
	timed := p.takeTime()
	p.takeLevel()
	if timed {
		if p.takeTime() && !p.cmd.isSpan() {
			p.fail(&Error{Code: CodeBadTime, Message: "There are two times in that. Write one for or until." + quoteIt})
		}
	} else if !p.takeTime() {
		p.refuseHalfTime()
	}
}

// takeTime cuts off the last for or until when what follows has the shape of a time.
func (p *parser) takeTime() bool {
	i := lastIndex(p.toks, p.cmd.Verb.timeWords()...)
	if i < 0 {
		return false
	}
	fault, ok := p.readTime(p.toks[i], p.toks[i+1:])
	if !ok {
		return false
	}
	p.fail(fault)
	if !p.cmd.Verb.takesTime() {
		p.cmd.For, p.cmd.Until = Duration{}, Moment{}
		p.fail(&Error{
			Code: CodeExtraWords, Word: p.toks[i].text,
			Message: string(p.cmd.Verb) + " takes no for or until." + quoteIt,
		})
	}
	p.toks = p.toks[:i]
	return true
}

// readTime reads the time after keyword into the command.
func (p *parser) readTime(keyword token, words []token) (fault *Error, ok bool) {
	if keyword.is("until") {
		moment, fault, ok := readMoment(words)
		if ok {
			p.cmd.Until = moment
		}
		return fault, ok
	}
	if keyword.is("since") {
		if moment, fault, ok := readMoment(words); ok {
			p.cmd.Since = moment
			return fault, true
		}
	}
	duration, fault, ok := readDuration(words)
	if ok {
		p.cmd.For = duration
	}
	return fault, ok
}

// refuseHalfTime refuses a for or until that was surely meant as a time but is none. Anything else
// after for or until belongs to a name, such as Plan for Spring.
func (p *parser) refuseHalfTime() {
	i := lastIndex(p.toks, p.cmd.Verb.timeWords()...)
	if i < 0 || !p.cmd.Verb.takesTime() || p.cmd.Verb == History && i == 0 && p.toks[i].is("for") {
		return
	}
	until := !p.toks[i].is("for")
	words := p.toks[i+1:]
	if len(words) == 0 && i > 0 || looksLikeTime(words, until) {
		how := howFor
		if until {
			how = howUntil
		}
		text, _ := joinWords(words, " ")
		fault := badTime(text, how+quoteIt)
		if text == "" {
			fault = incomplete("Until when, or for how long? "+how+quoteIt, MissingTime)
		}
		p.fail(fault)
		p.toks = p.toks[:i]
	}
}

// takeLevel cuts `as <level>` off the end, and for set also `to <level>`.
func (p *parser) takeLevel() {
	keywords := []string{"as"}
	if p.cmd.Verb == Set {
		keywords = append(keywords, "to")
	}
	i := lastIndex(p.toks, keywords...)
	if i < 0 {
		return
	}
	before, words := p.toks[:i], p.toks[i+1:]
	level, ok := levelOf(words, p.cmd.Verb)
	switch {
	case ok && !p.cmd.Verb.takesLevel():
		p.fail(&Error{
			Code: CodeMisplacedLevel, Word: string(level),
			Message: string(p.cmd.Verb) + " takes no level. To change a level use set." + quoteIt,
		})
	case ok:
		p.cmd.Level = level
	case p.cmd.Verb.takesLevel():
		p.noLevel(i)
		return
	default:
		return
	}
	p.toks = before
}

// noLevel decides what words after as are that are no level: a mistake, or part of a name such as
// Software as a Service.
func (p *parser) noLevel(i int) {
	before, words := p.toks[:i], p.toks[i+1:]
	separator := p.toks[i].is("to") && firstIndex(before, prepositions(p.cmd.Verb)...) < 0
	if len(words) == 0 {
		if !separator {
			p.fail(incomplete("As what? The levels are "+levelList()+".", MissingLevel))
			p.toks = before
		}
		return
	}
	if level, n := leadingLevel(words, p.cmd.Verb); n > 0 {
		p.misplacedLevel(i, level, n)
		return
	}
	text, ok := joinWords(words, " ")
	like, near := levelLike(text)
	if ok && !separator && !words[0].open && (len(words) == 1 || len(words) == 2 && near) {
		p.unknownLevel(before, text, like)
	}
}

// leadingLevel finds a level that is followed by more words.
func leadingLevel(words []token, v Verb) (level Level, n int) {
	for n := min(2, len(words)-1); n > 0; n-- {
		if level, ok := levelOf(words[:n], v); ok {
			return level, n
		}
	}
	return "", 0
}

// misplacedLevel explains a level with words after it, and offers the command in the right order
// when the words make sense without it.
func (p *parser) misplacedLevel(i int, level Level, n int) {
	fault := &Error{
		Code: CodeMisplacedLevel, Word: string(level),
		Message: "The level " + string(level) + " must come after who and what; only for, until, anyway and because may follow it." + quoteIt,
	}
	p.fail(fault)
	after := p.toks[i+1+n:]
	p.toks = p.toks[:i:i]
	p.cmd.Level = level
	if after[0].is(prepositions(p.cmd.Verb)...) {
		p.toks = append(p.toks, after...)
		again := parser{cmd: p.cmd, toks: p.toks}
		if again.whoAndWhat(); again.err == nil {
			fault.suggest(again.cmd)
		}
	}
}

func (p *parser) unknownLevel(before []token, text string, like Level) {
	fault := &Error{
		Code: CodeUnknownLevel, Word: shorten(text),
		Message: quote(text) + " is not an access level. The levels are " + levelList() + "." + quoteIt,
	}
	p.toks = before
	if like == "" {
		fault.Missing = []Missing{MissingLevel}
	} else {
		fault.Suggestion = string(like)
		again := parser{cmd: p.cmd, toks: p.toks}
		again.cmd.Level = like
		if again.operandsOnly(); again.err == nil {
			fault.suggest(again.cmd)
		}
	}
	p.fail(fault)
}

func levelList() string {
	var names []string
	for _, l := range Levels() {
		names = append(names, string(l))
	}
	return orList(names)
}
