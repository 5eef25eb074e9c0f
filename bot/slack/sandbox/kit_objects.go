package sandbox

import "slices"

// plain is a plain_text object of 1 to high characters.
func plain(high int) rule { return textObject(high, "plain_text") }

// marked is a mrkdwn or plain_text object of 1 to high characters.
func marked(high int) rule { return textObject(high, "plain_text", "mrkdwn") }

func textObject(high int, kinds ...string) rule {
	all := union{
		"plain_text": {members: map[string]rule{"text": chars(1, high), "emoji": isFlag}, needs: []string{"text"}},
		"mrkdwn":     {members: map[string]rule{"text": chars(1, high), "verbatim": isFlag}, needs: []string{"text"}},
	}
	return all.only(kinds...).check
}

// confirmation is the dialog that asks before an action.
func confirmation() rule {
	return shape{
		members: map[string]rule{
			"title": plain(100), "text": marked(300), "confirm": plain(30), "deny": plain(30),
			"style": oneOf("primary", "danger"),
		},
		needs: []string{"title", "text", "confirm"},
	}.check
}

// option is one choice; label is what its text may be.
func option(label rule, description rule) shape {
	return shape{
		members: map[string]rule{"text": label, "value": chars(1, 150), "description": description},
		needs:   []string{"text", "value"},
	}
}

// selectOption is a choice of a menu, which shows plain text only.
func selectOption() rule { return option(plain(75), plain(75)).check }

// boxOption is a choice of check boxes or radio buttons, which may be formatted.
func boxOption() rule { return option(marked(75), marked(75)).check }

func overflowOption() rule {
	return option(plain(75), plain(75)).with(map[string]rule{"url": link}).check
}

// choices are the members of a menu whose options are in the block.
func choices() shape {
	group := shape{
		members: map[string]rule{"label": plain(75), "options": items(1, 100, selectOption())},
		needs:   []string{"label", "options"},
	}
	return shape{members: map[string]rule{
		"options":       items(1, 100, selectOption()),
		"option_groups": items(1, 100, group.check),
	}}.and(func(c *check, at string, o map[string]any) {
		if (o["options"] == nil) == (o["option_groups"] == nil) {
			c.fail(at, "exactly one of options and option_groups is required")
		}
	})
}

// initialAmong refuses a preselection that is not among the options, as Slack does.
func initialAmong(c *check, at string, o map[string]any) {
	values := optionValues(o)
	for name, picked := range map[string][]any{
		"initial_option": {o["initial_option"]}, "initial_options": list(o["initial_options"]),
	} {
		for _, p := range picked {
			if p != nil && !slices.Contains(values, text(object(p)["value"])) {
				c.fail(at+"/"+name, "must be one of the options")
			}
		}
	}
}

// optionValues lists the values of the options and option groups of a menu.
func optionValues(o map[string]any) []string {
	var out []string
	for _, opt := range allOptions(o) {
		out = append(out, text(object(opt)["value"]))
	}
	return out
}

func allOptions(o map[string]any) []any {
	out := slices.Clone(list(o["options"]))
	for _, g := range list(o["option_groups"]) {
		out = append(out, list(object(g)["options"])...)
	}
	return out
}

// slackFile is an image that was uploaded to Slack.
func slackFile() rule {
	return shape{members: map[string]rule{"id": chars(1, 255), "url": link}}.
		and(func(c *check, at string, o map[string]any) {
			if (o["id"] == nil) == (o["url"] == nil) {
				c.fail(at, "exactly one of id and url is required")
			}
		}).check
}

func picture() shape {
	return shape{
		members: map[string]rule{"image_url": link, "alt_text": chars(1, 2000), "slack_file": slackFile()},
		needs:   []string{"alt_text"},
	}.and(func(c *check, at string, o map[string]any) {
		if (o["image_url"] == nil) == (o["slack_file"] == nil) {
			c.fail(at, "exactly one of image_url and slack_file is required")
		}
	})
}
