package slack

import (
	"strings"

	"github.com/slack-go/slack"

	"rollcall/bot"
)

// Suggestions is the answer to somebody who types into a menu: at most as many options as Slack takes, under headings where a group has one.
func Suggestions(groups []bot.OptionGroup) any {
	flat, headed, shown := []*slack.OptionBlockObject{}, false, []*slack.OptionGroupBlockObject{}
	for _, g := range groups {
		all := options(g.Options)
		all = all[:min(len(all), maxOptions-len(flat))]
		if len(all) == 0 || len(shown) == maxOptions {
			continue
		}
		headed = headed || strings.TrimSpace(g.Label) != ""
		flat = append(flat, all...)
		shown = append(shown, slack.NewOptionGroupBlockElement(plain(maxOption, g.Label, "Other"), all...))
	}
	if headed {
		return slack.OptionGroupsResponse{OptionGroups: shown}
	}
	// slack-go's own answer leaves out the member that Slack needs also when nothing is found.
	return struct {
		Options []*slack.OptionBlockObject `json:"options"`
	}{flat}
}
