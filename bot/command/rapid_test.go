package command

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// drawName draws a name as Parse gives one: visible, composed and squeezed, but full of words and
// signs that mean something in the language.
func drawName(t *rapid.T) string {
	words := rapid.OneOf(
		rapid.SampledFrom([]string{
			"to", "from", "on", "as", "for", "until", "because", "anyway", "and", "in", "me", "team", "everyone", "project",
			"custom", "fields", "editor", "2w", "2m", "friday", "2026-12-24", "R142", "123", "a,b", "@x", "a@b.c", "&lt;", "<@U1>",
			"<!here>", "--because", "—for", "-", "“x”", `"`, "'", "it's", "a&b", "https://app.asana.com/0/1/2", "http://x", "Website",
		}),
		rapid.StringN(1, 6, -1),
	)
	name := strings.Join(rapid.SliceOfN(words, 1, 4).Draw(t, "words"), " ")
	name = squeeze(norm.NFC.String(strings.Map(visible, name)))
	if name == "" {
		return "Website"
	}
	return name
}

func drawWho(t *rapid.T) Who {
	id := rapid.StringMatching(`[A-Z0-9]{1,9}`).Draw(t, "id")
	switch kind := rapid.SampledFrom([]WhoKind{WhoUser, WhoGroup, WhoEmail, WhoMe, WhoTeam, WhoEveryone}).Draw(t, "kind"); kind {
	case WhoUser:
		return Who{Kind: kind, ID: "U" + id}
	case WhoGroup:
		return Who{Kind: kind, ID: "S" + id}
	case WhoEmail:
		return Who{Kind: kind, Email: id + "@example.com"}
	case WhoMe:
		return Who{Kind: kind}
	default:
		if rapid.Bool().Draw(t, "by gid") {
			return Who{Kind: kind, GID: rapid.StringMatching(`[0-9]{1,16}`).Draw(t, "gid")}
		}
		return Who{Kind: kind, Name: drawName(t)}
	}
}

func drawWhat(t *rapid.T) What {
	kind := rapid.SampledFrom(Kinds()).Draw(t, "kind")
	w := What{Kind: kind, Name: drawName(t)}
	switch rapid.IntRange(0, 4).Draw(t, "by") {
	case 0:
		w.Name, w.GID = "", rapid.StringMatching(`[0-9]{1,16}`).Draw(t, "gid")
	case 1:
		return What{Kind: Goal, GID: "5", Link: "https://app.asana.com/1/4/goal/5"}
	}
	if kind == Type {
		w.In = &What{Kind: Project, Name: drawName(t)}
	}
	return w
}

// distinct draws one to four different operands.
func distinct[T any](t *rapid.T, draw func(*rapid.T) T, same func(T, T) bool) []T {
	var all []T
next:
	for range rapid.IntRange(1, 4).Draw(t, "count") {
		w := draw(t)
		for _, have := range all {
			if same(have, w) {
				continue next
			}
		}
		all = append(all, w)
	}
	return all
}

func people(t *rapid.T) []Who   { return distinct(t, drawWho, Who.sameAs) }
func objects(t *rapid.T) []What { return distinct(t, drawWhat, What.SameAs) }

func drawTail(t *rapid.T, c *Command) {
	if c.Verb.takesLevel() && (c.Verb == Set || rapid.Bool().Draw(t, "with level")) {
		c.Level = rapid.SampledFrom(Levels()).Draw(t, "level")
	}
	if c.Verb.takesTime() {
		drawTime(t, c)
	}
	c.Anyway = c.Verb.takesAnyway() && rapid.Bool().Draw(t, "anyway")
	if rapid.Bool().Draw(t, "with reason") {
		c.Reason = drawName(t)
	}
}

func drawTime(t *rapid.T, c *Command) {
	switch rapid.IntRange(0, 2).Draw(t, "time") {
	case 1:
		c.For = Duration{
			Amount: rapid.IntRange(1, 500).Draw(t, "amount"),
			Unit:   rapid.SampledFrom([]Unit{Second, Minute, Hour, Day, Week}).Draw(t, "unit"),
		}
	case 2:
		c.Until = rapid.SampledFrom([]Moment{
			{Date: "2026-12-24"}, {Date: "2028-02-29", Clock: "09:05"}, {Day: "friday"}, {Day: "today", Clock: "23:59"},
		}).Draw(t, "until")
	}
}

func drawChange(t *rapid.T) Command {
	c := Command{Verb: rapid.SampledFrom([]Verb{Add, Remove, Set, Request, Copy, Offboard, Transfer}).Draw(t, "verb")}
	switch c.Verb {
	case Add, Remove, Set:
		c.Who, c.What = people(t), objects(t)
	case Request:
		c.What = objects(t)
	case Copy:
		c.What, c.ToWhat = objects(t), objects(t)
	case Offboard:
		c.Who = people(t)
	case Transfer:
		c.Who, c.ToWho = people(t), []Who{{Kind: WhoUser, ID: "U9"}}
	}
	drawTail(t, &c)
	return c
}

func drawCommand(t *rapid.T) Command {
	switch rapid.IntRange(0, 5).Draw(t, "shape") {
	case 0:
		return Command{Verb: List, What: objects(t)}
	case 1:
		return Command{Verb: rapid.SampledFrom([]Verb{List, History}).Draw(t, "verb"), Who: people(t)}
	case 2:
		c := Command{Verb: History, What: objects(t)}
		drawTail(t, &c)
		c.Level, c.Anyway, c.Reason = "", false, ""
		if !c.Until.IsZero() && rapid.Bool().Draw(t, "span") {
			c.Since = Moment{Date: "2026-01-31", Clock: "08:00"}
		}
		return c
	case 3:
		inner := drawChange(t)
		return Command{Verb: Explain, Inner: &inner}
	case 4:
		c := Command{Verb: Extend, Request: rapid.Int64Range(1, 1<<62).Draw(t, "id"), For: Duration{Amount: 7, Unit: Day}}
		return c
	}
	return drawChange(t)
}

// Any command, however it came about, can be written down and read back.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) { checkRoundTrip(t, drawCommand(t)) })
}

// Words of the language in any order are either understood, and then round, or explained.
func TestWordSoup(t *testing.T) {
	t.Parallel()
	words := []string{
		"to", "from", "on", "as", "for", "until", "because", "anyway", "and", "in", "me", "team", "teams", "everyone", "project",
		"goals", "custom", "type", "fields", "editor", "full", "write", "edtor", "guest", "2w", "2m", "two", "weeks", "friday",
		"2026-12-24", "18:00", "R142", "123", ",", "@x", "a@b.c", "&lt;", "<@U1|m>", "<!subteam^S1>", "<!here>", "<#C1|c>", "—",
		"--because", "“x y”", "'z'", `"`, "”", "'", "workspace", "by", "access", "<https://app.asana.com/0/1/list|l>", "http://x",
		"<https://app.asana.com/0/resource/5>", "<http://x.y|to z>", "<", ">", "|", "e\u0301", "\u0338", "\u200d", "Web", "add", "help",
	}
	verbs := rapid.SampledFrom(append(Verbs(), "ad", "re", "x"))
	rest := rapid.SliceOfN(rapid.SampledFrom(words), 0, 9)
	space := rapid.SampledFrom([]string{" ", " ", " ", ""})
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		b.WriteString(string(verbs.Draw(t, "verb")) + " ")
		for _, w := range rest.Draw(t, "words") {
			b.WriteString(w + space.Draw(t, "space"))
		}
		if c, err := Parse(b.String()); err != nil {
			checkError(t, err)
		} else {
			checkRoundTrip(t, c)
		}
	})
}
