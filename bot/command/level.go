package command

import (
	"strings"

	"rollcall/asana"
)

// Level is an access level in today's words. The zero value is the parent's default level.
type Level string

// The access levels, and after them the two role words of teams and workspaces that set
// understands only so that they can be refused with the reason.
const (
	Admin     Level = "admin"
	Editor    Level = "editor"
	Commenter Level = "commenter"
	Viewer    Level = "viewer"
	User      Level = "user"
	Guest     Level = "guest"
	Inactive  Level = "inactive"
)

// Levels returns the access levels that can be asked for, the strongest first.
func Levels() []Level { return []Level{Admin, Editor, Commenter, Viewer, User} }

// IsRole reports whether the word is a role of a person in a team or workspace, which Asana's API
// shows but does not let anybody set.
func (l Level) IsRole() bool { return l == Guest || l == Inactive }

// levelOf understands a level, also in the words of older Asana documents. Role words count only
// for set.
func levelOf(words []token, v Verb) (Level, bool) {
	word, ok := joinWords(words, "_")
	if !ok {
		return "", false
	}
	word = strings.ReplaceAll(strings.ToLower(word), "-", "_")
	if level, ok := asana.NormalizeLevel(word); ok {
		return Level(level), true
	}
	if l := Level(word); v == Set && l.IsRole() {
		return l, true
	}
	return "", false
}

// levelLike returns the level that a mistyped word stands for, if there is exactly one.
func levelLike(word string) (Level, bool) {
	names := []string{"full_write", "comment_only"}
	for _, l := range Levels() {
		names = append(names, string(l))
	}
	near := nearest(strings.ReplaceAll(strings.ToLower(word), " ", "_"), names)
	if len(near) != 1 {
		return "", false
	}
	return levelOf([]token{{text: near[0]}}, Add)
}

// joinWords joins unquoted words; ok is false when there is none or something else among them.
func joinWords(tokens []token, separator string) (joined string, ok bool) {
	words := make([]string, 0, len(tokens))
	for _, t := range tokens {
		if t.kind != tokenWord {
			return "", false
		}
		words = append(words, t.text)
	}
	return strings.Join(words, separator), len(words) > 0
}
