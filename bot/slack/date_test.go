package slack_test

import (
	"strings"
	"testing"
	"time"

	"rollcall/bot"
	"rollcall/bot/slack"
)

// Ensure that a moment is shown in the reader's own zone, with a fallback that can't break out of it.
func TestMoment(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 12, 24, 17, 0, 0, 0, time.UTC)
	got := slack.Text(bot.Message{Head: bot.Say("ends ", bot.At(at), ".")})
	if want := "ends <!date^1798131600^{date_short_pretty} {time}|2026-12-24 17:00 UTC>."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	odd := slack.Text(bot.Message{Head: bot.Line{{Kind: bot.SpanTime, Ref: "1", Text: "a|b>\n<!here>"}}})
	if strings.Count(odd, "|") != 1 || strings.Contains(odd, "<!here>") || strings.Contains(odd, "\n") {
		t.Errorf("got %q", odd)
	}
}
