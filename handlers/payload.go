package handlers

import (
	"cmp"
	"encoding/json"
	"errors"

	"rollcall/bot"
)

// The interactions that lead to something.
const (
	typeActions    = "block_actions"
	typeSubmission = "view_submission"
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

// entered is what was typed or chosen. Values that are no text are not Rollcall's.
type entered struct {
	Value    json.RawMessage `json:"value"`
	Selected *struct {
		Value string `json:"value"`
	} `json:"selected_option"`
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
	case p.Type != typeActions && p.Type != typeSubmission:
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

// value is the text that was entered, or the value of what was chosen; for a button its own.
func (e entered) value() string {
	if e.Selected != nil {
		return e.Selected.Value
	}
	var text string
	if json.Unmarshal(e.Value, &text) != nil {
		return ""
	}
	return text
}

// fields are the values of a form by input. When nothing is filled in, Slack may send a list in place of the object.
func (v view) fields() map[string]string {
	all := make(map[string]string)
	var state struct {
		Values map[string]map[string]json.RawMessage `json:"values"`
	}
	if json.Unmarshal(v.State, &state) != nil {
		return all
	}
	for id, inputs := range state.Values {
		for _, raw := range inputs {
			var e entered
			if json.Unmarshal(raw, &e) == nil {
				all[id] = e.value()
			}
		}
	}
	return all
}
