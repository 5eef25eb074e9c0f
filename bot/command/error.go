package command

import (
	"strings"
	"unicode/utf8"
)

// Code tells the kinds of Error apart, for programs.
type Code string

// The kinds of Error.
const (
	CodeUnknownVerb       Code = "unknown_verb"       // the first word is no verb
	CodeUnknownLevel      Code = "unknown_level"      // the word after as is no access level
	CodeMisplacedLevel    Code = "misplaced_level"    // a level that does not stand at the end, or a verb without levels
	CodeIncomplete        Code = "incomplete"         // something is missing; see Error.Missing
	CodePlainMention      Code = "plain_mention"      // @name that Slack did not turn into a mention
	CodeBroadcast         Code = "broadcast"          // @here, @channel, @everyone
	CodeChannel           Code = "channel"            // a channel where a person should be
	CodeUnknownPerson     Code = "unknown_person"     // a word that does not say who
	CodeUnknownWhat       Code = "unknown_what"       // words that do not say what
	CodeBadLink           Code = "bad_link"           // a link that names nothing one can be a member of
	CodeAmbiguousDuration Code = "ambiguous_duration" // 2m: minutes or months
	CodeBadTime           Code = "bad_time"           // a for or until that is no time
	CodeBadRequestID      Code = "bad_request_id"     // not like R142
	CodeWrongPreposition  Code = "wrong_preposition"  // add … from, remove … to
	CodeUnclosedQuote     Code = "unclosed_quote"     // a quote without its end
	CodeExtraWords        Code = "extra_words"        // words after a complete command
	CodeTooLong           Code = "too_long"           // more than MaxText characters
	CodeTooMany           Code = "too_many"           // more than MaxOperands people and objects
	CodeNotExplainable    Code = "not_explainable"    // explain of something that changes nothing
)

// Missing names a part that an incomplete command lacks.
type Missing string

// The parts that can be missing.
const (
	MissingWho       Missing = "who"
	MissingWhat      Missing = "what"
	MissingTarget    Missing = "target" // the second operand of copy and transfer
	MissingLevel     Missing = "level"
	MissingTime      Missing = "time"
	MissingReason    Missing = "reason"
	MissingRequestID Missing = "request"
	MissingGID       Missing = "gid"
	MissingProject   Missing = "project" // the project that a type is found through
	MissingCommand   Missing = "command" // what explain should explain
)

// Error is a text that was not understood. Its texts are plain, for people, and not escaped.
type Error struct {
	Code       Code
	Message    string    // what is wrong and what to do, one or two sentences
	Word       string    // the word or words it is about, as typed, shortened
	Verb       Verb      // whose usage line helps; Form when no verb was understood
	Suggestion string    // "did you mean": a whole command in canonical text, or one word; may be empty
	Suggested  *Command  // the command of Suggestion when it is a whole one
	Missing    []Missing // what an incomplete command lacks
	Understood Command   // the part that was understood, to fill a form with
}

// Error returns the message for logs; people are shown Text or the fields.
func (e *Error) Error() string { return "command: " + e.Message }

// Text returns message, suggestion and usage line as a person should read them; slash is the name
// of the slash command with its slash.
func (e *Error) Text(slash string) string {
	lines := []string{e.Message}
	switch {
	case e.Suggested != nil:
		lines = append(lines, "Did you mean: "+slash+" "+e.Suggested.Plain())
	case e.Suggestion != "":
		lines = append(lines, "Did you mean "+e.Suggestion+"?")
	}
	if e.Verb != Form {
		lines = append(lines, "Usage: "+Usage(e.Verb, slash))
	} else {
		lines = append(lines, "All commands: "+slash+" help")
	}
	return strings.Join(lines, "\n")
}

// suggest sets a whole command as the suggestion.
func (e *Error) suggest(c Command) {
	e.Suggested, e.Suggestion = &c, c.String()
}

// shorten keeps quoted words in messages readable, cut at a character and not within one.
func shorten(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}
