package bot

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Message is what Rollcall says, independent of how a chat shows it. It is stored with the job that delivers it, so that a repeated delivery
// has the same words.
type Message struct {
	Mark    Mark     `json:"mark,omitempty"`
	Head    Line     `json:"head"`             // what happened, in a sentence or two
	Fields  []Field  `json:"fields,omitempty"` // label and value pairs beneath it
	Lines   []Line   `json:"lines,omitempty"`  // a list
	Note    Line     `json:"note,omitempty"`   // what the reader can do next
	Menu    *Menu    `json:"menu,omitempty"`   // a choice to make
	Buttons []Button `json:"buttons,omitempty"`
	Context string   `json:"context,omitempty"` // the context line, "R142 · applied"
}

// Button is something to click beneath a message. What a click means is decided when it comes, so it carries no more than what it is about.
type Button struct {
	Action  string   `json:"action"`            // action id, such as request_approve
	Text    string   `json:"text"`              // what it says
	Label   string   `json:"label,omitempty"`   // what a screen reader says
	Value   string   `json:"value"`             // the request, R142; of a long list, the list and the page
	Style   Style    `json:"style,omitempty"`   //
	Confirm *Confirm `json:"confirm,omitempty"` // asked before the click counts
}

// Style is the look of a button.
type Style string

// The styles; the zero value is plain.
const (
	StylePrimary Style = "primary"
	StyleDanger  Style = "danger"
)

// Confirm is a question before a click counts.
type Confirm struct {
	Title string `json:"title"`
	Text  string `json:"text"`
	Yes   string `json:"yes"`
	No    string `json:"no"`
}

// Silent tells whether there is nothing to say.
func (m Message) Silent() bool { return len(m.Head) == 0 }

// Plain is the message as bare text, one thing a line, for a terminal.
func (m Message) Plain() string {
	lines := []string{plain(m.Head)}
	for _, f := range m.Fields {
		lines = append(lines, f.Label+": "+plain(f.Value))
	}
	for _, l := range m.Lines {
		lines = append(lines, "• "+plain(l))
	}
	if len(m.Note) > 0 {
		lines = append(lines, plain(m.Note))
	}
	if m.Context != "" {
		lines = append(lines, m.Context)
	}
	return strings.Join(lines, "\n")
}

// Mark is the mood of a message; a chat shows it as an emoji.
type Mark string

// The marks.
const (
	MarkDone   Mark = "done"
	MarkWait   Mark = "wait"
	MarkNo     Mark = "no"
	MarkFailed Mark = "failed"
	MarkAsk    Mark = "ask"
)

// Field is a labelled value.
type Field struct {
	Label string `json:"label"`
	Value Line   `json:"value"`
}

// Line is text made of spans. Text inside a span is shown as it is: whatever a person or Asana wrote can't become a mention, a link or markup.
type Line []Span

// Span is a piece of a line.
type Span struct {
	Kind SpanKind `json:"kind,omitempty"`
	Text string   `json:"text,omitempty"` // what is shown
	Ref  string   `json:"ref,omitempty"`  // Slack user or group id, the address of a link, or the id behind a name
}

// SpanKind says how a span is shown.
type SpanKind string

// The kinds of span; the zero value is plain text.
const (
	SpanText  SpanKind = ""
	SpanBold  SpanKind = "bold"
	SpanCode  SpanKind = "code"
	SpanUser  SpanKind = "user"
	SpanGroup SpanKind = "group"
	SpanLink  SpanKind = "link"
	SpanBlock SpanKind = "block" // lines that are copied as they stand
	SpanTime  SpanKind = "time"  // shown in the reader's time zone; Ref is seconds since 1970
	// The last two are about a person, and the audit log leaves them out.
	SpanName    SpanKind = "name"
	SpanAddress SpanKind = "address"
)

// Say makes a line of strings, spans and lines.
func Say(parts ...any) Line {
	var line Line
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			line = append(line, Span{Text: p})
		case Span:
			line = append(line, p)
		case Line:
			line = append(line, p...)
		}
	}
	return line
}

// Bold is emphasised text.
func Bold(text string) Span { return Span{Kind: SpanBold, Text: text} }

// Code is text that the reader can type as it stands.
func Code(text string) Span { return Span{Kind: SpanCode, Text: text} }

// Block is lines of text that the reader copies as they stand.
func Block(text string) Span { return Span{Kind: SpanBlock, Text: text} }

// User mentions a person by Slack id.
func User(id string) Span { return Span{Kind: SpanUser, Ref: id} }

// Group mentions a user group by Slack id.
func Group(id string) Span { return Span{Kind: SpanGroup, Ref: id} }

// At is a moment, shown in the reader's own time zone where the chat can.
func At(t time.Time) Span {
	return Span{Kind: SpanTime, Text: t.UTC().Format("2006-01-02 15:04 MST"), Ref: strconv.FormatInt(t.Unix(), 10)}
}

// Name is a person's name; ref is what the audit log has in its place, an id.
func Name(text, ref string) Span { return Span{Kind: SpanName, Text: text, Ref: ref} }

// Address is a person's e-mail address; the audit log has the bare fact in its place.
func Address(text string) Span { return Span{Kind: SpanAddress, Text: text, Ref: "e-mail address"} }

// Link is text that leads to an address; without an address it is plain text.
func Link(url, text string) Span {
	if url == "" {
		return Span{Text: text}
	}
	return Span{Kind: SpanLink, Text: text, Ref: url}
}

// plain is a line as bare text for people.
func plain(l Line) string {
	return flat(l, func(s Span) string { return s.Text })
}

// mention is how plain spells people and user groups.
var mention = regexp.MustCompile(`(?:^|[^\w.@])@([UWS][A-Z0-9]{7,})\b`)

// kept is a line of text that plain made and the store kept: whom it mentions is mentioned again, for nobody reads ids.
func kept(text string) Line {
	var line Line
	end := 0
	for _, m := range mention.FindAllStringSubmatchIndex(text, -1) {
		id := text[m[2]:m[3]]
		line = append(line, Span{Text: text[end : m[2]-1]})
		if end = m[3]; isGroup(id) {
			line = append(line, Group(id))
		} else {
			line = append(line, User(id))
		}
	}
	return append(line, Span{Text: text[end:]})
}

// logged is a line as bare text for the audit log, where people are ids: their names can be erased beside it, but not in it.
func logged(l Line) string {
	return flat(l, func(s Span) string {
		if s.Kind == SpanName || s.Kind == SpanAddress {
			return s.Ref
		}
		return s.Text
	})
}

func flat(l Line, text func(Span) string) string {
	var all string
	for _, s := range l {
		if s.Kind == SpanUser || s.Kind == SpanGroup {
			all += "@" + s.Ref
			continue
		}
		all += text(s)
	}
	return all
}
