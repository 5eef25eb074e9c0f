package bot

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"rollcall/asana"
	"rollcall/bot/command"
)

// ActionDraft is the button that opens the form, and formDraft the form itself.
const (
	ActionDraft = "draft_open"
	formDraft   = "form_submit"
)

// The inputs of the form, besides level and reason.
const (
	fieldVerb   = "verb"
	fieldWho    = "who"
	fieldOthers = "others"
	fieldKind   = "kind"
	fieldIn     = "in"
	fieldWhat   = "what"
	fieldFor    = "for"
	fieldUntil  = "until"
)

// maxOption is how long the value of an option may be in a chat.
const maxOption = 75

// draft is a change that somebody puts together in a form. Nothing of it is stored: the form brings all of it back with each choice.
type draft struct {
	verb   command.Verb // add, set or remove
	users  []string     // Slack ids
	others []Option     // people and teams of Asana, and user groups; the values are the words of a command
	kind   command.Kind
	in     []Option // the project that a type is found through, at most one
	what   []Option // the values are gids; names as typed until they are looked up
	level  command.Level
	lasts  string // 2w, or until and a moment that is no date
	until  string // a date
	reason string
	data   draftData
	left   []string // what was understood and has no place in the form
}

// draftData is what the form brings back besides what was entered.
type draftData struct {
	Channel string       `json:"channel,omitempty"` // where it was begun
	Verb    command.Verb `json:"verb"`              // what the fields are made for
	Kind    command.Kind `json:"kind"`
	Several bool         `json:"several,omitempty"` // several objects can be named
	Filled  int          `json:"filled,omitempty"`  // how often the objects were filled in
	In      string       `json:"in,omitempty"`      // the project that types are found through
}

// readDraftData reads what a form brought back. Of that of another version it is empty; the fields alone say enough then.
func readDraftData(text string) draftData {
	var d draftData
	if json.Unmarshal([]byte(text), &d) != nil {
		return draftData{}
	}
	return d
}

func (d draftData) text() string {
	data, err := json.Marshal(d)
	if err != nil {
		panic(err) // plain fields only
	}
	return string(data)
}

// newDraft is what the form shows when nothing is known yet: most people ask for themselves.
func newDraft(self string) draft {
	return draft{verb: command.Add, users: []string{self}, kind: command.Project}
}

// draftOf fills a draft with what was understood of a command.
func draftOf(cmd command.Command, self string) draft {
	d := draft{verb: cmd.Verb, kind: command.Project, level: cmd.Level, lasts: cmd.For.String(), reason: cmd.Reason}
	if cmd.Verb == command.Request {
		d.verb, d.users = command.Add, []string{self}
	}
	for _, w := range cmd.Who {
		d.addWho(w, self)
	}
	for i, w := range cmd.What {
		if i == 0 {
			d.kind = w.Kind
		}
		if w.Kind != d.kind {
			d.left = append(d.left, command.Command{Verb: command.List, What: []command.What{w}}.Plain()[len("list "):])
			continue
		}
		d.addWhat(w)
	}
	if cmd.Anyway {
		d.left = append(d.left, "anyway")
	}
	d.normalise()
	switch {
	case cmd.Until.Date != "" && cmd.Until.Clock == "":
		d.until = cmd.Until.Date
	case !cmd.Until.IsZero():
		d.lasts = "until " + cmd.Until.String()
	}
	d.data.Several = len(d.what) > 1
	return d
}

func (d *draft) addWho(w command.Who, self string) {
	switch w.Kind {
	case command.WhoMe:
		d.users = append(d.users, self)
	case command.WhoUser:
		d.users = append(d.users, w.ID)
	default:
		words := whoWords(w)
		text := plain(kept(words))
		if w.Kind == command.WhoGroup && w.Label != "" {
			text = "@" + w.Label
		}
		d.others = d.add(d.others, Option{Value: words, Text: text})
	}
}

// whoWords are the words that name people in a command.
func whoWords(w command.Who) string {
	return strings.TrimPrefix(command.Command{Verb: command.List, Who: []command.Who{w}}.String(), "list for ")
}

func (d *draft) addWhat(w command.What) {
	name := w.GID
	if name == "" {
		name = w.Name
	}
	d.what = d.add(d.what, Option{Value: name, Text: name})
	if w.In != nil && len(d.in) == 0 {
		d.in = d.add(nil, Option{Value: w.In.GID + w.In.Name, Text: w.In.GID + w.In.Name})
	}
}

// add leaves out what a chat can't carry, and remembers that.
func (d *draft) add(all []Option, o Option) []Option {
	if o.Value == "" {
		return all
	}
	if len([]rune(o.Value)) > maxOption {
		d.left = append(d.left, o.Text)
		return all
	}
	return append(all, o)
}

// draftFrom reads a form as it stands.
func draftFrom(f FormState) draft {
	v := f.Values
	d := draft{
		verb: command.Verb(v.One(fieldVerb)), users: v[fieldWho], others: f.options(fieldOthers), kind: command.Kind(v.One(fieldKind)),
		in: f.options(fieldIn), what: f.options(fieldWhat), level: command.Level(v.One(fieldLevel)), lasts: v.One(fieldFor), until: v.One(fieldUntil),
		reason: strings.Join(strings.Fields(v.One(fieldReason)), " "),
	}
	d.data = readDraftData(f.Data)
	d.normalise()
	return d
}

// normalise leaves no verb or kind that the form doesn't have.
func (d *draft) normalise() {
	if !slices.Contains(draftVerbs(), d.verb) {
		d.verb = command.Add
	}
	if !slices.Contains(draftKinds(), d.kind) {
		d.kind = command.Project
	}
}

// stale tells whether the fields are still those of another verb or kind than was chosen.
func (d draft) stale() bool {
	return d.data.Verb != "" && (d.data.Verb != d.verb || d.data.Kind != d.kind)
}

// options are what is chosen in a field, with what it says.
func (f FormState) options(field string) (all []Option) {
	for _, v := range f.Values[field] {
		text := f.Texts[v]
		if text == "" {
			text = v
		}
		all = append(all, Option{Value: v, Text: text})
	}
	return all
}

// reshape adapts a draft to another verb or kind than its fields were made for.
func (d *draft) reshape() {
	if !d.stale() {
		return
	}
	if d.data.Kind != d.kind {
		d.what, d.in = nil, nil
		d.data.Filled++
	}
	if asana.CheckLevel(d.kind.ResourceType(), string(d.level)) != nil || !d.leveled() {
		d.level = ""
	}
	d.data.Verb, d.data.Kind = d.verb, d.kind
}

func draftVerbs() []command.Verb { return []command.Verb{command.Add, command.Set, command.Remove} }

func draftKinds() []command.Kind {
	return slices.DeleteFunc(command.Kinds(), func(k command.Kind) bool { return k == command.Bundle })
}

// leveled tells whether a level can be chosen.
func (d draft) leveled() bool { return d.verb != command.Remove && leveled(d.kind.ResourceType()) }

// ends tells whether what the draft gives can end.
func (d draft) ends() bool { return d.verb == command.Add && d.kind != command.Workspace }

// command is what the draft says, or what is wrong with it by input, as far as that can be told without looking anything up.
func (d draft) command(now time.Time) (command.Command, map[string]string) {
	cmd := command.Command{Verb: d.verb, Reason: d.reason}
	wrong := make(map[string]string)
	d.readWho(&cmd, wrong)
	d.readWhat(&cmd, wrong)
	if d.leveled() {
		cmd.Level = d.level
	}
	switch {
	case d.verb == command.Set && !d.leveled():
		wrong[fieldVerb] = "In a " + string(d.kind) + " one is a member or not: there is no level to change."
	case d.verb == command.Set && cmd.Level == "":
		wrong[fieldLevel] = "Choose the level to set."
	case asana.CheckLevel(d.kind.ResourceType(), string(cmd.Level)) != nil:
		wrong[fieldLevel] = "A " + string(d.kind) + " takes " + strings.Join(asana.LevelsOf(d.kind.ResourceType()), ", ") + "."
	}
	if d.ends() {
		d.readEnd(&cmd, wrong, now)
	}
	if _, err := command.Parse(cmd.String()); err != nil && len(wrong) == 0 {
		wrong[fieldReason] = "That is too much for one request. Name fewer people or objects, or shorten the reason."
	}
	return cmd, wrong
}

func (d draft) readWho(cmd *command.Command, wrong map[string]string) {
	for _, id := range d.users {
		cmd.Who = append(cmd.Who, command.Who{Kind: command.WhoUser, ID: id})
	}
	for _, o := range d.others {
		read, err := command.Parse("list for " + o.Value)
		if err != nil {
			wrong[fieldOthers] = "I don't understand " + o.Text + ". Choose it again."
			return
		}
		cmd.Who = append(cmd.Who, read.Who...)
	}
	if len(cmd.Who) == 0 {
		wrong[fieldWho] = "Choose at least one person, here or in the next field."
	}
}

func (d draft) readWhat(cmd *command.Command, wrong map[string]string) {
	var in *command.What
	if d.kind == command.Type {
		if len(d.in) == 0 {
			wrong[fieldIn] = "Choose the project first: Asana finds types only through a project."
			return
		}
		w := whatOf(command.Project, d.in[0])
		in = &w
	}
	for _, o := range d.what {
		w := whatOf(d.kind, o)
		if w.In = in; w.GID != "" {
			w.In = nil
		}
		cmd.What = append(cmd.What, w)
	}
	switch {
	case d.kind == command.Workspace:
		cmd.What = []command.What{{Kind: command.Workspace}}
	case len(cmd.What) == 0:
		wrong[fieldWhat] = "Choose the " + string(d.kind) + "."
	}
}

func whatOf(k command.Kind, o Option) command.What {
	if isGID(o.Value) {
		return command.What{Kind: k, GID: o.Value}
	}
	return command.What{Kind: k, Name: o.Value}
}

func (d draft) readEnd(cmd *command.Command, wrong map[string]string, now time.Time) {
	words := d.lasts
	if words != "" && !strings.HasPrefix(words, "until ") {
		words = "for " + words
	}
	day, err := time.Parse(time.DateOnly, d.until)
	switch {
	case d.until != "" && d.lasts != "":
		wrong[fieldUntil] = "Choose a time or a date, not both."
	case d.until != "" && err != nil:
		wrong[fieldUntil] = "That is no date."
	case d.until != "" && now.UTC().Add(-12*time.Hour).After(day.AddDate(0, 0, 1)): // over in every time zone
		wrong[fieldUntil] = "That day is over. Choose one that is still to come."
	case d.until != "":
		words = "until " + d.until
	}
	if words == "" || len(wrong) > 0 {
		return
	}
	read, err := command.Parse("request project x " + words)
	if err != nil {
		wrong[fieldFor] = "I don't understand that time. Choose another."
		return
	}
	cmd.For, cmd.Until = read.For, read.Until
}
