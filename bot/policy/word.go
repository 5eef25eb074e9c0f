package policy

import (
	"regexp"
	"slices"
	"strings"

	"rollcall/asana"
)

// The words of a policy that are not Asana's own.
const (
	wordRequest = "request" // an add for oneself
	wordSelf    = "self"
	wordOthers  = "others"
	wordUser    = "user"
	wordTeam    = "team"
	levelMember = "member" // of a team or workspace, where there are no levels
	levelNone   = "none"   // before somebody is a member
)

var (
	slackUser  = regexp.MustCompile(`^[UW][A-Z0-9]{2,}$`)
	slackGroup = regexp.MustCompile(`^S[A-Z0-9]{2,}$`)
	asanaGID   = regexp.MustCompile(`^[0-9]+$`)
)

// kinds are the kinds of parents, in Asana's words.
func kinds() []string {
	return []string{"project", "portfolio", "goal", "custom_field", "custom_type", "team", "workspace"}
}

// kindWords are the words that stand for a kind: those that people type, and Asana's.
func kindWords() []string {
	return []string{"project", "portfolio", "goal", "field", "type", "team", "workspace", "custom_field", "custom_type"}
}

// kindOf is Asana's word for a kind that people type.
func kindOf(word string) string {
	switch word {
	case "field":
		return "custom_field"
	case "type":
		return "custom_type"
	}
	return word
}

// levels are what can be asked for.
func levels() []string {
	return []string{"admin", "editor", "commenter", "viewer", "user", levelMember}
}

// levelsOf are the levels that a kind of parent takes.
func levelsOf(kind string) []string {
	if levels := asana.LevelsOf(kind); len(levels) > 0 {
		return levels
	}
	return []string{levelMember}
}

// hasLevels tells whether access to a kind of parent has levels that can be set.
func hasLevels(kind string) bool { return kind != "team" && kind != "workspace" }

func actionWords() []string {
	return []string{string(Add), string(Remove), string(Set), wordRequest, string(Read)}
}

func roleWords() []string { return []string{string(Owner), string(ParentAdmin), string(Member)} }

func targetWords() []string { return []string{wordSelf, wordOthers, wordUser, wordTeam} }

// idFault says what is wrong with something that should be one of the words or an id; empty when it is neither near an id nor a word.
func idFault(text string, known []string, ids string) string {
	switch {
	case strings.EqualFold(text, FromAdmins) && slices.Contains(known, FromAdmins):
		both := " (those that the operator named)"
		if slices.Contains(known, FromParentAdmin) {
			both += " or " + FromParentAdmin + " (of the parent)"
		}
		return "did you mean " + FromAdmins + both + "?"
	case slackUser.MatchString(strings.ToUpper(text)) || slackGroup.MatchString(strings.ToUpper(text)):
		if near := nearest(text, known); len(near) == 0 {
			return "it can be " + ids
		}
	}
	if near := nearest(text, known); len(near) > 0 {
		return "did you mean " + list(near, "or") + "?"
	}
	return "it can be " + ids + ", or " + list(known, "or")
}
