package command

import (
	"slices"
	"strings"
)

// manual is what help says about one verb. The examples are real commands: a test parses them.
type manual struct {
	usage    string // after the verb
	does     string
	more     string
	examples []string
}

// Usage returns the usage line of a verb; slash is the name of the slash command with its slash.
func Usage(v Verb, slash string) string {
	return strings.TrimSpace(slash + " " + string(v) + " " + manualOf(v).usage)
}

// HelpText returns the help text: about one verb, or, for Form, an overview. available are the verbs
// that this installation answers, Form among them when it has forms; nil is all of them.
func HelpText(slash string, topic Verb, available []Verb) string {
	if available == nil {
		available = append(Verbs(), Form)
	}
	if topic == Form {
		return overview(slash, available)
	}
	if !slices.Contains(available, topic) {
		return slash + " " + string(topic) + " is not available here.\n" + "All commands: " + slash + " help"
	}
	m := manualOf(topic)
	lines := []string{Usage(topic, slash), m.does}
	if m.more != "" {
		lines = append(lines, m.more)
	}
	for _, example := range m.examples {
		lines = append(lines, "Example: "+slash+" "+example)
	}
	return strings.Join(lines, "\n")
}

func overview(slash string, available []Verb) string {
	lines := []string{"Manage Asana memberships from Slack."}
	if slices.Contains(available, Form) {
		lines[0] += " " + slash + " alone opens a form."
	}
	for _, v := range Verbs() {
		if slices.Contains(available, v) {
			lines = append(lines, "• "+Usage(v, slash)+" – "+manualOf(v).does)
		}
	}
	return strings.Join(append(lines,
		"Who: "+whoHelp,
		"What: "+whatHelp,
		"Levels: "+levelList()+". Without one the default of the project or object counts.",
		"Times: 30min, 12h, 7d, 2w, 2026-12-24, friday 18:00, tomorrow.",
		"More about one command: "+slash+" help add",
	), "\n")
}

const (
	whoHelp  = `@mentions, user groups, e-mail addresses, me, team "Design", everyone in team "Design"; several with commas or and.`
	whatHelp = `a name, with portfolio, goal, field, type, team, workspace or bundle before it when it is no project; or a gid, or a link of app.asana.com. Names that contain words of a command go in quotes.`
	timeHelp = `for takes s, min, h, d and w. until takes a date, a weekday, today or tomorrow, if you like with a time; a date ends at the end of that day in your time zone.`
)

func manualOf(v Verb) manual {
	switch v {
	case Add, Remove, Set, Request, Copy, Offboard, Transfer:
		return changeManual(v)
	case Approve, Deny, Cancel, Extend, End, Undo, Pending:
		return requestManual(v)
	case List, Show, Explain, History, Help:
		return questionManual(v)
	case Stop:
		return manual{
			usage: "[because <reason>]", does: "Stop writing to Asana at once.",
			more: "Requests are still taken; they wait until resume.", examples: []string{"stop because the import runs wild"},
		}
	case Resume:
		return manual{usage: "[because <reason>]", does: "Write to Asana again.", examples: []string{"resume"}}
	case Connect:
		return manual{
			does: "Connect your own Asana account.", examples: []string{"connect"},
			more: "What you may do without approval is then done with your own rights in Asana.",
		}
	case Disconnect:
		return manual{does: "Forget your own Asana account.", examples: []string{"disconnect"}}
	}
	return manual{does: "Open a form."}
}

func changeManual(v Verb) manual {
	switch v {
	case Add:
		return manual{
			usage: "<who> to <what> [as <level>] [for 2w | until 2026-12-24 | until friday 18:00] [because <reason>]",
			does:  "Give people access.",
			more:  "A level is never lowered; to lower one use set. " + timeHelp,
			examples: []string{
				"add maya@example.com to project Website as editor for 2w because launch",
				`add everyone in team "Design" to portfolio "Plans for 2027" as viewer`,
			},
		}
	case Remove:
		return manual{
			usage: "<who> from <what> [anyway] [because <reason>]", does: "Take access away.",
			more:     "anyway is the word for removing the last admin or somebody from the workspace.",
			examples: []string{"remove maya@example.com from project Website because left the team"},
		}
	case Set:
		return manual{
			usage: "<who> on <what> to <level> [for 2w | until 2026-12-24] [anyway] [because <reason>]", does: "Change the level of somebody who has access.",
			more:     "anyway is the word for lowering the last admin.",
			examples: []string{"set maya@example.com on project Website to commenter"},
		}
	case Request:
		return manual{
			usage:    "<what> [as <level>] [for 2w | until 2026-12-24] [because <reason>]",
			does:     "Ask for access for yourself.",
			more:     timeHelp,
			examples: []string{"request project Website as editor for 3d because launch"},
		}
	case Copy:
		return manual{
			usage: "<what> to <what> [because <reason>]", does: "Give the members of one object the same access to another.",
			examples: []string{"copy project Website to project Relaunch"},
		}
	case Offboard:
		return manual{
			usage: "<who> [because <reason>]", does: "Take away all access of somebody who leaves.",
			examples: []string{"offboard maya@example.com because last day"},
		}
	}
	return manual{
		usage: "<who> to <who> [because <reason>]", does: "Give the access of one person to another.",
		examples: []string{"transfer maya@example.com to ben@example.com"},
	}
}

func requestManual(v Verb) manual {
	switch v {
	case Pending:
		return manual{does: "Show the open requests that concern you.", examples: []string{"pending"}}
	case Approve:
		return manual{usage: "R142 [because <reason>]", does: "Approve a request.", examples: []string{"approve R142"}}
	case Deny:
		return manual{usage: "R142 because <reason>", does: "Deny a request.", examples: []string{"deny R142 because not on this project"}}
	case Cancel:
		return manual{usage: "R142", does: "Take back your own request.", examples: []string{"cancel R142"}}
	case Extend:
		return manual{
			usage: "R142 by 7d", does: "Prolong access that ends.", more: "Instead of by and a length, until and a date is understood as well.",
			examples: []string{"extend R142 by 7d", "extend R142 until 2026-12-24"},
		}
	case End:
		return manual{usage: "R142", does: "End access now that was given until a moment.", examples: []string{"end R142"}}
	}
	return manual{usage: "R142", does: "Undo what a request changed.", examples: []string{"undo R142"}}
}

func questionManual(v Verb) manual {
	switch v {
	case List:
		return manual{
			usage: "<what> | list for <who>", does: "Show who has access, or what somebody has access to.",
			more:     "list team X shows its members; list for team X shows what the team belongs to.",
			examples: []string{"list project Website", "list for me"},
		}
	case Show:
		return manual{usage: "<membership gid>", does: "Show one membership.", examples: []string{"show 1201234567890123"}}
	case Explain:
		return manual{
			usage: "<any change>", does: "Tell what a change would do, and change nothing.",
			more:     "Shows the level before and after, the rule, the approvers and the end.",
			examples: []string{"explain add maya@example.com to project Website as editor"},
		}
	case History:
		return manual{
			usage: "[<who> | <what> | R142] [for 2w | since 2026-11-01] [until 2026-12-01]", does: "Show what happened, the newest first.",
			more:     "for 2w means the last two weeks. You see what is about you and what you did, and the objects that you may see; admins see everything.",
			examples: []string{"history", "history project Website for 2w", "history me since 2026-11-01", "history R142"},
		}
	}
	return manual{usage: "[verb]", does: "Show this help, or more about one command.", examples: []string{"help add"}}
}
