package command

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

type tokenKind int

const (
	tokenWord tokenKind = iota
	tokenQuoted
	tokenComma
	tokenUser
	tokenGroup
	tokenChannel
	tokenBroadcast
	tokenLink
)

// token is one piece of the typed text.
type token struct {
	kind tokenKind
	text string // as a person reads it, unescaped
	id   string // Slack id of a mention, address of a link
	open bool   // a word that starts with a double quote which is never closed
	end  int    // where it ends in the cleaned text
}

// is reports whether the token is the unquoted keyword. Two hyphens or a long dash before it are
// forgiven, since people who are used to command lines write --because and keyboards turn that
// into —because.
func (t token) is(words ...string) bool {
	if t.kind != tokenWord {
		return false
	}
	text := t.text
	for _, dash := range []string{"--", "—", "–"} {
		text = strings.TrimPrefix(text, dash)
	}
	for _, w := range words {
		if strings.EqualFold(text, w) || w == "because" && strings.EqualFold(text, "because:") {
			return true
		}
	}
	return false
}

func (t token) separates() bool { return t.kind == tokenComma || t.is("and") }

// isDash reports a dash that stands alone.
func (t token) isDash() bool { return t.kind == tokenWord && strings.Trim(t.text, dashes) == "" }

// markup is what Slack sends for mentions, and for links once clean has replaced the foreign ones.
var markup = regexp.MustCompile(`^<(?:@([UW][A-Z0-9]+)|!subteam\^(S[A-Z0-9]+)|#([CGD][A-Z0-9]+)|!(here|channel|everyone)|` +
	`((?i:https?://app\.asana\.com)(?:/[^<>|\s]*)?))(?:\|([^<>]*))?>`)

// entity reads the markup at the start of s; n is 0 when there is none.
func entity(s string) (t token, n int) {
	m := markup.FindStringSubmatch(s)
	if m == nil {
		return token{}, 0
	}
	label := squeeze(unescape(m[6]))
	switch {
	case m[1] != "":
		t = token{kind: tokenUser, id: m[1], text: at("@", label, m[1])}
	case m[2] != "":
		t = token{kind: tokenGroup, id: m[2], text: at("@", label, m[2])}
	case m[3] != "":
		t = token{kind: tokenChannel, id: m[3], text: at("#", label, m[3])}
	case m[4] != "":
		t = token{kind: tokenBroadcast, id: m[4], text: "@" + m[4]}
	default:
		t = token{kind: tokenLink, id: unescape(m[5]), text: unescape(m[5])}
	}
	return t, len(m[0])
}

// at is the readable form of a mention: its label, or its id when Slack sent none.
func at(sign, label, id string) string {
	label = strings.TrimPrefix(label, sign)
	if label == "" {
		label = id
	}
	return sign + label
}

// lex cuts cleaned text into tokens. A quote counts only at the start of a word, so apostrophes
// within words are letters.
func lex(src string) []token {
	var tokens []token
	lastSingle := lastSingleEnd(src)
	for i := 0; i < len(src); {
		if src[i] == ' ' {
			i++
			continue
		}
		t, n := lexOne(src[i:], i < lastSingle)
		i += n
		t.end = i
		tokens = append(tokens, t)
	}
	return tokens
}

// lexOne reads the token at the start of s; singles tells whether a single quote can be closed.
func lexOne(s string, singles bool) (token, int) {
	if s[0] == ',' {
		return token{kind: tokenComma, text: ","}, 1
	}
	if t, n := entity(s); n > 0 {
		return t, n
	}
	first, _ := utf8.DecodeRuneInString(s)
	if strings.ContainsRune(doubleQuotes, first) {
		if text, n := lexDouble(s); n > 0 {
			return token{kind: tokenQuoted, text: text}, n
		}
		t, n := lexWord(s)
		t.open = true
		return t, n
	}
	if singles && strings.ContainsRune(singleQuotes, first) {
		if text, n := lexSingle(s); n > 0 {
			return token{kind: tokenQuoted, text: text}, n
		}
	}
	return lexWord(s)
}

// lexDouble reads a name in double quotes of any style. A doubled quote stands for one that
// belongs to the name. n is 0 when the quote is never closed.
func lexDouble(s string) (text string, n int) {
	var b strings.Builder
	_, i := utf8.DecodeRuneInString(s)
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		if strings.ContainsRune(doubleQuotes, r) {
			if next, _ := utf8.DecodeRuneInString(s[i:]); next != r {
				return plainText(b.String()), i
			}
			i += size
		}
		b.WriteRune(r)
	}
	return "", 0
}

// lexSingle reads a name in single quotes of any style. Only a quote at the end of a word closes
// it, so that an apostrophe may stand inside.
func lexSingle(s string) (text string, n int) {
	_, start := utf8.DecodeRuneInString(s)
	for i, r := range s[start:] {
		if end := start + i + utf8.RuneLen(r); strings.ContainsRune(singleQuotes, r) && endsWord(s, end) {
			return plainText(s[start : start+i]), end
		}
	}
	return "", 0
}

func endsWord(s string, i int) bool { return i == len(s) || s[i] == ' ' || s[i] == ',' }

// lastSingleEnd finds the last single quote that can close a name. No quote after it needs to be
// looked for, which keeps a text full of apostrophes from taking quadratic time.
func lastSingleEnd(src string) int {
	last := -1
	for i, r := range src {
		if strings.ContainsRune(singleQuotes, r) && endsWord(src, i+utf8.RuneLen(r)) {
			last = i
		}
	}
	return last
}

// lexWord reads up to a space, a comma or a mention.
func lexWord(s string) (token, int) {
	end := len(s)
	for i := 1; i < len(s); i++ {
		if s[i] == ' ' || s[i] == ',' {
			end = i
			break
		}
		if s[i] != '<' {
			continue
		}
		if _, n := entity(s[i:]); n > 0 {
			end = i
			break
		}
	}
	text := unescape(s[:end])
	if asanaAddress.MatchString(text) {
		return token{kind: tokenLink, id: text, text: text}, end
	}
	return token{kind: tokenWord, text: text}, end
}
