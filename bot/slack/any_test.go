package slack

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"rollcall/bot"
)

// anyText is what anybody may be called: mostly short, at times very long, of all scripts and with what Slack reads as markup.
func anyText() *rapid.Generator[string] {
	odd := rapid.SampledFrom([]rune("a b<>&*_~`|\n\r>•:@#\u202E\u2066\u2069\u200Bשמ١م👩\u200D🇮🇹\u0301\u0000"))
	return rapid.Custom(func(t *rapid.T) string {
		text := rapid.OneOf(rapid.StringN(0, 20, -1), rapid.StringOfN(odd, 0, 20, -1)).Draw(t, "some")
		return strings.Repeat(text, rapid.SampledFrom([]int{1, 1, 1, 10, 100}).Draw(t, "times"))
	})
}

func anyLine() *rapid.Generator[bot.Line] {
	return rapid.Custom(func(t *rapid.T) bot.Line {
		return rapid.SliceOfN(anySpan(), 0, 4).Draw(t, "line")
	})
}

func anySpan() *rapid.Generator[bot.Span] {
	return rapid.Custom(func(t *rapid.T) bot.Span {
		text := anyText().Draw(t, "text")
		return rapid.SampledFrom([]bot.Span{
			{Text: text}, bot.Bold(text), bot.Code(text), bot.Name(text, "1"), bot.Address(text), bot.Link(page, text), bot.User(ada), bot.Group("S01DESIGNRS"), bot.At(time.Unix(1798131600, 0)),
		}).Draw(t, "span")
	})
}

func anyButton() *rapid.Generator[bot.Button] {
	return rapid.Custom(func(t *rapid.T) bot.Button {
		text := anyText().Draw(t, "button")
		b := bot.Button{Action: rapid.SampledFrom([]string{"request_approve", "request_deny", "grant_end"}).Draw(t, "action"), Value: "R142", Text: text}
		if rapid.Bool().Draw(t, "asks") {
			b.Label, b.Confirm = text, &bot.Confirm{Title: text, Text: text, Yes: text}
		}
		return b
	})
}

func anyOption() *rapid.Generator[bot.Option] {
	return rapid.Custom(func(t *rapid.T) bot.Option {
		return bot.Option{Value: anyText().Draw(t, "value"), Text: anyText().Draw(t, "option"), Note: anyText().Draw(t, "note")}
	})
}

func anyMessage() *rapid.Generator[bot.Message] {
	return rapid.Custom(func(t *rapid.T) bot.Message {
		m := bot.Message{
			Mark: rapid.SampledFrom([]bot.Mark{"", bot.MarkDone, bot.MarkAsk}).Draw(t, "mark"), Head: anyLine().Draw(t, "head"), Note: anyLine().Draw(t, "note"),
			Buttons: rapid.SliceOfN(anyButton(), 0, 8).Draw(t, "buttons"), Context: rapid.SampledFrom([]string{"", "R142 · applied"}).Draw(t, "context"),
		}
		line := anyLine().Draw(t, "row")
		for range rapid.IntRange(0, 60).Draw(t, "rows") {
			m.Lines = append(m.Lines, line)
		}
		for range rapid.IntRange(0, 12).Draw(t, "fields") {
			m.Fields = append(m.Fields, bot.Field{Label: anyText().Draw(t, "label"), Value: line})
		}
		if rapid.Bool().Draw(t, "menu") {
			m.Menu = &bot.Menu{Action: "request_pick", Label: anyText().Draw(t, "prompt"), Options: rapid.SliceOfN(anyOption(), 0, 10).Draw(t, "options")}
		}
		return m
	})
}

func anyInput(i int) *rapid.Generator[bot.Input] {
	return rapid.Custom(func(t *rapid.T) bot.Input {
		in := bot.Input{
			ID: fmt.Sprint("field", i), Kind: rapid.SampledFrom([]bot.InputKind{bot.InputText, bot.InputSearch, bot.InputSearchMany, bot.InputPeople, bot.InputDate}).Draw(t, "kind"),
			Label: anyText().Draw(t, "label"), Hint: anyText().Draw(t, "hint"), Value: anyText().Draw(t, "value"), Version: anyText().Draw(t, "version"),
			Chosen: rapid.SliceOfN(anyOption(), 0, 3).Draw(t, "chosen"), Watched: rapid.Bool().Draw(t, "watched"), Max: rapid.IntRange(0, 4000).Draw(t, "max"),
		}
		for j := range rapid.SampledFrom([]int{0, 1, 100}).Draw(t, "options") {
			in.Options = append(in.Options, bot.Option{Value: fmt.Sprint(j), Text: in.Label})
		}
		return in
	})
}

func anyForm() *rapid.Generator[bot.Form] {
	return rapid.Custom(func(t *rapid.T) bot.Form {
		below := anyMessage().Draw(t, "below")
		f := bot.Form{ID: "draft", Title: anyText().Draw(t, "title"), Send: anyText().Draw(t, "send"), Text: anyLine().Draw(t, "text"), Below: &below}
		for i := range rapid.IntRange(0, 9).Draw(t, "inputs") {
			f.Inputs = append(f.Inputs, anyInput(i).Draw(t, "input"))
		}
		return f
	})
}

func anyPage() *rapid.Generator[bot.Page] {
	return rapid.Custom(func(t *rapid.T) bot.Page {
		var p bot.Page
		for range rapid.IntRange(0, 3).Draw(t, "sections") {
			item := anyMessage().Draw(t, "item")
			p.Sections = append(p.Sections, bot.Section{
				Title: anyText().Draw(t, "title"), Text: anyLine().Draw(t, "text"), Items: items(item, rapid.IntRange(0, 6).Draw(t, "items")),
				Buttons: rapid.SliceOfN(anyButton(), 0, 3).Draw(t, "buttons"),
			})
		}
		return p
	})
}

// Whatever there is to say, Slack takes it, and the blocks keep their limits by a margin.
func TestAnyMessage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	at, err := w.Direct(t.Context(), ada, bot.Message{Head: bot.Say("x")})
	must(t, err)
	rapid.Check(t, func(t *rapid.T) {
		m := anyMessage().Draw(t, "message")
		if err := w.Update(w.t.Context(), at, m); err != nil {
			t.Fatal(err)
		}
		if n := utf8.RuneCountInString(textWithin(m, maxUpdated)); n > maxUpdated {
			t.Fatalf("a text of %d characters", n)
		}
		if blocks := Blocks(m); len(blocks) > maxBlocks || weight(blocks) > maxMessage+2*maxClickable {
			t.Fatalf("%d blocks of %d bytes", len(blocks), weight(blocks))
		}
	})
}

// Whatever a form asks for, Slack opens it and takes it anew.
func TestAnyForm(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	open, err := w.Open(t.Context(), w.trigger(), bot.Form{ID: "draft"})
	must(t, err)
	rapid.Check(t, func(t *rapid.T) {
		if _, err := w.Refill(w.t.Context(), bot.Shown{ID: open.ID}, anyForm().Draw(t, "form")); err != nil {
			t.Fatal(err)
		}
	})
}

// Whatever is on a page, Slack shows it, and what stands at its end is still there.
func TestAnyPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rapid.Check(t, func(t *rapid.T) {
		p := anyPage().Draw(t, "page")
		p.Sections = append(p.Sections, bot.Section{Title: "Last", Buttons: []bot.Button{{Action: "draft", Text: "Ask"}}})
		if err := w.Publish(w.t.Context(), ada, p); err != nil {
			t.Fatal(err)
		}
		blocks := home(p)
		if data, err := json.Marshal(blocks); err != nil || len(data) > maxView {
			t.Fatalf("%d bytes, %v", len(data), err)
		}
		if last, ok := blocks[len(blocks)-1].(*slack.ActionBlock); !ok || len(last.Elements.ElementSet) != 1 {
			t.Fatalf("ends with %+v", blocks[len(blocks)-1])
		}
	})
}
