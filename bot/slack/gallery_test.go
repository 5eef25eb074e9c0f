package slack

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/bot"
	"rollcall/bot/command"
)

// nasty are texts that people can give to projects and to themselves in Asana, or type as a reason, each meant to break or abuse a message.
func nasty() map[string]string {
	return map[string]string{
		"ordinary":       "Website Relaunch",
		"very long":      strings.Repeat("harbour ", 500),
		"one long word":  strings.Repeat("x", 3100),
		"escapes":        strings.Repeat("&<>", 400),
		"mentions":       "<!channel> <!here> <@U01MAYA0ITO> <!subteam^S01DESIGNRS> @everyone <https://evil.example|Website> <mailto:a@b.c|a@b.c> https://evil.example",
		"bar and lines":  "a|b\nc\r\nd|<https://evil.example|e>\n> quoted",
		"markup":         "*bold* _it_ ~gone~ `code` ```block``` *",
		"emoji":          strings.Repeat("👩‍👩‍👧‍👦🏴‍☠️:tada:", 60),
		"marks":          strings.Repeat("e\u0301\u0323\u0300", 300),
		"invisible":      "a\u200Bb\u0000c\u001B[31md\xff\xfee",
		"only spaces":    " \n",
		"context line":   "x\nR1 · applied",
		"a lonely quote": "`",
		"longest name":   strings.Repeat("Relaunch of the harbour ", 43)[:1024],
		"Arabic":         strings.Repeat("مشروع إعادة إطلاق الموقع ١٢٣ ", 34),
		"Hebrew":         "\u200F\u202Eשלום (1) \u2066עולם\u2069\u202D 2026",
		"quote":          "> said\n• one\n1. two",
		"cut in marks":   strings.Repeat("x", 690) + "👩‍👩‍👧‍👦🇮🇹🇩🇪e\u0301\u0323",
		"nothing":        "",
	}
}

// kinds are all shapes of messages, with a text put wherever the words of people and of Asana go.
func kinds(text string) map[string]bot.Message {
	who := bot.Say(bot.Name(text, "1"), " (", bot.Address(text), ")")
	where := bot.Say(bot.Link(page, text))
	typed := string([]rune(text)[:min(len([]rune(text)), command.MaxText)])
	row := bot.Say(who, " is now ", bot.Bold(text), " of ", where, ".")
	by := bot.Field{Label: "By", Value: bot.Say(bot.User(ada), ", as Rollcall")}
	return map[string]bot.Message{
		"acknowledgement": {Head: bot.Say("On it: add ", bot.User(ada), " and ", bot.Group("S01DESIGNRS"), " to project Website because "+typed, " · ", "R142")},
		"one change": {Mark: bot.MarkDone, Head: row, Context: "R142 · applied", Fields: []bot.Field{
			{Label: "Before → after", Value: bot.Say("not a member → ", bot.Bold("editor"))}, {Label: "Project", Value: where}, by, {Label: "Because", Value: bot.Say(text)},
		}},
		"many changes": {Mark: bot.MarkFailed, Head: bot.Say("200 changes: 199 done, 1 failed."), Lines: rows(row), Fields: []bot.Field{by}, Context: "R142 · partial"},
		"a list":       {Head: bot.Say(where, " has 200 members."), Lines: rows(bot.Say("team ", bot.Name(text, "1"), " editor ", bot.Code("1208000000010002")))},
		"a refusal": {
			Mark: bot.MarkNo, Head: bot.Say("I found no project called ", bot.Bold(text), ", or it is hidden from you or from me."),
			Note: bot.Say("Use the gid in place of the name: ", bot.Bold(text), " ", bot.Code("1208000000030001"), ", ", bot.Code(text)), Context: "R142 · refused",
		},
		"waiting":       {Mark: bot.MarkWait, Head: bot.Say("Not done yet: ", text, "."), Context: "R142 · resolving"},
		"held":          {Mark: bot.MarkNo, Head: bot.Say("A command of ", bot.User(ada), " is held: ", row), Context: "R142 · held"},
		"misunderstood": {Mark: bot.MarkAsk, Head: bot.Say("I don't know the command ", text), Note: bot.Say("Did you mean ", bot.Bold(text), "?\nUsage: ", bot.Code("/asana add <who> to <what>"))},
		"a card": {
			Head: bot.Say(bot.User(ada), " asks for ", row), Context: "R142 · awaiting_approval", Buttons: cardButtons(text),
			Fields: fields(text), Lines: rows(row)[:20], Note: bot.Say("You are asked because ", text),
		},
		"too many buttons": {Head: bot.Say(text), Buttons: manyButtons(text), Context: "R142 · awaiting_approval"},
		"everything": {
			Mark: bot.MarkAsk, Head: row, Fields: slices.Repeat(fields(text), 7)[:100], Lines: rows(row)[:60], Note: bot.Say(text, bot.Code(text), text),
			Menu: &bot.Menu{Action: "request_pick", Label: text, Options: many(text)}, Buttons: slices.Repeat(cardButtons(text), 10), Context: "R142 · needs_input",
		},
		"a choice": {
			Mark: bot.MarkAsk, Head: bot.Say("Which ", bot.Bold(text), "?"), Context: "R142 · needs_input",
			Menu: &bot.Menu{Action: "request_pick", Label: "Choose one", Options: many(text)[:30]},
		},
		"fifty changes": {Head: bot.Say("50 changes"), Lines: rows(row)[:50], Buttons: cardButtons(text)[:1], Context: "R142 · applied"},
		"a date":        {Head: bot.Say(text, " until ", bot.At(time.Unix(1798131600, 0))), Context: "R142 · applied"},
		"only a menu":   {Menu: &bot.Menu{Action: "request_pick", Options: []bot.Option{{Value: text, Text: text}}}},
		"only buttons":  {Buttons: []bot.Button{{Action: "change_undo"}}, Context: "R142 · applied"},
		"many fields":   {Head: bot.Say("x", text), Fields: fields(text), Context: "R142 · applied"},
	}
}

// many are more options than a menu takes, one of them with a value that Slack can't carry.
func many(text string) []bot.Option {
	all := []bot.Option{{Value: strings.Repeat("v", 76), Text: text}}
	for i := range 149 {
		all = append(all, bot.Option{Value: fmt.Sprint(i), Text: text, Note: text})
	}
	return all
}

func rows(l bot.Line) (all []bot.Line) {
	for range 200 {
		all = append(all, l)
	}
	return all
}

func fields(text string) (all []bot.Field) {
	for range 15 {
		all = append(all, bot.Field{Label: "Label", Value: bot.Say(text)})
	}
	return all
}

// Every kind of message is one that Slack takes, whatever people wrote into it: as a direct message
// and as an update; as the immediate answer, at a response URL and in a channel as well.
func TestSlackTakes(t *testing.T) {
	t.Parallel()
	for name, text := range nasty() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			for kind, m := range kinds(text) {
				at, err := w.Direct(t.Context(), ada, m)
				if err != nil {
					t.Errorf("%s: not taken as a direct message: %v", kind, err)
				}
				if err := w.Update(t.Context(), at, m); err != nil {
					t.Errorf("%s: not taken as an update: %v", kind, err)
				}
				if slices.Contains([]string{"acknowledgement", "misunderstood", "everything", "only a menu"}, kind) { // the rest is told in the same way
					tellElsewhere(t, w, m)
				}
			}
			checkPosted(t, w.messages())
		})
	}
}

// tellElsewhere says a message where it is taken by the same rules as a direct message.
func tellElsewhere(t *testing.T, w *world, m bot.Message) {
	t.Helper()
	trouble, responseURL := w.command(Answer(m))
	if trouble != "" {
		t.Errorf("not taken as an immediate answer: %s", trouble)
	}
	if err := w.Respond(t.Context(), responseURL, m); err != nil {
		t.Errorf("not taken at a response URL: %v", err)
	}
	if err := w.Replace(t.Context(), responseURL, m); err != nil {
		t.Errorf("not taken as a replacement: %v", err)
	}
	if _, err := w.Post(t.Context(), "C01APPROVAL", m); err != nil {
		t.Errorf("not taken in a channel: %v", err)
	}
}

// checkPosted looks at what people see: everything has a text, and nothing to click is without words for a screen reader.
func checkPosted(t *testing.T, all []shownMessage) {
	t.Helper()
	if len(all) < len(kinds("x")) {
		t.Errorf("only %d messages", len(all))
	}
	for _, m := range all {
		buttons, labels := strings.Count(string(m.Blocks), `"type":"button"`), strings.Count(string(m.Blocks), `"accessibility_label":"`)
		if strings.TrimSpace(m.Text) == "" || buttons != labels {
			t.Errorf("%d buttons, %d labels, text %q", buttons, labels, m.Text)
		}
	}
}

// What people see has every name as it is, as far as it fits: escaped once, on one line, and with nothing added that is shown.
func TestNamesAsTheyAre(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	back := strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&", isolateFrom, "", isolateTo, "")
	for name, text := range nasty() {
		want := undirected(liner.Replace(string([]rune(text))))
		if len([]rune(escaper.Replace(want))) > 600 {
			want = string([]rune(want)[:100])
		}
		if strings.TrimSpace(want) == "" {
			continue
		}
		m := bot.Message{Head: bot.Say("x ", bot.Name(text, "1")), Fields: []bot.Field{{Label: "Who", Value: bot.Say(bot.Bold(text))}}, Lines: []bot.Line{bot.Say(bot.Name(text, "1"))}}
		_, err := w.Direct(t.Context(), ada, m)
		must(t, err)
		var blocks []shownBlock
		must(t, json.Unmarshal(w.last().Blocks, &blocks))
		for i, got := range []string{blocks[0].Text.Text, blocks[1].Fields[0].Text, blocks[2].Text.Text, w.last().Text} {
			if !strings.Contains(back.Replace(got), want) {
				t.Errorf("%s, %d: got %q", name, i, got)
			}
		}
	}
}
