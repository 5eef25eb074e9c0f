package command

import (
	"regexp"
	"strings"
)

// WhoKind tells how a Who names its people.
type WhoKind string

// The kinds of Who.
const (
	WhoUser     WhoKind = "user"             // ID: a Slack user
	WhoGroup    WhoKind = "group"            // ID: a Slack user group
	WhoEmail    WhoKind = "email"            // Email
	WhoMe       WhoKind = "me"               // the person who typed
	WhoTeam     WhoKind = "team"             // Name or GID: the Asana team itself
	WhoEveryone WhoKind = "everyone_in_team" // Name or GID: each person of the Asana team
)

// Who is one operand that names people, not yet looked up.
type Who struct {
	Kind  WhoKind `json:"kind"`
	ID    string  `json:"id,omitempty"`
	Label string  `json:"label,omitempty"` // what Slack showed for ID; not part of the canonical text
	Email string  `json:"email,omitempty"`
	Name  string  `json:"name,omitempty"`
	GID   string  `json:"gid,omitempty"`
}

// emailShape is narrower than the standard: what it lets pass is one word that needs no quotes.
var emailShape = regexp.MustCompile(`^[\pL\pN_+][\pL\pN.!#$%&*+/=?^_{|}~'’-]*@[\pL\pN](?:[\pL\pN.-]*[\pL\pN])?$`)

// sameAs reports whether two operands name the same people, whatever their labels.
func (w Who) sameAs(other Who) bool {
	w.Label, other.Label = "", ""
	return w == other
}

// whoReader reads a list of people.
type whoReader struct {
	toks  []token
	i     int
	teams bool // after `teams`, bare names are teams
	who   []Who
	fault *Error
}

// readWho reads people separated by commas, spaces or and. It reads on after a fault, so that the
// rest is understood as well.
func readWho(toks []token) ([]Who, *Error) {
	r := whoReader{toks: toks}
	for r.i < len(r.toks) {
		start := r.i
		r.one()
		r.i = max(r.i, start+1) // whatever one does, the text ends
	}
	return r.who, r.fault
}

func (r *whoReader) fail(e *Error) {
	if r.fault == nil {
		r.fault = e
	}
}

func (r *whoReader) add(w Who) {
	for _, have := range r.who {
		if have.sameAs(w) {
			return
		}
	}
	r.who = append(r.who, w)
}

func (r *whoReader) one() {
	t := r.toks[r.i]
	if t.separates() {
		r.i++
		return
	}
	switch t.kind {
	case tokenUser, tokenGroup:
		r.i++
		r.add(mention(t))
	case tokenChannel:
		r.i++
		r.fail(channelFault(t))
	case tokenBroadcast:
		r.i++
		r.fail(broadcastFault(t.text))
	case tokenWord:
		r.word(t)
	default:
		r.team(WhoTeam, r.teams || t.kind == tokenLink)
	}
}

func mention(t token) Who {
	label := strings.TrimPrefix(t.text, "@")
	if label == t.id {
		label = ""
	}
	if t.kind == tokenGroup {
		return Who{Kind: WhoGroup, ID: t.id, Label: label}
	}
	return Who{Kind: WhoUser, ID: t.id, Label: label}
}

func (r *whoReader) word(t token) {
	switch {
	case t.is("me"):
		r.i++
		r.add(Who{Kind: WhoMe})
	case t.is("everyone"):
		r.everyone()
	case t.is("team", "teams"):
		r.i++
		r.teams = t.is("teams")
		r.team(WhoTeam, true)
	case emailShape.MatchString(t.text):
		r.i++
		r.add(Who{Kind: WhoEmail, Email: t.text})
	default:
		r.team(WhoTeam, r.teams && !strings.HasPrefix(t.text, "@"))
	}
}

func (r *whoReader) everyone() {
	rest := r.toks[r.i+1:]
	if len(rest) < 2 || !rest[0].is("in") || !rest[1].is("team", "teams") {
		r.fail(&Error{
			Code: CodeBroadcast, Word: r.toks[r.i].text, Missing: []Missing{MissingWho},
			Message: `Everyone of which team? Write everyone in team "Design".`,
		})
		r.skip()
		return
	}
	r.i += 3
	r.team(WhoEveryone, true)
}

// team reads the name, gid or link of a team; when none is expected, the words are a fault.
func (r *whoReader) team(kind WhoKind, expected bool) {
	start := r.i
	if !expected {
		r.i++
		r.skip()
		r.fail(personFault(r.toks[start:r.i]))
		return
	}
	if start < len(r.toks) && r.toks[start].kind == tokenLink {
		r.i++
		r.teamLink(kind, r.toks[start])
		return
	}
	if start < len(r.toks) && r.toks[start].kind == tokenQuoted {
		r.i++
	} else {
		r.skip()
	}
	name, gid, fault := readName(r.toks[start:r.i])
	if fault == nil && name+gid == "" {
		fault = incomplete("Which team? Write its name after team.", MissingWho)
	}
	if fault != nil {
		r.fail(fault)
		return
	}
	r.add(Who{Kind: kind, Name: name, GID: gid})
}

func (r *whoReader) teamLink(kind WhoKind, t token) {
	link, err := ParseLink(t.id)
	if err != nil || link.Kind != Team {
		r.fail(&Error{
			Code: CodeBadLink, Word: shorten(t.id),
			Message: "That link is not the page of a team, so it does not say who.",
		})
		return
	}
	r.add(Who{Kind: kind, GID: link.GID})
}

// skip moves over words to the next separator, mention, e-mail address or quoted name.
func (r *whoReader) skip() {
	for r.i < len(r.toks) {
		t := r.toks[r.i]
		if t.kind != tokenWord || t.separates() || emailShape.MatchString(t.text) {
			return
		}
		r.i++
	}
}

func channelFault(t token) *Error {
	return &Error{
		Code: CodeChannel, Word: t.text,
		Message: "A channel such as " + t.text + " is not a person: its people change without anybody deciding it. Name people, a user group or a team.",
	}
}

func broadcastFault(word string) *Error {
	return &Error{
		Code: CodeBroadcast, Word: word,
		Message: word + " reaches whoever happens to be there, so it can't be given access. Name people, a user group or everyone in team \"Design\".",
	}
}

// personFault explains words that do not say who. Without escaping Slack sends mentions as plain
// letters, which anybody's display name could match.
func personFault(words []token) *Error {
	if len(words) == 0 {
		return incomplete("Who? Name a person, a user group or a team.", MissingWho)
	}
	text := words[0].text
	switch strings.ToLower(text) {
	case "@here", "@channel", "@everyone":
		return broadcastFault(strings.ToLower(text))
	}
	if strings.HasPrefix(text, "@") {
		return &Error{
			Code: CodePlainMention, Word: shorten(text), Missing: []Missing{MissingWho},
			Message: "Slack sent " + quote(text) + " as plain text, so I can't tell who is meant. Pick the person from the list that opens after @, or write the e-mail address." +
				` If you did pick from the list, the Slack app must have "Escape channels, users, and links sent to your app" switched on.`,
		}
	}
	return &Error{
		Code: CodeUnknownPerson, Word: shorten(text), Missing: []Missing{MissingWho},
		Message: quote(text) + ` does not say who. Mention the person with @, or write an e-mail address, me, a user group, team "Design" or everyone in team "Design".`,
	}
}
