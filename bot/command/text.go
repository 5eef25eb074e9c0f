package command

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

const (
	doubleQuotes = "\"“”„‟«»＂"
	singleQuotes = "'‘’‚‛＇"
	dashes       = "-‐‑‒–—―−"
)

// linkMarkup is what Slack makes of addresses and web pages that it recognised in the text.
var linkMarkup = regexp.MustCompile(`<((?:https?|mailto|tel|ftp):[^<>|]+)(?:\|([^<>]*))?>`)

// asanaAddress is the start of a link that can stand for an object.
var asanaAddress = regexp.MustCompile(`^(?i:https?://app\.asana\.com)(?:/|$)`)

// clean makes the text safe to cut up: valid UTF-8 in one composition, plain spaces, no control or
// invisible direction characters, and no link markup but that of Asana's own links. The text stays
// escaped, because only that tells a real mention from the letters of one.
func clean(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = linkMarkup.ReplaceAllStringFunc(text, plainLink)
	text = strings.Map(visible, text)
	return norm.NFC.String(text)
}

// plainLink replaces link markup by what the person saw. Of an e-mail address the address itself
// counts and not its label, because the address decides who is meant.
func plainLink(markup string) string {
	m := linkMarkup.FindStringSubmatch(markup)
	target, label := m[1], m[2]
	if address, ok := strings.CutPrefix(target, "mailto:"); ok {
		return address
	}
	if asanaAddress.MatchString(target) {
		return markup
	}
	if strings.TrimSpace(label) == "" {
		return target
	}
	return label
}

// visible maps white space to a space and drops what cannot be seen but would make two equal
// looking names differ. The joiners U+200C and U+200D stay: scripts and emoji need them.
func visible(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case unicode.IsControl(r), r == '\u00AD', r == '\u200B', r == '\u200E', r == '\u200F', r == '\uFEFF':
		return -1
	case r >= '\u202A' && r <= '\u202E', r >= '\u2060' && r <= '\u206F', r >= '\uFFF9' && r <= '\uFFFB':
		return -1
	}
	return r
}

// unescape undoes the three escapes of Slack, in one pass so that &amp;lt; stays a written &lt;.
func unescape(s string) string {
	if !strings.Contains(s, "&") {
		return s
	}
	return strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">").Replace(s)
}

// escape is the reverse of unescape.
func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// squeeze makes every run of spaces one space and trims the ends.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// plainText is a stretch of escaped text as a person reads it: mentions by their labels.
func plainText(s string) string {
	var b strings.Builder
	for s != "" {
		next := strings.IndexByte(s, '<')
		if next < 0 {
			break
		}
		b.WriteString(unescape(s[:next]))
		s = s[next:]
		t, n := entity(s)
		if n == 0 {
			t.text, n = "<", 1
		}
		b.WriteString(t.text)
		s = s[n:]
	}
	b.WriteString(unescape(s))
	return squeeze(b.String())
}

// Fold returns the form in which two names are compared: case, kinds of quotes and dashes, double
// hyphens (which some keyboards turn into one long dash) and white space do not matter in it.
func Fold(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(doubleQuotes, r):
			return '"'
		case strings.ContainsRune(singleQuotes, r):
			return '\''
		case strings.ContainsRune(dashes, r):
			return '-'
		}
		return visible(r)
	}, strings.ToValidUTF8(name, "\uFFFD"))
	for strings.Contains(name, "--") {
		name = strings.ReplaceAll(name, "--", "-")
	}
	return squeeze(norm.NFC.String(cases.Fold().String(norm.NFC.String(name))))
}

// isDigits reports whether s looks like a gid.
func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
