package slack

import (
	"strings"
	"testing"

	"rollcall/bot"
)

// A name can't turn around what stands beside it: controls of direction are gone, and what runs from right to left is kept apart, line by line.
func TestDirection(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ name, want string }{
		{"Maya Ito", "*Maya Ito* is 1"},
		{"\u202Enimda\u202C", "*nimda* is 1"},
		{"\u2067\u2066a\u2069b\u202A\u202B\u202Dc", "*abc* is 1"},
		{"שלום", "*\u2068שלום\u2069* is 1"},
		{"مايا (2)", "*\u2068مايا (2)\u2069* is 1"},
	} {
		if got := mrkdwn(bot.Say(bot.Name(x.name, "1"), " is 1"), 100); got != x.want {
			t.Errorf("%q: got %q, want %q", x.name, got, x.want)
		}
	}
	if got := mrkdwn(bot.Say("שלום\n\nb"), 100); got != "\u2068שלום\u2069\n\u2068\u2069\n\u2068b\u2069" {
		t.Errorf("several lines: %q", got)
	}
	m := bot.Message{
		Head: bot.Say("x"), Context: "R1\u202E · applied", Fields: []bot.Field{{Label: "a\u202E", Value: bot.Say("b")}},
		Buttons: []bot.Button{{Action: "x", Text: "\u202Eyes", Label: "\u202Eyes", Confirm: &bot.Confirm{Title: "\u202Ea", Text: "\u202Ea", Yes: "\u202Ea", No: "\u202Ea"}}},
		Menu:    &bot.Menu{Action: "y", Label: "\u202Ea", Options: []bot.Option{{Value: "1", Text: "\u202Ea", Note: "\u202Ea"}}},
	}
	f := bot.Form{ID: "x", Title: "\u202Ea", Inputs: []bot.Input{{ID: "y", Label: "\u202Ea", Hint: "\u202Ea"}}, Below: &m}
	view, err := modal(f)
	must(t, err)
	for name, shown := range map[string]string{"text": Text(m), "message": sent(t, Blocks(m)), "form": sent(t, view)} {
		if strings.ContainsRune(shown, '\u202E') {
			t.Errorf("%s: a control came through: %s", name, shown)
		}
	}
}

// What a reader sees as one character is not cut within, as long as its marks are not too many.
func TestClip(t *testing.T) {
	t.Parallel()
	const family, flags, accents = "👩‍👩‍👧‍👦", "🇮🇹🇩🇪", "e\u0301\u0323x"
	for _, x := range []struct {
		text string
		n    int
		want string
	}{
		{"abc", 3, "abc"}, {"abc", 2, "ab"}, {"abc", 0, ""}, {"abc", -1, ""}, {"", 3, ""},
		{"a" + family, 7, "a"}, {"a" + family, 8, "a" + family}, {"a" + family + "b", 8, "a" + family}, {"a" + family + "b", 3, "a"},
		{flags, 4, flags}, {flags, 3, "🇮🇹"}, {flags, 2, "🇮🇹"}, {flags, 1, ""}, {"👍🏽", 1, ""},
		{accents, 3, "e\u0301\u0323"}, {accents, 2, ""}, {"a" + accents, 2, "a"}, {"a\r\nb", 2, "a"},
		{"e" + strings.Repeat("\u0301", 100), 60, "e" + strings.Repeat("\u0301", 59)},
	} {
		if got := clip(x.text, x.n); got != x.want {
			t.Errorf("%q in %d: got %q, want %q", x.text, x.n, got, x.want)
		}
	}
}
