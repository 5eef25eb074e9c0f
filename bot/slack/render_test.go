package slack

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"rollcall/bot"
	"rollcall/bot/command"
	"rollcall/bot/slack/sandbox"
)

const (
	ada   = "U01ADA0BIAN"
	token = "xoxb-test-secret-token"
	page  = "https://app.asana.com/1/1208000000000001/project/1208000000030001?a=1&b=2"
)

// nasty are texts that people can give to projects and to themselves in Asana, or type as a reason, each meant to break or abuse a message.
func nasty() map[string]string {
	return map[string]string{
		"ordinary":       "Website Relaunch",
		"very long":      strings.Repeat("harbour ", 600),
		"one long word":  strings.Repeat("x", 5000),
		"escapes":        strings.Repeat("&<>", 1600),
		"mentions":       "<!channel> <!here> <@U01MAYA0ITO> <!subteam^S01DESIGNRS> @everyone",
		"links":          "<https://evil.example|Website> <mailto:a@b.c|a@b.c> https://evil.example",
		"bar and lines":  "a|b\nc\r\nd|<https://evil.example|e>\n> quoted",
		"markup":         "*bold* _it_ ~gone~ `code` ```block``` *",
		"right to left":  "\u202Eevil\u202C مشروع الموقع \u200Fשלום",
		"emoji":          strings.Repeat("👩‍👩‍👧‍👦🏴‍☠️:tada:", 300),
		"marks":          strings.Repeat("e\u0301\u0323\u0300", 900),
		"invisible":      "a\u200Bb\u0000c\u001B[31md",
		"not UTF-8":      "a\xff\xfeb",
		"only a space":   " ",
		"context line":   "x\nR1 · applied",
		"a lonely quote": "`",
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
		"only buttons":     {Buttons: []bot.Button{{Action: "change_undo"}}, Context: "R142 · applied"},
		"many fields":      {Head: bot.Say("x", text), Fields: fields(text), Context: "R142 · applied"},
	}
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

// world is a Slack sandbox with all limits of Slack, and the client under test.
type world struct {
	*Client
	t   testing.TB
	url string

	answers chan any    // what the app answers to its next command
	urls    chan string // where answers to the last command go
	acts    chan string // payloads of what people did with buttons and forms
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, answers: make(chan any, 1), urls: make(chan string, 1), acts: make(chan string, 1)}
	app := httptest.NewServer(http.HandlerFunc(w.app))
	t.Cleanup(app.Close)
	s, err := sandbox.New(sandbox.Options{App: app.URL, SigningSecret: "secret", BotToken: token, NoRateLimits: true})
	must(t, err)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.SetBaseURL(server.URL)
	w.url = server.URL
	w.Client, err = New(Config{Token: token, APIURL: server.URL + "/api/"})
	must(t, err)
	return w
}

// app stands in for the service: it answers each command with what the test has prepared.
func (w *world) app(rw http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		w.t.Errorf("the app could not read what Slack sent: %v", err)
		return
	}
	form := r.PostForm
	if payload := form.Get("payload"); payload != "" {
		w.acts <- payload
		return
	}
	w.urls <- form.Get("response_url")
	rw.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(rw).Encode(await(w, w.answers)); err != nil {
		w.t.Errorf("the app could not answer: %v", err)
	}
}

// await takes what must come soon: a test that waited for ever would say nothing.
func await[T any](w *world, from chan T) (got T) {
	select {
	case got = <-from:
	case <-time.After(30 * time.Second):
		w.t.Error("nothing came")
	}
	return got
}

// command types a command that is answered like this, and returns why Slack can't use the answer and where later answers go.
func (w *world) command(answer any) (trouble, responseURL string) {
	w.t.Helper()
	w.answers <- answer
	resp, err := http.Post(w.url+"/_sandbox/command", "application/json", strings.NewReader(`{"user":"ada","text":"help"}`)) //nolint:noctx // the server is the test's
	must(w.t, err)
	defer resp.Body.Close()
	var result struct {
		Error string `json:"error"`
	}
	must(w.t, json.NewDecoder(resp.Body).Decode(&result))
	return result.Error, await(w, w.urls)
}

// Every kind of message is one that Slack takes, whatever people wrote into it: as a direct message, as an
// update, at a response URL and as the immediate answer.
func TestSlackTakes(t *testing.T) {
	t.Parallel()
	for name, text := range nasty() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			for kind, m := range kinds(text) {
				trouble, responseURL := w.command(Answer(m))
				if trouble != "" {
					t.Errorf("%s: not taken as an immediate answer: %s", kind, trouble)
				}
				if err := w.Respond(t.Context(), responseURL, m); err != nil {
					t.Errorf("%s: not taken at a response URL: %v", kind, err)
				}
				at, err := w.Direct(t.Context(), ada, m)
				if err != nil {
					t.Errorf("%s: not taken as a direct message: %v", kind, err)
				}
				if err := w.Update(t.Context(), at, m); err != nil {
					t.Errorf("%s: not taken as an update: %v", kind, err)
				}
			}
		})
	}
}

// The context line is the last block and the end of the text, the text is never empty, an acknowledgement keeps its id, and only what the bot made
// a mention or a link is one.
func TestRendering(t *testing.T) {
	t.Parallel()
	ours := regexp.MustCompile(`^(<@` + ada + `>|<!subteam\^S01DESIGNRS>|<https://app\.asana\.com/1/1208000000000001/project/1208000000030001\?a=1&amp;b=2\|[^<>|\n]*>)$`)
	markup := regexp.MustCompile(`<[^>]*>?`)
	for name, text := range nasty() {
		for kind, m := range kinds(text) {
			said, blocks := Text(m), blocksOf(t, m)
			if strings.TrimSpace(said) == "" || !strings.HasSuffix(said, m.Context) {
				t.Errorf("%s, %s: the text ends %q", name, kind, said[max(0, len(said)-80):])
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

func blocksOf(t testing.TB, m bot.Message) (blocks []shownBlock) {
	t.Helper()
	data, err := json.Marshal(Blocks(m))
	must(t, err)
	var all []json.RawMessage
	must(t, json.Unmarshal(data, &all))
	for _, raw := range all {
		if bytes.Contains(raw, []byte(`"type":"actions"`)) { // other tests look at those
			continue
		}
		var b shownBlock
		must(t, json.Unmarshal(raw, &b))
		blocks = append(blocks, b)
	}
	return blocks
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
		{bot.Bold("Website"), "*Website*"}, {bot.Bold("a*b"), "a*b"}, {bot.Bold(""), ""}, {bot.Bold(" x"), " x"}, {bot.Bold("a\nb"), "a\nb"},
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

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
