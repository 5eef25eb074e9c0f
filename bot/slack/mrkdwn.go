package slack

import (
	"strings"
	"unicode/utf8"

	"rollcall/bot"
)

// escaper turns the three characters that Slack gives a meaning into harmless ones.
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// liner puts on one line what has to be on one: a name that goes on in a second line would stand there like words of ours.
var liner = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ")

// mrkdwn renders a line in Slack's markup in at most n characters. What is too long is cut between spans or inside their text, never within
// markup, where a cut would break the message.
func mrkdwn(l bot.Line, n int) string {
	var b strings.Builder
	left := n - 1 // room for the ellipsis
	for _, s := range l {
		s.Text = undirected(s.Text)
		text := ""
		if utf8.RuneCountInString(s.Text) <= left {
			text = span(s)
		}
		length := utf8.RuneCountInString(text)
		if text == "" && s.Text != "" || length > left {
			b.WriteString(shortened(s, left+1))
			break
		}
		b.WriteString(text)
		left -= length
	}
	return b.String()
}

// shortened renders a span with as much of its text as fits in n characters, and an ellipsis. A command that the reader could type is shown whole or
// not at all.
func shortened(s bot.Span, n int) string {
	switch s.Kind {
	case bot.SpanUser, bot.SpanGroup, bot.SpanTime, bot.SpanCode, bot.SpanBlock:
		return "…"
	}
	whole := first(s.Text, n+maxCluster)
	for left := n; left > 0; {
		s.Text = fitting(whole, left)
		if s.Text == "" {
			break
		}
		s.Text += "…"
		text := span(s)
		over := utf8.RuneCountInString(text) - n
		if over <= 0 {
			return text
		}
		left -= over
	}
	return "…"
}

// fitting is as much of a text as fits in n characters when it is escaped.
func fitting(text string, n int) string {
	count := 0
	for _, r := range text {
		if n -= utf8.RuneCountInString(escaper.Replace(string(r))); n < 0 {
			break
		}
		count++
	}
	return clip(text, count)
}

func span(s bot.Span) string {
	text := isolated(escaper.Replace(undirected(s.Text)))
	switch s.Kind {
	case bot.SpanBold, bot.SpanName:
		return styled(liner.Replace(text), "*")
	case bot.SpanCode:
		return styled(liner.Replace(text), "`")
	case bot.SpanBlock:
		return "```\n" + strings.ReplaceAll(escaper.Replace(s.Text), "```", "") + "```"
	case bot.SpanAddress:
		return liner.Replace(text)
	case bot.SpanUser:
		return "<@" + s.Ref + ">"
	case bot.SpanGroup:
		return "<!subteam^" + s.Ref + ">"
	case bot.SpanTime:
		// Slack shows it in the reader's own zone and language; the fallback is for what can't.
		return "<!date^" + s.Ref + "^{date_short_pretty} {time}|" + label(text) + ">"
	case bot.SpanLink:
		return "<" + escaper.Replace(s.Ref) + "|" + label(text) + ">"
	}
	return text
}

// label is the text of a link: a bar would end the address and a new line the link.
func label(text string) string { return strings.ReplaceAll(liner.Replace(text), "|", "¦") }

// styled puts a style around text, unless the text has characters of Slack's markup: there is no way to escape them, so the style would break.
func styled(text, mark string) string {
	if text == "" || strings.ContainsAny(text, "*_~`\n") || strings.TrimSpace(text) != text {
		return text
	}
	return mark + text + mark
}
