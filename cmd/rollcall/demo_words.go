package main

import "rollcall/bot/command"

// panelWords are what the page needs once: what can be typed, and what to try first.
type panelWords struct {
	Verbs []panelVerb `json:"verbs"`
	Steps []panelStep `json:"steps"`
}

// panelVerb is a first word of a command, and how the command goes on.
type panelVerb struct {
	Word  string `json:"word"`
	Usage string `json:"usage"`
}

// panelStep is a suggestion to somebody who is new. Text is typed for them, Action is the button to look for, Forward moves time; Done is the
// action of the event that shows that it happened.
type panelStep struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Hint    string `json:"hint"`
	User    string `json:"user"`
	Text    string `json:"text,omitempty"`
	Action  string `json:"action,omitempty"`
	Forward string `json:"forward,omitempty"`
	Done    string `json:"done"`
}

// demoWords offers the verbs that the seeded company has a use for.
func demoWords() panelWords {
	var out panelWords
	for _, v := range []command.Verb{
		command.Add, command.Request, command.Remove, command.Set, command.List, command.Show, command.Explain, command.Pending,
		command.Approve, command.Deny, command.Cancel, command.Extend, command.End, command.Undo, command.Stop, command.Resume, command.Help,
	} {
		out.Verbs = append(out.Verbs, panelVerb{Word: string(v), Usage: command.Usage(v, "")})
	}
	out.Steps = []panelStep{
		{
			ID: "ask", Title: "Ask as Ben", Hint: "Start here: 1 types a command for you, and Enter sends it.", User: "ben", Done: "request_waiting",
			Text: "/asana request project Website as editor for 2w because launch",
		},
		{ID: "approve", Title: "Approve as Ada", Hint: "Now be Ada, find the card and press Approve.", User: "ada", Action: "request_approve", Done: "request_approved"},
		{ID: "end", Title: "Move time 2 weeks", Hint: "Now see the access end by itself.", User: "ben", Forward: "2w", Done: "grant_ended"},
	}
	return out
}
