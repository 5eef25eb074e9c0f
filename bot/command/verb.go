package command

import "strings"

// Verb is the first word of a command.
type Verb string

// The verbs of the language. Form is the empty text, which asks for a form.
const (
	Form       Verb = ""
	Add        Verb = "add"
	Remove     Verb = "remove"
	Set        Verb = "set"
	Request    Verb = "request"
	List       Verb = "list"
	Show       Verb = "show"
	Explain    Verb = "explain"
	Pending    Verb = "pending"
	Approve    Verb = "approve"
	Deny       Verb = "deny"
	Cancel     Verb = "cancel"
	Extend     Verb = "extend"
	End        Verb = "end"
	Undo       Verb = "undo"
	History    Verb = "history"
	Copy       Verb = "copy"
	Offboard   Verb = "offboard"
	Transfer   Verb = "transfer"
	Stop       Verb = "stop"
	Resume     Verb = "resume"
	Connect    Verb = "connect"
	Disconnect Verb = "disconnect"
	Help       Verb = "help"
)

// Verbs returns every verb a person can type, in the order of the help text.
func Verbs() []Verb {
	return []Verb{
		Add, Remove, Set, Request, List, Show, Explain,
		Pending, Approve, Deny, Cancel, Extend, End, Undo,
		History, Copy, Offboard, Transfer, Stop, Resume, Connect, Disconnect, Help,
	}
}

// IsChange reports whether the verb asks for a change of memberships or grants; these are the
// verbs that explain accepts.
func (v Verb) IsChange() bool {
	switch v {
	case Add, Remove, Set, Request, Extend, End, Undo, Copy, Offboard, Transfer:
		return true
	}
	return false
}

// takesAnyway reports whether `anyway` at the end is the explicit word and not part of a name.
func (v Verb) takesAnyway() bool { return v.IsChange() && v != Extend }

// takesLevel reports whether the verb has an `as <level>` or `to <level>`.
func (v Verb) takesLevel() bool { return v == Add || v == Set || v == Request }

// takesTime reports whether the verb has a `for` or `until`; in history they look back.
func (v Verb) takesTime() bool { return v == Add || v == Set || v == Request || v == History }

// timeWords are the keywords of a time.
func (v Verb) timeWords() []string {
	if v == History {
		return []string{"for", "until", "since"}
	}
	return []string{"for", "until"}
}

// verbOf recognises a typed verb.
func verbOf(t token) (Verb, bool) {
	if t.kind != tokenWord {
		return "", false
	}
	word := strings.ToLower(t.text)
	switch word {
	case "?", "-h", "--help", "—help", "–help":
		return Help, true
	}
	for _, v := range Verbs() {
		if string(v) == word {
			return v, true
		}
	}
	return "", false
}

// synonym knows words that people try first; they are answered with a question, never obeyed.
func synonym(word string) (Verb, bool) {
	switch word {
	case "invite", "grant", "give", "join":
		return Add, true
	case "delete", "kick", "revoke", "drop", "rm", "del":
		return Remove, true
	case "change", "update", "make", "promote", "demote":
		return Set, true
	case "access", "ask":
		return Request, true
	case "members", "who", "ls":
		return List, true
	case "why", "preview":
		return Explain, true
	case "reject", "decline":
		return Deny, true
	case "log", "audit":
		return History, true
	case "revert":
		return Undo, true
	}
	return "", false
}

// verbsLike returns the verbs that a mistyped word may stand for, the best ones only.
func verbsLike(word string) []Verb {
	word = strings.ToLower(word)
	if v, ok := synonym(word); ok {
		return []Verb{v}
	}
	var names []string
	for _, v := range Verbs() {
		names = append(names, string(v))
	}
	var verbs []Verb
	for _, name := range nearest(word, names) {
		verbs = append(verbs, Verb(name))
	}
	return verbs
}
