package handlers

import (
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"rollcall/bot"
)

// The interactions that lead to something.
const (
	typeActions    = "block_actions"
	typeSubmission = "view_submission"
	typeShortcut   = "shortcut"
	typeOnMessage  = "message_action"
	typeSuggestion = "block_suggestion"
)

// payload is what Rollcall reads of an interaction. It is no more than that, because each further member is one more that Slack can change the shape of.
type payload struct {
	Type        string `json:"type"`
	Trigger     string `json:"trigger_id"`
	ResponseURL string `json:"response_url"`
	User        struct {
		ID   string `json:"id"`
		Team string `json:"team_id"`
	} `json:"user"`
	Team       place `json:"team"` // null when the app is installed for a whole organisation
	Enterprise place `json:"enterprise"`
	Channel    place `json:"channel"`
	Container  struct {
		Channel   string `json:"channel_id"`
		MessageTS string `json:"message_ts"`
		Ephemeral bool   `json:"is_ephemeral"`
	} `json:"container"`
	Actions []action `json:"actions"`
	View    view     `json:"view"`
	// Of a shortcut, and of a message's the message too.
	Callback string          `json:"callback_id"`
	Message  json.RawMessage `json:"message"` // not decoded with the rest: messages have many shapes
	// Of somebody who types into a menu.
	Action string `json:"action_id"`
	Typed  string `json:"value"`
}

// place is a workspace, an organisation or a channel.
type place struct {
	ID string `json:"id"`
}

// action is one thing that somebody did.
type action struct {
	ID string `json:"action_id"`
	TS string `json:"action_ts"`
	entered
}

// view is the form that an interaction came from.
type view struct {
	ID       string          `json:"id"`
	Hash     string          `json:"hash"`
	Callback string          `json:"callback_id"`
	Metadata string          `json:"private_metadata"`
	State    json.RawMessage `json:"state"` // not decoded with the rest, because its shape is not always the same
}

// entered is what was typed or chosen. Values of other kinds are not Rollcall's.
type entered struct {
	Value    json.RawMessage `json:"value"`
	Selected *chosen         `json:"selected_option"`
	Several  []chosen        `json:"selected_options"`
	People   []string        `json:"selected_users"`
	Date     string          `json:"selected_date"`
}

// chosen is an option of a menu.
type chosen struct {
	Value string `json:"value"`
	Text  struct {
		Text string `json:"text"`
	} `json:"text"`
}

var (
	errNobody = errors.New("it does not say who acted")
	errNoAct  = errors.New("it has no action")
	errNoView = errors.New("it has no view")
	errNoType = errors.New("it has no type")
)

// check tells what is missing that nothing can be done without.
func (p payload) check() error {
	switch {
	case p.Type == "":
		return errNoType
	case !slices.Contains([]string{typeActions, typeSubmission, typeShortcut, typeOnMessage, typeSuggestion}, p.Type):
		return nil
	case p.User.ID == "":
		return errNobody
	case p.Type == typeActions && (len(p.Actions) == 0 || p.Actions[0].ID == ""):
		return errNoAct
	case p.Type == typeSubmission && p.View.ID == "":
		return errNoView
	}
	return nil
}

// origin says who acted and from where. An app that is installed for an organisation is told no workspace; then it is the person's own.
func (p payload) origin() bot.Origin {
	return bot.Origin{
		SlackTeam: cmp.Or(p.Team.ID, p.User.Team, p.Enterprise.ID), SlackUser: p.User.ID,
		Channel: cmp.Or(p.Channel.ID, p.Container.Channel), Via: "slack",
	}
}

// external tells whether the person belongs to another workspace than the app does, and to another organisation.
func (p payload) external() bool {
	return p.Team.ID != "" && p.User.Team != "" && p.User.Team != p.Team.ID && p.User.Team != p.Enterprise.ID
}

// at is the message that was acted on. An ephemeral one can't be changed, and a view is none.
func (p payload) at() bot.Posted {
	if p.Container.Ephemeral || p.Container.MessageTS == "" {
		return bot.Posted{}
	}
	return bot.Posted{Channel: cmp.Or(p.Container.Channel, p.Channel.ID), TS: p.Container.MessageTS}
}

// values are the text that was entered, what was chosen, or of a button its own.
func (e entered) values() (all []string) {
	switch {
	case e.Selected != nil:
		return []string{e.Selected.Value}
	case len(e.People) > 0:
		return e.People
	case e.Date != "":
		return []string{e.Date}
	}
	for _, c := range e.Several {
		all = append(all, c.Value)
	}
	var text string
	if len(all) == 0 && json.Unmarshal(e.Value, &text) == nil && text != "" {
		return []string{text}
	}
	return all
}

// blocks are the values of a form by block and input. When nothing is filled in, Slack may send a list in place of the object.
func (v view) blocks() map[string]map[string]json.RawMessage {
	var state struct {
		Values map[string]map[string]json.RawMessage `json:"values"`
	}
	if json.Unmarshal(v.State, &state) != nil {
		return nil
	}
	return state.Values
}

// inputs are what was entered, by input.
func (v view) inputs() map[string]entered {
	all := make(map[string]entered)
	for _, inputs := range v.blocks() {
		for id, raw := range inputs {
			var e entered
			if json.Unmarshal(raw, &e) == nil {
				all[id] = e
			}
		}
	}
	return all
}

// values are the values that were entered, by input.
func (v view) values() bot.Values {
	all := make(bot.Values)
	for id, e := range v.inputs() {
		if entered := e.values(); len(entered) > 0 {
			all[id] = entered
		}
	}
	return all
}

// texts are what the chosen options say, by value.
func (v view) texts() map[string]string {
	all := make(map[string]string)
	for _, e := range v.inputs() {
		if e.Selected != nil {
			all[e.Selected.Value] = e.Selected.Text.Text
		}
		for _, c := range e.Several {
			all[c.Value] = c.Text.Text
		}
	}
	return all
}

// atBlocks says what is wrong by the block that an input is in, as Slack wants it.
func (v view) atBlocks(wrong map[string]string) map[string]string {
	place := make(map[string]string)
	for block, inputs := range v.blocks() {
		for id := range inputs {
			place[id] = block
		}
	}
	all := make(map[string]string)
	for _, id := range slices.Sorted(maps.Keys(wrong)) {
		block := cmp.Or(place[id], last(place), id) // Slack refuses an answer that names a block which the form doesn't have
		all[block] = strings.TrimSpace(all[block] + " " + wrong[id])
	}
	return all
}

// last is the block of an input whose name comes last; empty when there is none.
func last(place map[string]string) string {
	var id string
	for i := range place {
		id = max(id, i)
	}
	return place[id]
}

// author is who wrote the message that a shortcut was chosen on; empty when that is no person.
func (p payload) author() string {
	var m struct {
		User string `json:"user"`
		Bot  string `json:"bot_id"`
	}
	if json.Unmarshal(p.Message, &m) != nil || m.Bot != "" {
		return ""
	}
	return m.User
}
