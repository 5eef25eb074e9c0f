package sandbox

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// escaper writes a command the way Slack's client sends it when the app asks
// for escaping: what the client recognises becomes a reference by id.
type escaper struct {
	names []named
}

// named is something that can be mentioned, and how Slack spells it.
type named struct {
	typed   string // with its sign, lower case
	spelled string
}

func newEscaper(w *workspace) escaper {
	var e escaper
	for _, word := range []string{"here", "channel", "everyone"} {
		e.add("@"+word, "<!"+word+">")
	}
	for _, u := range w.users {
		e.add("@"+u.Name, "<@"+u.ID+"|"+u.Name+">")
	}
	for _, g := range w.groups {
		e.add("@"+g.Handle, "<!subteam^"+g.ID+"|@"+g.Handle+">")
	}
	for _, u := range w.users {
		if u.Profile.DisplayName != "" {
			e.add("@"+u.Profile.DisplayName, "<@"+u.ID+"|"+u.Name+">")
		}
	}
	for _, c := range w.channels {
		if !c.IsIM {
			e.add("#"+c.Name, "<#"+c.ID+"|"+c.Name+">")
		}
	}
	// The longest first, so that @maya.l is not @maya.
	slices.SortStableFunc(e.names, func(a, b named) int { return cmp.Compare(len(b.typed), len(a.typed)) })
	return e
}

func (e *escaper) add(typed, spelled string) {
	e.names = append(e.names, named{strings.ToLower(typed), spelled})
}

// recognised is what needs no list of names: what is escaped already, links and
// e-mail addresses.
type recognised struct {
	escaped, link, email *regexp.Regexp
}

func newRecognised() recognised {
	return recognised{
		escaped: regexp.MustCompile(`^<(?:@[UW][A-Z0-9]+|#C[A-Z0-9]+|!subteam\^S[A-Z0-9]+|!here|!channel|!everyone|mailto:[^<>|\s]+|https?://[^<>|\s]+)(?:\|[^<>]*)?>`),
		link:    regexp.MustCompile(`^https?://[^\s<>"“”]+`),
		email:   regexp.MustCompile(`^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}`),
	}
}

func (e escaper) escape(s string) string {
	known := newRecognised()
	var out strings.Builder
	fresh := true // whether a word may begin here
	for s != "" {
		taken, spelled := e.token(known, s, fresh)
		out.WriteString(spelled)
		last, _ := utf8.DecodeLastRuneInString(s[:taken])
		fresh = !wordRune(last)
		s = s[taken:]
	}
	return out.String()
}

// token takes one token from the front of s: its length and how it is sent.
func (e escaper) token(known recognised, s string, fresh bool) (int, string) {
	if m := known.escaped.FindString(s); m != "" {
		return len(m), m
	}
	if fresh {
		if m := strings.TrimRight(known.link.FindString(s), ".,;:!?)'"); m != "" {
			return len(m), "<" + strings.ReplaceAll(m, "&", "&amp;") + ">"
		}
		if m := known.email.FindString(s); m != "" {
			return len(m), "<mailto:" + m + "|" + m + ">"
		}
		if n, spelled := e.mention(s); n > 0 {
			return n, spelled
		}
	}
	_, size := utf8.DecodeRuneInString(s)
	return size, strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s[:size])
}

func (e escaper) mention(s string) (int, string) {
	if s[0] != '@' && s[0] != '#' {
		return 0, ""
	}
	for _, n := range e.names {
		if size := len(n.typed); len(s) >= size && strings.EqualFold(s[:size], n.typed) && endsName(s[size:]) {
			return size, n.spelled
		}
	}
	return 0, ""
}

// endsName tells whether a name may end before rest: not inside a longer word,
// while the full stop of a sentence is no part of the name.
func endsName(rest string) bool {
	r, size := utf8.DecodeRuneInString(rest)
	if r == '.' || r == '-' {
		r, _ = utf8.DecodeRuneInString(rest[size:])
	}
	return !wordRune(r) && r != '@'
}

func wordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_')
}
