package bot

import (
	"fmt"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// A name that begins with what was typed comes before one with a word that does, and that before all others.
func TestCloseness(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name, text string
		want       int
	}{
		{"Website Relaunch", "web", 0}, {"Website Relaunch", "website r", 0}, {"Website Relaunch", "relaunch", 1}, {"The New Website", "new web", 1},
		{"Re-launch", "launch", 1}, {"(Draft) Web", "draft", 1}, {"R&D", "d", 1}, {"Élan Vital", "él", 0}, {"Noël", "l", 2}, {"Cafe\u0301s", "s", 2},
		{"Website", "site", 2}, {"Website", "x", 2}, {"", "x", 2}, {"伊藤 摩耶", "摩", 1}, {"web", "website", 2}, {"anything", "", 0},
	} {
		if got := closeness(fold(x.name), fold(x.text)); got != x.want {
			t.Errorf("%q for %q is %d, want %d", x.name, x.text, got, x.want)
		}
	}
}

// Namesakes are told apart by what is known of them, and by their gids where that is the same too. What has a note, or no namesake, is left alone.
func TestTellApart(t *testing.T) {
	t.Parallel()
	one := func(gid, text, note string) entry {
		return entry{Option: Option{Value: gid, Text: text}, gid: gid, folded: fold(text), note: note}
	}
	team := one("9", "Website", "")
	team.group = group{1, "teams", "Teams"}
	all := []entry{
		one("1", "Website", "Design"), one("2", "website", "Sales"), one("3", "Hiring", "People"), one("4", "Plan", "Design"), one("5", "Plan", "design"), one("6", "Plan", ""),
		team,
	}
	tellApart(all)
	var got []string
	for _, e := range all {
		got = append(got, e.Note)
	}
	if diff := cmp.Diff([]string{"Design", "Sales", "", "4", "5", "6", ""}, got); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

// drawEntry makes an entry that may be like another one.
func drawEntry(t *rapid.T) entry {
	name := rapid.SampledFrom([]string{"Website", "website", "Web Shop", "The Web", "Cobweb", "Hiring", "Élan", "…"}).Draw(t, "name")
	gid := fmt.Sprint(rapid.IntRange(1, 200).Draw(t, "gid"))
	e := entry{Option: Option{Value: gid, Text: name}, gid: gid, folded: fold(name), note: rapid.SampledFrom([]string{"", "Design", "Ada"}).Draw(t, "note")}
	e.place = rapid.IntRange(0, 99).Draw(t, "place")
	switch n := rapid.IntRange(0, 4).Draw(t, "group"); n {
	case 3:
		e.group = group{1, "", otherGroup}
	case 4:
		e.Value += fmt.Sprintf("%076d", 0) // more than an option holds
	default:
		e.group = group{0, fmt.Sprint("team", n), fmt.Sprint("Team ", min(n, 1))} // two teams have the same name
	}
	return e
}

// Whatever is found: an answer has no more options than a chat takes, each once and none empty, under no heading twice, and of all that was found
// nothing is left out for something that is further from what was typed.
func TestArrange(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Custom(drawEntry), 0, 300).Draw(t, "all")
		text := fold(rapid.SampledFrom([]string{"", "web", "h", "zz"}).Draw(t, "text"))
		close := make(map[string]int)
		for _, e := range all {
			if _, ok := close[e.Value]; utf8.RuneCountInString(e.Value) <= maxOption && (!ok || closeness(e.folded, text) < close[e.Value]) {
				close[e.Value] = closeness(e.folded, text)
			}
		}
		groups := arrange(slices.Clone(all), text)
		shown, furthest := make(map[string]bool), 0
		for i, g := range groups {
			if len(g.Options) == 0 || g.Label == otherGroup && i < len(groups)-1 {
				t.Fatalf("group %d is empty or out of order: %+v", i, groups)
			}
			last := 0
			for _, o := range g.Options {
				c, ok := close[o.Value]
				if !ok || shown[o.Value] || o.Text == "" {
					t.Fatalf("%+v should not be shown, or not again", o)
				}
				if text != "" && c < last {
					t.Fatalf("%q comes after something further from %q", o.Text, text)
				}
				shown[o.Value], last = true, c
				furthest = max(furthest, c)
			}
		}
		if len(shown) != min(len(close), suggested) {
			t.Fatalf("%d options of %d are shown", len(shown), len(close))
		}
		for value, c := range close {
			if text != "" && !shown[value] && c < furthest {
				t.Fatalf("%s is left out for something that is further from %q", value, text)
			}
		}
	})
}

// With nothing typed the order is Asana's, and no source crowds out another.
func TestArrange_Nothing(t *testing.T) {
	t.Parallel()
	var all []entry
	for _, g := range []group{{0, "people", "People"}, {1, "teams", "Teams"}, {2, "everyone", "Everyone in a team"}} {
		for i := range 100 {
			all = append(all, entry{Option: Option{Value: fmt.Sprint(g.key, i), Text: fmt.Sprint(100 - i)}, place: i, group: g})
		}
	}
	groups := arrange(all, "")
	for i, g := range groups {
		if n := len(g.Options); n < 33 || n > 34 || g.Options[0].Text != "100" || g.Options[1].Text != "99" {
			t.Errorf("group %d has %d options, the first %+v", i, n, g.Options[:2])
		}
	}
	if len(groups) != 3 {
		t.Errorf("%d groups", len(groups))
	}
}

// What was typed is cut at a letter.
func TestClipRunes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"": "", "ab": "ab", "abc": "abc", "abcd": "abc", "äöüß": "äöü", "伊藤摩耶": "伊藤摩"} {
		if got := clipRunes(text, 3); got != want {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}
