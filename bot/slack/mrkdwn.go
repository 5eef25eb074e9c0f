package slack

import (
	"strings"
	"unicode/utf8"

	"rollcall/bot"
)

// escaper turns the three characters that Slack gives a meaning into harmless ones.
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// mrkdwn renders a line in Slack's markup in at most n characters. What is too long is cut between spans or inside plain text, never within
// markup, where a cut would break the message.
func mrkdwn(l bot.Line, n int) string {
	var b strings.Builder
	left := n - 1 // room for the ellipsis
	for _, s := range l {
		text := span(s)
		length := utf8.RuneCountInString(text)
		if length <= left {
			b.WriteString(text)
			left -= length
			continue
		}
		if s.Kind == bot.SpanText {
			b.WriteString(cut(s.Text, left))
		}
		b.WriteString("…")
		break
	}
	return b.String()
}

// cut escapes as much of a text as fits in n characters.
func cut(text string, n int) string {
	var b strings.Builder
	for _, r := range text {
		escaped := escaper.Replace(string(r))
		if n -= utf8.RuneCountInString(escaped); n < 0 {
			break
		}
		b.WriteString(escaped)
	}
	return b.String()
}

func span(s bot.Span) string {
	text := escaper.Replace(s.Text)
	switch s.Kind {
	case bot.SpanBold, bot.SpanName:
		return styled(text, "*")
	case bot.SpanCode:
		return styled(text, "`")
	case bot.SpanUser:
		return "<@" + s.Ref + ">"
	case bot.SpanGroup:
		return "<!subteam^" + s.Ref + ">"
	case bot.SpanTime:
		// Slack shows it in the reader's own zone and language; the fallback is for what can't.
		return "<!date^" + s.Ref + "^{date_short_pretty} {time}|" + strings.NewReplacer("|", "¦", "\n", " ").Replace(text) + ">"
	case bot.SpanLink:
		// A bar would end the address and a new line the link.
		label := strings.NewReplacer("|", "¦", "\n", " ").Replace(text)
		return "<" + escaper.Replace(s.Ref) + "|" + label + ">"
	}
	return text
}

// styled puts a style around text, unless the text has characters of Slack's markup: there is no way to escape them, so the style would break.
func styled(text, mark string) string {
	if text == "" || strings.ContainsAny(text, "*_~`\n") || strings.TrimSpace(text) != text {
		return text
	}
	return mark + text + mark
}
