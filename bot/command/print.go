package command

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// PartKind tells what a Part is.
type PartKind string

// The kinds of Part.
const (
	PartText  PartKind = "text"  // Text, not escaped
	PartUser  PartKind = "user"  // ID, and Text is the label or empty
	PartGroup PartKind = "group" // ID, and Text is the label or empty
	PartEmail PartKind = "email" // Text is the address
	PartLink  PartKind = "link"  // Text is the address
)

// Part is a piece of a command as it is shown: a chat adapter turns mentions and links into its own
// and escapes the text.
type Part struct {
	Kind PartKind
	Text string
	ID   string
}

// String returns the canonical text of the command, escaped as Slack escapes. Parse reads it back
// to the same command, without labels.
func (c Command) String() string { return join(c.Parts(), Part.escaped) }

// Plain returns the command as a person reads it, with mentions by their labels. It is not meant
// to be parsed.
func (c Command) Plain() string { return join(c.Parts(), Part.plain) }

// String returns the operand as it is shown in a sentence, with a quoted name.
func (w What) String() string { return join(render(what(nil, w), nil), Part.plain) }

// String returns the operand as it is shown in a sentence, with a quoted name.
func (w Who) String() string { return join(render(who(nil, w), nil), Part.plain) }

func join(parts []Part, text func(Part) string) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(text(p))
	}
	return b.String()
}

func (p Part) escaped() string {
	switch p.Kind {
	case PartUser:
		return "<@" + p.ID + ">"
	case PartGroup:
		return "<!subteam^" + p.ID + ">"
	case PartLink:
		return "<" + escape(p.Text) + ">"
	}
	return escape(p.Text)
}

func (p Part) plain() string {
	if p.Kind != PartUser && p.Kind != PartGroup {
		return p.Text
	}
	return at("@", p.Text, p.ID)
}

// piece is a Part before it is decided whether its name needs quotes.
type piece struct {
	Part
	name bool
}

// maxTrials bounds the work for one command: the names after so many doubtful ones are quoted.
const maxTrials = 16

// splits reports a name that would surely be read as two, or as none.
func splits(name string) bool {
	return name == "" || strings.Contains(name, ",") || strings.Contains(strings.ToLower(name), " and ")
}

// Parts returns the canonical text in pieces. A name goes without quotes when the command reads
// back the same without them (in a long list of odd names, the later ones always have quotes).
func (c Command) Parts() []Part {
	pieces := c.pieces()
	bare := map[int]bool{}
	var doubtful []int
	for i, p := range pieces {
		switch {
		case p.name && isSafe(p.Text):
			bare[i] = true
		case p.name && len(doubtful) < maxTrials && !splits(p.Text):
			doubtful = append(doubtful, i)
		}
	}
	for _, i := range doubtful {
		bare[i] = true
		again, _ := parse(clean(join(render(pieces, bare), Part.escaped)))
		if !again.equal(c) {
			delete(bare, i)
		}
	}
	return render(pieces, bare)
}

// render decides the quotes and joins neighbouring text.
func render(pieces []piece, bare map[int]bool) []Part {
	var parts []Part
	for i, p := range pieces {
		if p.name && !bare[i] {
			p.Text = quoted(p.Text)
		}
		if n := len(parts); n > 0 && p.Kind == PartText && parts[n-1].Kind == PartText {
			parts[n-1].Text += p.Text
			continue
		}
		parts = append(parts, p.Part)
	}
	return parts
}

// quoted puts a name in double quotes and doubles those within, of every style, since each would
// close the name.
func quoted(name string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range name {
		if strings.ContainsRune(doubleQuotes, r) {
			b.WriteRune(r)
		}
		b.WriteRune(r)
	}
	b.WriteByte('"')
	return b.String()
}

// isSafe reports a name of which every word is plain letters and digits and none means anything in
// the language, so that trying it out is not needed.
func isSafe(name string) bool {
	for word := range strings.SplitSeq(name, " ") {
		if word == "" || !unicode.IsLetter([]rune(word)[0]) || isKeyword(word) {
			return false
		}
		for _, r := range word {
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				return false
			}
		}
	}
	_, isID := requestID(token{text: name})
	return name != "" && !isID
}

func isKeyword(word string) bool {
	t := token{text: word}
	if _, _, n := readKind([]token{t}); n > 0 {
		return true
	}
	return t.is("to", "from", "on", "as", "for", "until", "because", "anyway", "and", "in", "into", "at",
		"me", "everyone", "custom", "access", "by")
}

// equal compares commands, whatever the labels of mentions.
func (c Command) equal(other Command) bool {
	return reflect.DeepEqual(c.unlabelled(), other.unlabelled())
}

func (c Command) unlabelled() Command {
	drop := func(list []Who) []Who {
		list = slices.Clone(list)
		for i := range list {
			list[i].Label = ""
		}
		return list
	}
	c.Who, c.ToWho = drop(c.Who), drop(c.ToWho)
	if c.Inner != nil {
		inner := c.Inner.unlabelled()
		c.Inner = &inner
	}
	return c
}

func text(pieces []piece, s string) []piece {
	return append(pieces, piece{Part: Part{Kind: PartText, Text: s}})
}

func name(pieces []piece, s string) []piece {
	return append(pieces, piece{Part: Part{Kind: PartText, Text: s}, name: true})
}

// pieces lays the command out in the order of the grammar.
func (c Command) pieces() []piece {
	pieces := text(nil, string(c.Verb))
	if c.Inner != nil {
		pieces = append(text(pieces, " "), c.Inner.pieces()...)
	}
	if c.Request > 0 {
		pieces = text(pieces, " R"+strconv.FormatInt(c.Request, 10))
	}
	for _, word := range []string{c.GID, string(c.Topic)} {
		if word != "" {
			pieces = text(pieces, " "+word)
		}
	}
	pieces = c.operandPieces(pieces)
	return c.tailPieces(pieces)
}

func (c Command) operandPieces(pieces []piece) []piece {
	if len(c.Who) > 0 {
		if c.Verb == List || c.Verb == History && slices.ContainsFunc(c.Who, Who.isTeam) {
			pieces = text(pieces, " for")
		}
		pieces = list(text(pieces, " "), c.Who, who)
	}
	if len(c.What) > 0 {
		if len(c.Who) > 0 || c.Verb == Add || c.Verb == Remove || c.Verb == Set {
			pieces = text(pieces, " "+prepositions(c.Verb)[0])
		}
		pieces = list(text(pieces, " "), c.What, what)
	}
	if len(c.ToWho)+len(c.ToWhat) > 0 {
		pieces = text(pieces, " to ")
	}
	return list(list(pieces, c.ToWho, who), c.ToWhat, what)
}

func (c Command) tailPieces(pieces []piece) []piece {
	preposition := map[bool]string{true: " by ", false: " for "}[c.Verb == Extend]
	tail := []struct{ before, word string }{
		{map[bool]string{true: " to ", false: " as "}[c.Verb == Set], string(c.Level)},
		{preposition, c.For.String()},
		{" since ", c.Since.String()},
		{" until ", c.Until.String()},
		{" ", map[bool]string{true: "anyway"}[c.Anyway]},
		{" because ", c.Reason},
	}
	for _, t := range tail {
		if t.word != "" {
			pieces = text(pieces, t.before+t.word)
		}
	}
	return pieces
}

// list joins operands as in "a, b and c".
func list[T any](pieces []piece, all []T, one func([]piece, T) []piece) []piece {
	for i, operand := range all {
		switch {
		case i > 0 && i == len(all)-1:
			pieces = text(pieces, " and ")
		case i > 0:
			pieces = text(pieces, ", ")
		}
		pieces = one(pieces, operand)
	}
	return pieces
}

func (w Who) isTeam() bool { return w.Kind == WhoTeam || w.Kind == WhoEveryone }

func who(pieces []piece, w Who) []piece {
	switch w.Kind {
	case WhoUser:
		return append(pieces, piece{Part: Part{Kind: PartUser, ID: w.ID, Text: w.Label}})
	case WhoGroup:
		return append(pieces, piece{Part: Part{Kind: PartGroup, ID: w.ID, Text: w.Label}})
	case WhoEmail:
		return append(pieces, piece{Part: Part{Kind: PartEmail, Text: w.Email}})
	case WhoMe:
		return text(pieces, "me")
	case WhoEveryone:
		pieces = text(pieces, "everyone in team ")
	default:
		pieces = text(pieces, "team ")
	}
	if w.GID != "" {
		return text(pieces, w.GID)
	}
	return name(pieces, w.Name)
}

func what(pieces []piece, w What) []piece {
	if w.Kind != "" {
		pieces = text(pieces, string(w.Kind))
	}
	if w.Kind != "" && w.Link+w.GID+w.Name != "" {
		pieces = text(pieces, " ")
	}
	switch {
	case w.Link != "":
		pieces = append(pieces, piece{Part: Part{Kind: PartLink, Text: w.Link}})
	case w.GID != "":
		pieces = text(pieces, w.GID)
	case w.Name != "":
		pieces = name(pieces, w.Name)
	}
	if w.In != nil {
		pieces = what(text(pieces, " in "), *w.In)
	}
	return pieces
}
