package command

import "strings"

// readName reads the name or the gid of one object: a quoted name, digits, or unquoted words. No
// tokens give neither.
func readName(toks []token) (name, gid string, fault *Error) {
	if len(toks) == 0 {
		return "", "", nil
	}
	if len(toks) == 1 && toks[0].kind == tokenQuoted {
		if toks[0].text == "" {
			return "", "", &Error{Code: CodeUnknownWhat, Word: `""`, Message: "There is nothing between the quotes. Write the name there."}
		}
		return toks[0].text, "", nil
	}
	for _, t := range toks {
		if fault := notInName(t); fault != nil {
			return "", "", fault
		}
	}
	name, _ = joinWords(toks, " ")
	name = squeeze(name)
	if isDigits(name) {
		return "", name, nil
	}
	if len(toks) == 1 && (strings.HasPrefix(name, "http://") || strings.HasPrefix(name, "https://")) {
		return "", "", linkFault(name, ErrForeignLink)
	}
	return name, "", nil
}

// notInName explains a token that cannot be part of an unquoted name.
func notInName(t token) *Error {
	switch {
	case t.kind == tokenWord && t.open:
		return &Error{
			Code: CodeUnclosedQuote, Word: shorten(t.text),
			Message: "The quote before " + quote(strings.TrimLeft(t.text, doubleQuotes)) + " is never closed. Close it after the name.",
		}
	case t.kind == tokenWord:
		return nil
	case t.kind == tokenUser, t.kind == tokenGroup, t.kind == tokenBroadcast:
		return &Error{
			Code: CodeUnknownWhat, Word: t.text,
			Message: t.text + " is not something one can be a member of. Name a project, portfolio, goal, field, type, team or workspace.",
		}
	case t.kind == tokenChannel:
		return channelFault(t)
	}
	return &Error{
		Code: CodeUnknownWhat, Word: shorten(t.text),
		Message: "I can't tell where the name around " + quote(t.text) + " ends. Put the whole name in quotes and a comma or and between two names.",
	}
}

// quote shows words of the person in a message.
func quote(s string) string { return "“" + shorten(s) + "”" }

func incomplete(message string, missing ...Missing) *Error {
	return &Error{Code: CodeIncomplete, Message: message, Missing: missing}
}

// lastIndex returns the last unquoted occurrence of one of the keywords, or -1.
func lastIndex(toks []token, words ...string) int {
	for i := len(toks) - 1; i >= 0; i-- {
		if toks[i].is(words...) {
			return i
		}
	}
	return -1
}

// firstIndex returns the first unquoted occurrence of one of the keywords, or -1.
func firstIndex(toks []token, words ...string) int {
	for i := range toks {
		if toks[i].is(words...) {
			return i
		}
	}
	return -1
}
