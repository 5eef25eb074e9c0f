package slack

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"rollcall/bot"
)

// The context line is the last block and the end of the text, the text is never empty, an acknowledgement keeps its id, and only what the bot made
// a mention or a link is one.
func TestRendering(t *testing.T) {
	t.Parallel()
	ours := regexp.MustCompile(`^(<@` + ada + `>|<!subteam\^S01DESIGNRS>|<!date\^1798131600\^\{date_short_pretty\} \{time\}\|2026-12-24 17:00 UTC>|<https://app\.asana\.com/1/1208000000000001/project/1208000000030001\?a=1&amp;b=2\|[^<>|\n]*>)$`)
	markup := regexp.MustCompile(`<[^>]*>?`)
	for name, text := range nasty() {
		for kind, m := range kinds(text) {
			said, blocks := Text(m), blocksOf(t, m)
			if strings.TrimSpace(said) == "" || !strings.HasSuffix(said, m.Context) {
				t.Errorf("%s, %s: the text ends %q", name, kind, said[max(0, len(said)-80):])
			}
			if m.Context == "" {
				blocks = append(blocks, shownBlock{})
			}
			if last := blocks[len(blocks)-1]; m.Context != "" && (last.Type != "context" || last.Elements[0].Text != m.Context) {
				t.Errorf("%s, %s: the last block is %v", name, kind, last)
			}
			if kind == "acknowledgement" && !strings.HasSuffix(said, " · R142") {
				t.Errorf("%s: the acknowledgement ends %q", name, said[max(0, len(said)-80):])
			}
			for _, s := range append(texts(t, blocks), said) {
				for _, found := range markup.FindAllString(s, -1) {
					if !ours.MatchString(found) {
						t.Errorf("%s, %s: %q came through", name, kind, found)
					}
				}
			}
		}
	}
}

// shownBlock is what the tests look at of a block.
type shownBlock struct {
	Type     string      `json:"type"`
	Text     *shownText  `json:"text"`
	Fields   []shownText `json:"fields"`
	Elements []shownText `json:"elements"`
}

type shownText struct {
	Type     string `json:"type"`
	Text     string `json:"text"`
	Verbatim bool   `json:"verbatim"`
}

// blocksOf are the blocks of a message but for what can be clicked, which other tests look at.
func blocksOf(t testing.TB, m bot.Message) []shownBlock {
	t.Helper()
	return slices.DeleteFunc(blocksShown(t, Blocks(m)), func(b shownBlock) bool { return b.Type == "actions" })
}

func blocksShown(t testing.TB, blocks any) (shown []shownBlock) {
	t.Helper()
	data, err := json.Marshal(blocks)
	must(t, err)
	var all []json.RawMessage
	must(t, json.Unmarshal(data, &all))
	for _, raw := range all {
		b := shownBlock{Type: "actions"}
		if !bytes.Contains(raw, []byte(`"type":"actions"`)) {
			must(t, json.Unmarshal(raw, &b))
		}
		shown = append(shown, b)
	}
	return shown
}

// texts returns what Slack reads as markup. It must not look for mentions and links in it by itself.
func texts(t testing.TB, blocks []shownBlock) (all []string) {
	t.Helper()
	for _, b := range blocks {
		for _, x := range append(append(b.Fields, b.Elements...), orNone(b.Text)...) {
			if x.Type == "mrkdwn" {
				all = append(all, x.Text)
				if !x.Verbatim {
					t.Errorf("a text is not verbatim: %q", x.Text)
				}
			}
		}
	}
	return all
}

func orNone(x *shownText) []shownText {
	if x == nil {
		return nil
	}
	return []shownText{*x}
}

// Whatever the text and the limit are, a line is no longer than the limit and never cut within an escape or a link.
func TestCut(t *testing.T) {
	t.Parallel()
	ours := regexp.MustCompile(`<(https|@)[^<>]*>`)
	rapid.Check(t, func(t *rapid.T) {
		text, n := rapid.String().Draw(t, "text"), rapid.IntRange(1, 200).Draw(t, "limit")
		l := bot.Say(text, bot.Link(page, text), bot.User(ada), text, bot.Bold(text), bot.Code(text))
		got := mrkdwn(l, n)
		if utf8.RuneCountInString(got) > n {
			t.Errorf("%d characters of %d", utf8.RuneCountInString(got), n)
		}
		rest := strings.NewReplacer("&amp;", "", "&lt;", "", "&gt;", "").Replace(got)
		if rest = ours.ReplaceAllString(rest, ""); strings.ContainsAny(rest, "<>&") {
			t.Errorf("cut within markup: %q", got)
		}
	})
}

// What a style would break on is shown without it, and a name is bold like an emphasised word.
func TestStyles(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		span bot.Span
		want string
	}{
		{bot.Bold("Website"), "*Website*"}, {bot.Bold("a*b"), "a*b"}, {bot.Bold(""), ""}, {bot.Bold(" x"), " x"}, {bot.Bold("a\nb"), "*a b*"},
		{bot.Code("/asana help"), "`/asana help`"}, {bot.Code("a`b"), "a`b"}, {bot.Code("<who>"), "`&lt;who&gt;`"},
		{bot.Name("Maya Ito", "1"), "*Maya Ito*"}, {bot.Address("maya@tidewater.example"), "maya@tidewater.example"},
		{bot.User(ada), "<@U01ADA0BIAN>"}, {bot.Group("S1"), "<!subteam^S1>"},
		{bot.Link("https://a/?x=1&y=<2>", "a|b\nc"), "<https://a/?x=1&amp;y=&lt;2&gt;|a¦b c>"}, {bot.Link("", "no address"), "no address"},
	} {
		if got := span(x.span); got != x.want {
			t.Errorf("%v: got %q, want %q", x.span, got, x.want)
		}
	}
}
